package main

import (
	"math/rand/v2"
	"sync"
)

// sites are the servers of one store, some of which may be dead just now.
type sites struct {
	mu  sync.Mutex
	all []*site
}

func newSites(all []*site) *sites { return &sites{all: append([]*site{}, all...)} }

// set puts another server in the place of one.
func (s *sites) set(k int, one *site) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all[k] = one
}

// any is one of them.
func (s *sites) any() *site {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all[rand.IntN(len(s.all))]
}
