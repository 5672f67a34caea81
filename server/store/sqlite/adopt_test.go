package sqlite

import (
	"errors"
	"testing"

	"sizhang/server/store"
	"sizhang/server/store/storetest"
)

// TestAdopt adopts one document after the other, onto what the cases before left.
func TestAdopt(t *testing.T) {
	s := opened(t, t.TempDir(), storetest.Schema)
	at := func(id string, version int64, gone bool, body string) store.Document {
		d := unit(id, body)
		d.Version, d.Gone = version, gone
		return d
	}
	for _, c := range []struct {
		name  string
		d     store.Document
		want  error
		stamp int64 // of the last change, after it
	}{
		{"a document", at("a", 7, false, `{"code":"x","n":1.50,"t":"中"}`), nil, 1},
		{"the same again", at("a", 7, false, `{"code":"x","n":1.50,"t":"中"}`), nil, 1},
		{"the same, spelt otherwise", at("a", 7, false, `{ "code":"x", "n":15e-1, "t":"\u4e2d" }`), nil, 1},
		{"another version", at("a", 8, false, `{"code":"x","n":1.5,"t":"中"}`), store.ErrExists, 1},
		{"another body", at("a", 7, false, `{"code":"x","n":1.25,"t":"中"}`), store.ErrExists, 1},
		{"members in another order", at("a", 7, false, `{"n":1.5,"code":"x","t":"中"}`), store.ErrExists, 1},
		{"a tombstone in its place", at("a", 7, true, ``), store.ErrExists, 1},
		{"another with its unique key", at("b", 1, false, `{"code":"x"}`), store.ErrExists, 1},
		{"a tombstone", at("c", 3, true, `whatever`), nil, 2},
		{"the same tombstone", at("c", 3, true, ``), nil, 2},
		{"a later tombstone", at("c", 4, true, ``), store.ErrExists, 2},
		{"a document in a tombstone's place", at("c", 3, false, `{}`), store.ErrExists, 2},
		{"a version that cannot be", at("d", 0, false, `{}`), store.ErrBadDocument, 2},
		{"a body that cannot be", at("d", 1, false, `[]`), store.ErrBadDocument, 2},
	} {
		if err := s.Adopt(t.Context(), c.d); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, err, c.want)
		}
		if stamp, err := s.lastStamp(t.Context()); err != nil || stamp != c.stamp {
			t.Errorf("%s: the last change is %d, %v; want %d", c.name, stamp, err, c.stamp)
		}
	}
	changes, _, err := s.Changes(t.Context(), "", 10)
	want := []store.Change{{Collection: "units", City: "110101", ID: "a", Version: 7}, {Collection: "units", City: "110101", ID: "c", Version: 3, Gone: true}}
	if err != nil || len(changes) != 2 || changes[0] != want[0] || changes[1] != want[1] {
		t.Errorf("got %v, %v", changes, err)
	}
	next := unit("a", `{}`)
	next.Version = 7
	if version, err := s.Replace(t.Context(), next); err != nil || version != 8 {
		t.Errorf("what was adopted goes on at %d, %v", version, err)
	}
}
