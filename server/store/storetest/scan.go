package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"sizhang/server/store"
)

var scanning = []test{
	{"hands over nothing where nothing is", func(s *subject) { s.scans() }},
	{"hands over everything, tombstones too", func(s *subject) { s.scans(everything(s)...) }},
	{"goes by the schema's order of collections", func(s *subject) {
		s.put(report("a", `{}`), unit("a", `{}`), note("z", `{}`))
		s.scans(at(1, note("z", `{}`)), at(1, unit("a", `{}`)), at(1, report("a", `{}`)))
	}},
	{"goes bytewise by city", func(s *subject) {
		var want []store.Document
		for _, i := range shuffled(len(texts)) {
			s.put(in("notes", texts[i], "a", `{}`))
		}
		for _, city := range texts {
			want = append(want, at(1, in("notes", city, "a", `{}`)))
		}
		s.scans(want...)
	}},
	{"goes bytewise by id within a city", func(s *subject) {
		var want []store.Document
		for _, i := range shuffled(len(texts)) {
			s.put(in("notes", shanghai, texts[i], `{}`), note(texts[i], `{}`))
		}
		for _, city := range []string{beijing, shanghai} {
			for _, id := range texts {
				want = append(want, at(1, in("notes", city, id, `{}`)))
			}
		}
		s.scans(want...)
	}},
	{"does not run a city into an id", func(s *subject) {
		want := []store.Document{at(1, in("notes", "11", "0101/a", `{}`)), at(1, in("notes", "110101", "/a", `{}`)), at(1, in("notes", "110101/", "a", `{}`))}
		s.put(want[2], want[0], want[1])
		s.scans(want...)
	}},
	{"gives a tombstone its version and no body", func(s *subject) {
		s.put(note("a", `{"name":"张三"}`))
		d := grave(1, "a")
		d.Body = []byte(`{"name":"张三"}`)
		_, err := s.Replace(s.ctx, d)
		s.must(err)
		s.bury(note("a", ""), 2)
		s.scans(grave(3, "a"))
	}},
	{"hands over what came back from a tombstone", func(s *subject) {
		s.put(note("a", `{"n":1}`))
		s.bury(note("a", ""), 1)
		s.swap(note("a", ""), 2, `{"n":3}`)
		s.scans(at(3, note("a", `{"n":3}`)))
	}},
	{"hands over what was adopted as it was", func(s *subject) {
		s.adopt(grave(9, "b"), at(7, note("a", `{"n":1}`)))
		s.scans(at(7, note("a", `{"n":1}`)), grave(9, "b"))
	}},
	{"gives bodies back to the value", func(s *subject) {
		var want []store.Document
		for i, body := range []string{
			`{"n":[9223372036854775807,-9223372036854775808,0.1,1.0,1e300,5e-324]}`, `{"z":1,"a":{"y":null,"x":[{},{"w":[]}]}}`,
			`{"t":["四长","😀","\u0000","\"\\\/\b","\u2028"]}`, `{"id":2,"gone":true,"city":null,"a b":"\u200b"}`,
		} {
			want = append(want, at(1, note(fmt.Sprint(i), body)))
		}
		s.put(want...)
		s.scans(want...)
	}},
	{"hands over what another handle wrote", func(s *subject) {
		s.must(s.another().Insert(s.ctx, note("a", `{"n":1}`)))
		s.scans(at(1, note("a", `{"n":1}`)))
	}},
	{"ends with its visitor's error", func(s *subject) {
		s.put(note("a", `{}`), note("b", `{}`), unit("a", `{}`))
		enough, visits := errors.New("enough"), 0
		_, err := s.Scan(s.ctx, func(store.Document) error { visits++; return enough })
		s.refused(err, enough)
		if visits != 1 {
			s.Errorf("it was handed %d documents", visits)
		}
	}},
	{"ends with its visitor's error at the last document", func(s *subject) {
		s.put(note("a", `{}`), unit("b", `{}`))
		enough := errors.New("enough")
		_, err := s.Scan(s.ctx, func(d store.Document) error {
			if d.ID == "b" {
				return enough
			}
			return nil
		})
		s.refused(err, enough)
	}},
	{"ends with its context", func(s *subject) {
		for _, id := range many("n", 30) {
			s.put(note(id, `{}`))
		}
		ctx, cancel := context.WithCancel(s.ctx)
		defer cancel()
		_, err := s.Scan(ctx, func(store.Document) error { cancel(); return nil })
		s.refused(err, context.Canceled)
	}},
	{"hands over many", func(s *subject) {
		want := s.putMany()
		s.scans(want...)
	}},
	{"goes on through large documents", func(s *subject) {
		body := `{"text":"` + strings.Repeat("x", s.size.large) + `"}`
		var want []store.Document
		for _, id := range many("n", 6) {
			want = append(want, at(1, note(id, body)))
		}
		s.put(want...)
		s.scans(want...)
	}},
	{"leaves each body to its visitor", func(s *subject) {
		var want []store.Document
		for i, id := range many("n", 40) {
			want = append(want, at(1, note(id, fmt.Sprintf(`{"n":"%s"}`, strings.Repeat("x", i)))))
		}
		s.put(want...)
		s.scans(want...) // looks at the bodies once all are there
		_, err := s.Scan(s.ctx, func(d store.Document) error { clear(d.Body); return nil })
		s.must(err)
		s.scans(want...)
	}},
	{"goes on beside others", func(s *subject) {
		want := everything(s)
		together(4, func(int) {
			var got []store.Document
			_, err := s.Scan(s.ctx, func(d store.Document) error { got = append(got, d); return nil })
			if err != nil || !slices.EqualFunc(got, want, func(a, b store.Document) bool { return differ(a, b) == "" }) {
				s.Errorf("got %d documents, %v", len(got), err)
			}
		})
	}},
	{"holds up no writer", func(s *subject) {
		want := s.putMany()
		n := 0
		_, err := s.Scan(s.ctx, func(store.Document) error {
			if n++; n > 3 {
				return nil
			}
			return s.comes("Insert", func() error { return s.Insert(s.ctx, note(fmt.Sprint("~", n), `{}`)) })
		})
		s.must(err)
		if n < len(want) {
			s.Errorf("%d documents for %d", n, len(want))
		}
	}},
	{"sees one moment under 16 writers, or says that it does not", func(s *subject) { s.scanUnderLoad() }},
	{"meets what stays exactly once under load", func(s *subject) { s.scanWhatStays() }},
}
