package audit_test

import (
	"fmt"
	"testing"

	"sizhang/domain/audit"
	"sizhang/domain/fault"
	"sizhang/geo"
	"sizhang/geo/hex"
)

func TestASoundTerritoryHasNoFindings(t *testing.T) {
	a := run(t, sound())
	if len(a.Findings) > 0 || a.Units != 9 || a.City != "990000" || a.Names.EN != "Testville" || !a.At.Equal(noon) {
		t.Errorf("found %s in %+v", told(a), a)
	}
}

// Each kind of finding on the ground, with true areas: those of rectangles that
// nothing was cut from.
func TestGround(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*audit.City)
		want   string
		m2     float64 // of the first finding
		parts  int
	}{
		{"grids overlap", func(c *audit.City) { of(c, "G2").Shape = rect(1.5, 0, 2.5, 4) }, "overlap G1 G2", rect(1.5, 0, 0.5, 4).AreaM2(), 1},
		{"grids overlap across communities", func(c *audit.City) { of(c, "G2").Shape = rect(2, 0, 3, 4) },
			"overlap G2 G3; overlap G2 G4; outside_parent G2 C1", rect(4, 0, 1, 2).AreaM2(), 1},
		{"a sliver is no overlap", func(c *audit.City) { of(c, "G2").Shape = rect(1.99999, 0, 2.00001, 4) }, "", 0, 0},
		{"streets may overlap", func(c *audit.City) { c.Units = append(c.Units, unit("street", "S2", "T", rect(3, 0, 0.3, 4))) }, "", 0, 0},

		{"a hole between grids", func(c *audit.City) { of(c, "G2").Shape = rect(3, 0, 1, 4) }, "gap C1", rect(2, 0, 1, 4).AreaM2(), 1},
		{"a hole in two parts", func(c *audit.City) { of(c, "G2").Shape = rect(2, 1, 2, 2) }, "gap C1", rect(2, 0, 2, 1).AreaM2() + rect(2, 3, 2, 1).AreaM2(), 2},
		{"a hole although other grids overlap as much", func(c *audit.City) {
			of(c, "G1").Shape, of(c, "G2").Shape = rect(0, 0, 3, 4), rect(1, 0, 2, 4)
		}, "overlap G1 G2; gap C1", rect(1, 0, 2, 4).AreaM2(), 1},
		{"a sliver is no hole", func(c *audit.City) { of(c, "G2").Shape = rect(2.00001, 0, 1.99999, 4) }, "", 0, 0},
		{"a community is missing", func(c *audit.City) {
			drop(c, "G3")
			drop(c, "G4")
			drop(c, "L")
			drop(c, "C2")
			c.Sponsorships = c.Sponsorships[:1]
		}, "gap T", rect(4, 0, 4, 4).AreaM2(), 1},
		{"a community without grids is not asked for them", func(c *audit.City) { drop(c, "G1"); drop(c, "G2") }, "", 0, 0},
		{"a grid of the town's own stands in for a community", func(c *audit.City) {
			of(c, "G3").Parent, of(c, "G4").Parent = "T", "T"
			of(c, "C2").Shape = nil
		}, "without_ground C2", 0, 0},
		{"a gap beside a community and a grid of the town's own", func(c *audit.City) {
			of(c, "G3").Parent, of(c, "G4").Parent = "T", "T"
			of(c, "C2").Shape = nil
			of(c, "G4").Shape = rect(4, 2, 4, 1)
		}, "gap T; without_ground C2", rect(4, 3, 4, 1).AreaM2(), 1},
		{"a community below an area is one of the town's", func(c *audit.City) {
			c.Units = append(c.Units, unit("area", "A", "T", rect(0, 0, 5, 4)))
			of(c, "C1").Parent = "A"
		}, "", 0, 0},
		{"a gap is told once, below an area, too", func(c *audit.City) {
			c.Units = append(c.Units, unit("area", "A", "T", rect(0, 0, 4, 4)))
			of(c, "C1").Parent = "A"
			of(c, "C1").Shape, of(c, "G1").Shape = rect(1, 0, 3, 4), rect(1, 0, 1, 4)
		}, "gap T", rect(0, 0, 1, 4).AreaM2(), 1},
		{"an area alone answers for its gap", func(c *audit.City) {
			c.Units = append(c.Units, unit("area", "A", "T", rect(0, 0, 4, 4)))
			of(c, "C1").Parent, of(c, "C2").Parent, of(c, "T").Shape = "A", "A", nil
			of(c, "C1").Shape, of(c, "G1").Shape = rect(1, 0, 3, 4), rect(1, 0, 1, 4)
		}, "gap A; outside_parent C2 A; without_ground T", rect(0, 0, 1, 4).AreaM2(), 1},
		{"wards have nothing to do with communities", func(c *audit.City) {
			c.Units = append(c.Units, unit("ward", "W", "T", rect(0, 0, 6, 4)))
		}, "gap T", rect(6, 0, 2, 4).AreaM2(), 1},
		{"a hole that units at the top enclose", func(c *audit.City) {
			c.Units = append(c.Units, unit("town", "U", "", rect(0, 4, 3, 4)), unit("town", "V", "", rect(5, 4, 3, 4)),
				unit("town", "W", "", rect(3, 6, 2, 2)))
			c.Seats = append(c.Seats, held("U", "direct", "u"), held("U", "principal", "u"), held("V", "direct", "v"), held("V", "principal", "v"), held("W", "direct", "w"), held("W", "principal", "w"))
		}, "gap_between", rect(3, 4, 2, 2).AreaM2(), 1},
		{"a bay is no hole", func(c *audit.City) {
			c.Units = append(c.Units, unit("town", "U", "", rect(0, 4, 3, 4)), unit("town", "V", "", rect(5, 4, 3, 4)))
			c.Seats = append(c.Seats, held("U", "direct", "u"), held("U", "principal", "u"), held("V", "direct", "v"), held("V", "principal", "v"))
		}, "", 0, 0},

		{"a grid beyond its community", func(c *audit.City) { of(c, "G1").Shape = rect(-1, 0, 3, 4) }, "outside_parent G1 C1", rect(-1, 0, 1, 4).AreaM2(), 1},
		{"a grid elsewhere", func(c *audit.City) { of(c, "G1").Parent = "C2" }, "outside_parent G1 C2", rect(0, 0, 2, 4).AreaM2(), 1},
		{"a grid against the town, its group and community having no ground", func(c *audit.City) {
			of(c, "C2").Shape = nil
			of(c, "G3").Shape = rect(4, 0, 5, 2)
		}, "outside_parent G3 T; without_ground C2", rect(8, 0, 1, 2).AreaM2(), 1},
		{"a street that crosses the border", func(c *audit.City) { of(c, "S").Shape = rect(0, 1.9, 9, 0.2) }, "crosses_parent S T", rect(8, 1.9, 1, 0.2).AreaM2(), 1},
		{"a street that lies mostly elsewhere", func(c *audit.City) { of(c, "S").Shape = rect(6, 1.9, 9, 0.2) }, "outside_parent S T", rect(8, 1.9, 7, 0.2).AreaM2(), 1},
		{"a community of another town's name only", func(c *audit.City) { of(c, "C1").Parent = "nowhere" }, "", 0, 0},

		{"a unit without ground", func(c *audit.City) { of(c, "S").Shape = nil }, "without_ground S", 0, 0},
		{"what an unmapped level keeps is not looked at", func(c *audit.City) { of(c, "L").Shape, of(c, "G3").Parent = rect(20, 20, 1, 1), "L" }, "", 0, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			territory := sound()
			c.change(&territory)
			a := run(t, territory)
			if told(a) != c.want {
				t.Fatalf("found %q, want %q", told(a), c.want)
			}
			if c.want == "" {
				return
			}
			f := a.Findings[0]
			if !near(f.M2, c.m2) || len(f.Place) != c.parts {
				t.Errorf("%.3f m² in %d parts, want %.3f in %d", f.M2, len(f.Place), c.m2, c.parts)
			}
			checkPlaces(t, a)
		})
	}
}

// checkPlaces asks of every finding with a place that area, point and cells are
// those of the place. One about a whole unit has no cells: it would list those
// that the unit lists.
func checkPlaces(t *testing.T, a *audit.Audit) {
	t.Helper()
	for _, f := range a.Findings {
		if f.Place == nil {
			if f.M2 != 0 || f.Cells != nil || f.At != nil {
				t.Errorf("%s has no place, but %+v", show(f), f)
			}
			continue
		}
		if !near(f.M2, f.Place.AreaM2()) || f.At == nil || !f.Place.Contains(*f.At) || f.Whole != (len(f.Cells) == 0) || len(f.Cells) > audit.MaxCells {
			t.Errorf("%s: %v, %d cells", show(f), f.At, len(f.Cells))
			continue
		}
		if f.Whole {
			continue
		}
		here, err := hex.At(*f.At, f.Resolution)
		found := false
		for _, c := range f.Cells {
			found = found || c == here
			if c.Resolution() != f.Resolution {
				t.Errorf("%s: cell %v has another resolution than %d", show(f), c, f.Resolution)
			}
		}
		if err != nil || !found {
			t.Errorf("%s: its cells do not hold its point", show(f))
		}
	}
}

func TestThinAndSmall(t *testing.T) {
	// A lane three metres wide between the centres of cells, found by looking.
	lane := func(height float64) geo.Shape {
		for x := 1.0; x < 2; x += 0.001 {
			s := rect(x, 1, 0.03, height)
			if !holdsACentre(t, s) {
				return s
			}
		}
		t.Fatal("no such lane")
		return nil
	}
	for name, c := range map[string]struct {
		shape geo.Shape
		want  string
	}{
		"thin":  {lane(1.5), "thin N"},
		"small": {lane(0.3), "small N"},
		"wide":  {rect(1, 1, 0.3, 1.5), ""},
	} {
		territory := sound()
		territory.Units = append(territory.Units, unit("street", "N", "T", c.shape))
		a := run(t, territory)
		if told(a) != c.want {
			t.Errorf("%s: found %q", name, told(a))
		}
		checkPlaces(t, a)
	}
}

// holdsACentre looks at every cell around.
func holdsACentre(t *testing.T, s geo.Shape) bool {
	box := s.Box()
	for lat := box.Min.Lat; lat <= box.Max.Lat; lat += 0.00005 {
		for lng := box.Min.Lng; lng <= box.Max.Lng+0.00005; lng += 0.00005 {
			c, err := hex.At(geo.Point{Lng: lng, Lat: lat}, 12)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range c.Disk(1) {
				if s.Contains(d.Centre()) {
					return true
				}
			}
		}
	}
	return false
}

// Long lanes, three metres wide, that pass a centre somewhere or do not.
func TestThinAgreesWithLookingEverywhere(t *testing.T) {
	thin := 0
	for i := range 60 {
		shape := rect(1+float64(i)*0.037, 0.2, 0.04, 0.4+float64(i%7)*0.3)
		territory := sound()
		territory.Units = append(territory.Units, unit("street", "N", "T", shape))
		holds := holdsACentre(t, shape)
		if told := told(run(t, territory)); (told == "") != holds {
			t.Errorf("lane %d: found %q, holds a centre: %v", i, told, holds)
		}
		if !holds {
			thin++
		}
	}
	if thin < 10 || thin > 50 {
		t.Errorf("%d of 60 lanes are thin", thin)
	}
}

// A place of too many cells comes in coarser ones, and says so.
func TestManyCellsGetCoarser(t *testing.T) {
	territory := sound()
	of(&territory, "T").Shape = rect(0, 0, 80, 40)
	f := only(t, run(t, territory), fault.AuditGap)
	if f.Resolution >= 12 || f.Resolution < 8 || len(f.Cells) < audit.MaxCells/20 {
		t.Errorf("%d cells of resolution %d", len(f.Cells), f.Resolution)
	}
	checkPlaces(t, run(t, territory))
}

// What cannot be computed is told, and nothing else is made of it.
func TestWhatCannotBeMeasuredIsTold(t *testing.T) {
	territory := sound()
	eight := rect(0, 0, 2, 4) // uneven, so that one lobe does not make up for the other
	eight[0][0][1], eight[0][0][2] = eight[0][0][2], eight[0][0][1]
	eight[0][0][3].Lat -= 0.001
	of(&territory, "G1").Shape = eight
	a := run(t, territory)
	found := false
	for _, f := range a.Findings {
		found = found || f.Code == fault.AuditUnmeasured
		if f.Code == fault.AuditUnmeasured && f.Note() {
			t.Error("not knowing is a fault")
		}
	}
	if !found {
		t.Errorf("found %s", told(a))
	}
}

// A lone unit of an unknown level, a parent that is no wider: not sound, but an
// audit must end all the same.
func TestUnsoundTerritoriesEnd(t *testing.T) {
	territory := sound()
	of(&territory, "C1").Parent = "C2"
	of(&territory, "C2").Parent = "C1"
	of(&territory, "C1").Shape, of(&territory, "C2").Shape = nil, nil
	of(&territory, "G1").Level = "planet"
	if a := run(t, territory); len(a.Findings) == 0 {
		t.Error("the communities' ground is missing")
	}
}

func TestProgressAndStopping(t *testing.T) {
	var stages []audit.Stage
	_, ok := audit.Run(sound(), func(s audit.Stage, done, total int) bool {
		if len(stages) == 0 || stages[len(stages)-1] != s {
			stages = append(stages, s)
		}
		if done > total {
			t.Errorf("%s: %d of %d", s, done, total)
		}
		return true
	})
	if !ok || len(stages) != 7 {
		t.Errorf("stages %v", stages)
	}
	for _, stop := range stages {
		calls := 0
		a, ok := audit.Run(sound(), func(s audit.Stage, _, _ int) bool {
			if s == stop {
				calls++
			}
			return s != stop
		})
		if ok || a != nil || calls != 1 {
			t.Errorf("stopped at %s: %v after %d calls", stop, ok, calls)
		}
	}
}

// Kept are so many of each kind, the largest places where the kind is measured,
// and counted are all.
func TestLimit(t *testing.T) {
	place := sound()
	for i := range 5 {
		x := float64(10 * (i + 1))
		place.Units = append(place.Units,
			unit("ward", fmt.Sprint("W", i), "", rect(x, 0, 4, 4)), unit("ward", fmt.Sprint("X", i), "", rect(x+3, 0, 4, float64(i+1)/2)))
	}
	for _, grid := range []string{"G1", "G2", "G3"} {
		seat(&place, grid, "grid_head").Terms = nil
	}
	whole := run(t, place)
	if told(whole) != "overlap W0 X0; overlap W1 X1; overlap W2 X2; overlap W3 X3; overlap W4 X4; without_head G1; without_head G2; without_head G3" || whole.Truncated() {
		t.Fatalf("found %s", told(whole))
	}
	place.Limit = 2
	cut := run(t, place)
	if told(cut) != "overlap W3 X3; overlap W4 X4; without_head G1; without_head G2" || !cut.Truncated() {
		t.Errorf("kept %s", told(cut))
	}
	faults, _ := cut.Count()
	if want, _ := whole.Count(); faults != want || want != 8 {
		t.Errorf("%d faults of %d", faults, want)
	}
	for i, total := range cut.Totals {
		if want := whole.Totals[i]; total.Found != want.Found || total.M2 != want.M2 || total.Listed != 2 || want.Listed != want.Found {
			t.Errorf("%+v of %+v", total, want)
		}
	}
	checkPlaces(t, cut)
}
