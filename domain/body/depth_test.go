package body

import (
	"fmt"
	"strings"
	"testing"

	"sizhang/domain/fault"
	"sizhang/domain/territory"
)

// ladder is so many bodies, each under the one before.
func ladder(prefix, top string, n int) []Body {
	bodies := make([]Body, n)
	for i := range bodies {
		bodies[i] = Body{Code: fmt.Sprint(prefix, i), Parent: top, Names: named("机构")}
		top = bodies[i].Code
	}
	return bodies
}

func categories(bodies []Body) []Category {
	list := make([]Category, len(bodies))
	for i, b := range bodies {
		list[i] = Category{Code: b.Code, Parent: b.Parent, Names: b.Names}
	}
	return list
}

func TestDepth(t *testing.T) {
	twice := append(ladder("A", "", MaxDepth+9), ladder("B", "A62", 9)...)
	circle := ladder("A", "", MaxDepth+9)
	circle[0].Parent = "A2"
	for _, c := range []struct {
		name           string
		inForce, draft []Body
		want           string
	}{
		{"as deep as may be", nil, ladder("A", "", MaxDepth), ""},
		{"one deeper", nil, ladder("A", "", MaxDepth+1), "refused parents_too_deep A64 parent"},
		{"far deeper", nil, ladder("A", "", 20_000), "refused parents_too_deep A64 parent"},
		{"two branches", nil, twice, "refused parents_too_deep A64 parent; refused parents_too_deep B1 parent"},
		{"what is in force is hung deeper", append(ladder("A", "", 40), ladder("B", "", 40)...), []Body{{Code: "B0", Parent: "A39", Names: named("机构")}}, "refused parents_too_deep B0 parent"},
		{"what is in force is too deep", ladder("A", "", MaxDepth+9), ladder("C", "A3", 1), ""},
		{"under a circle", nil, circle, "refused parent_cycle A0 parent"},
		{"under somebody unknown", nil, ladder("A", "X", MaxDepth), "refused body_parent_unknown A0 parent"},
	} {
		if got := lines(t, CheckBodies(c.inForce, c.draft)); got != c.want {
			t.Errorf("%s: bodies: found %q, want %q", c.name, got, c.want)
		}
		want := strings.ReplaceAll(c.want, "body_", "category_")
		if got := lines(t, CheckCategories(nil, categories(c.inForce), categories(c.draft))); got != want {
			t.Errorf("%s: categories: found %q, want %q", c.name, got, want)
		}
	}
}

// A register spells out what stands above each body, so it bounds how much that
// can be, whoever made it.
func TestARegisterIsNotDeep(t *testing.T) {
	deep := ladder("A", "", MaxDepth+1)
	if _, err := NewRegister(deep, nil, nil); err == nil {
		t.Error("deep bodies fit")
	}
	if _, err := NewRegister(nil, categories(deep), nil); err == nil {
		t.Error("deep categories fit")
	}
	r, err := NewRegister(append(ladder("A", "", MaxDepth-1), Body{Code: "B", Parent: "A62"}, Body{Code: "C", Parent: "A62"}), categories(deep[:MaxDepth]), nil)
	if err != nil {
		t.Fatal(err)
	}
	b, c := r.Above("B"), r.Above("C")
	if len(b) != MaxDepth-1 || b[0].Code != "A62" || b[MaxDepth-2].Code != "A0" || &b[0] != &c[0] {
		t.Errorf("above B stand %d, from %s to %s", len(b), b[0].Code, b[len(b)-1].Code)
	}
}

// Many charges that hold at once are looked at once each: looking at all that
// hold for every one takes minutes for so many.
func TestManyClashes(t *testing.T) {
	const n = 200_000
	charges := make([]Charge, n)
	for i := range charges {
		charges[i] = Charge{Category: "garbage", Body: fmt.Sprint("B", i)}
	}
	clashes := Clashes(charges)
	if len(clashes) != n-1 || clashes[n-2] != (Clash{Earlier: 0, Later: n - 1}) {
		t.Errorf("%d clashes", len(clashes))
	}
	if f := clashes[0].Finding(charges); f.Severity != territory.Note || f.Code != fault.ChargeShared {
		t.Errorf("%+v", f)
	}
}
