package body

import (
	"fmt"
	"strings"
	"testing"

	"sizhang/domain/city"
)

func TestNewRegisterRefusesWhatDoesNotFit(t *testing.T) {
	tests := []struct {
		name       string
		bodies     []Body
		categories []Category
		charges    []Charge
		want       string
	}{
		{"body twice", []Body{{Code: "B"}, {Code: "B"}}, nil, nil, "two bodies"},
		{"body under nothing", []Body{{Code: "B", Parent: "A"}}, nil, nil, "unknown A"},
		{"bodies in a circle", []Body{{Code: "A", Parent: "B"}, {Code: "B", Parent: "A"}}, nil, nil, "under itself"},
		{"category twice", nil, []Category{{Code: "C"}, {Code: "C"}}, nil, "two categories"},
		{"category under nothing", nil, []Category{{Code: "C", Parent: "D"}}, nil, "unknown D"},
		{"category its own parent", nil, []Category{{Code: "C", Parent: "C"}}, nil, "under itself"},
		{"charge of nobody", nil, []Category{{Code: "C"}}, []Charge{{Category: "C", Body: "B"}}, "unknown body B"},
		{"charge of nothing", []Body{{Code: "B"}}, nil, []Charge{{Category: "C", Body: "B"}}, "unknown category C"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if _, err := NewRegister(test.bodies, test.categories, test.charges); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

// headquarters has task groups five deep, and a squad at their end.
func headquarters(t *testing.T) *Register {
	t.Helper()
	bodies := []Body{{Code: "HQ", Names: named("指挥部")}}
	for i, up := 1, "HQ"; i <= 5; i++ {
		code := fmt.Sprintf("G%d", i)
		bodies = append(bodies, Body{Code: code, Parent: up, Names: named("专项组")})
		up = code
	}
	bodies = append(bodies, Body{Code: "SQUAD", Parent: "G5", Names: named("中队")}, Body{Code: "PARKS", Names: named("园林局")})
	categories := []Category{
		{Code: "01", Names: city.Names{ZH: "市容环境"}}, {Code: "0101", Parent: "01", Names: named("占道")}, {Code: "010101", Parent: "0101", Names: named("占道烧烤")},
		{Code: "02", Names: named("绿化")},
	}
	charges := []Charge{
		{Category: "01", Body: "G1", Document: "一"}, {Category: "0101", Body: "G2", Unit: "TOWN", Document: "二"},
		{Category: "0101", Body: "SQUAD", Unit: "STREET", Document: "三"}, {Category: "02", Body: "PARKS", Document: "四"},
		{Category: "02", Body: "HQ", Unit: "STREET", Document: "五"},
	}
	r, err := NewRegister(bodies, categories, charges)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestDepartmentsGoUpWhereNobodyIsInCharge(t *testing.T) {
	r := headquarters(t)
	tests := []struct{ category, units, want string }{
		{"010101", "STREET TOWN", "SQUAD 0101 三 / G5 G4 G3 G2 G1 HQ"},
		{"010101", "TOWN", "G2 0101 二 / G1 HQ"},
		{"0101", "TOWN STREET", "G2 0101 二 / G1 HQ"}, // the order says which is more specific
		{"010101", "", "G1 01 一 / HQ"},
		{"010101", "ELSEWHERE", "G1 01 一 / HQ"},
		{"02", "TOWN", "PARKS 02 四 /"},
		{"02", "STREET", "HQ 02 五 /"},
		{"", "STREET", ""},
		{"99", "STREET", ""},
	}
	for _, test := range tests {
		got := ""
		for _, d := range r.Departments(nil, test.category, strings.Fields(test.units), day0(0)) {
			got += d.Body.Code + " " + d.Category.Code + " " + d.Charge.Document + " /" + above(d.Above)
		}
		if got != test.want {
			t.Errorf("%s at %q: got %q, want %q", test.category, test.units, got, test.want)
		}
	}
	if got := above(r.Above("SQUAD")); got != " G5 G4 G3 G2 G1 HQ" {
		t.Errorf("above the squad:%s", got)
	}
	if r.Above("NOBODY") != nil || len(r.Bodies()) != 8 || len(r.Categories()) != 4 || len(r.Charges()) != 5 {
		t.Error("the register's lists")
	}
	if b, ok := r.Body("G3"); !ok || b.Parent != "G2" {
		t.Errorf("G3: %+v", b)
	}
	if c, ok := r.Category("0101"); !ok || c.Parent != "01" {
		t.Errorf("0101: %+v", c)
	}
}

func TestASheetIsOfOneRegister(t *testing.T) {
	r, other := headquarters(t), headquarters(t)
	if s := r.Sheet(day0(0)); !s.Holds(r, day0(5)) || s.Holds(other, day0(5)) {
		t.Error("a sheet holds for the register that it was made from, and no other")
	}
}

// large is a register as a big city's would be.
func large(tb testing.TB) *Register {
	tb.Helper()
	var bodies []Body
	for i := range 500 {
		b := Body{Code: fmt.Sprintf("B%03d", i)}
		if i > 0 {
			b.Parent = fmt.Sprintf("B%03d", (i-1)/8)
		}
		bodies = append(bodies, b)
	}
	var categories []Category
	var charges []Charge
	for i := range 2000 {
		c := Category{Code: fmt.Sprintf("C%04d", i)}
		if i >= 20 {
			c.Parent = fmt.Sprintf("C%04d", i/20)
		}
		categories = append(categories, c)
		for k := range 5 {
			charge := Charge{Category: c.Code, Body: bodies[(i*7+k*13)%500].Code, From: day0(k)}
			if k > 0 {
				charge.Unit = fmt.Sprintf("U%d", (i+k)%1000)
			}
			charges = append(charges, charge)
		}
	}
	r, err := NewRegister(bodies, categories, charges)
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

var spotUnits = []string{"BUILDING", "GRID", "U500", "COMMUNITY", "U501", "SUBDISTRICT", "COUNTY", "CITY"}

func TestDepartmentsTakeNoMemory(t *testing.T) {
	r := large(t)
	var room [8]Department
	if n := testing.AllocsPerRun(100, func() { r.Departments(room[:0], "C1999", spotUnits, day0(100)) }); n != 0 {
		t.Errorf("%v allocations a question", n)
	}
	s := r.Sheet(day0(100))
	if n := testing.AllocsPerRun(100, func() { s.Departments([]string{"BUILDING", "GRID", "COMMUNITY"}) }); n != 0 {
		t.Errorf("%v allocations a sheet without narrower charges", n)
	}
}

func BenchmarkDepartments(b *testing.B) {
	r := large(b)
	var room [8]Department
	b.ReportAllocs()
	for b.Loop() {
		r.Departments(room[:0], "C1999", spotUnits, day0(100))
	}
}

func BenchmarkSheet(b *testing.B) {
	r := large(b)
	b.ReportAllocs()
	for b.Loop() {
		r.Sheet(day0(100))
	}
}

func BenchmarkSheetDepartments(b *testing.B) {
	s := large(b).Sheet(day0(100))
	b.ReportAllocs()
	for b.Loop() {
		s.Departments(spotUnits)
	}
}
