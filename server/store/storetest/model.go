package storetest

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"

	"pgregory.net/rapid"

	"sizhang/server/store"
)

var modelled = []test{
	{"agrees with a map on random sequences", func(s *subject) {
		run, failed := 0, false
		token := s.now()
		rapid.Check(s.T, func(t *rapid.T) {
			run++ // every sequence plays in a city of its own
			if run > s.size.sequences && s.size.sequences > 0 && !failed {
				return
			}
			defer func() { failed = failed || t.Failed() }()
			if run%100 == 0 && !failed { // or a scan would take ever longer
				s.must(s.Close())
				s.Sibling = s.open(s.T)
				token = s.now()
			}
			m := &model{s: s, city: fmt.Sprint(200000 + run), documents: map[string]*record{}}
			_, m.token = s.follow(token, store.MaxLimit)
			t.Repeat(map[string]func(*rapid.T){
				"": m.get, "insert": m.insert, "replace": m.replace, "adopt": m.adopt,
				"query": m.query, "changes": m.changes, "scan": m.scan,
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

// adopt brings a document, the very same that stands now and then.
func (m *model) adopt(t *rapid.T) {
	id := anID.Draw(t, "id")
	r := record{version: rapid.Int64Range(1, 4).Draw(t, "version"), gone: rapid.IntRange(0, 4).Draw(t, "gone") == 0, body: aBody(t)}
	old := m.documents[id]
	if old != nil && rapid.Bool().Draw(t, "again") {
		r = *old
		if rapid.IntRange(0, 3).Draw(t, "other") == 0 {
			r.body = aBody(t)
		}
	}
	same := old != nil && old.version == r.version && old.gone == r.gone && (r.gone || reflect.DeepEqual(old.body, r.body))
	var want error
	if !same && (old != nil || !r.gone && m.clash(id, r.body)) {
		want = store.ErrExists
	}
	if err := m.s.Adopt(m.s.ctx, m.document(id, r)); !errors.Is(err, want) {
		t.Fatalf("adopt: got %v, want %v", err, want)
	}
	if !same {
		m.keep(id, r, want)
	}
}

func (m *model) keep(id string, r record, refusal error) {
	if refusal == nil {
		m.writes++
		r.written = m.writes
		m.documents[id] = &r
	}
}
