package issues

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"testing"

	"sizhang/domain/issue"
	"sizhang/server/app"
	"sizhang/server/issues/board"
	"sizhang/server/store"
)

// told counts the changes that readers of a store were told of.
type told struct {
	store.Store
	changes int
}

func (s *told) Changes(ctx context.Context, since store.Token, limit int) ([]store.Change, store.Token, error) {
	changes, next, err := s.Store.Changes(ctx, since, limit)
	s.changes += len(changes)
	return changes, next, err
}

// A start does not go through what was ever written, and nothing is missed by it.
func TestAStartDoesNotGoThroughAllChanges(t *testing.T) {
	f := newFixture(t, openSQLite(t))
	before := f.file(report(inWest))
	st := &told{Store: f.inner}
	a := app.New(st, app.Options{})
	if err := a.Load(t.Context(), app.Silent); err != nil {
		t.Fatal(err)
	}
	s := New(Options{Store: st, Cities: a, Now: f.clock.now, Log: quiet()})
	if err := s.Load(t.Context(), app.Silent); err != nil {
		t.Fatal(err)
	}
	if err := s.catchUp(t.Context()); err != nil || st.changes != 0 {
		t.Errorf("%d changes were read, %v", st.changes, err)
	}
	if _, there := s.Board(town).Card(before.ID); !there {
		t.Errorf("%s is not shown", before.ID)
	}
	later := f.file(report(inEast))
	if err := s.catchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, there := s.Board(town).Card(later.ID); !there || st.changes != 1 {
		t.Errorf("%s is not shown after %d changes", later.ID, st.changes)
	}
}

// A start reads no more of a document than it needs, unless its card goes on behind that,
// or is told as no card is today; and a card of before its cells were kept lies where any
// other does.
func TestAStartReadsWholeCards(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		f.file(report(inWest))
		long := report(inEast)
		long.ID, long.Text, long.Place.Address = newID(), strings.Repeat("长", 60), strings.Repeat("a\u0001", 100)
		f.file(long)
		f.do(f.file(report(inWest)), command("p1", issue.Claim))
		kept, _ := f.store.Query(t.Context(), store.Query{Collection: store.Issues, City: town, Limit: store.MaxLimit})
		for n, change := range []func(body string) string{
			func(body string) string {
				return strings.Replace(body, `"units":[`, `"units":[`+strings.Repeat(`"C",`, 600), 1)
			},
			func(body string) string {
				return strings.Replace(body, `"card":{`, `"card":{"later":"`+strings.Repeat("x", 500)+`",`, 1)
			},
			func(body string) string {
				return regexp.MustCompile(`"cells":\[.*?\],`).ReplaceAllString(body, "")
			},
		} {
			d := kept.Documents[n]
			body := change(string(d.Body))
			if body == string(d.Body) || n < 1 && len(body) < cardBytes {
				t.Fatalf("%s is as it was", body)
			}
			d.Body = []byte(body)
			if _, err := f.store.Replace(t.Context(), d); err != nil {
				t.Fatal(err)
			}
		}
		kept, _ = f.store.Query(t.Context(), store.Query{Collection: store.Issues, City: town, Limit: store.MaxLimit})
		want := board.New(town)
		for _, d := range kept.Documents {
			c, err := newCardReader().read(d)
			if err != nil {
				t.Fatal(err)
			}
			want.Put(c)
		}
		s := f.another(f.app)
		if err := s.Load(t.Context(), app.Silent); err != nil || s.Board(town).Len() != 3 || !s.Board(town).Equal(want) {
			t.Errorf("%d cards, or others than were kept: %v", s.Board(town).Len(), err)
		}
	})
}

// broken is a store that gives no document out by itself.
type broken struct{ store.Store }

func (broken) Get(context.Context, string, string, string) (store.Document, error) {
	return store.Document{}, store.ErrTransient
}

// A start that could not read a card says so: it must not seem to have them all.
func TestAStartThatCannotReadFails(t *testing.T) {
	f := newFixture(t, openSQLite(t))
	i := f.file(report(inWest))
	d, err := f.inner.Get(t.Context(), store.Issues, town, i.ID)
	if err != nil {
		t.Fatal(err)
	}
	d.Body = []byte(strings.Replace(string(d.Body), `"units":[`, `"units":[`+strings.Repeat(`"C",`, 600), 1))
	if _, err := f.inner.Replace(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	s := f.another(f.app)
	s.store = broken{s.store}
	if err := s.Load(t.Context(), app.Silent); !errors.Is(err, store.ErrTransient) {
		t.Errorf("%v, and %d cards", err, s.Board(town).Len())
	}
}
