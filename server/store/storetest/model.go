package storetest

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"pgregory.net/rapid"

	"sizhang/server/store"
)

var modelled = []test{
	{"agrees with a map on random histories", func(s *subject) {
		run := 0
		token := s.now()
		rapid.Check(s.T, func(t *rapid.T) {
			run++ // every history plays in a city of its own
			m := &model{s: s, city: fmt.Sprint(200000 + run), documents: map[string]*record{}}
			_, m.token = s.follow(token, store.MaxLimit)
			t.Repeat(map[string]func(*rapid.T){
				"": m.get, "insert": m.insert, "replace": m.replace, "query": m.query, "changes": m.changes,
			})
			token = m.token
		})
	}},
}

// model is what the store should hold of one city's units, and how it should
// answer, put as simply as can be.
type model struct {
	s         *subject
	city      string
	documents map[string]*record
	writes    int
	token     store.Token
	told      int // the count of writes at the token
}

type record struct {
	version int64
	gone    bool
	body    map[string]any
	written int // the count of writes when this one was made
}

var (
	anID   = rapid.SampledFrom([]string{"a", "A", "b", "ba", "东", "东华"})
	aValue = rapid.SampledFrom([]any{nil, 1.5, []any{}, 1, 2, 10, -1, "", "1", "a", "东", true, false})
)

func aBody(t *rapid.T) map[string]any {
	body := map[string]any{"note": t.Name()}
	for _, field := range []string{"kind", "rank", "done", "code"} {
		if rapid.IntRange(0, 3).Draw(t, "has "+field) > 0 {
			body[field] = aValue.Draw(t, field)
		}
	}
	return body
}

func (m *model) document(id string, r record) store.Document {
	body, err := json.Marshal(r.body)
	if err != nil {
		panic(err)
	}
	return store.Document{Collection: "units", City: m.city, ID: id, Version: r.version, Gone: r.gone, Body: body}
}

// clash says whether the body's unique key is another document's.
func (m *model) clash(id string, body map[string]any) bool {
	code, ok := indexed(body["code"])
	for other, r := range m.documents {
		if taken, has := indexed(r.body["code"]); ok && has && taken == code && other != id && !r.gone {
			return true
		}
	}
	return false
}

func (m *model) insert(t *rapid.T) {
	id, r := anID.Draw(t, "id"), record{version: 1, body: aBody(t)}
	var want error
	if m.documents[id] != nil || m.clash(id, r.body) {
		want = store.ErrExists
	}
	if err := m.s.Insert(m.s.ctx, m.document(id, r)); !errors.Is(err, want) {
		t.Fatalf("insert: got %v, want %v", err, want)
	}
	m.keep(id, r, want)
}

func (m *model) replace(t *rapid.T) {
	id, r := anID.Draw(t, "id"), record{gone: rapid.IntRange(0, 4).Draw(t, "gone") == 0, body: aBody(t)}
	var want error
	if old := m.documents[id]; old == nil {
		want = store.ErrMissing
	} else if r.version = old.version + rapid.SampledFrom([]int64{0, 0, 0, 0, -1, 1}).Draw(t, "off"); r.version != old.version {
		want = store.ErrStale
	} else if !r.gone && m.clash(id, r.body) {
		want = store.ErrExists
	}
	version, err := m.s.Replace(m.s.ctx, m.document(id, r))
	if !errors.Is(err, want) || err == nil && version != r.version+1 {
		t.Fatalf("replace: got version %d and %v, want %v", version, err, want)
	}
	r.version++
	m.keep(id, r, want)
}

func (m *model) keep(id string, r record, refusal error) {
	if refusal == nil {
		m.writes++
		r.written = m.writes
		m.documents[id] = &r
	}
}

// get compares every document; it runs after each step.
func (m *model) get(t *rapid.T) {
	for _, id := range slices.Sorted(maps.Keys(m.documents)) {
		r := m.documents[id]
		got, err := m.s.Get(m.s.ctx, "units", m.city, id)
		if r.gone != errors.Is(err, store.ErrMissing) || !r.gone && err != nil {
			t.Fatalf("get %s: %v, gone: %v", id, err, r.gone)
		}
		if diff := differ(got, m.document(id, *r)); !r.gone && diff != "" {
			t.Fatalf("get %s: %s", id, diff)
		}
	}
}

func (m *model) query(t *rapid.T) {
	index := rapid.SampledFrom(append([]store.Index{{}}, Schema[1].Indexes...)).Draw(t, "index")
	q := store.Query{Collection: "units", City: m.city, Index: index.Name, Limit: rapid.IntRange(1, 4).Draw(t, "limit")}
	for range rapid.IntRange(0, len(index.Fields)).Draw(t, "values") {
		q.Equal = append(q.Equal, aValue.Filter(func(v any) bool { _, ok := indexed(v); return ok }).Draw(t, "value"))
	}
	var got, want []string
	for _, d := range m.s.walk(q) {
		got = append(got, d.ID)
	}
	for id, r := range m.documents {
		if r.matches(index, q.Equal) {
			want = append(want, id)
		}
	}
	slices.SortFunc(want, func(a, b string) int { return m.compare(index, a, b) })
	if !slices.Equal(got, want) {
		t.Fatalf("by %q = %v: got %q, want %q", q.Index, q.Equal, got, want)
	}
}

func (m *model) changes(t *rapid.T) {
	got, next := m.s.follow(m.token, rapid.IntRange(1, 5).Draw(t, "limit"))
	var want []store.Change
	for id, r := range m.documents {
		if r.written > m.told {
			want = append(want, store.Change{Collection: "units", City: m.city, ID: id, Version: r.version, Gone: r.gone})
		}
	}
	slices.SortFunc(want, func(a, b store.Change) int {
		return cmp.Compare(m.documents[a.ID].written, m.documents[b.ID].written)
	})
	if !slices.Equal(got, want) {
		t.Fatalf("changes: got %v, want %v", got, want)
	}
	m.token, m.told = next, m.writes
}

func (r *record) matches(x store.Index, equal []any) bool {
	for i, field := range x.Fields {
		value, ok := indexed(r.body[field])
		if !ok || i < len(equal) && value != equal[i] {
			return false
		}
	}
	return !r.gone
}

// compare orders two documents of an index as it does.
func (m *model) compare(x store.Index, a, b string) int {
	for _, field := range x.Fields {
		u, v := m.documents[a].body[field], m.documents[b].body[field]
		if c := compareValues(u, v); c != 0 {
			return c
		}
	}
	return cmp.Compare(a, b)
}

func compareValues(u, v any) int {
	if rank(u) != rank(v) {
		return cmp.Compare(rank(u), rank(v))
	}
	switch u := u.(type) {
	case int:
		return cmp.Compare(u, v.(int))
	case string:
		return cmp.Compare(u, v.(string))
	}
	return cmp.Compare(fmt.Sprint(u), fmt.Sprint(v)) // "false" before "true"
}

// rank says where values of a type stand in an index; 0 for what it leaves out.
func rank(value any) int {
	switch value.(type) {
	case int:
		return 1
	case string:
		return 2
	case bool:
		return 3
	}
	return 0
}

func indexed(value any) (any, bool) { return value, rank(value) > 0 }
