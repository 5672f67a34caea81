package storetest

import (
	"cmp"
	"errors"
	"maps"
	"slices"

	"pgregory.net/rapid"

	"sizhang/server/store"
)

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

// scan compares what a scan hands over of the model's city, bytewise by id.
func (m *model) scan(t *rapid.T) {
	var got []store.Document
	_, err := m.s.Scan(m.s.ctx, func(d store.Document) error {
		if d.City == m.city {
			got = append(got, d)
		}
		return nil
	})
	if err != nil || len(got) != len(m.documents) {
		t.Fatalf("scan: got %d documents of %d, %v", len(got), len(m.documents), err)
	}
	for i, id := range slices.Sorted(maps.Keys(m.documents)) {
		want := m.document(id, *m.documents[id])
		if want.Gone {
			want.Body = nil
		}
		if diff := differ(got[i], want); diff != "" {
			t.Fatalf("scan: %s", diff)
		}
	}
}
