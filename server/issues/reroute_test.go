package issues

import (
	"context"
	"slices"
	"testing"
	"time"

	"sizhang/domain/body"
	"sizhang/domain/city"
	"sizhang/domain/issue"
	"sizhang/domain/territory"
	"sizhang/server/app"
	"sizhang/server/issues/board"
	"sizhang/server/store"
)

func (f *fixture) handOver(unit, post, person string) {
	f.t.Helper()
	h := territory.HandOver{Unit: unit, Post: post, Person: person, Name: "姓名" + person, From: f.clock.now()}
	if _, err := f.app.HandOver(f.t.Context(), town, h); err != nil {
		f.t.Fatal(err)
	}
}

// rerouted wants the issue in somebody's hands, moved there so many times, the last
// time for the cause.
func (f *fixture) rerouted(id, person string, times int, cause string) issue.Issue {
	f.t.Helper()
	i := f.get(id)
	if i.Hands.Person != person || count(i, issue.Reroute) != times {
		f.t.Errorf("with %+v after %d re-routings, not with %s after %d", i.Hands, count(i, issue.Reroute), person, times)
	}
	for _, e := range slices.Backward(i.History) {
		if e.Action == issue.Reroute {
			if e.With[issue.WithCause] != cause {
				f.t.Errorf("because of %s, not %s", e.With[issue.WithCause], cause)
			}
			break
		}
	}
	return i
}

func TestAHandoverMovesWhatIsOpen(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		west, east, done := f.file(report(inWest)), f.file(report(inEast)), f.file(report(inWest))
		done = f.do(done, command("boss", issue.OrderClosed))
		servers := []*Issues{f.Issues, f.another(f.app)}
		for _, s := range servers {
			s.round(t.Context())
		}
		f.clock.move(time.Minute)
		f.handOver("G1", "grid_head", "p9")
		together(2, func(k int) { servers[k].keepRoutedNow(t) })
		f.rerouted(west.ID, "p9", 1, "post")
		if i := f.get(east.ID); count(i, issue.Reroute) != 0 {
			t.Error("another grid's issue was moved")
		}
		if i := f.get(done.ID); count(i, issue.Reroute) != 0 {
			t.Error("a closed issue was moved")
		}
	})
}

// keepRoutedNow is what Run does beside what is due.
func (s *Issues) keepRoutedNow(t *testing.T) {
	for _, c := range s.cities.Cities() {
		if more, err := s.keepRouted(t.Context(), town, c); more || err != nil {
			t.Error(err)
		}
	}
}

func TestATermThatEndsByItsDateMovesWhatIsOpen(t *testing.T) {
	f := newFixture(t, openSQLite(t))
	ends := day(11, 0)
	f.seats(seat("G1", "grid_head", term("p1", ends), territory.Term{Person: "p7", Name: "姓名p7", From: ends.AddDate(0, 0, 2)}))
	i := f.file(report(inWest))
	f.round(t.Context())
	f.clock.move(13 * time.Hour) // an hour before
	f.keepRoutedNow(t)
	f.rerouted(i.ID, "p1", 0, "")
	f.clock.at = ends
	f.keepRoutedNow(t) // alone: what is due is brought up to date, too
	if i = f.rerouted(i.ID, "pt1", 1, "post"); !i.Hands.Fallback {
		t.Error("it does not say that it is a fallback")
	}
	f.clock.at = ends.AddDate(0, 0, 2)
	f.keepRoutedNow(t) // alone: what is due is brought up to date, too
	f.rerouted(i.ID, "p7", 2, "post")
}

func TestANewVersionMovesWhatIsOpen(t *testing.T) {
	f := newFixture(t, openSQLite(t))
	i, other := f.file(report(inWest)), f.file(report(inEast))
	f.round(t.Context())
	f.clock.move(time.Minute)
	s1, s2 := square(116.40, 116.405, 39.90, 39.93), square(116.405, 116.44, 39.90, 39.93)
	f.units(unit("T1", "town", "C", s1), unit("T2", "town", "C", s2), unit("G1", "grid", "T1", s1), unit("G2", "grid", "T2", s2))
	f.round(t.Context())
	i = f.rerouted(i.ID, "p2", 1, "territory")
	if !slices.Equal(i.Routing.Units, []string{"G2", "T2", "C"}) {
		t.Error(i.Routing.Units)
	}
	f.rerouted(other.ID, "p2", 0, "")
}

func TestACategoryThatChangesMovesWhatIsOpen(t *testing.T) {
	f := newFixture(t, openSQLite(t))
	i := f.file(report(inWest))
	f.round(t.Context())
	f.clock.move(time.Minute)
	f.publish(func(draft string) error {
		_, err := f.app.AddCharges(t.Context(), town, draft, []body.Charge{{Category: "litter", Body: "clean", Until: f.clock.now()}, {Category: "litter", Body: "roads", From: f.clock.now()}}, app.Source{}, app.Silent)
		return err
	})
	f.round(t.Context())
	if i = f.rerouted(i.ID, "p1", 1, "category"); !slices.Equal(i.Routing.Departments, []string{"roads"}) {
		t.Error(i.Routing.Departments)
	}
}

// What a server did not see because it was not there, the next to start does.
func TestAServerThatStartsSeesToWhatChangedBefore(t *testing.T) {
	f := newFixture(t, openSQLite(t))
	i := f.file(report(inWest))
	f.clock.move(time.Minute)
	f.handOver("G1", "grid_head", "p9")
	s := f.another(f.app)
	s.round(t.Context())
	f.rerouted(i.ID, "p9", 1, "post")
}

func gone(code, level string) territory.Unit {
	return territory.Unit{Code: code, Level: level, Names: city.Names{ZH: code}, Ended: true}
}

// A place that no unit holds any more leaves its issues with the city.
func TestAPlaceThatFallsOutLeavesItsIssuesWithTheCity(t *testing.T) {
	f := newFixture(t, openSQLite(t))
	i := f.file(report(inWest))
	f.round(t.Context())
	f.clock.move(time.Minute)
	s := square(116.42, 116.44, 39.90, 39.93)
	f.units(unit("C", "county", "", s), gone("G1", "grid"), gone("T1", "town"))
	f.round(t.Context())
	i = f.get(i.ID)
	if i.Hands.Unit != "C" || count(i, issue.Reroute) != 1 || !slices.Equal(i.Routing.Units, []string{"C"}) {
		t.Errorf("with %+v after %d, %v", i.Hands, count(i, issue.Reroute), i.Routing.Units)
	}
	f.do(i, command("pl", issue.Claim)) // and life goes on
}

// Nothing is read where nothing changed.
func TestWhatDidNotChangeIsNotRead(t *testing.T) {
	f := newFixture(t, openSQLite(t))
	var ids []issue.Issue
	for range 20 {
		ids = append(ids, f.file(report(inWest)))
	}
	f.round(t.Context())
	reads := f.counting()
	f.keepRoutedNow(t)
	f.clock.move(time.Hour)
	f.keepRoutedNow(t)
	if n := reads.gets.Load(); n != 0 {
		t.Errorf("%d reads although nothing changed", n)
	}
	for k := range 5 { // nor where something did that the routing does not depend on
		f.do(ids[k], command("p1", issue.Comment))
	}
	before := reads.gets.Load()
	f.keepRoutedNow(t)
	if n := reads.gets.Load() - before; n != 0 {
		t.Errorf("%d reads although nobody else answers now", n)
	}
	before = reads.gets.Load()
	f.handOver("G2", "grid_head", "p9")
	f.keepRoutedNow(t)
	if n := reads.gets.Load() - before; n != 0 {
		t.Errorf("%d reads although it concerns none", n)
	}
}

// Everything open is looked at in the course of a week, little by little.
func TestEverythingHasItsTurn(t *testing.T) {
	f := newFixture(t, openSQLite(t))
	for range 28 {
		f.file(report(inWest))
	}
	f.round(t.Context())
	reads := f.counting()
	for d := range 15 {
		f.clock.move(24 * time.Hour)
		before := reads.gets.Load()
		f.keepRoutedNow(t)
		if n := reads.gets.Load() - before; n > 8 {
			t.Errorf("%d of 28 read on day %d", n, d)
		}
		if n := reads.gets.Load(); d == 6 && n != 28 || d == 14 && n < 56 {
			t.Errorf("%d reads of 28 issues by day %d", n, d)
		}
	}
	f.clock.move(-48 * time.Hour) // the clock was wrong, and is put right
	f.keepRoutedNow(t)
	before := reads.gets.Load()
	f.clock.move(passTakes)
	f.keepRoutedNow(t)
	if n := reads.gets.Load() - before; n != 28 {
		t.Errorf("%d of 28 read by a server that stood still", n)
	}
}

// One that could not be tended is tried again when it has rested.
func TestWhatCouldNotBeReroutedIsTriedAgain(t *testing.T) {
	f := newFixture(t, openSQLite(t))
	i := f.file(report(inWest))
	f.round(t.Context())
	f.clock.move(time.Minute)
	f.handOver("G1", "grid_head", "p9")
	good := f.store
	f.store = &refusing{Store: good}
	f.keepRoutedNow(t)
	f.store = good
	f.keepRoutedNow(t)
	f.rerouted(i.ID, "p1", 0, "") // it rests
	f.clock.move(firstRest)
	f.keepRoutedNow(t)
	f.rerouted(i.ID, "p9", 1, "post")
	if len(f.runner.follows(town).failed) != 0 {
		t.Error("it is tried for ever")
	}
}

// refusing is a store that takes no write, and it is the writes' fault.
type refusing struct{ store.Store }

func (refusing) Replace(context.Context, store.Document) (int64, error) {
	return 0, store.ErrTooLarge
}

// An issue that another server routed by the city as it was before is routed anew by
// one that hears of it.
func TestAnIssueRoutedByAnOlderCityIsRoutedAnew(t *testing.T) {
	f := newFixture(t, openSQLite(t))
	old := f.another(f.newApp(f.inner)) // and it is told of nothing
	f.round(t.Context())
	f.clock.move(time.Minute)
	f.handOver("G1", "grid_head", "p9")
	f.round(t.Context())
	i, _, err := old.File(t.Context(), report(inWest))
	if err != nil || i.Hands.Person != "p1" {
		t.Fatal(i.Hands, err)
	}
	f.show(&i, board.Pack(i.Card()))
	f.round(t.Context())
	f.rerouted(i.ID, "p9", 1, "post")
	if i, err = old.Do(t.Context(), town, i.ID, arbitrate("G1")); err != nil || i.Routing.Heads[0].Person != "p1" {
		t.Fatal(i.Routing.Heads, err)
	}
	f.show(&i, board.Pack(i.Card())) // one that is known already
	f.round(t.Context())
	f.rerouted(i.ID, "p9", count(i, issue.Reroute)+1, "post")
	if len(f.runner.follows(town).heard) != 0 {
		t.Error("it is looked at for ever")
	}
}

// A unit that the place was given to may be no more.
func TestASettledUnitThatIsNoMore(t *testing.T) {
	f := newFixture(t, openSQLite(t))
	i := f.do(f.file(report(onBorder)), arbitrate("G1"))
	f.round(t.Context())
	f.clock.move(time.Hour)
	f.units(gone("G1", "grid"), gone("T1", "town"))
	for range 3 {
		f.round(t.Context())
		f.clock.move(time.Hour)
	}
	f.rerouted(i.ID, "p2", 1, "territory")
}
