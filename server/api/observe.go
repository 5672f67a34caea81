package api

import (
	"crypto/rand"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/gin-gonic/gin"

	"sizhang/domain/fault"
)

const requestIDHeader = "X-Request-Id"

// observe surrounds every request: it gives it an id, counts it and writes one
// line about it.
//
// The line holds the route's template, never the path or the query: those hold
// the positions that people ask about. It holds no client address either.
func (s *Server) observe(c *gin.Context) {
	start := time.Now()
	id := c.GetHeader(requestIDHeader)
	if !saneID(id) {
		id = rand.Text()
	}
	c.Header(requestIDHeader, id)
	s.metrics.inFlight.Inc()
	defer func() {
		s.metrics.inFlight.Dec()
		took, method, route := time.Since(start), methodLabel(c.Request.Method), routeLabel(c)
		s.metrics.observe(method, route, c.Writer.Status(), took)
		s.record(c, id, method, route, took)
	}()
	defer s.recover(c)
	c.Next()
}

// record writes the access log: failures of ours as errors with their cause,
// probes only at debug level.
func (s *Server) record(c *gin.Context, id, method, route string, took time.Duration) {
	level := slog.LevelInfo
	if quiet[route] {
		level = slog.LevelDebug
	}
	if len(c.Errors) > 0 {
		level = slog.LevelError
	}
	ctx, handler := c.Request.Context(), s.log.Handler()
	if !handler.Enabled(ctx, level) {
		return
	}
	// A record of our own spares every request the search for its caller.
	line := slog.NewRecord(time.Now(), level, "request", 0)
	line.AddAttrs(
		slog.String("request", id),
		slog.String("route", method+" "+route),
		slog.Int("status", c.Writer.Status()),
		slog.Int("bytes", max(c.Writer.Size(), 0)),
		slog.Duration("took", took))
	if len(c.Errors) > 0 {
		line.AddAttrs(slog.String("error", c.Errors.Last().Error()))
	}
	// A log that cannot be written has nobody to be told.
	_ = handler.Handle(ctx, line)
}

// quiet routes are asked every few seconds by machines.
var quiet = map[string]bool{"/livez": true, "/readyz": true, "/metrics": true}

// recover turns a panic into a problem, where the answer has not begun, and into
// a line with the stack.
func (s *Server) recover(c *gin.Context) {
	cause := recover()
	if cause == nil {
		return
	}
	if cause == http.ErrAbortHandler {
		panic(cause)
	}
	s.log.Error("panic", "request", c.Writer.Header().Get(requestIDHeader), "route", routeLabel(c),
		"cause", cause, "stack", string(debug.Stack()))
	if c.Writer.Written() {
		// Half an answer must not look whole: cut the connection.
		panic(http.ErrAbortHandler)
	}
	writeProblem(c.Writer, c.Request, fault.New(fault.InternalError, "", nil))
	c.Abort()
}

// saneID says whether a client's own request id may stand in logs and headers.
func saneID(id string) bool {
	if id == "" || len(id) > 64 {
		return false
	}
	for i := range len(id) {
		switch b := id[i]; {
		case b >= '0' && b <= '9', b >= 'a' && b <= 'z', b >= 'A' && b <= 'Z', b == '-', b == '_', b == '.':
		default:
			return false
		}
	}
	return true
}

// routeLabel is the route's template; every unknown path shares one label, so
// that a scanner cannot grow the metrics.
func routeLabel(c *gin.Context) string {
	if route := c.FullPath(); route != "" {
		return route
	}
	return "unmatched"
}

func methodLabel(method string) string {
	switch method {
	case http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodHead, http.MethodOptions:
		return method
	}
	return "other"
}
