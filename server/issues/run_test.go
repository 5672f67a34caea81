package issues

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"time"

	"sizhang/domain/issue"
	"sizhang/server/app"
	"sizhang/server/store"
)

// counted counts the reads of a store, and fails them where it is told to.
type counted struct {
	store.Store
	gets atomic.Int64
	down atomic.Bool
}

func (s *counted) Get(ctx context.Context, collection, city, id string) (store.Document, error) {
	s.gets.Add(1)
	if s.down.Load() {
		return store.Document{}, store.ErrTransient
	}
	return s.Store.Get(ctx, collection, city, id)
}

func (s *counted) Query(ctx context.Context, q store.Query) (store.Page, error) {
	if s.down.Load() {
		return store.Page{}, store.ErrTransient
	}
	return s.Store.Query(ctx, q)
}

// marks are which alarms were given, by stage and mark.
func marks(i issue.Issue) map[string]int {
	given := map[string]int{}
	for _, e := range i.History {
		if e.Action == issue.Warn || e.Action == issue.Escalate {
			given[e.With[issue.WithTimer]+" "+e.With[issue.WithMark]]++
		}
	}
	return given
}

// Of several servers that all look at once, while people work on the same issues, each
// alarm is given by one.
func TestEachAlarmIsGivenOnce(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		var ids []string
		for range 25 {
			ids = append(ids, f.file(report(inWest)).ID)
		}
		servers := []*Issues{f.Issues, f.another(f.app), f.another(f.app)}
		for range 14 {
			f.clock.move(12 * time.Hour)
			together(6, func(k int) {
				if k < 3 {
					if _, err := servers[k].doDue(t.Context(), town); err != nil {
						t.Error(err)
					}
					return
				}
				id := ids[rand.IntN(len(ids))]
				if _, err := servers[k-3].Do(t.Context(), town, id, command("p1", issue.Comment)); err != nil {
					t.Error(err)
				}
			})
		}
		f.due() // what lost to another write in the last round
		for _, id := range ids {
			i := f.get(id)
			given := marks(i)
			for _, mark := range []string{"handle soon", "handle overdue", "handle overdue_1", "claim overdue"} {
				if given[mark] != 1 {
					t.Errorf("%s was given %d times: %v", mark, given[mark], given)
				}
			}
			for mark, n := range given {
				if n != 1 {
					t.Errorf("%s was given %d times", mark, n)
				}
			}
		}
	})
}

// due does what is due alone; a round looks at what else changed, too.
func (f *fixture) due() {
	f.t.Helper()
	if _, err := f.doDue(f.t.Context(), town); err != nil {
		f.t.Fatal(err)
	}
}

func TestWhoIsTold(t *testing.T) {
	f := newFixture(t, openSQLite(t))
	i := f.file(report(inWest))
	for range 20 {
		f.clock.move(12 * time.Hour)
		f.due()
	}
	told := map[string]string{}
	for _, e := range f.get(i.ID).History {
		if e.With[issue.WithTimer] == string(issue.ToHandle) {
			told[e.With[issue.WithMark]] = e.With[issue.WithTold]
		}
	}
	want := map[string]string{"soon": "p1", "overdue": "p1,pt1", "overdue_1": "pt1,pl", "overdue_3": "pl,pp"}
	if fmt.Sprint(told) != fmt.Sprint(want) {
		t.Errorf("told %v, not %v", told, want)
	}
}

// Nothing else waits for an issue that cannot be tended.
func TestOneThatFailsStopsNoOther(t *testing.T) {
	f := newFixture(t, openSQLite(t))
	bad := store.Document{Collection: store.Issues, City: town, ID: "0", Body: []byte(`{"due":"2020-01-01T00:00:00.000Z","number":"x","issue":{"clocks":[{"stage":"file","events":[{"kind":"start","at":"never"}]}],"history":[]}}`)}
	if err := f.inner.Insert(t.Context(), bad); err != nil {
		t.Fatal(err)
	}
	i := f.file(report(inWest))
	for range 8 {
		f.clock.move(12 * time.Hour)
		f.due()
	}
	if given := marks(f.get(i.ID)); given["handle overdue"] != 1 {
		t.Errorf("given %v", given)
	}
}

// Run goes on when the store does, and does what is due by itself.
func TestRunOutlivesTheStore(t *testing.T) {
	f := newFixture(t, openSQLite(t))
	i := f.file(report(inWest))
	broken := &counted{Store: f.store}
	broken.down.Store(true)
	s := f.another(f.app)
	s.store = broken
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	f.clock.move(14 * 24 * time.Hour)
	time.Sleep(50 * time.Millisecond)
	if len(marks(f.get(i.ID))) != 0 {
		t.Error("the store was down")
	}
	broken.down.Store(false)
	for len(marks(f.get(i.ID))) == 0 {
		time.Sleep(10 * time.Millisecond) // as long as go test waits
	}
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// A write of this server that is due soon wakes Run.
func TestWhatIsDueSoonerWakesRun(t *testing.T) {
	r := newRunner()
	r.until(day(2, 0))
	r.expect(day(3, 0))
	r.expect(time.Time{})
	select {
	case <-r.woken:
		t.Error("woken for what is later")
	default:
	}
	r.expect(day(1, 0))
	select {
	case <-r.woken:
	default:
		t.Error("not woken")
	}
}

// New rules and hours hold for what is open, too: its clocks are reckoned by them, and
// it is due when they say.
func TestNewRulesHoldForWhatIsOpen(t *testing.T) {
	f := newFixture(t, openSQLite(t))
	i := f.file(report(inWest))
	f.round(t.Context())
	before, err := f.read(t.Context(), town, i.ID)
	if err != nil {
		t.Fatal(err)
	}
	f.clock.move(time.Minute)
	rules := townYAML + "issues:\n  hours:\n    - time: 13:00-17:00\n  marks:\n    - {id: early, share: 10, tell: [hands]}\n"
	f.publish(func(draft string) error {
		_, err := f.app.AddProfile(t.Context(), town, draft, []byte(rules), app.Source{Name: "profile.yaml"})
		return err
	})
	_, version, err := f.app.Calendar(t.Context(), town)
	if err != nil {
		t.Fatal(err)
	}
	f.round(t.Context())
	after, err := f.read(t.Context(), town, i.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range after.Clocks {
		if !c.Done && c.Calendar != version {
			t.Errorf("%s is by the calendar %s, not %s", c.Stage, c.Calendar, version)
		}
	}
	if after.due.Equal(before.due) || after.version == before.version || after.due.IsZero() {
		t.Errorf("due at %s, before at %s", after.due, before.due)
	}
	f.round(t.Context())
	if again, err := f.read(t.Context(), town, i.ID); err != nil || again.version != after.version {
		t.Error("it was written again for nothing", err)
	}
}

// What waits to be tended leaves what is due its turn.
func TestManyAreTendedInTurns(t *testing.T) {
	f := newFixture(t, openSQLite(t))
	for range tendBatch + 5 {
		f.file(report(inWest))
	}
	c, _ := f.app.City(town)
	if more, err := f.keepRouted(t.Context(), town, c); !more || err != nil {
		t.Error("all at once", err)
	}
	if more, err := f.keepRouted(t.Context(), town, c); more || err != nil || len(f.runner.follows(town).pending) != 0 {
		t.Error("not all", err)
	}
}
