package storetest

import (
	"fmt"
	"sync/atomic"
	"time"

	"sizhang/server/store"
)

// pageUnderLoad pages while others insert, move and bury documents around those
// that stay.
func (s *subject) pageUnderLoad(q store.Query) {
	s.Helper()
	q.City, q.Limit = beijing, 3
	body := func(id string) string { return `{"kind":"x","rank":1,"done":true,"code":"` + id + `"}` }
	stays := many("s", s.size.stay)
	for _, id := range stays {
		s.put(unit(id, body(id)))
	}
	var stop atomic.Bool
	var walks, writes atomic.Int32
	together(5, func(writer int) {
		if writer == 0 {
			defer stop.Store(true)
			for (int(walks.Load()) < s.size.walks || int(writes.Load()) < s.size.writes) && !s.Failed() {
				s.meetsOnce(q, stays)
				walks.Add(1)
			}
			return
		}
		for n := 0; !stop.Load(); n++ {
			if int(writes.Load()) > (1+int(walks.Load()))*s.size.writes {
				time.Sleep(100 * time.Microsecond) // lest the walk never end
				continue
			}
			// The ids fall among those that stay.
			d := unit(fmt.Sprintf("s%05d-%d-%d", n%s.size.stay, writer, n), "")
			d.Body = []byte(body(d.ID))
			if err := s.Insert(s.ctx, d); err != nil {
				s.Error(err)
				return
			}
			if d.Version, d.Gone = 1, n%2 == 0; !d.Gone {
				d.Body = []byte(body("r" + d.ID))
			}
			if _, err := s.Replace(s.ctx, d); err != nil {
				s.Error(err)
				return
			}
			writes.Add(2)
		}
	})
}

// meetsOnce fails the case unless the query's pages hold each id exactly once.
func (s *subject) meetsOnce(q store.Query, ids []string) {
	met := map[string]int{}
	for {
		page, err := s.Query(s.ctx, q)
		if err != nil {
			s.Error(err)
			return
		}
		for _, d := range page.Documents {
			met[d.ID]++
		}
		if q.After = page.Next; q.After == "" {
			break
		}
	}
	for _, id := range ids {
		if met[id] != 1 {
			s.Errorf("%s was met %d times", id, met[id])
		}
	}
}
