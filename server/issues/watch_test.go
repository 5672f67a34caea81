package issues

import (
	"context"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"sizhang/domain/access"
	"sizhang/domain/issue"
	"sizhang/server/app"
	"sizhang/server/issues/board"
	"sizhang/server/store"
)

// listener hears of changes and minds that each issue's come one after the other.
type listener struct {
	t    *testing.T
	mu   sync.Mutex
	seen map[string]int
	n    int
}

func listen(t *testing.T, s *Issues) *listener {
	l := &listener{t: t, seen: map[string]int{}}
	s.Subscribe(l.hear)
	return l
}

func (l *listener) hear(c Change) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if c.Since != l.seen[c.Issue.ID] || c.Issue.Last().Seq <= c.Since {
		l.t.Errorf("%s: from %d to %d, after %d", c.Issue.ID, c.Since, c.Issue.Last().Seq, l.seen[c.Issue.ID])
	}
	l.seen[c.Issue.ID], l.n = c.Issue.Last().Seq, l.n+1
}

// cards are all of a board, by id.
func cards(b *board.Board) map[string]issue.Card {
	actor, _ := staff("everybody")
	all := map[string]issue.Card{}
	b.Each(board.Filter{Scope: actor.Scope(access.IssueRead)}, time.Now(), func(c *issue.Card) bool {
		all[c.ID] = *c
		return true
	})
	return all
}

func sameBoards(t *testing.T, what string, got, want map[string]issue.Card) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: %d cards, want %d", what, len(got), len(want))
	}
	for id, c := range want {
		if !reflect.DeepEqual(got[id], c) {
			t.Errorf("%s: %+v, want %+v", what, got[id], c)
		}
	}
}

// Two servers on one store write at random. Each shows what it did at once, hears of
// every event once and in order, and in the end has what a server has that starts then.
func TestBoardsFollowTheStore(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		servers := []*Issues{f.Issues, f.another(f.newApp(f.inner))}
		ctx, stop := context.WithCancel(t.Context())
		var running sync.WaitGroup
		listeners := []*listener{}
		for _, s := range servers {
			listeners = append(listeners, listen(t, s))
			running.Go(func() { _ = s.Watch(ctx, 100*time.Millisecond) })
		}
		var mu sync.Mutex
		known := map[string]issue.Issue{}
		together(4, func(k int) {
			r, s := rand.New(rand.NewPCG(uint64(k), 5)), servers[k%2]
			for range 40 {
				var i issue.Issue
				var err error
				mu.Lock()
				ids := slices.Sorted(maps.Keys(known))
				mu.Unlock()
				if len(ids) < 5 || r.IntN(4) == 0 {
					i, _, err = s.File(ctx, report(places[r.IntN(len(places))]))
				} else {
					id := ids[r.IntN(len(ids))]
					c := command([]string{"p1", "p2"}[r.IntN(2)], []issue.Action{issue.Comment, issue.Claim, issue.Bounce, issue.Dispatch, issue.Finish, issue.Pass, issue.Reopen}[r.IntN(7)])
					if i, err = s.Do(ctx, town, id, c); err != nil {
						continue // not every action is possible
					}
				}
				if err != nil {
					t.Error(err)
					return
				}
				if c, there := s.Board(town).Card(i.ID); !there || c.Seq < i.Last().Seq {
					t.Errorf("%s was answered and is not shown", i.ID)
				}
				mu.Lock()
				known[i.ID] = i
				mu.Unlock()
			}
		})
		want := cards(f.another(f.app).Board(town))
		if len(want) != len(known) || len(want) < 5 {
			t.Fatalf("%d issues, want %d", len(want), len(known))
		}
		for n, s := range servers {
			for range 100 {
				if maps.EqualFunc(cards(s.Board(town)), want, func(a, b issue.Card) bool { return a.Seq == b.Seq }) {
					break
				}
				time.Sleep(50 * time.Millisecond)
			}
			sameBoards(t, "followed", cards(s.Board(town)), want)
			if !s.Board(town).Equal(f.another(f.app).Board(town)) {
				t.Error("the boards answer otherwise")
			}
			for id, c := range want {
				if listeners[n].seen[id] != c.Seq {
					t.Errorf("server %d heard of %s up to %d, want %d", n, id, listeners[n].seen[id], c.Seq)
				}
			}
		}
		stop()
		running.Wait()
		heard := listeners[0].n
		if err := servers[0].catchUp(t.Context()); err != nil || listeners[0].n != heard {
			t.Errorf("%d told again: %v", listeners[0].n-heard, err)
		}
	})
}

// A subscription ends.
func TestWhoWantsToHearNoMore(t *testing.T) {
	f := newFixture(t, openSQLite(t))
	n := 0
	cancel := f.Subscribe(func(Change) { n++ })
	i := f.file(report(inWest))
	cancel()
	f.do(i, command("p1", issue.Comment))
	if n != 1 {
		t.Errorf("heard %d times", n)
	}
}

// swapped is a store in whose place another can be put.
type swapped struct {
	store.Store
	mu   sync.Mutex
	with store.Store
}

func (s *swapped) now() store.Store { s.mu.Lock(); defer s.mu.Unlock(); return s.with }

func (s *swapped) Changes(ctx context.Context, since store.Token, limit int) ([]store.Change, store.Token, error) {
	return s.now().Changes(ctx, since, limit)
}
func (s *swapped) Get(ctx context.Context, collection, city, id string) (store.Document, error) {
	return s.now().Get(ctx, collection, city, id)
}
func (s *swapped) Newest(ctx context.Context) (store.Token, error) { return s.now().Newest(ctx) }
func (s *swapped) Query(ctx context.Context, q store.Query) (store.Page, error) {
	return s.now().Query(ctx, q)
}

// backup is a store with all that there is, but of the issues only some.
func (f *fixture) backup(ids ...string) store.Store {
	f.t.Helper()
	other := openSQLite(f.t)
	if _, err := f.inner.Scan(f.t.Context(), func(d store.Document) error {
		if d.Collection == store.Issues && !slices.Contains(ids, d.ID) || d.Collection == store.Restores {
			return nil
		}
		return other.Adopt(f.t.Context(), d)
	}); err != nil {
		f.t.Fatal(err)
	}
	return other
}

// Where a backup took the store's place, everything is read again: what is not in it is
// gone, what is later there is told.
func TestAStoreThatIsAnother(t *testing.T) {
	f := newFixture(t, openSQLite(t))
	early := f.file(report(inWest))
	st := &swapped{Store: f.inner, with: f.inner}
	s := New(Options{Store: st, Cities: f.app, Now: f.clock.now, Log: quiet()})
	if err := s.Load(t.Context(), app.Silent); err != nil {
		t.Fatal(err)
	}
	lost := f.file(report(inEast))
	if err := s.catchUp(t.Context()); err != nil || s.Board(town).Len() != 2 {
		t.Fatal(err, s.Board(town).Len())
	}
	f.do(early, command("p1", issue.Comment))
	backup := f.backup(early.ID)
	st.mu.Lock()
	st.with = backup
	st.mu.Unlock()
	told := map[string]int{}
	s.Subscribe(func(c Change) { told[c.Issue.ID] = c.Since })
	if err := s.catchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, there := s.Board(town).Card(lost.ID); there || s.Board(town).Len() != 1 {
		t.Error("what is not in the backup is still shown")
	}
	if len(told) != 1 || told[early.ID] != early.Last().Seq {
		t.Errorf("told %v", told)
	}
	if err := s.catchUp(t.Context()); err != nil || len(told) != 1 {
		t.Error("told again", err)
	}
}

// What this server wrote itself it does not read again; what others wrote after it, it does.
func TestOursIsNotReadAgain(t *testing.T) {
	f := newFixture(t, openSQLite(t))
	st := &counted{Store: f.inner}
	s := New(Options{Store: st, Cities: f.app, Now: f.clock.now, Log: quiet()})
	if err := s.Load(t.Context(), app.Silent); err != nil {
		t.Fatal(err)
	}
	first, _, err := s.File(t.Context(), report(inWest))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Do(t.Context(), town, first.ID, command("p1", issue.Comment)); err != nil {
		t.Fatal(err)
	}
	for nth, others := range []func(){func() {}, func() { f.do(first, command("p1", issue.Comment)) }, func() { f.file(report(inEast)) }, func() {}} {
		others()
		before := st.gets.Load()
		if err := s.catchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
		if read := st.gets.Load() - before; read != []int64{0, 1, 1, 0}[nth] {
			t.Errorf("%d. %d were read", nth, read)
		}
		sameBoards(t, "after", cards(s.Board(town)), cards(f.another(f.app).Board(town)))
	}
}

// The version that this server wrote may be another's in a backup that took the store's
// place.
func TestTheSameVersionInAnotherStore(t *testing.T) {
	f := newFixture(t, openSQLite(t))
	i := f.file(report(inWest))
	backup := f.backup(i.ID)
	st := &swapped{Store: f.inner, with: f.inner}
	s := New(Options{Store: st, Cities: f.app, Now: f.clock.now, Log: quiet()})
	if err := s.Load(t.Context(), app.Silent); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Do(t.Context(), town, i.ID, command("p1", issue.Comment)); err != nil {
		t.Fatal(err)
	}
	st.mu.Lock()
	st.with = backup
	st.mu.Unlock()
	if err := s.catchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	there := New(Options{Store: backup, Cities: f.app, Now: f.clock.now, Log: quiet()})
	if err := there.Load(t.Context(), app.Silent); err != nil {
		t.Fatal(err)
	}
	if _, err := there.Do(t.Context(), town, i.ID, command("p1", issue.Claim)); err != nil {
		t.Fatal(err)
	}
	if err := s.catchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	sameBoards(t, "after", cards(s.Board(town)), cards(there.Board(town)))
}

// What is written while all is read again is not lost.
func TestWritesDuringALoad(t *testing.T) {
	f := newFixture(t, openSQLite(t))
	for range 20 {
		f.file(report(inWest))
	}
	l := listen(t, f.Issues)
	for range 20 {
		together(3, func(k int) {
			if k == 0 {
				if err := f.Load(t.Context(), app.Silent); err != nil {
					t.Error(err)
				}
				return
			}
			i := f.file(report(inEast))
			if c, there := f.Board(town).Card(i.ID); !there || c.Seq != i.Last().Seq {
				t.Error("it is answered and not shown")
			}
		})
		if err := f.catchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if l.n != 40 || f.Board(town).Len() != 60 {
		t.Errorf("%d told, %d shown", l.n, f.Board(town).Len())
	}
}

// One issue that cannot be read keeps no other from being shown.
func TestAnIssueThatCannotBeRead(t *testing.T) {
	f := newFixture(t, openSQLite(t))
	i := f.file(report(inWest))
	if err := f.inner.Insert(t.Context(), store.Document{Collection: store.Issues, City: town, ID: "broken", Body: []byte(`{"number":"x","card":7}`)}); err != nil {
		t.Fatal(err)
	}
	steps := 0
	s := f.another(f.app)
	if err := s.Load(t.Context(), func(_ string, done, _ int) { steps = done }); err != nil || steps != 1 {
		t.Error(steps, err)
	}
	if err := f.catchUp(t.Context()); err != nil {
		t.Error(err)
	}
	for _, b := range []*board.Board{s.Board(town), f.Board(town)} {
		if _, there := b.Card(i.ID); !there || b.Len() != 1 {
			t.Errorf("%d shown", b.Len())
		}
	}
}

// However many learn of an issue at once, each from another state of it, it is told
// forwards, and every event once.
func TestChangesAreToldInOrder(t *testing.T) {
	f := newFixture(t, openSQLite(t))
	l := &listener{t: t, seen: map[string]int{}}
	f.Subscribe(func(c Change) {
		time.Sleep(time.Duration(c.Issue.Last().Seq%3) * time.Millisecond) // as somebody busy would
		l.hear(c)
	})
	i := f.file(report(inWest))
	states := []issue.Issue{i}
	for range 30 {
		last := states[len(states)-1]
		event := *last.Last()
		event.Seq++
		last.History = append(slices.Clip(last.History), event)
		states = append(states, last)
	}
	together(len(states), func(k int) {
		time.Sleep(time.Duration(k) * time.Millisecond / 2)
		f.show(&states[k], board.Pack(states[k].Card()))
	})
	if l.seen[i.ID] != len(states[len(states)-1].History) {
		t.Errorf("told up to %d", l.seen[i.ID])
	}
}
