package storetest

import (
	"slices"
	"strconv"
	"sync/atomic"

	"sizhang/server/store"
)

// unsound are the findings that a store in order never gives, wherever it is.
// What else there is to find may lie with the server or the disk.
var unsound = []string{store.FoundIndexMissing, store.FoundIndexStrange, store.FoundDamaged, store.FoundBadDocument, store.FoundLaneAbandoned}

var examining = []test{
	{"says what an empty store is", func(s *subject) { s.isSound(false) }},
	{"says what a store is and finds no fault", func(s *subject) {
		everything(s)
		s.isSound(false)
	}},
	{"finds no fault in an empty store, looked over deeply", func(s *subject) { s.isSound(true) }},
	{"finds no fault in a store, looked over deeply", func(s *subject) {
		everything(s)
		s.isSound(true)
	}},
	{"finds no fault in odd bodies and keys", func(s *subject) {
		for _, text := range texts {
			s.put(in("units", text, text, `{"kind":`+quoted(text)+`,"code":`+quoted(text)+`,"rank":1,"done":false,"a b":{"":[1.0,null]}}`))
		}
		s.put(unit("i", `{"kind":9007199254740993,"code":true}`), unit("d", `{"kind":1.5,"code":[]}`))
		s.isSound(true)
	}},
	{"finds no fault after refusals", func(s *subject) {
		s.put(unit("a", `{"code":"1"}`))
		s.refused(s.Insert(s.ctx, unit("a", `{}`)), store.ErrExists)
		s.refused(s.Insert(s.ctx, unit("c", `{"code":"1"}`)), store.ErrExists)
		s.refused(s.Adopt(s.ctx, at(7, unit("d", `{"code":"1"}`))), store.ErrExists)
		s.stale(unit("a", `{}`), 5)
		s.isSound(true)
	}},
	{"finds no fault after a key was refused to a replacement", func(s *subject) {
		s.put(unit("a", `{"code":"1"}`), unit("b", `{"code":"2"}`))
		s.taken(unit("b", `{"code":"1"}`), 1)
		s.isSound(true)
	}},
	{"finds no fault beside another handle", func(s *subject) {
		other := s.another()
		s.must(other.Insert(s.ctx, unit("a", `{"code":"1"}`)))
		s.swap(unit("a", ""), 1, `{"code":"2"}`)
		s.isSound(true)
	}},
	{"counts documents when it looks deeply", func(s *subject) {
		all, gone := map[string]int{}, map[string]int{}
		for _, d := range everything(s) {
			if all[d.Collection]++; d.Gone {
				gone[d.Collection]++
			}
		}
		found := s.isSound(true)
		for _, c := range Schema {
			i := slices.IndexFunc(found, func(f store.Finding) bool {
				return f.Code == store.FoundDocuments && f.With["collection"] == c.Name
			})
			if i < 0 {
				s.Errorf("%s was not counted: %v", c.Name, found)
			} else if with := found[i].With; with["count"] != strconv.Itoa(all[c.Name]) || with["gone"] != strconv.Itoa(gone[c.Name]) {
				s.Errorf("%s: got %v, want %d, %d of them gone", c.Name, with, all[c.Name], gone[c.Name])
			}
		}
	}},
	{"finds no fault while others write", func(s *subject) {
		var left atomic.Int32
		left.Store(4)
		together(5, func(writer int) {
			if writer < 4 {
				defer left.Add(-1)
				s.writeSpread(writer)
				return
			}
			for last := false; !last && !s.Failed(); {
				last = left.Load() == 0
				s.isSound(true)
			}
		})
	}},
}

// isSound examines the store, fails the case if it is unsound or does not say
// what it is, and returns all findings.
func (s *subject) isSound(deep bool) []store.Finding {
	s.Helper()
	var found []store.Finding
	if err := s.Examine(s.ctx, deep, func(f store.Finding) { found = append(found, f) }); err != nil {
		s.Error(err)
	}
	stores := 0
	for _, f := range found {
		if f.Code == store.FoundStore {
			stores++
		}
		if f.Code == "" || slices.Contains(unsound, f.Code) {
			s.Errorf("found %+v", f)
		}
	}
	if stores != 1 {
		s.Errorf("what the store is was said %d times: %v", stores, found)
	}
	return found
}
