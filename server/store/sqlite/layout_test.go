package sqlite

import (
	"slices"
	"strings"
	"testing"

	"sizhang/server/store"
)

func with(indexes ...store.Index) []store.Collection {
	return []store.Collection{{Name: "units", Indexes: indexes}}
}

// found returns the ids that an index holds, or the error.
func found(t *testing.T, s *Store, index string, equal ...any) ([]string, error) {
	t.Helper()
	page, err := s.Query(t.Context(), store.Query{Collection: "units", City: "110101", Index: index, Equal: equal, Limit: 100})
	var ids []string
	for _, d := range page.Documents {
		ids = append(ids, d.ID)
	}
	return ids, err
}

// TestTheSchemaGrows adds and changes indexes over documents that stand.
func TestTheSchemaGrows(t *testing.T) {
	dir := t.TempDir()
	s := opened(t, dir, with())
	insert(t, s, unit("a", `{"kind":"x","rank":2}`), unit("b", `{"kind":"x","rank":1}`), unit("c", `{"kind":true}`))
	closeStore(t, s)
	for name, step := range map[string]struct {
		index store.Index
		want  []string
	}{
		"an index is added":              {store.Index{Name: "kind", Fields: []string{"kind"}}, []string{"a", "b", "c"}},
		"an index goes by other fields":  {store.Index{Name: "kind", Fields: []string{"rank"}}, []string{"b", "a"}},
		"an index becomes unique":        {store.Index{Name: "kind", Fields: []string{"rank"}, Unique: true}, []string{"b", "a"}},
		"an index is shortened, growing": {store.Index{Name: "kind", Fields: []string{"kind", "rank"}}, []string{"b", "a"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := opened(t, dir, with(step.index))
			if got, err := found(t, s, "kind"); err != nil || !slices.Equal(got, step.want) {
				t.Errorf("got %v, %v; want %v", got, err, step.want)
			}
		})
	}
}

func TestAUniqueIndexOverDuplicatesIsRefused(t *testing.T) {
	dir := t.TempDir()
	s := opened(t, dir, with())
	insert(t, s, unit("a", `{"kind":"x"}`), unit("b", `{"kind":"x"}`))
	closeStore(t, s)
	_, err := Open(t.Context(), dir, with(store.Index{Name: "kind", Fields: []string{"kind"}, Unique: true}))
	if err == nil || !strings.Contains(err.Error(), "index kind") {
		t.Errorf("got %v", err)
	}
	// Nothing of the refused schema stays.
	s = opened(t, dir, with(store.Index{Name: "kind", Fields: []string{"kind"}}))
	if got, err := found(t, s, "kind", "x"); err != nil || len(got) != 2 {
		t.Errorf("got %v, %v", got, err)
	}
}

// TestAnOlderSchemaKeepsTheNewerOnesIndexes: an older program writes to a file
// that a newer one has given more indexes.
func TestAnOlderSchemaKeepsTheNewerOnesIndexes(t *testing.T) {
	dir := t.TempDir()
	newer := with(store.Index{Name: "kind", Fields: []string{"kind"}}, store.Index{Name: "code", Fields: []string{"code"}, Unique: true})
	closeStore(t, opened(t, dir, newer))
	s := opened(t, dir, with())
	insert(t, s, unit("a", `{"kind":"x","code":1}`))
	if err := s.Insert(t.Context(), unit("b", `{"code":1}`)); err == nil {
		t.Error("the newer schema's unique index was not heeded")
	}
	closeStore(t, s)
	s = opened(t, dir, newer)
	if got, err := found(t, s, "kind", "x"); err != nil || !slices.Equal(got, []string{"a"}) {
		t.Errorf("got %v, %v", got, err)
	}
}
