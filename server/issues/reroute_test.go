package issues

import (
	"slices"
	"testing"
	"time"

	"sizhang/domain/body"
	"sizhang/domain/city"
	"sizhang/domain/issue"
	"sizhang/domain/territory"
	"sizhang/server/app"
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

// justChecked keeps the look by the hour from finding what else should have been.
func (f *fixture) justChecked() { f.runner.follows(town).checked = f.clock.now() }

func TestATermThatEndsByItsDateMovesWhatIsOpen(t *testing.T) {
	f := newFixture(t, openSQLite(t))
	ends := day(11, 0)
	f.seats(seat("G1", "grid_head", term("p1", ends), territory.Term{Person: "p7", Name: "姓名p7", From: ends.AddDate(0, 0, 2)}))
	i := f.file(report(inWest))
	f.round(t.Context())
	f.clock.move(13 * time.Hour) // an hour before
	f.justChecked()
	f.keepRoutedNow(t)
	f.rerouted(i.ID, "p1", 0, "")
	f.clock.at = ends
	f.justChecked()
	f.keepRoutedNow(t) // alone: what is due is brought up to date, too
	if i = f.rerouted(i.ID, "pt1", 1, "post"); !i.Hands.Fallback {
		t.Error("it does not say that it is a fallback")
	}
	f.clock.at = ends.AddDate(0, 0, 2)
	f.justChecked()
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
	for range 20 {
		f.file(report(inWest))
	}
	f.round(t.Context())
	reads := &counted{Store: f.store}
	f.store = reads
	f.keepRoutedNow(t)
	if n := reads.gets.Load(); n != 0 {
		t.Errorf("%d reads although nothing changed", n)
	}
	f.handOver("G2", "grid_head", "p9")
	f.keepRoutedNow(t)
	if n := reads.gets.Load(); n != 0 {
		t.Errorf("%d reads although it concerns none", n)
	}
}

// An issue that another server routed by the city as it was before is routed anew by
// one that hears of it.
func TestAnIssueRoutedByAnOlderCityIsRoutedAnew(t *testing.T) {
	f := newFixture(t, openSQLite(t))
	old := f.another(f.newApp(f.inner)) // and it is told of nothing
	f.round(t.Context())
	f.clock.move(time.Minute)
	f.handOver("G1", "grid_head", "p9")
	cancel := f.Subscribe(f.runner.note)
	defer cancel()
	f.round(t.Context())
	i, _, err := old.File(t.Context(), report(inWest))
	if err != nil || i.Hands.Person != "p1" {
		t.Fatal(i.Hands, err)
	}
	f.show(&i)
	f.round(t.Context())
	f.rerouted(i.ID, "p9", 1, "post")
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
		f.clock.move(checkEvery)
	}
	f.rerouted(i.ID, "p2", 1, "territory")
}
