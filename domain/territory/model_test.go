package territory

import (
	"cmp"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sizhang/domain/city"
	"sizhang/geo"
)

// testProfile has levels that tile, overlap and lie nowhere.
func testProfile() *city.Profile {
	name := func(s string) city.Names { return city.Names{ZH: s} }
	return &city.Profile{
		Code: "110101", Names: name("测试"), CellResolution: 12,
		Levels: []city.Level{
			{ID: "town", Names: name("镇"), Form: city.Tiling, Resolution: 9},
			{ID: "village", Names: name("村"), Parents: []string{"town"}, Form: city.Unmapped},
			{ID: "grid", Names: name("网格"), Parents: []string{"village", "town"}, Form: city.Tiling, Resolution: 11},
			{ID: "street", Names: name("街"), Parents: []string{"town"}, Form: city.Overlapping, Resolution: 12},
			{ID: "building", Names: name("楼栋"), Parents: []string{"village", "grid", "town"}, Form: city.Overlapping, Resolution: 12},
		},
		Posts: []city.Post{
			{ID: "head", Names: name("长"), Kind: city.Head, Levels: []string{"grid", "street", "building"}},
			{ID: "direct", Names: name("直接领导"), Kind: city.Leader, Levels: []string{"town", "village", "grid"}},
			{ID: "principal", Names: name("主要领导"), Kind: city.Leader, Levels: []string{"town"}},
		},
	}
}

func rect(west, south, width, height float64) geo.Shape {
	w, s, e, n := 116.4+west*1e-3, 39.9+south*1e-3, 116.4+(west+width)*1e-3, 39.9+(south+height)*1e-3
	return geo.Shape{{{{Lng: w, Lat: s}, {Lng: e, Lat: s}, {Lng: e, Lat: n}, {Lng: w, Lat: n}, {Lng: w, Lat: s}}}}
}

// at is a point in thousandths of a degree from the test city's corner.
func at(x, y float64) geo.Point { return geo.Point{Lng: 116.4 + x*1e-3, Lat: 39.9 + y*1e-3} }

var noon = time.Date(2025, 6, 1, 12, 0, 0, 0, time.UTC)

// drawCity draws two towns side by side, cut into villages that have no shape
// and grids, some missing, with streets and buildings strewn over them.
func drawCity(t *rapid.T) ([]Unit, []Seat) {
	var units []Unit
	add := func(level, code, parent string, s geo.Shape) {
		units = append(units, Unit{Code: code, Level: level, Parent: parent, Shape: s, Names: city.Names{ZH: code}})
	}
	for town := range 2 {
		tc := fmt.Sprintf("T%d", town)
		ground := rect(float64(town)*4, 0, 4, 4)
		switch rapid.IntRange(0, 3).Draw(t, "town's ground") {
		case 0:
			ground = nil
		case 1: // it does not end where its grids do
			ground = rect(float64(town)*4.3, 0, 4, 4)
		}
		add("town", tc, "", ground)
		for village := range 2 {
			vc := fmt.Sprintf("%sV%d", tc, village)
			add("village", vc, tc, nil)
			for g := range 4 {
				if rapid.IntRange(0, 5).Draw(t, "grid there") == 0 {
					continue
				}
				parent := vc
				if rapid.IntRange(0, 5).Draw(t, "grid under the town") == 0 {
					parent = tc
				}
				add("grid", fmt.Sprintf("%sG%d", vc, g), parent, rect(float64(town*4+g), float64(village*2), 1, 2))
			}
		}
	}
	place := func(label string) geo.Shape {
		return rect(rapid.Float64Range(-1, 8).Draw(t, label+" x"), rapid.Float64Range(-1, 4).Draw(t, label+" y"),
			rapid.Float64Range(0.05, 3).Draw(t, label+" w"), rapid.Float64Range(0.05, 1).Draw(t, label+" h"))
	}
	for i := range rapid.IntRange(0, 4).Draw(t, "streets") {
		add("street", fmt.Sprintf("S%d", i), rapid.SampledFrom([]string{"T0", "T1"}).Draw(t, "street's town"), place("street"))
	}
	for i := range rapid.IntRange(0, 4).Draw(t, "buildings") {
		add("building", fmt.Sprintf("B%d", i), rapid.SampledFrom([]string{"T0V0", "T1V1", "T1"}).Draw(t, "building's parent"), place("building"))
	}
	var seats []Seat
	p := testProfile()
	for _, u := range units {
		for _, post := range p.Posts {
			if post.At(u.Level) && rapid.IntRange(0, 2).Draw(t, "held") > 0 {
				seats = append(seats, Seat{Unit: u.Code, Post: post.ID, Terms: drawTerms(t, u.Code+post.ID)})
			}
		}
	}
	return units, seats
}

func drawTerms(t *rapid.T, person string) []Term {
	var terms []Term
	for i := range rapid.IntRange(1, 3).Draw(t, "terms") {
		from := noon.AddDate(0, 0, rapid.IntRange(-3, 2).Draw(t, "from"))
		term := Term{Person: fmt.Sprint(person, i), From: from, Deputy: rapid.Bool().Draw(t, "deputy")}
		if rapid.Bool().Draw(t, "ends") {
			term.Until = from.AddDate(0, 0, rapid.IntRange(1, 3).Draw(t, "days"))
		}
		terms = append(terms, term)
	}
	slices.SortFunc(terms, CompareTerms)
	return terms
}

// slowChain is the model: it tests every polygon and walks every parent.
func slowChain(p *city.Profile, units []Unit, point geo.Point) []Unit {
	byCode := map[string]Unit{}
	for _, u := range units {
		byCode[u.Code] = u
	}
	chain := map[string]Unit{}
	answered := map[string]bool{}
	inOrder := slices.SortedFunc(slices.Values(units), func(a, b Unit) int { return cmp.Compare(a.Code, b.Code) })
	tiles := func(u Unit) bool { l, _, _ := p.Level(u.Level); return l.Form == city.Tiling }
	for _, u := range inOrder {
		if u.Shape.Contains(point) && !(tiles(u) && answered[u.Level]) {
			chain[u.Code] = u
			answered[u.Level] = tiles(u)
		}
	}
	onTheGround := sorted(p, chain)
	for _, tiling := range []bool{true, false} {
		for _, u := range onTheGround {
			if tiles(u) != tiling {
				continue
			}
			for parent, ok := byCode[u.Parent]; ok; parent, ok = byCode[parent.Parent] {
				if parent.Shape == nil && !answered[parent.Level] {
					answered[parent.Level] = true
					chain[parent.Code] = parent
				}
			}
		}
	}
	return sorted(p, chain)
}

func sorted(p *city.Profile, chain map[string]Unit) []Unit {
	var units []Unit
	for _, u := range chain {
		units = append(units, u)
	}
	slices.SortFunc(units, func(a, b Unit) int {
		_, ra, _ := p.Level(a.Level)
		_, rb, _ := p.Level(b.Level)
		return cmp.Or(rb-ra, cmp.Compare(a.Code, b.Code))
	})
	return units
}

// slowAnswer walks every seat and term.
func slowAnswer(p *city.Profile, chain []Unit, seats []Seat) (unit, person string, fallback bool) {
	passed := false
	for _, u := range chain {
		should := false
		for _, post := range p.Posts {
			should = should || post.At(u.Level)
			for _, deputies := range []bool{false, true} {
				for _, s := range seats {
					for _, term := range s.Terms {
						if s.Unit == u.Code && s.Post == post.ID && term.Deputy == deputies && term.InOffice(noon) {
							return u.Code, term.Person, passed || post.Kind == city.Leader
						}
					}
				}
			}
		}
		passed = passed || should
	}
	return "", "", false
}

func TestDutyAgreesWithTheSlowModel(t *testing.T) {
	p := testProfile()
	rapid.Check(t, func(t *rapid.T) {
		units, seats := drawCity(t)
		city, err := New(p, units, seats)
		if err != nil {
			t.Fatal(err)
		}
		for range 30 {
			point := at(rapid.Float64Range(-1, 9).Draw(t, "x"), rapid.Float64Range(-1, 5).Draw(t, "y"))
			if rapid.Bool().Draw(t, "on a line") { // grids and towns meet at whole numbers
				point = at(float64(rapid.IntRange(0, 8).Draw(t, "column")), float64(rapid.IntRange(0, 4).Draw(t, "row")))
			}
			chain := slowChain(p, units, point)
			duty := city.At(noon).Duty(point, 0)
			var got, want []string
			for _, u := range duty.Units {
				got = append(got, u.Unit.Code)
			}
			for _, u := range chain {
				want = append(want, u.Code)
			}
			if !slices.Equal(got, want) {
				t.Fatalf("at %v: units %v, the model says %v", point, got, want)
			}
			unit, person, fallback := slowAnswer(p, chain, seats)
			brief, answer, ok := city.At(noon).Brief(nil, point)
			if len(brief) != len(want) || ok != (unit != "") || (duty.Answer != nil) != ok {
				t.Fatalf("at %v: %d units, answered %v; the model says %d, %q", point, len(brief), ok, len(want), unit)
			}
			if ok && (answer.Unit.Code != unit || answer.Term.Person != person || answer.Fallback != fallback || *duty.Answer != answer) {
				t.Fatalf("at %v: %s at %s, fallback %v; the model says %s at %s, %v", point, answer.Term.Person, answer.Unit.Code, answer.Fallback, person, unit, fallback)
			}
		}
	})
}

// A cell that is not split has the same answer at every spot of it.
func TestAnUnsplitCellHasOneAnswer(t *testing.T) {
	p := testProfile()
	unsplit := 0
	rapid.Check(t, func(t *rapid.T) {
		units, seats := drawCity(t)
		city, err := New(p, units, seats)
		if err != nil {
			t.Fatal(err)
		}
		c := city.At(noon).Duty(at(rapid.Float64Range(0, 8).Draw(t, "x"), rapid.Float64Range(0, 4).Draw(t, "y")), 0).Cell
		duty := city.At(noon).CellDuty(c.Parent(rapid.IntRange(9, 12).Draw(t, "res")))
		if duty.Split && duty.Answer != nil {
			t.Fatal("a split cell has an answer")
		}
		outline := duty.Cell.Boundary()
		centre := duty.Cell.Centre()
		answers := map[*Term]bool{}
		for _, corner := range outline {
			for _, f := range []float64{0.01, 0.3, 0.6, 0.9} {
				spot := geo.Point{Lng: centre.Lng + f*(corner.Lng-centre.Lng), Lat: centre.Lat + f*(corner.Lat-centre.Lat)}
				_, answer, ok := city.At(noon).Brief(nil, spot)
				if !ok {
					answers[nil] = true
				} else {
					answers[answer.Term] = true
				}
				if !duty.Split && (ok != (duty.Answer != nil) || (ok && answer.Term != duty.Answer.Term)) {
					t.Fatalf("cell %v is not split, but at %v %v answers and not %v", duty.Cell, spot, answer, duty.Answer)
				}
			}
		}
		if !duty.Split {
			unsplit++
		}
		total := map[string]float64{}
		for _, s := range duty.Units {
			total[s.Unit.Level] += s.Share
			if s.Share <= 0 || s.Share > 1 {
				t.Fatalf("unit %s has the share %v", s.Unit.Code, s.Share)
			}
		}
		for _, tiling := range []string{"town", "grid", "village"} {
			if total[tiling] > 1+1e-9 {
				t.Fatalf("the %ss of cell %v have shares of %v", tiling, duty.Cell, total[tiling])
			}
		}
	})
	if unsplit == 0 {
		t.Error("no cell was unsplit: the test tested nothing")
	}
}
