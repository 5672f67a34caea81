package api

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// Limits on what one connection may take. A batch of 10,000 points arrives and
// leaves well within them on a slow mobile link.
const (
	headerTimeout  = 5 * time.Second
	readTimeout    = 30 * time.Second
	writeTimeout   = 60 * time.Second
	idleTimeout    = 2 * time.Minute
	maxHeaderBytes = 32 << 10
)

// Run serves on the listener, which it closes, until ctx ends. Then /readyz
// turns 503, new connections are refused after DrainDelay, and requests in
// flight get StopLimit to finish. It returns nil when all of them did.
func (s *Server) Run(ctx context.Context, listener net.Listener) error {
	server := &http.Server{
		Handler:           s.handler,
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	select {
	case err := <-served:
		return err
	case <-ctx.Done():
	}
	s.draining.Store(true)
	s.log.Info("stopping", "limit", s.options.StopLimit)
	select {
	case err := <-served:
		return err
	case <-time.After(s.options.DrainDelay):
	}
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.options.StopLimit)
	defer cancel()
	err := server.Shutdown(limited)
	if err != nil {
		err = errors.Join(errors.New("requests were cut off"), err, server.Close())
	}
	if serveErr := <-served; !errors.Is(serveErr, http.ErrServerClosed) {
		err = errors.Join(err, serveErr)
	}
	return err
}
