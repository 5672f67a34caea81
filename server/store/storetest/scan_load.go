package storetest

import (
	"encoding/json"
	"fmt"
	"sync/atomic"

	"sizhang/server/store"
)

// scanUnderLoad scans while 16 writers count up two documents each, the first
// and then the second. At any one moment the first is ahead by one at most, and
// the second never. One half of the writers has its first document where a scan
// begins, the other half where it ends.
func (s *subject) scanUnderLoad() {
	const writers = 16
	pair := func(writer int) (first, second store.Document) {
		first, second = note(fmt.Sprint(writer), `{"n":0,"m":0}`), report(fmt.Sprint(writer), `{"n":0,"m":0}`)
		if writer%2 == 0 {
			return first, second
		}
		return second, first
	}
	for writer := range writers {
		first, second := pair(writer)
		s.put(first, second)
	}
	s.putMany() // so that a scan takes its time
	var stop atomic.Bool
	together(writers+1, func(writer int) {
		if writer == writers {
			defer stop.Store(true)
			for range s.size.walks {
				s.scanPairs(pair, writers)
			}
			return
		}
		first, second := pair(writer)
		for !stop.Load() && !s.Failed() {
			for _, d := range []store.Document{first, second} {
				s.update(d, func(n map[string]int) { n["n"]++; n["m"]++ })
			}
		}
	})
}

// scanPairs scans once and looks at every pair.
func (s *subject) scanPairs(pair func(writer int) (first, second store.Document), writers int) {
	counts := map[key]int64{}
	moment, err := s.Scan(s.ctx, func(d store.Document) error {
		k := key{d.Collection, d.City, d.ID}
		var body struct{ N, M int64 }
		if err := json.Unmarshal(d.Body, &body); err != nil {
			return err
		}
		if len(d.ID) > 2 { // one of the many
			return nil
		}
		if body.N != body.M || body.N+1 != d.Version {
			s.Errorf("%v is in pieces: %s at version %d", k, d.Body, d.Version)
		}
		counts[k] = body.N
		return nil
	})
	if err != nil {
		s.Error(err)
		return
	}
	if len(counts) != 2*writers {
		s.Errorf("got %d documents of %d", len(counts), 2*writers)
	}
	for writer := range writers {
		first, second := pair(writer)
		a, b := counts[key{first.Collection, first.City, first.ID}], counts[key{second.Collection, second.City, second.ID}]
		if moment && a != b && a != b+1 {
			s.Errorf("at one moment the first of %d stood at %d and the second at %d", writer, a, b)
		}
	}
}

// scanWhatStays scans while others insert, bury and bring back documents around
// those that stay.
func (s *subject) scanWhatStays() {
	stays := many("s", s.size.stay)
	for _, id := range stays {
		s.put(note(id, `{}`))
	}
	var stop atomic.Bool
	together(5, func(writer int) {
		if writer == 0 {
			defer stop.Store(true)
			for range s.size.walks {
				s.scansOnce(stays)
			}
			return
		}
		for n := 0; !stop.Load() && !s.Failed(); n++ {
			d := note(fmt.Sprintf("s%05d-%d-%d", n%s.size.stay, writer, n), `{}`)
			err := s.Insert(s.ctx, d)
			for version := int64(1); err == nil && version < 4; version++ {
				d.Gone = !d.Gone
				_, err = s.Replace(s.ctx, at(version, d))
			}
			if err != nil {
				s.Error(err)
			}
		}
	})
}

// scansOnce fails the case unless a scan hands over each id exactly once, and
// nothing twice.
func (s *subject) scansOnce(ids []string) {
	met := map[string]int{}
	_, err := s.Scan(s.ctx, func(d store.Document) error {
		if met[d.ID]++; met[d.ID] > 1 {
			s.Errorf("%s was met again", d.ID)
		}
		return nil
	})
	if err != nil {
		s.Error(err)
	}
	for _, id := range ids {
		if met[id] != 1 {
			s.Errorf("%s was met %d times", id, met[id])
		}
	}
}
