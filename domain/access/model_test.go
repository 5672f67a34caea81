package access

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// forest is random units with the unit above each, empty at the top.
type forest map[string]string

func drawForest(t *rapid.T) forest {
	f := forest{}
	for i := range rapid.IntRange(1, 12).Draw(t, "units") {
		above := rapid.IntRange(0, i).Draw(t, "above") // i itself is a top
		f[fmt.Sprint("u", i)] = ""
		if above < i {
			f[fmt.Sprint("u", i)] = fmt.Sprint("u", above)
		}
	}
	return f
}

// line returns the unit and all above it.
func (f forest) line(unit string) []string {
	var line []string
	for ; unit != ""; unit = f[unit] {
		line = append(line, unit)
	}
	return line
}

// objects are all there is: one at every unit, with and without a body in charge,
// one of the whole city, one of another city.
func (f forest) objects() []Object {
	list := []Object{{City: "c1"}, {City: "c2"}, {City: "c1", Bodies: []string{"b1"}}}
	for unit := range f {
		list = append(list, Object{City: "c1", Units: f.line(unit)}, Object{City: "c2", Units: f.line(unit)},
			Object{City: "c1", Units: f.line(unit), Bodies: []string{"b1", "b2"}})
	}
	return list
}

func drawHolding(t *rapid.T, f forest) Holding {
	role := &Role{ID: "r", Reach: rapid.SampledFrom(Reaches).Draw(t, "reach"), Rights: rapid.SliceOfDistinct(rapid.SampledFrom(Rights), rapid.ID[Right]).Draw(t, "rights")}
	h := Holding{Role: role, Standby: rapid.Bool().Draw(t, "standby")}
	h.Unit = rapid.SampledFrom(append(slices.Sorted(unitsOf(f)), "", "elsewhere")).Draw(t, "unit")
	h.Body = rapid.SampledFrom([]string{"", "b1", "b2", "b3"}).Draw(t, "body")
	return h
}

func unitsOf(f forest) func(func(string) bool) {
	return func(yield func(string) bool) {
		for unit := range f {
			if !yield(unit) {
				return
			}
		}
	}
}

// allowed is the rule told in another way: by asking every holding about the
// object, and walking up the tree.
func allowed(f forest, a Actor, right Right, o Object) bool {
	for _, h := range a.Holdings {
		if a.City != o.City || !slices.Contains(h.Role.Rights, right) || h.Standby && right != IssueRead && right != PersonRead && right != TerritoryRead && right != AccountRead && right != RecordRead {
			continue
		}
		switch h.Role.Reach {
		case Whole:
			return true
		case Charged:
			for _, b := range o.Bodies {
				if b == h.Body {
					return true
				}
			}
		case OwnUnit:
			if len(o.Units) > 0 && o.Units[0] == h.Unit {
				return true
			}
		case Below:
			if len(o.Units) == 0 {
				continue
			}
			for at := o.Units[0]; at != ""; at = f[at] {
				if at == h.Unit {
					return true
				}
			}
		}
	}
	return false
}

func TestRightsAreThoseOfTheHoldings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := drawForest(t)
		a := Actor{City: "c1", Holdings: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Holding { return drawHolding(t, f) }), 0, 4).Draw(t, "holdings")}
		for _, right := range Rights {
			some := false
			for _, o := range f.objects() {
				want := allowed(f, a, right, o)
				some = some || want
				if got := a.Can(right, o); got != want {
					t.Fatalf("%s of %+v: %v, want %v", right, o, got, want)
				}
			}
			if some && !a.Anywhere(right) {
				t.Fatalf("%s is held, and nowhere", right)
			}
		}
	})
}

// Nobody raises anybody above themselves: whatever a role that they may give
// opens, they may themselves.
func TestNobodyGivesMoreThanTheyHave(t *testing.T) {
	gave := 0
	rapid.Check(t, func(t *rapid.T) {
		f := drawForest(t)
		giver := Actor{City: "c1", Holdings: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Holding {
			h := drawHolding(t, f)
			if rapid.Bool().Draw(t, "administrator") {
				h.Role.Rights, h.Standby = Rights, false
			}
			return h
		}), 0, 4).Draw(t, "holdings")}
		given := drawHolding(t, f)
		given.Standby = false
		at := Object{City: "c1", Units: f.line(given.Unit)}
		if given.Body != "" {
			at.Bodies = []string{given.Body}
		}
		if given.Unit == "elsewhere" {
			at.Units = []string{"elsewhere"}
		}
		if !giver.MayGive(given.Role, at) {
			return
		}
		gave++
		taker := Actor{City: "c1", Holdings: []Holding{given}}
		for _, right := range Rights {
			for _, o := range f.objects() {
				if taker.Can(right, o) && !giver.Can(right, o) {
					t.Fatalf("%+v gives %s of %+v at %+v without having it", giver.Holdings, right, o, at)
				}
			}
		}
	})
	if gave == 0 {
		t.Error("nobody gave anything: the test says nothing")
	}
}
