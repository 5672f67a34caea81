package storetest

import (
	"fmt"
	"strings"

	"sizhang/server/store"
)

var paging = []test{
	{"visits everything once at every size of page", func(s *subject) {
		ids := many("n", 12)
		for _, id := range ids {
			s.put(note(id, `{}`))
		}
		for limit := 1; limit <= 13; limit++ {
			s.finds(store.Query{Collection: "notes", Limit: limit}, ids...)
		}
	}},
	{"ends on a page without a cursor", func(s *subject) {
		s.put(note("a", `{}`), note("b", `{}`))
		for limit, more := range map[int]bool{1: true, 2: false, 3: false} {
			page, err := s.Query(s.ctx, store.Query{Collection: "notes", City: beijing, Limit: limit})
			s.must(err)
			if (page.Next != "") != more {
				s.Errorf("a limit of %d for two documents: the cursor is %q", limit, page.Next)
			}
		}
	}},
	{"goes on through integers, texts and booleans", func(s *subject) {
		s.pageThrough(byKind(), "kind", "-5", "0", "7", `""`, `"a"`, `"东"`, "false", "true")
	}},
	{"goes on within equal values", func(s *subject) {
		s.pageThrough(byKind("x"), "kind", `"x"`, `"x"`, `"x"`, `"x"`, `"x"`)
	}},
	{"goes on through a unique index", func(s *subject) {
		s.pageThrough(byCode, "code", "-5", "0", "7", `""`, `"a"`, `"东"`, "false", "true")
	}},
	{"goes on through a compound index", func(s *subject) {
		var ids []string
		for i, id := range many("u", 24) {
			s.put(unit(id, fmt.Sprintf(`{"kind":"k%d","rank":%d,"done":%v}`, i/12, i/4%3, i/2%2 == 1)))
			ids = append(ids, id)
		}
		for limit := 1; limit <= 5; limit++ {
			q := byPlace()
			q.Limit = limit
			s.finds(q, ids...)
			q.Equal = []any{"k1"}
			s.finds(q, ids[12:]...)
			q.Equal = []any{"k1", 1}
			s.finds(q, ids[16:20]...)
			q.Equal = []any{"k1", 1, true}
			s.finds(q, ids[18:20]...)
		}
	}},
	{"fills the largest page", func(s *subject) {
		ids := many("n", store.MaxLimit+1)
		together(16, func(i int) {
			for n := i; n < len(ids); n += 16 {
				if err := s.Insert(s.ctx, note(ids[n], `{}`)); err != nil {
					s.Error(err)
				}
			}
		})
		s.finds(store.Query{Collection: "notes", Limit: store.MaxLimit}, ids...)
	}},
	{"goes on through large documents", func(s *subject) {
		body := `{"text":"` + strings.Repeat("x", s.size.large) + `"}`
		s.put(note("a", body), note("b", body), note("c", body), note("d", body), note("e", body))
		s.finds(store.Query{Collection: "notes"}, "a", "b", "c", "d", "e")
	}},
	{"gives the same page for the same cursor", func(s *subject) {
		s.put(note("a", `{}`), note("b", `{}`), note("c", `{}`))
		q := store.Query{Collection: "notes", City: beijing, After: s.firstCursor(store.Query{Collection: "notes"}), Limit: 1000}
		s.finds(q, "b", "c")
		s.finds(q, "b", "c")
	}},
	{"goes on behind a document that is gone", func(s *subject) {
		s.put(unit("a", `{"kind":"x"}`), unit("b", `{"kind":"x"}`))
		q := byKind("x")
		q.After = s.firstCursor(q)
		s.bury(unit("a", ""), 1)
		s.finds(q, "b")
	}},
	{"goes on behind a document that moved", func(s *subject) {
		s.put(unit("a", `{"kind":"x"}`), unit("b", `{"kind":"y"}`))
		q := byKind()
		q.After = s.firstCursor(q)
		s.swap(unit("a", ""), 1, `{"kind":"0"}`)
		s.finds(q, "b")
	}},
	{"sees what was put ahead of the cursor and not behind", func(s *subject) {
		s.put(note("b", `{}`), note("d", `{}`))
		q := store.Query{Collection: "notes", After: s.firstCursor(store.Query{Collection: "notes"})}
		s.put(note("a", `{}`), note("c", `{}`), note("e", `{}`))
		s.finds(q, "c", "d", "e")
	}},
	{"refuses the cursor of another query", func(s *subject) {
		for _, id := range []string{"a", "b"} {
			body := `{"kind":"x","code":"` + id + `","rank":1,"done":true}`
			s.put(unit(id, body), note(id, `{}`), in("units", shanghai, id, body))
		}
		cursor := s.firstCursor(byKind("x"))
		for name, q := range map[string]store.Query{
			"another value":      byKind("y"),
			"no value":           byKind(),
			"another type":       byKind(1),
			"another index":      byPlace("x"),
			"the id alone":       {Collection: "units"},
			"another collection": {Collection: "notes"},
			"another city":       {Collection: "units", City: shanghai, Index: "kind", Equal: []any{"x"}},
		} {
			q.After, q.Limit = cursor, 10
			if q.City == "" {
				q.City = beijing
			}
			if _, err := s.Query(s.ctx, q); err == nil {
				s.Errorf("%s passed", name)
			} else {
				s.refused(err, store.ErrBadQuery)
			}
		}
	}},
	{"refuses a cursor that was tampered with", func(s *subject) {
		s.put(unit("a", `{"kind":"x"}`), unit("b", `{"kind":"x"}`))
		q := byKind("x")
		q.City, q.Limit = beijing, 10
		for _, bad := range spoiled(string(s.firstCursor(q))) {
			q.After = store.Cursor(bad)
			_, err := s.Query(s.ctx, q)
			s.refused(err, store.ErrBadQuery)
		}
	}},
	{"neither skips nor repeats while others write, by id", func(s *subject) {
		s.pageUnderLoad(store.Query{Collection: "units"})
	}},
	{"neither skips nor repeats while others write, by an index", func(s *subject) {
		s.pageUnderLoad(byPlace("x"))
	}},
	{"neither skips nor repeats while others write, by a unique index", func(s *subject) {
		s.pageUnderLoad(byCode)
	}},
}

// firstCursor returns the cursor behind a query's first document.
func (s *subject) firstCursor(q store.Query) store.Cursor {
	s.Helper()
	q.City, q.Limit = beijing, 1
	page, err := s.Query(s.ctx, q)
	s.must(err)
	if page.Next == "" {
		s.Fatal("there is no second page")
	}
	return page.Next
}

// pageThrough puts a unit for every value of the field, given in order, and pages
// through them with pages of several sizes.
func (s *subject) pageThrough(q store.Query, field string, values ...string) {
	s.Helper()
	ids := many("u", len(values))
	for i, value := range values {
		s.put(unit(ids[i], `{"`+field+`":`+value+`}`))
	}
	for q.Limit = 1; q.Limit <= 3; q.Limit++ {
		s.finds(q, ids...)
	}
}

// spoiled returns texts that are almost the one given.
func spoiled(text string) []string {
	bad := []string{"x", "é", "%", text + "A", text[1:], text[:len(text)-1], text + text, strings.ToUpper(text)}
	for i := range text {
		other := byte('A')
		if text[i] == other {
			other = 'B'
		}
		bad = append(bad, text[:i]+string(other)+text[i+1:])
	}
	return bad
}
