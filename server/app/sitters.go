package app

import (
	"slices"
	"sync"
	"time"

	"sizhang/domain/territory"
)

// sitters says which seats a person may sit at: perhaps more than they do, never
// fewer. It makes one person's posts cheap to find; whether they hold them is then
// read from each seat. A city and those that come of it by handovers share one,
// and every handover adds to it before it shows.
type sitters struct {
	mu sync.Mutex
	// built has the seats of the city that was asked first; nil before.
	built map[string][]chair
	// added has those that were handed over since the city was built.
	added map[string][]chair
}

// chair is where a seat is.
type chair struct{ unit, post string }

func newSitters() *sitters { return &sitters{added: map[string][]chair{}} }

// of returns where the person may sit, in no order.
func (s *sitters) of(t *territory.Territory, person string, now time.Time) []chair {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.built == nil {
		s.built = map[string][]chair{}
		for seat := range t.EverySeat() {
			put(s.built, seat, now)
		}
	}
	chairs := slices.Clone(s.built[person])
	for _, c := range s.added[person] {
		if !slices.Contains(chairs, c) {
			chairs = append(chairs, c)
		}
	}
	return chairs
}

// add notes seats that were handed over.
func (s *sitters) add(seats []territory.Seat) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, seat := range seats {
		put(s.added, seat, time.Time{})
	}
}

// put notes a seat for everybody whose term there is not over.
func put(into map[string][]chair, s territory.Seat, now time.Time) {
	at := chair{s.Unit, s.Post}
	for _, t := range s.Terms {
		if (t.Until.IsZero() || t.Until.After(now)) && !slices.Contains(into[t.Person], at) {
			into[t.Person] = append(into[t.Person], at)
		}
	}
}
