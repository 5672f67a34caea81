package storetest

import (
	"bytes"
	"strings"

	"sizhang/server/store"
)

func byKind(values ...any) store.Query {
	return store.Query{Collection: "units", Index: "kind", Equal: values}
}

func byPlace(values ...any) store.Query {
	return store.Query{Collection: "units", Index: "place", Equal: values}
}

var querying = []test{
	{"finds what has the value and nothing else", func(s *subject) {
		s.put(unit("a", `{"kind":"grid"}`), unit("b", `{"kind":"street"}`), unit("c", `{"kind":"grid"}`), unit("d", `{}`))
		s.finds(byKind("grid"), "a", "c")
		s.finds(byKind("street"), "b")
		s.finds(byKind("building"))
	}},
	{"returns whole documents", func(s *subject) {
		s.put(unit("a", `{"kind":"grid","n":[1,2]}`))
		d := s.swap(unit("a", ""), 1, `{"kind":"grid","n":[3]}`)
		page, err := s.Query(s.ctx, store.Query{Collection: "units", City: beijing, Index: "kind", Equal: []any{"grid"}, Limit: 1})
		s.must(err)
		if len(page.Documents) != 1 || differ(page.Documents[0], d) != "" {
			s.Errorf("got %+v, want %+v", page.Documents, d)
		}
	}},
	{"hands over at least as much of a body as is asked for", func(s *subject) {
		s.put(unit("a", `{"kind":"grid"}`), unit("b", `{"kind":"grid","text":"网格长 \u7f51 \"{","n":[1,{"m":2}]}`))
		whole := s.walk(store.Query{Collection: "units", City: beijing, Index: "kind", Equal: []any{"grid"}, Limit: 1})
		for head := 1; head < 80; head++ {
			page, err := s.Query(s.ctx, store.Query{Collection: "units", City: beijing, Index: "kind", Equal: []any{"grid"}, Limit: 2, Head: head})
			s.must(err)
			if len(page.Documents) != len(whole) || page.Next != "" {
				s.Fatalf("%d documents of %d, next %q", len(page.Documents), len(whole), page.Next)
			}
			for i, d := range page.Documents {
				if all := whole[i].Body; d.ID != whole[i].ID || d.Version != 1 || len(d.Body) < min(head, len(all)) || !bytes.HasPrefix(all, d.Body) {
					s.Errorf("%d bytes of %s: %s, of %s", head, d.ID, d.Body, all)
				}
			}
		}
	}},
	{"goes by the first fields of a compound index", func(s *subject) {
		s.put(unit("a", `{"kind":"g","rank":2,"done":true}`), unit("b", `{"kind":"g","rank":1,"done":true}`),
			unit("c", `{"kind":"g","rank":1,"done":false}`), unit("d", `{"kind":"h","rank":1,"done":false}`))
		s.finds(byPlace("g"), "c", "b", "a")
		s.finds(byPlace("g", 1), "c", "b")
		s.finds(byPlace("g", 1, true), "b")
		s.finds(byPlace(), "c", "b", "a", "d")
	}},
	{"leaves out what lacks a field of the index", func(s *subject) {
		s.put(unit("a", `{"kind":"g","rank":1}`), unit("b", `{"kind":"g","done":true}`), unit("c", `{"kind":"g","rank":1,"done":true}`))
		s.finds(byPlace("g"), "c")
		s.finds(byKind("g"), "a", "b", "c")
	}},
	{"leaves out null, doubles, lists and objects", func(s *subject) {
		for _, value := range []string{"null", "1.5", "1.0", "1e0", "[]", `["g"]`, "{}", `{"g":1}`} {
			s.put(unit(value, `{"kind":`+value+`}`))
		}
		s.finds(byKind())
		s.finds(byKind(1))
		s.finds(byKind("[]"))
	}},
	{"does not take true for 1 or for text", func(s *subject) {
		s.put(unit("int", `{"kind":1}`), unit("text", `{"kind":"1"}`), unit("bool", `{"kind":true}`),
			unit("zero", `{"kind":0}`), unit("false", `{"kind":false}`))
		s.finds(byKind(1), "int")
		s.finds(byKind("1"), "text")
		s.finds(byKind(true), "bool")
		s.finds(byKind(0), "zero")
		s.finds(byKind(false), "false")
	}},
	{"tells integers apart beyond 53 bits", func(s *subject) {
		s.put(unit("a", `{"kind":9007199254740992}`), unit("b", `{"kind":9007199254740993}`), unit("c", `{"kind":9223372036854775807}`))
		s.finds(byKind(int64(9007199254740993)), "b")
		s.finds(byKind(uint64(9223372036854775807)), "c")
	}},
	{"takes values of named types", func(s *subject) {
		type kind string
		type cell uint64
		s.put(unit("a", `{"kind":"grid"}`), unit("b", `{"kind":622236750694711295}`))
		s.finds(byKind(kind("grid")), "a")
		s.finds(byKind(cell(622236750694711295)), "b")
	}},
	{"finds the empty text", func(s *subject) {
		s.put(unit("a", `{"kind":""}`), unit("b", `{}`))
		s.finds(byKind(""), "a")
	}},
	{"finds odd texts as they are", func(s *subject) {
		texts := []string{"'; DROP TABLE units; --", `"`, `\`, "%", "_", "*", "$gt", "a.b", "\t", "\n", "\ufeff", "\u200b", "é", "e\u0301", "😀", "网格长", "a ", "A"}
		for _, text := range texts {
			s.put(unit(text, `{"kind":`+quoted(text)+`}`))
		}
		for _, text := range texts {
			s.finds(byKind(text), text)
		}
	}},
	{"sees through escapes", func(s *subject) {
		s.put(unit("a", `{"kind":"\u7f51\u683c\/\ud83d\ude00"}`))
		s.finds(byKind("网格/😀"), "a")
	}},
	{"finds the longest text", func(s *subject) {
		long := strings.Repeat("x", store.MaxKey)
		s.put(unit("a", `{"kind":"`+long+`"}`))
		s.finds(byKind(long), "a")
	}},
	{"matches nothing for a text that no document can hold", func(s *subject) {
		s.put(unit("a", `{"kind":"x"}`))
		for _, text := range []string{"x\x00", "\xff", strings.Repeat("x", store.MaxKey+1)} {
			s.finds(byKind(text))
		}
	}},
	{"follows a document to its new value", func(s *subject) {
		s.put(unit("a", `{"kind":"x"}`))
		s.swap(unit("a", ""), 1, `{"kind":"y"}`)
		s.finds(byKind("x"))
		s.finds(byKind("y"), "a")
		s.swap(unit("a", ""), 2, `{}`)
		s.finds(byKind("y"))
	}},
	{"goes by a unique index, whole or in part", func(s *subject) {
		s.put(unit("a", `{"post":"p","number":2}`), unit("b", `{"post":"p","number":1}`), unit("c", `{"post":"q","number":1}`))
		bySeat := store.Query{Collection: "units", Index: "seat"}
		s.finds(bySeat, "b", "a", "c")
		bySeat.Equal = []any{"p"}
		s.finds(bySeat, "b", "a")
		bySeat.Equal = []any{"p", 2}
		s.finds(bySeat, "a")
	}},
	{"goes by the id alone", func(s *subject) {
		s.put(note("b", `{}`), note("a", `{}`), unit("c", `{}`))
		s.finds(store.Query{Collection: "notes"}, "a", "b")
	}},
	{"answers with an empty page", func(s *subject) {
		page, err := s.Query(s.ctx, store.Query{Collection: "notes", City: beijing, Limit: 10})
		s.must(err)
		if len(page.Documents) != 0 || page.Next != "" {
			s.Errorf("got %+v", page)
		}
	}},
}
