package diff_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"sizhang/domain/city"
	"sizhang/domain/diff"
	"sizhang/domain/territory"
	"sizhang/geo"
	"sizhang/geo/hex"
)

func ending(code string) territory.Unit { return territory.Unit{Code: code, Ended: true} }

// A thousandth of a degree square is 85.4 m by 111.2 m there: 95 hundreds of
// square metres.
func TestCompare(t *testing.T) {
	renamed := plain()[1]
	renamed.Names, renamed.GridCode, renamed.Predecessors = city.Names{ZH: "新", EN: "New"}, "110101001001001", []string{"G0"}
	renamed.Generated = true
	turnedStreet := unit("street", "S", "V", rect(0, 1, 4, 0.2))
	for _, test := range []struct {
		name          string
		before, after diff.State
		want          string
	}{
		{"nothing", state(plain(), seats()...), state(plain(), seats()...), "units 0 0 0 7\n"},
		{"a border moves, and a building with it", state(plain(), seats()...),
			state(drawn(unit("grid", "G1", "V", rect(0, 0, 3, 4)), unit("grid", "G2", "V", rect(3, 0, 5, 4))), seats()...), `
units 0 0 2 5
changed G1 [ground] 1518 1138 0 379
changed G2 [ground] 1518 1897 379 0
grid G1 → G2 379
move B1 grid G1 → G2
move S grid G1 → G2
a A [] []
  grid 0 379 street +0 -1, building +0 -1
b B [] []
  grid 379 0 street +1 -0, building +1 -0
`},
		{"a split", state(plain(), seats()...),
			state(drawn(ending("G2"), unit("grid", "G3", "V", rect(4, 0, 4, 1)), unit("grid", "G4", "V", rect(4, 1, 4, 3)), unit("building", "B2", "G4", plain()[6].Shape)),
				append(seats(), held("G3", "head", "b"), held("G4", "head", "c"))...), `
units 2 1 1 5
changed B2 [parent] 15 15 0 0
ended G2 [] 1518 0 0 1518
added G3 [] 0 379 379 0
added G4 [] 0 1138 1138 0
grid G2 → G3 379
grid G2 → G4 1138
move B2 grid G2 → G4
b B [G3] [G2]
  grid 0 1138 building +0 -1
c C [G4] []
  grid 1138 0 building +1 -0
post G2 head [{b B false }] → []
post G3 head [] → [{b B false }]
post G4 head [] → [{c C false }]
`},
		{"a merger", state(plain(), seats()...),
			state(drawn(ending("G1"), ending("G2"), ending("G1-1"), unit("grid", "G5", "V", rect(0, 0, 8, 4)), unit("building", "B1", "G5", plain()[5].Shape), unit("building", "B2", "G5", plain()[6].Shape)),
				held("G5", "head", "a")), `
units 1 3 2 2
changed B1 [parent] 15 15 0 0
changed B2 [parent] 15 15 0 0
ended G1 [] 1518 0 0 1518
ended G1-1 [] 95 0 0 95
ended G2 [] 1518 0 0 1518
added G5 [] 0 3035 3035 0
grid G1 → G5 1518
grid G2 → G5 1518
move B1 grid G1 → G5
move B2 grid G2 → G5
move S grid G1 → G5
a A [G5] [G1]
  grid 1518 0 building +1 -0
b B [] [G2]
  grid 0 1518 building +0 -1
s S [] [S]
v V [] [V]
x X [] [B1]
post B1 head [{x X false }] → []
post G1 head [{a A false }] → []
post G2 head [{b B false }] → []
post G5 head [] → [{a A false }]
post S head [{s S false }] → []
post V leader [{v V false }] → []
`},
		{"ground from and to nobody", state(plain()), state(drawn(unit("grid", "G2", "V", rect(5, 0, 5, 4)))), `
units 0 0 1 6
changed G2 [ground] 1518 1897 759 379
grid nobody → G2 759
grid G2 → nobody 379
`},
		{"all but the ground", state(plain()), state(drawn(renamed)), `
units 0 0 1 6
changed G1 [name name_en grid_code predecessors generated] 1518 1518 0 0
`},
		{"a street is laid elsewhere", state(plain(), seats()...), state(drawn(turnedStreet), seats()...), `
units 0 0 1 6
changed S [ground] 76 76 74 74
s S [] []
  street 74 74 
`},
		{"the ground of a list", state(plain()), state(drawn(unit("group", "G1-1", "G1", rect(0, 0, 2, 1)))), `
units 0 0 1 6
changed G1-1 [ground] 95 190 95 0
`},
		{"a building that is built anew beyond the border", state(plain(), seats()...), state(drawn(unit("building", "B1", "G1", rect(5, 1, 0.4, 0.4))), seats()...), `
units 0 0 1 6
changed B1 [ground] 15 15 15 15
move B1 grid G1 → G2
a A [] []
  grid 0 0 building +0 -1
b B [] []
  grid 0 0 building +1 -0
x X [] []
  building 15 15 
`},
		{"the same ground with another corner", state(plain()), state(drawn(unit("grid", "G1", "V", geo.Shape{{slices.Insert(slices.Clone(rect(0, 0, 4, 4)[0][0]), 1, at(2, 0))}}))), `
units 0 0 1 6
changed G1 [ground] 1518 1518 0 0
`},
		{"a draft that was not laid over", state(plain()), state(append(plain()[:6:6], ending("B2"))), `
units 0 1 0 6
ended B2 [] 15 0 0 15
`},
		{"a unit of another level", state(plain()), state(drawn(unit("village", "G2", "", plain()[2].Shape), unit("building", "B2", "G1", plain()[6].Shape))), `
units 0 0 2 5
changed B2 [parent] 15 15 0 0
changed G2 [level parent] 1518 1518 0 0
village V → G2 1518
grid G2 → nobody 1518
move B2 village V → G2
move B2 grid G2 → nobody
`}, // two villages hold it then, and G2 is the lower code
	} {
		want := strings.TrimPrefix(test.want, "\n")
		if got := tell(compare(t, test.before, test.after, diff.Options{})); got != want {
			t.Errorf("%s:\n%swant:\n%s", test.name, got, want)
		}
	}
}

func TestFirstDraft(t *testing.T) {
	c := compare(t, diff.State{At: noon}, state(plain(), seats()...), diff.Options{})
	if c.Added != 7 || len(c.Levels) != 2 || c.Levels[0].Level.ID != "village" || c.Levels[1].Transfers.Total != 2 || c.Posts.Total != 5 || c.People.Total != 5 {
		t.Errorf("got %s", tell(c))
	}
	back := compare(t, state(plain()), state(nil), diff.Options{})
	if back.Ended != 7 || back.Levels[1].Transfers.Items[0].To != nil {
		t.Errorf("got %s", tell(back))
	}
}

func TestAPlaceIsTheGroundThatPasses(t *testing.T) {
	c := compare(t, state(plain()), state(drawn(unit("grid", "G1", "V", rect(0, 0, 3, 4)), unit("grid", "G2", "V", rect(3.5, 0, 5, 4)))), diff.Options{})
	for i, want := range []geo.Shape{rect(8, 0, 0.5, 4), rect(3, 0, 0.5, 4), rect(3.5, 0, 0.5, 4)} {
		got := c.Levels[0].Transfers.Items[i]
		if shared, _ := geo.Overlap(got.Place, want); math.Abs(got.Place.AreaM2()-want.AreaM2()) > 0.1 || math.Abs(shared-want.AreaM2()) > 0.1 || math.Abs(got.M2-want.AreaM2()) > 0.1 {
			t.Errorf("%s → %s lies at %v", name(got.From), name(got.To), got.Place)
		}
	}
}

func TestListsAreBoundedAndSaySo(t *testing.T) {
	var units []territory.Unit
	for i := range 12 {
		units = append(units, unit("grid", fmt.Sprintf("G%02d", i), "", rect(float64(i), 0, 1, 1)))
	}
	o := diff.Options{Limit: 5, CellLimit: 3}
	c := compare(t, state(nil), state(units), o)
	grids := c.Levels[0]
	if len(c.Units.Items) != 5 || c.Units.Left() != 7 || len(grids.Transfers.Items) != 5 || grids.Transfers.Total != 12 {
		t.Errorf("%d of %d units, %d of %d transfers", len(c.Units.Items), c.Units.Total, len(grids.Transfers.Items), grids.Transfers.Total)
	}
	if want := rect(0, 0, 12, 1).AreaM2(); math.Abs(grids.M2-want) > 1 || grids.CellsUncounted {
		t.Errorf("%f m² in all, want %f; %+v", grids.M2, want, grids)
	}
	for _, transfer := range grids.Transfers.Items {
		if len(transfer.Cells.List) != 3 || transfer.Cells.Total < 10 || transfer.Place == nil {
			t.Errorf("%d of %d cells, place %v", len(transfer.Cells.List), transfer.Cells.Total, transfer.Place)
		}
	}
	o.CellWork = 200
	grids = compare(t, state(nil), state(units), o).Levels[0]
	if !grids.CellsUncounted || grids.Cells != 0 || grids.Transfers.Items[0].Cells.Total != 0 || grids.M2 == 0 {
		t.Errorf("too many cells to look at: %+v", grids)
	}
}

// Who answers for a spot is asked of the whole chain: heads, leaders, units that
// have no ground.
func TestSpots(t *testing.T) {
	spots := []diff.Spot{
		{"1", "issue", at(3.4, 1.2)}, // in the building
		{"2", "issue", at(3.4, 3)},   // passes to G2
		{"3", "issue", at(1, 1)},     // stays
		{"4", "issue", at(20, 20)},   // nobody's
		{"5", "issue", at(7, 1)},     // G2's, whose head is another
		{"6", "issue", at(8.5, 1)},   // becomes G2's
	}
	after := state(drawn(unit("grid", "G1", "V", rect(0, 0, 3, 4)), unit("grid", "G2", "V", rect(3, 0, 6, 4))),
		held("V", "leader", "v"), held("G1", "head", "a"), held("G2", "head", "c"), held("S", "head", "s"), held("B1", "head", "x"))
	c := compare(t, state(plain(), seats()...), after, diff.Options{Spots: spots})
	var got []string
	answer := func(a *diff.Answer) string {
		if a == nil {
			return "-"
		}
		return fmt.Sprint(a.Unit.Code, "/", a.Post.ID, "/", a.Person, "/", a.Fallback)
	}
	for _, s := range c.Spots.Items {
		line := s.ID
		for _, o := range s.Owners {
			line += fmt.Sprint(" ", o.Level.ID, " ", name(o.From), "→", name(o.To))
		}
		got = append(got, line+" "+answer(s.Before)+" "+answer(s.After))
	}
	want := []string{
		"1 grid G1→G2 B1/head/x/false B1/head/x/false",
		"2 grid G1→G2 G1/head/a/false G2/head/c/false",
		"5 G2/head/b/false G2/head/c/false",
		"6 grid nobody→G2 - G2/head/c/false",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
	if c.Spots.Total != 4 {
		t.Errorf("%d in all", c.Spots.Total)
	}
	orphans := slices.DeleteFunc(plain(), func(u territory.Unit) bool { return u.Code == "V" })
	if c = compare(t, state(orphans, seats()[1:]...), state(orphans), diff.Options{Spots: spots}); c.Spots.Total != 4 {
		t.Errorf("%d spots in grids without a village", c.Spots.Total)
	}
	broken := drawn(unit("village", "W", "G1", rect(0, 0, 8, 4)))
	if _, err := diff.Compare(state(plain()), state(broken), diff.Options{Spots: spots}); err == nil {
		t.Error("units that make no territory answered")
	}
}

// The small territory around the spots answers as the whole one does.
func TestSpotsAnswerAsTheWholeTerritory(t *testing.T) {
	units := drawn(unit("grid", "G2", "V", nil), unit("building", "B2", "G2", rect(6, 1, 0.4, 0.4)))
	before := state(units, held("G2", "head", "b"), held("V", "leader", "v"))
	after := state(units, held("G2", "head", "c"), held("V", "leader", "v"))
	whole, err := territory.New(town(), units, after.Seats)
	if err != nil {
		t.Fatal(err)
	}
	p := at(6.2, 1.2)
	_, answer, _ := whole.At(noon).Brief(nil, p)
	c := compare(t, before, after, diff.Options{Spots: []diff.Spot{{"1", "", p}}})
	if len(c.Spots.Items) != 1 || answer.Term.Person != "c" || c.Spots.Items[0].After.Person != "c" || c.Spots.Items[0].Before.Person != "b" || c.Spots.Items[0].After.Unit.Code != "G2" {
		t.Errorf("%+v answers, the whole says %v", c.Spots.Items, answer.Unit.Code)
	}
}

func TestTimeAlone(t *testing.T) {
	s := territory.Seat{Unit: "G1", Post: "head", Terms: []territory.Term{
		{Person: "a", Name: "A", From: noon.AddDate(-1, 0, 0), Until: noon.AddDate(0, 0, 1), Document: "1号"},
		{Person: "d", Name: "D", From: noon.AddDate(-1, 0, 0), Deputy: true},
		{Person: "b", Name: "B", From: noon.AddDate(0, 0, 1)},
	}}
	before, after := state(plain(), s), state(plain(), s)
	after.At = noon.AddDate(0, 0, 1)
	want := `units 0 0 0 7
a A [] [G1]
b B [G1] []
post G1 head [{a A false 1号} {d D true }] → [{b B false } {d D true }]
`
	if got := tell(compare(t, before, after, diff.Options{})); got != want {
		t.Errorf("got\n%s", got)
	}
	s.Terms = []territory.Term{{Person: "d", Name: "D", From: noon.AddDate(0, 0, -1), Until: noon, Deputy: true}, {Person: "d", Name: "D", From: noon}}
	before, after = state(plain(), s), state(plain(), s)
	before.At = noon.Add(-1)
	want = "units 0 0 0 7\npost G1 head [{d D true }] → [{d D false }]\n"
	if got := tell(compare(t, before, after, diff.Options{})); got != want {
		t.Errorf("got\n%s", got)
	}
}

// A cell belongs to whoever owns its centre.
func TestCellsGoWithTheirCentres(t *testing.T) {
	c := compare(t, state(plain()), state(drawn(unit("grid", "G1", "V", rect(0, 0, 3, 4)), unit("grid", "G2", "V", rect(3, 0, 5, 4)))), diff.Options{CellLimit: 1e6})
	transfer := c.Levels[0].Transfers.Items[0]
	listed := map[hex.Cell]bool{}
	for _, cell := range transfer.Cells.List {
		listed[cell] = true
	}
	place, inside := rect(3, 0, 1, 4), 0
	for x := -1.0; x < 9; x += 0.05 {
		for y := -1.0; y < 5; y += 0.05 {
			cell, err := hex.At(at(x, y), 12)
			if err != nil {
				t.Fatal(err)
			}
			if place.Contains(cell.Centre()) != listed[cell] {
				t.Fatalf("cell %v: %v", cell, listed[cell])
			}
			if listed[cell] {
				inside++
			}
		}
	}
	if inside == 0 || transfer.Cells.Total != len(listed) {
		t.Errorf("%d cells, %d listed", transfer.Cells.Total, len(listed))
	}
}

// A level that gains or loses its ground by the profile changes hands like any
// other: whose ground is whose depends on the form that each state gives it.
func TestLevelsThatGainOrLoseTheirGround(t *testing.T) {
	formed := func(form city.Form) diff.State {
		s := state(plain(), seats()...)
		s.Profile.Levels[1].Form = form
		return s
	}
	spots := diff.Options{Spots: []diff.Spot{{ID: "p", Point: at(1, 2)}}}
	ground := func(c *diff.Changes) string {
		var lines []string
		for _, line := range strings.Split(tell(c), "\n") {
			if !strings.HasPrefix(line, "units") && line != "" {
				lines = append(lines, line)
			}
		}
		return strings.Join(lines, "\n")
	}
	for _, c := range []struct {
		name, transfers, person string
		before, after           city.Form
	}{
		{"lost", "grid G1 → nobody 1518\ngrid G2 → nobody 1518", "a A [] []\n  grid 0 1518 street +0 -1, building +0 -1", city.Tiling, city.Unmapped},
		{"gained", "grid nobody → G1 1518\ngrid nobody → G2 1518", "a A [] []\n  grid 1518 0 street +1 -0, building +1 -0", city.Unmapped, city.Tiling},
	} {
		t.Run(c.name, func(t *testing.T) {
			changes := compare(t, formed(c.before), formed(c.after), spots)
			told := ground(changes)
			if !strings.Contains(told, c.transfers) || !strings.Contains(told, c.person) {
				t.Errorf("told\n%s", told)
			}
			if len(changes.Levels) != 1 || changes.Levels[0].Cells == 0 || changes.Levels[0].Transfers.Items[0].Place == nil {
				t.Errorf("levels %+v", changes.Levels)
			}
		})
	}
	streets := state(plain(), seats()...)
	streets.Profile.Levels[3].Form = city.Unmapped
	if got, want := ground(compare(t, state(plain(), seats()...), streets, spots)), "s S [] []\n  street 0 76 "; got != want {
		t.Errorf("a street without ground tells\n%q", got)
	}
	same := compare(t, formed(city.Unmapped), formed(city.Unmapped), diff.Options{})
	if got := ground(same); got != "" {
		t.Errorf("nothing changes, but\n%s", got)
	}
}
