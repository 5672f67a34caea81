package sqlite

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"sizhang/server/store"
	"sizhang/server/store/storetest"
)

// TestScanSeesOneMoment writes as much as it reads, from within: neither holds
// the other up, and what is written meanwhile is not seen, in collections that
// the scan has yet to come to either.
func TestScanSeesOneMoment(t *testing.T) {
	s := opened(t, t.TempDir(), storetest.Schema)
	var want []string
	for n := range 20 {
		for _, collection := range []string{"notes", "units", "reports"} {
			d := unit(fmt.Sprintf("%02d", n), `{"at":"first"}`)
			d.Collection = collection
			insert(t, s, d)
		}
	}
	for _, c := range storetest.Schema {
		for n := range 20 {
			want = append(want, fmt.Sprintf("%s %02d 1", c.Name, n))
		}
	}
	var got []string
	whole, err := s.Scan(t.Context(), func(d store.Document) error {
		got = append(got, fmt.Sprint(d.Collection, " ", d.ID, " ", d.Version))
		n := len(got) - 1
		insert(t, s, store.Document{Collection: "reports", City: "110101", ID: fmt.Sprint("later ", n), Body: []byte(`{}`)})
		late := unit(fmt.Sprintf("%02d", n%20), `{"at":"second"}`)
		late.Version = int64(n/20 + 1)
		_, err := s.Replace(t.Context(), late)
		return err
	})
	if err != nil || !whole || !slices.Equal(got, want) {
		t.Errorf("got %v, %v: %v", whole, err, got)
	}
}

func TestScanOfManyAtOnceStarvesNobody(t *testing.T) {
	s := opened(t, t.TempDir(), storetest.Schema)
	insert(t, s, unit("a", `{}`))
	var scan func(deep int) error
	scan = func(deep int) error {
		if deep == 0 {
			_, err := s.Get(t.Context(), "units", "110101", "a")
			return err
		}
		_, err := s.Scan(t.Context(), func(store.Document) error { return scan(deep - 1) })
		return err
	}
	if err := scan(2 * cap(s.reads.free)); err != nil {
		t.Error(err)
	}
}

func TestScanGivesTheErrorOfItsVisitor(t *testing.T) {
	s := opened(t, t.TempDir(), storetest.Schema)
	insert(t, s, unit("a", `{}`), unit("b", `{}`))
	enough, seen := errors.New("enough"), 0
	if _, err := s.Scan(t.Context(), func(store.Document) error { seen++; return enough }); err != enough || seen != 1 {
		t.Errorf("got %v after %d", err, seen)
	}
}

// TestScanSortsNothing: a million documents pass through, none stays.
func TestScanSortsNothing(t *testing.T) {
	s := opened(t, t.TempDir(), storetest.Schema)
	for _, c := range storetest.Schema {
		want := "SCAN " + c.Name + " USING INDEX sqlite_autoindex_" + c.Name + "_1"
		if got := explain(t, s, scanSQL(c)); strings.TrimSpace(got) != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
