package issues

import (
	"slices"
	"strings"
	"testing"

	"sizhang/domain/issue"
	"sizhang/domain/territory"
	"sizhang/geo"
	"sizhang/server/app"
)

func candidatesOf(i issue.Issue) []string {
	return each(i.Routing.Candidates, func(c issue.Candidate) string { return c.Unit })
}

func arbitrate(unit string) issue.Command {
	c := command("judge", issue.Arbitrate)
	c.Unit, c.Document = unit, "裁〔2026〕1号"
	return c
}

func TestABorderCaseGoesToArbitrationAndIsRemembered(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		i := f.file(report(onBorder))
		if i.State != issue.Filed || !i.Routing.Disputed() || !slices.Equal(candidatesOf(i), []string{"G2", "G1"}) {
			t.Fatalf("%s, %+v", i.State, i.Routing.Candidates)
		}
		if c := i.Routing.Candidates[1]; c.Metres < 2 || c.Metres > 3.5 || c.Head.Person != "p1" || c.Precedent {
			t.Errorf("%+v", c)
		}
		i = f.do(i, arbitrate("G1"))
		if i.State != issue.Dispatched || i.Hands.Person != "p1" || i.Routing.Settled != "G1" || i.Routing.Units[0] != "G1" || slices.Contains(i.Routing.Units, "T2") {
			t.Errorf("%s with %+v, %v", i.State, i.Hands, i.Routing.Units)
		}
		beside := geo.Point{Lng: onBorder.Lng + 0.00001, Lat: onBorder.Lat}
		next := f.file(report(beside))
		if c := next.Routing.Candidates; !next.Routing.Disputed() || c[0].Unit != "G1" || !c[0].Precedent || c[1].Precedent {
			t.Errorf("proposed %+v", c)
		}
		f.clock.move(1e9)
		f.do(next, arbitrate("G2"))
		again := f.file(report(onBorder))
		if c := again.Routing.Candidates[0]; c.Unit != "G2" || !c.Precedent {
			t.Errorf("the latest decision is not the first: %+v", again.Routing.Candidates)
		}
	})
}

// overlaid publishes the town with what lies over its ground: buildings, which are part of
// grids, and trails.
func (f *fixture) overlaid(units ...territory.Unit) {
	f.t.Helper()
	yaml := strings.Replace(townYAML, "posts:\n", "  - {id: building, name: {zh: 楼, en: Building}, form: overlapping, parents: [grid]}\n  - {id: trail, name: {zh: 步道, en: Trail}, form: overlapping, parents: [county]}\nposts:\n", 1)
	f.publish(func(draft string) error {
		_, err := f.app.AddProfile(f.t.Context(), town, draft, []byte(yaml), app.Source{Name: "profile.yaml"})
		return err
	})
	f.units(units...)
}

// A street that lies over both sides of a border stays with an issue that goes to the
// other side, a building of this side does not: no level of the ground has two owners.
func TestWhatIsSettledIsInOneUnitOfALevel(t *testing.T) {
	f := newFixture(t, openSQLite(t))
	f.overlaid(unit("B", "building", "G2", square(116.42, 116.421, 39.90, 39.92)), unit("R", "trail", "C", square(116.41, 116.43, 39.90, 39.92)))
	i := f.file(report(onBorder))
	if !slices.Equal(i.Routing.Spots, []string{"R", "B", "G2", "T2", "C"}) || !slices.Equal(candidatesOf(i), []string{"G2", "G1"}) {
		t.Fatal(i.Routing.Spots, candidatesOf(i))
	}
	i = f.do(i, arbitrate("G1"))
	if want := []string{"R", "G1", "T1", "C"}; !slices.Equal(i.Routing.Units, want) || !slices.Equal(i.Routing.Spots, want) {
		t.Error(i.Routing.Units, i.Routing.Spots)
	}
	if i = f.file(report(onBorder)); !slices.Contains(f.do(i, arbitrate("G2")).Routing.Units, "B") {
		t.Error("the building is of the side that it was given to")
	}
}

// A re-routing does not forget what was settled.
func TestWhatIsSettledStaysSettled(t *testing.T) {
	f := newFixture(t, openSQLite(t))
	i := f.do(f.file(report(onBorder)), arbitrate("G1"))
	f.handOver("G1", "grid_head", "p9")
	f.round(t.Context())
	if i = f.get(i.ID); i.Hands.Person != "p9" || i.Routing.Settled != "G1" {
		t.Errorf("%+v, %+v", i.Hands, i.Routing)
	}
}

// On a street whose head answers, whose grid is below is not the question; inside a
// grid nothing is; a position that may be off is.
func TestWhatIsDisputed(t *testing.T) {
	f := newFixture(t, openSQLite(t))
	for name, c := range map[string]struct {
		at       geo.Point
		accuracy float64
		disputed bool
	}{
		"in a grid":                  {inWest, 0, false},
		"in a grid, hardly known":    {inWest, 3000, false},
		"at a border":                {onBorder, 0, true},
		"on a street, at the border": {geo.Point{Lng: onBorder.Lng, Lat: onStreet.Lat}, 0, false},
		"thirty metres off":          {geo.Point{Lng: 116.42035, Lat: 39.91}, 0, false},
		"thirty metres off, unsure":  {geo.Point{Lng: 116.42035, Lat: 39.91}, 50, true},
	} {
		r := report(c.at)
		r.Place.AccuracyM = c.accuracy
		if i := f.file(r); i.Routing.Disputed() != c.disputed {
			t.Errorf("%s: %+v", name, i.Routing.Candidates)
		}
	}
}

// Wherever a crash cuts an arbitration short, it is remembered in the end.
func TestAnArbitrationThatDies(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		for write := 1; write <= 3; write++ {
			for _, after := range []bool{false, true} {
				unit := []string{"G1", "G2"}[write%2]
				f.clock.move(1e9)
				i := f.file(report(onBorder))
				c := arbitrate(unit)
				if _, err := f.over(write, after, errCrash).Do(t.Context(), town, i.ID, c); (err != nil) != (write == 1) {
					t.Fatalf("write %d, after %v: %v", write, after, err)
				}
				if write == 1 && !after {
					f.do(i, c)
				}
				f.another(f.app).round(t.Context())
				k, err := f.read(t.Context(), town, i.ID)
				if err != nil || k.todo != "" || count(k.Issue, issue.Arbitrate) != 1 {
					t.Errorf("write %d, after %v: left to do %q, %v", write, after, k.todo, err)
				}
				if next := f.file(report(onBorder)); next.Routing.Candidates[0].Unit != unit || !next.Routing.Candidates[0].Precedent {
					t.Errorf("write %d, after %v: proposed %+v", write, after, next.Routing.Candidates)
				}
			}
		}
	})
}

// A building that reaches over the border of its grid answers on either side, and the
// grid and all above it are those that hold the place, whether that was settled or not.
// Only a decision that takes the place from the building's own grid takes it from the
// building.
func TestABuildingAcrossTheBorder(t *testing.T) {
	f := newFixture(t, openSQLite(t))
	f.overlaid(unit("B", "building", "G1", square(116.415, 116.425, 39.90, 39.92)))
	in, err := f.scene(t.Context(), town)
	if err != nil {
		t.Fatal(err)
	}
	west := geo.Point{Lng: 116.4195, Lat: 39.91}
	east := geo.Point{Lng: 116.4205, Lat: 39.91}
	for _, c := range []struct {
		at      geo.Point
		settled string
		units   []string
	}{
		{east, "", []string{"B", "G2", "T2", "C"}}, {east, "G2", []string{"B", "G2", "T2", "C"}},
		{west, "", []string{"B", "G1", "T1", "C"}}, {west, "G1", []string{"B", "G1", "T1", "C"}},
		{west, "G2", []string{"G2", "T2", "C"}}, {east, "G1", []string{"B", "G1", "T1", "C"}},
		{east, "T2", []string{"B", "T2", "C"}}, {west, "T2", []string{"T2", "C"}}, {east, "B", []string{"B", "G1", "T1", "C"}},
	} {
		if got, err := in.route(spot{place: c.at, category: "litter", settled: c.settled}); err != nil || !slices.Equal(got.Units, c.units) {
			t.Errorf("at %v, settled %q: %v, %v", c.at, c.settled, got.Units, err)
		}
	}
}
