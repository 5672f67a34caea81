package api

import (
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"

	"sizhang/domain/fault"
	"sizhang/server/auth/limit"
)

// Some questions read a whole city and take seconds to minutes. Few of them are
// answered at a time, so that lookups keep their processors; and those that
// anybody may ask have places of their own, so that nobody from outside can keep
// those who are signed in from working.
const (
	heavyForAll    = 1
	heavyForSigned = 2
)

const (
	// heavyTime is how long one of them may take, reading its file included.
	heavyTime = 30 * time.Minute
	// retryAfter is when it is worth trying again.
	retryAfter = 5 * time.Second
	// sending is how many answers at a time may be on their way to readers after
	// their requests have given their places back, sendTime how long each may take.
	sending  = 16
	sendTime = 10 * time.Minute
)

// places are so many requests that may be answered at a time.
type places chan struct{}

// take takes a place if there is one.
func (p places) take() bool {
	select {
	case p <- struct{}{}:
		return true
	default:
		return false
	}
}

// heavyPlaces are where long requests are worked on, and where their answers wait
// for slow readers; limit is how long each may take.
type heavyPlaces struct {
	working, sending places
	limit            time.Duration
	// of bounds how many of the places one network has; nil where it may have all.
	of *crowd
}

// ofOneNetwork is how many places one network may have among those of strangers, so that
// a few connections that stand idle keep nobody else out.
const ofOneNetwork = 4

// crowd counts the places of each network.
type crowd struct {
	mu   sync.Mutex
	held map[string]int
}

// take takes one of the network's places if there is one, and returns what gives it back.
func (c *crowd) take(network string) (leave func(), ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.held[network] == ofOneNetwork {
		return nil, false
	}
	if c.held == nil {
		c.held = map[string]int{}
	}
	c.held[network]++
	return sync.OnceFunc(func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.held[network]--; c.held[network] == 0 {
			delete(c.held, network)
		}
	}), true
}

// stay is what a long request holds: its place or, once the work is done, one
// among the answers that are being sent.
type stay struct {
	held, sending places
	connection    *http.ResponseController
	leave         func() // gives the network's place back
}

// stayKey is where a request keeps its stay.
const stayKey = "sizhang.stay"

// heavy refuses a request for which there is no place, and gives the others time.
func (p heavyPlaces) heavy(ctx huma.Context, next func(huma.Context)) {
	c, leave, free := humagin.Unwrap(ctx), func() {}, true
	if p.of != nil {
		leave, free = p.of.take(limit.Network(addressOf(c)))
	}
	if free && !p.working.take() {
		leave()
		free = false
	}
	if !free {
		c.Header("Retry-After", strconv.Itoa(int(retryAfter/time.Second)))
		refuseWith(ctx, fault.New(fault.ServerBusy, "", nil))
		return
	}
	// A recorder in a test has no deadlines, and no need of them.
	s := &stay{p.working, p.sending, http.NewResponseController(c.Writer), leave}
	defer func() { <-s.held; s.leave() }()
	_ = s.connection.SetReadDeadline(time.Now().Add(p.limit))
	_ = s.connection.SetWriteDeadline(time.Now().Add(p.limit))
	c.Set(stayKey, s)
	next(ctx)
}

// worked gives the place of a long request back before its answer is sent: a
// reader that takes its time keeps nobody else from being answered. Where too
// many answers are on their way, this one keeps the place and must be quick.
func worked(ctx huma.Context) {
	kept, long := humagin.Unwrap(ctx).Get(stayKey)
	if !long {
		return
	}
	s, most := kept.(*stay), writeTimeout
	if s.sending.take() {
		<-s.held
		s.leave()
		s.held, most = s.sending, sendTime
	}
	_ = s.connection.SetWriteDeadline(time.Now().Add(most))
}

// placesFor returns where an operation finds its place.
func (s *Server) placesFor(a about) heavyPlaces {
	switch {
	case a.arriving && !a.access.closed(): // so that strangers take no place of those who work
		return heavyPlaces{s.reportPlaces, s.openSending, photoTime, &s.reporting}
	case a.arriving:
		return heavyPlaces{s.photoPlaces, s.signedSending, photoTime, nil}
	case a.access.closed():
		return heavyPlaces{s.signedPlaces, s.signedSending, heavyTime, nil}
	}
	return heavyPlaces{s.openPlaces, s.openSending, heavyTime, nil}
}
