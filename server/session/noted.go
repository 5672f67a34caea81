package session

import (
	"context"
	"strconv"
	"sync"
	"time"

	"sizhang/server/auth/limit"
	"sizhang/server/record"
)

// Refused sign-ins are on the record, which is never shortened; so that nobody fills
// the disk by guessing, they are recorded up to a rate by network and by city, and
// the next one says how many there were between. Which name was tried plays no part
// in it: a write that is left out for some could be told by time.
const (
	notedBurst     = 10
	notedEvery     = time.Minute
	notedCityBurst = 200
	notedCityEvery = 10 * time.Second
)

// noted says which refused sign-ins are recorded.
type noted struct {
	networks, cities *limit.Rate

	mu   sync.Mutex
	left map[string]int // how many were left out since, by city
}

func newNoted() *noted {
	return &noted{
		networks: limit.NewRate(notedEvery, notedBurst, keysCounted),
		cities:   limit.NewRate(notedCityEvery, notedCityBurst, keysCounted), left: map[string]int{},
	}
}

// take says whether a refusal is to be recorded, and how many were left out before.
// city is one that there is.
func (n *noted) take(city, address string, now time.Time) (note bool, more int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.networks.Take(city+"\x00"+limit.Network(address), now) > 0 || n.cities.Take(city, now) > 0 {
		n.left[city]++
		return false, 0
	}
	more = n.left[city]
	delete(n.left, city)
	return true, more
}

// recordRefusal puts a refused sign-in on the record, unless there were too many.
func (s *Sessions) recordRefusal(ctx context.Context, city string, e record.Entry) error {
	note, more := s.noted.take(city, e.Address, s.now())
	if !note {
		return nil
	}
	if e.Kind = record.SignInRefused; more > 0 {
		e.With["more"] = strconv.Itoa(more)
	}
	return s.record(ctx, city, e)
}
