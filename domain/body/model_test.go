package body

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sizhang/domain/city"
)

func day0(n int) time.Time { return time.Date(2025, 1, 1+n, 0, 0, 0, 0, time.UTC) }

// span draws a time of some days, either side of it open at times.
func drawSpan(t *rapid.T) (from, until time.Time) {
	begin := rapid.IntRange(-1, 12).Draw(t, "begins")
	if begin >= 0 {
		from = day0(begin)
	}
	if length := rapid.IntRange(0, 8).Draw(t, "lasts"); length > 0 {
		until = day0(max(begin, 0) + length)
	}
	return from, until
}

func code(kind string, n int) string { return fmt.Sprintf("%s%d", kind, n) }

// drawRegister draws bodies and categories as deep as chance has it and charges
// in some units. Half of the charges are for the category before, so that many
// meet at one spot.
func drawRegister(t *rapid.T) ([]Body, []Category, []Charge) {
	above := func(kind string, n int) string {
		if n == 0 || rapid.IntRange(0, 3).Draw(t, "top") == 0 {
			return ""
		}
		return code(kind, rapid.IntRange(0, n-1).Draw(t, "parent"))
	}
	var bodies []Body
	for i := range rapid.IntRange(1, 7).Draw(t, "bodies") {
		bodies = append(bodies, Body{Code: code("B", i), Parent: above("B", i), Names: city.Names{ZH: "机构"}})
	}
	var categories []Category
	for i := range rapid.IntRange(1, 6).Draw(t, "categories") {
		categories = append(categories, Category{Code: code("C", i), Parent: above("C", i), Names: city.Names{ZH: "类别"}})
	}
	var charges []Charge
	for i := range rapid.IntRange(0, 25).Draw(t, "charges") {
		c := Charge{
			Category: rapid.SampledFrom(categories).Draw(t, "category").Code,
			Body:     rapid.SampledFrom(bodies).Draw(t, "body").Code,
			Unit:     rapid.SampledFrom([]string{"", "", "U0", "U1", "U2"}).Draw(t, "unit"),
			Document: fmt.Sprint(i),
		}
		c.From, c.Until = drawSpan(t)
		charges = append(charges, c)
	}
	return bodies, categories, charges
}

// modelWinners goes over all the charges of a category again for every unit.
func modelWinners(charges []Charge, category string, units []string, at time.Time) []Charge {
	for _, unit := range append(slices.Clone(units), "") {
		var found []Charge
		for _, c := range charges {
			holds := (c.From.IsZero() || !c.From.After(at)) && (c.Until.IsZero() || c.Until.After(at))
			if c.Category == category && c.Unit == unit && holds {
				found = append(found, c)
			}
		}
		if len(found) > 0 {
			return found
		}
	}
	return nil
}

// modelDepartments writes who answers as body, category it was found under,
// document, bodies above.
func modelDepartments(bodies []Body, categories []Category, charges []Charge, category string, units []string, at time.Time) []string {
	i := slices.IndexFunc(categories, func(c Category) bool { return c.Code == category })
	if i < 0 {
		return nil
	}
	found := modelWinners(charges, category, units, at)
	if len(found) == 0 {
		return modelDepartments(bodies, categories, charges, categories[i].Parent, units, at)
	}
	var lines []string
	for _, c := range found {
		lines = append(lines, fmt.Sprint(c.Body, " ", c.Category, " ", c.Document, " under", modelAbove(bodies, c.Body)))
	}
	slices.Sort(lines)
	return lines
}

func modelAbove(bodies []Body, code string) string {
	b := bodies[slices.IndexFunc(bodies, func(b Body) bool { return b.Code == code })]
	if b.Parent == "" {
		return ""
	}
	return " " + b.Parent + modelAbove(bodies, b.Parent)
}

func above(chain []*Body) string {
	text := ""
	for _, b := range chain {
		text += " " + b.Code
	}
	return text
}

func drawUnits(t *rapid.T) []string {
	units := rapid.Permutation([]string{"U0", "U1", "U2", "U3"}).Draw(t, "units")
	return units[:rapid.IntRange(0, 4).Draw(t, "how many units")]
}

func TestDepartmentsAreThoseOfTheSlowModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bodies, categories, charges := drawRegister(t)
		r, err := NewRegister(bodies, categories, charges)
		if err != nil {
			t.Fatal(err)
		}
		units := drawUnits(t)
		var room [2]Department
		for d := -2; d <= 22; d++ {
			for _, at := range []time.Time{day0(d), day0(d).Add(-time.Nanosecond)} {
				for i := range len(categories) + 1 { // one more than there is
					category := code("C", i)
					var got []string
					for _, d := range r.Departments(room[:0], category, units, at) {
						got = append(got, fmt.Sprint(d.Body.Code, " ", d.Category.Code, " ", d.Charge.Document, " under", above(d.Above)))
					}
					if !slices.IsSortedFunc(got, func(a, b string) int { return strings.Compare(a[:2], b[:2]) }) {
						t.Fatalf("not by body: %q", got)
					}
					slices.Sort(got)
					if want := modelDepartments(bodies, categories, charges, category, units, at); !slices.Equal(got, want) {
						t.Fatalf("%s at %v on %v: got %q, want %q", category, units, at, got, want)
					}
				}
			}
		}
	})
}

func TestSheetsAreThoseOfTheSlowModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bodies, categories, charges := drawRegister(t)
		r, err := NewRegister(bodies, categories, charges)
		if err != nil {
			t.Fatal(err)
		}
		units := drawUnits(t)
		var sheet *Sheet
		for d := -2; d <= 22; d++ {
			for _, at := range []time.Time{day0(d).Add(-time.Nanosecond), day0(d)} {
				if sheet == nil || !sheet.Holds(r, at) {
					sheet = r.Sheet(at)
				}
				if !sheet.Holds(r, at) {
					t.Fatalf("a sheet made for %v does not hold then", at)
				}
				var want []string
				for _, c := range categories {
					for _, w := range modelWinners(charges, c.Code, units, at) {
						want = append(want, fmt.Sprint(w.Body, modelAbove(bodies, w.Body), " has ", c.Code, " ", w.Document))
					}
				}
				slices.Sort(want)
				for _, asked := range [][]string{units, sheet.Narrow(nil, units)} {
					if got := entries(t, sheet.Departments(asked)); !slices.Equal(got, want) {
						t.Fatalf("%v on %v: got %q, want %q", asked, at, got, want)
					}
				}
			}
		}
	})
}

// entries writes a sheet's list, sorted, and wants it in order of body and
// category.
func entries(t *rapid.T, list []Duties) []string {
	var lines []string
	for i, d := range list {
		if i > 0 && list[i-1].Body.Code >= d.Body.Code || len(d.Held) == 0 {
			t.Fatalf("entry %d, of %s, is out of order or empty", i, d.Body.Code)
		}
		if !slices.IsSortedFunc(d.Held, func(a, b Held) int { return cmp.Compare(a.Category.Code, b.Category.Code) }) {
			t.Fatalf("%s: categories out of order", d.Body.Code)
		}
		for _, h := range d.Held {
			if h.Charge.Category != h.Category.Code || h.Charge.Body != d.Body.Code {
				t.Fatalf("%s has the charge %+v", d.Body.Code, h.Charge)
			}
			lines = append(lines, fmt.Sprint(d.Body.Code, above(d.Above), " has ", h.Category.Code, " ", h.Charge.Document))
		}
	}
	slices.Sort(lines)
	return lines
}

// A clash is there exactly where two charges of one category and unit hold at
// once, and one body has both.
func TestClashesAreThoseOfTheSlowModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		_, _, draft := drawRegister(t)
		inForce := draft[:rapid.IntRange(0, len(draft)).Draw(t, "in force")]
		draft = draft[len(inForce):]
		anything := func(string) bool { return true }
		var doubled, shared bool
		for _, f := range CheckCharges(ChargeGround{anything, anything, anything}, inForce, draft) {
			doubled = doubled || f.Code == "charge_doubled"
			shared = shared || f.Code == "charge_shared"
		}
		wantDoubled, wantShared := modelClash(inForce, draft)
		if doubled != wantDoubled || !doubled && shared != wantShared {
			t.Fatalf("doubled %v, shared %v, want %v, %v", doubled, shared, wantDoubled, wantShared)
		}
	})
}

// modelClash goes through every day for every pair that one of the draft is part
// of and that the charges in force were not the same on.
func modelClash(inForce, draft []Charge) (doubled, shared bool) {
	known := func(a, b Charge) bool {
		return a.Category == b.Category && a.Body == b.Body && a.Unit == b.Unit && a.From.Equal(b.From)
	}
	var all []Charge
	fresh := map[int]bool{}
	for _, c := range draft {
		fresh[len(all)] = true
		for _, old := range inForce {
			if known(c, old) && (old.Until.IsZero() || !c.Until.IsZero() && !c.Until.After(old.Until)) {
				fresh[len(all)] = false
			} else if known(c, old) {
				fresh[len(all)] = true // the last one in force is the one that counts
			}
		}
		all = append(all, c)
	}
	for _, c := range inForce {
		if !slices.ContainsFunc(draft, func(d Charge) bool { return known(c, d) }) {
			all = append(all, c)
		}
	}
	for d := -2; d <= 22; d++ {
		for i, a := range all {
			for k, b := range all[:i] {
				together := a.Category == b.Category && a.Unit == b.Unit && a.InForce(day0(d)) && b.InForce(day0(d))
				if together && (fresh[i] || fresh[k]) {
					doubled = doubled || a.Body == b.Body
					shared = shared || a.Body != b.Body
				}
			}
		}
	}
	return doubled, shared
}
