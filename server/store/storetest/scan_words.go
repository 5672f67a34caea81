package storetest

import (
	"fmt"

	"sizhang/server/store"
)

// everything fills the store with one of each and returns what a scan hands over.
func everything(s *subject) []store.Document {
	s.Helper()
	s.put(unit("c", `{"code":"3"}`), unit("b", `{"kind":"x","rank":1,"done":true,"code":"2"}`), note("网格", `{}`), note("a", `{"n":1.0}`),
		report("r", `{"due":"2024-02-29T08:00:00.000Z"}`), in("notes", shanghai, "a", `{"t":"沪"}`), in("units", shanghai, "b", `{"code":"2"}`))
	s.swap(unit("b", ""), 1, `{"kind":"y","rank":1,"done":true,"code":"22"}`)
	s.bury(unit("c", ""), 1)
	s.adopt(at(40, unit("d", `{"kind":"y"}`)), grave(9, "b"))
	c := at(2, unit("c", ""))
	c.Gone = true
	return []store.Document{
		at(1, note("a", `{"n":1.0}`)), grave(9, "b"), at(1, note("网格", `{}`)), at(1, in("notes", shanghai, "a", `{"t":"沪"}`)),
		at(2, unit("b", `{"kind":"y","rank":1,"done":true,"code":"22"}`)), c, at(40, unit("d", `{"kind":"y"}`)),
		at(1, in("units", shanghai, "b", `{"code":"2"}`)), at(1, report("r", `{"due":"2024-02-29T08:00:00.000Z"}`)),
	}
}

// putMany puts many notes and returns them in order.
func (s *subject) putMany() []store.Document {
	var all []store.Document
	for i, id := range many("n", s.size.many) {
		all = append(all, at(1, note(id, fmt.Sprintf(`{"n":%d}`, i))))
	}
	together(16, func(i int) {
		for n := i; n < len(all); n += 16 {
			if err := s.Insert(s.ctx, all[n]); err != nil {
				s.Error(err)
			}
		}
	})
	return all
}

// scan returns what a scan hands over, and whether all of it stood at one moment.
func (s *subject) scan() ([]store.Document, bool) {
	s.Helper()
	var all []store.Document
	moment, err := s.Scan(s.ctx, func(d store.Document) error { all = append(all, d); return nil })
	s.must(err)
	return all, moment
}

// scans fails the case unless a scan hands over exactly these documents.
func (s *subject) scans(want ...store.Document) {
	s.Helper()
	got, _ := s.scan()
	for i := range min(len(got), len(want)) {
		if diff := differ(got[i], want[i]); diff != "" {
			s.Fatalf("document %d: %s", i, diff)
		}
	}
	if len(got) != len(want) {
		s.Errorf("got %d documents, want %d", len(got), len(want))
	}
}
