package api

import (
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"

	"sizhang/domain/fault"
)

// Some questions read a whole city and take seconds to minutes. Few of them are
// answered at a time, so that lookups keep their processors; and those that
// anybody may ask have places of their own, so that nobody can keep the operator
// from working.
const (
	heavyForAll      = 1
	heavyForOperator = 2
)

const (
	// heavyTime is how long one of them may take, reading its file included.
	heavyTime = 30 * time.Minute
	// retryAfter is when it is worth trying again.
	retryAfter = 5 * time.Second
)

// places are so many requests that may be answered at a time.
type places chan struct{}

// heavy refuses a request for which there is no place, and gives the others time.
func (p places) heavy(ctx huma.Context, next func(huma.Context)) {
	select {
	case p <- struct{}{}:
		defer func() { <-p }()
	default:
		humagin.Unwrap(ctx).Header("Retry-After", strconv.Itoa(int(retryAfter/time.Second)))
		refuseWith(ctx, fault.New(fault.ServerBusy, "", nil))
		return
	}
	// A recorder in a test has no deadlines, and no need of them.
	connection := http.NewResponseController(humagin.Unwrap(ctx).Writer)
	_ = connection.SetReadDeadline(time.Now().Add(heavyTime))
	_ = connection.SetWriteDeadline(time.Now().Add(heavyTime))
	next(ctx)
}

// placesFor returns where an operation finds its place.
func (s *Server) placesFor(a about) places {
	if a.operator {
		return s.operatorPlaces
	}
	return s.openPlaces
}
