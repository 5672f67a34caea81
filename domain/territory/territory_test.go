package territory

import (
	"slices"
	"strings"
	"testing"

	"sizhang/domain/city"
	"sizhang/geo"
)

func held(unit, post, person string) Seat {
	return Seat{Unit: unit, Post: post, Terms: []Term{{Person: person, From: noon.AddDate(-1, 0, 0)}}}
}

// smallCity is a town of two grids, a street along their border and a building.
func smallCity(t testing.TB, seats ...Seat) *Territory {
	named := func(u Unit) Unit { u.Names = city.Names{ZH: u.Code}; return u }
	units := []Unit{
		named(Unit{Code: "T", Level: "town", Shape: rect(0, 0, 4, 4)}),
		named(Unit{Code: "V", Level: "village", Parent: "T"}),
		named(Unit{Code: "G1", Level: "grid", Parent: "V", Shape: rect(0, 0, 2, 4)}),
		named(Unit{Code: "G2", Level: "grid", Parent: "V", Shape: rect(2, 0, 2, 4)}),
		named(Unit{Code: "S", Level: "street", Parent: "T", Shape: rect(1.9, 0, 0.2, 4)}),
		named(Unit{Code: "B", Level: "building", Parent: "G1", Shape: rect(0.5, 0.5, 0.3, 0.3)}),
	}
	city, err := New(testProfile(), units, seats)
	if err != nil {
		t.Fatal(err)
	}
	return city
}

func TestWhoAnswersFirst(t *testing.T) {
	inBuilding, inGrid, onStreet := at(0.6, 0.6), at(1, 2), at(2.05, 2)
	for _, c := range []struct {
		name     string
		seats    []Seat
		where    geo.Point
		person   string
		fallback bool
	}{
		{"the building's head", []Seat{held("B", "head", "b"), held("G1", "head", "g")}, inBuilding, "b", false},
		{"the grid's, where the building has none", []Seat{held("G1", "head", "g")}, inBuilding, "g", true},
		{"the grid's own", []Seat{held("G1", "head", "g"), held("T", "direct", "d")}, inGrid, "g", false},
		{"a head before a leader at the same unit", []Seat{held("G1", "direct", "d"), held("G1", "head", "g")}, inGrid, "g", false},
		{"a leader where no head is", []Seat{held("G1", "direct", "d")}, inGrid, "d", true},
		{"up to the town", []Seat{held("T", "principal", "p"), held("T", "direct", "d")}, inGrid, "d", true},
		{"the village by the parent alone", []Seat{held("V", "direct", "v"), held("T", "direct", "d")}, inGrid, "v", true},
		{"the street before the grid", []Seat{held("S", "head", "s"), held("G2", "head", "g")}, onStreet, "s", false},
		{"nobody", nil, inGrid, "", false},
		{"nobody outside", []Seat{held("T", "direct", "d")}, at(9, 9), "", false},
	} {
		_, answer, ok := smallCity(t, c.seats...).At(noon).Brief(nil, c.where)
		switch {
		case ok != (c.person != ""):
			t.Errorf("%s: answered %v", c.name, ok)
		case ok && (answer.Term.Person != c.person || answer.Fallback != c.fallback):
			t.Errorf("%s: %s answers, fallback %v", c.name, answer.Term.Person, answer.Fallback)
		}
	}
}

func TestTermsBeginAndEnd(t *testing.T) {
	seat := Seat{Unit: "G1", Post: "head", Terms: []Term{
		{Person: "first", From: noon.AddDate(-1, 0, 0), Until: noon},
		{Person: "deputy", From: noon.AddDate(-1, 0, 0), Deputy: true},
		{Person: "second", From: noon.AddDate(0, 0, 1)},
	}}
	city := smallCity(t, seat)
	for _, c := range []struct {
		days   int
		person string
	}{{-400, ""}, {-1, "first"}, {0, "deputy"}, {1, "second"}, {1000, "second"}} {
		_, answer, ok := city.At(noon.AddDate(0, 0, c.days)).Brief(nil, at(1, 2))
		if ok != (c.person != "") || (ok && answer.Term.Person != c.person) {
			t.Errorf("after %d days: %v %v, want %q", c.days, answer.Term, ok, c.person)
		}
	}
	grid, _ := city.At(noon).Unit("G1")
	var order []string
	for _, h := range city.At(noon.AddDate(0, 0, 2)).Heads(grid) {
		order = append(order, h.Term.Person)
	}
	if !slices.Equal(order, []string{"second", "deputy"}) {
		t.Errorf("in office: %v", order)
	}
}

func TestAmbiguousNamesTheOthersNearestFirst(t *testing.T) {
	city := smallCity(t)
	point := at(1.95, 2) // on the street, some 4 m west of the border of the grids
	duty := city.At(noon).Duty(point, 30)
	var got []string
	for _, n := range duty.Ambiguous {
		got = append(got, n.Unit.Code)
	}
	if !slices.Equal(got, []string{"G2"}) {
		t.Fatalf("ambiguous: %v, want only the other grid", got)
	}
	east := geo.Distance(point, at(2, 2))
	if d := duty.Ambiguous[0].Metres; d < east-0.01 || d > east+0.01 {
		t.Errorf("the other grid is at %v m, want %v", d, east)
	}
	if far := city.At(noon).Duty(point, 1).Ambiguous; len(far) != 0 {
		t.Errorf("within a metre: %v", far)
	}
	// Outside the city, everything near is ambiguous; the village, which has no
	// ground, is as near as its grids.
	got = nil
	for _, n := range city.At(noon).Duty(at(1, -0.1), 20).Ambiguous {
		got = append(got, n.Unit.Code)
	}
	if !slices.Equal(got, []string{"G1", "V", "T"}) {
		t.Errorf("south of the city: %v", got)
	}
}

func TestNewRefusesWhatIsNoTree(t *testing.T) {
	town := Unit{Code: "T", Level: "town"}
	for _, c := range []struct {
		name  string
		units []Unit
		seats []Seat
		says  string
	}{
		{"unknown level", []Unit{{Code: "X", Level: "ward"}}, nil, "unknown level"},
		{"doubled code", []Unit{town, town}, nil, "two units"},
		{"unknown parent", []Unit{{Code: "G", Level: "grid", Parent: "T"}}, nil, "unknown parent"},
		{"upside down", []Unit{{Code: "T", Level: "town", Parent: "G"}, {Code: "G", Level: "grid", Parent: "T"}}, nil, "no wider"},
		{"at the pole", []Unit{{Code: "T", Level: "town", Shape: rect(0, 50_000, 1, 1)}}, nil, "beyond"},
		{"seat nowhere", []Unit{town}, []Seat{{Unit: "X", Post: "direct"}}, "unknown unit"},
		{"post nowhere", []Unit{town}, []Seat{{Unit: "T", Post: "king"}}, "unknown post"},
	} {
		if _, err := New(testProfile(), c.units, c.seats); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestListPagesByCode(t *testing.T) {
	city := smallCity(t)
	var got []string
	after := ""
	for more := true; more; {
		var page []*Unit
		page, more = city.At(noon).List("", "", after, 2)
		for _, u := range page {
			got = append(got, u.Code)
			after = u.Code
		}
	}
	if !slices.Equal(got, []string{"B", "G1", "G2", "S", "T", "V"}) {
		t.Errorf("all pages: %v", got)
	}
	page, more := city.At(noon).List("grid", "V", "", 10)
	if len(page) != 2 || more {
		t.Errorf("grids of V: %d, more %v", len(page), more)
	}
}

func TestBriefAllocatesOnlyForTheCell(t *testing.T) {
	city := smallCity(t, held("G1", "head", "g"))
	room := make([]*Unit, 0, 16)
	point := at(1.99, 2)
	cell := testing.AllocsPerRun(200, func() { city.At(noon).Holds(point) })
	brief := testing.AllocsPerRun(200, func() { room, _, _ = city.At(noon).Brief(room[:0], point) })
	if brief > cell || cell > 2 { // two are the grid library's own
		t.Errorf("Brief allocates %v times, finding the cell alone %v", brief, cell)
	}
}

// Where units that should tile the ground overlap, a cell does not pretend to
// know who answers for all of it.
func TestAContestedCellIsSplit(t *testing.T) {
	named := func(u Unit) Unit { u.Names = city.Names{ZH: u.Code}; return u }
	city, err := New(testProfile(), []Unit{
		named(Unit{Code: "T", Level: "town", Shape: rect(0, 0, 4, 4)}),
		named(Unit{Code: "G0", Level: "grid", Parent: "T", Shape: rect(0, 0, 4, 4)}),
		named(Unit{Code: "G1", Level: "grid", Parent: "T", Shape: rect(0, 0, 4, 4)}),
	}, []Seat{held("T", "direct", "t"), held("G1", "head", "g")})
	if err != nil {
		t.Fatal(err)
	}
	cell := city.At(noon).Duty(at(2, 2), 0).Cell
	if duty := city.At(noon).CellDuty(cell); !duty.Split || duty.Answer != nil {
		t.Errorf("split %v, answer %+v", duty.Split, duty.Answer)
	}
}

func TestADraftFarFromItsParentIsRefused(t *testing.T) {
	town := Unit{Code: "T", Level: "town", Names: city.Names{ZH: "镇"}, Shape: rect(0, 0, 4, 4), Declared: Declared{Datum: geo.WGS84}}
	far := Unit{Code: "G", Level: "grid", Parent: "T", Names: city.Names{ZH: "格"}, Shape: rect(90, 0, 1, 1), Declared: Declared{Datum: geo.WGS84}}
	findings := CheckDraft(testProfile(), nil, []Unit{town, far})
	if len(findings) != 1 || findings[0].Code != "parent_elsewhere" || findings[0].Severity != Refusal {
		t.Errorf("found %+v", findings)
	}
}
