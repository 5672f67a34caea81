package territory_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/geo"
)

func block(west, south, width, height float64) geo.Shape {
	w, s, e, n := 104.2+west/100, 29.2+south/100, 104.2+(west+width)/100, 29.2+(south+height)/100
	return geo.Shape{{{{Lng: w, Lat: s}, {Lng: e, Lat: s}, {Lng: e, Lat: n}, {Lng: w, Lat: n}, {Lng: w, Lat: s}}}}
}

func area(code string, s geo.Shape) territory.Unit {
	return grounded(named(code, "community", theCity), s)
}

const old1, old2, new1, new2, new3 = "510302002001", "510302002002", "510302003001", "510302003002", "510302003003"

func of(u territory.Unit, predecessors ...string) territory.Unit {
	u.Predecessors = predecessors
	return u
}

func TestLineageByPlace(t *testing.T) {
	const earlier, mistake = "510302002000", "510302002003"
	standing := []territory.Unit{of(area(old1, block(0, 0, 4, 4)), earlier), area(old2, block(4, 0, 4, 4)), area(mistake, block(0, 3, 1, 1))}
	half := area(old1, block(0, 0, 4, 2))
	for _, test := range []struct {
		name  string
		draft []territory.Unit
		want  string // the last digits of what was found
	}{
		{"a split", []territory.Unit{ending(old1), area(new1, block(0, 0, 4, 1)), area(new2, block(0, 1, 4, 3))}, "3001 of 2001; 3002 of 2001"},
		{"a merger", []territory.Unit{ending(old1), ending(old2), area(new1, block(0, 0, 8, 4))}, "3001 of 2001 2002"},
		{"two into three", []territory.Unit{ending(old1), ending(old2), area(new1, block(0, 0, 3, 4)), area(new2, block(3, 0, 2, 4)), area(new3, block(5, 0, 3, 4))},
			"3001 of 2001; 3002 of 2001 2002; 3003 of 2002"},
		{"a split where one part keeps the code", []territory.Unit{half, area(new1, block(0, 2, 4, 2))}, "3001 of 2001"},
		{"a merger that keeps a code", []territory.Unit{ending(old2), area(old1, block(0, 0, 8, 4))}, "2001 of 2000 2002"},
		{"a sliver of a neighbour", []territory.Unit{ending(old1), ending(old2), area(new1, block(0, 0, 4.3, 4)), area(new2, block(4.3, 0, 3.7, 4))},
			"3001 of 2001; 3002 of 2002"},
		{"a sixth of a neighbour", []territory.Unit{ending(old1), ending(old2), area(new1, block(0, 0, 4.7, 4)), area(new2, block(4.7, 0, 3.3, 4))},
			"3001 of 2001 2002; 3002 of 2002"},
		{"a sliver of a neighbour for one that stays", []territory.Unit{ending(old2), area(old1, block(0, 0, 4.3, 4)), area(new1, block(4.3, 0, 3.7, 4))}, "3001 of 2002"},
		{"a small one cut out of a large", []territory.Unit{ending(old1), area(new1, block(0, 0, 0.5, 0.5)), area(new2, block(0.5, 0, 3.5, 4))},
			"3001 of 2001; 3002 of 2001"},
		{"a small one taken in by a large", []territory.Unit{ending(mistake), area(new1, block(0, 3, 1, 12))}, "3001 of 2003"},
		{"a border moves", []territory.Unit{area(old1, block(0, 0, 6, 4)), area(old2, block(6, 0, 2, 4))}, ""},
		{"fresh ground", []territory.Unit{ending(old1), area(new1, block(0, 4, 4, 4))}, ""},
		{"ground that the old one keeps", []territory.Unit{area(new1, block(1, 1, 1, 1))}, ""},
		{"ground that the old one, though smaller, keeps", []territory.Unit{half, area(new1, block(1, 0, 1, 1))}, ""},
		{"ground that it had already", []territory.Unit{ending(mistake), area(old1, block(0, 0, 4, 3.95))}, ""},
		{"stated otherwise", []territory.Unit{ending(old1), of(area(new1, block(0, 0, 4, 4)), old2)}, ""},
		{"stated otherwise of one that stays", []territory.Unit{ending(old2), of(area(old1, block(0, 0, 8, 4)), old1)}, ""},
		{"another level", []territory.Unit{ending(old1), grounded(named("510302R1", "street", theCity), block(0, 0, 4, 4))}, ""},
	} {
		draft := territory.Overlay(standing, test.draft).Units
		var got []string
		for _, f := range territory.Descend(town(), standing, draft) {
			if f.Code != fault.PredecessorsByPlace || f.Severity != territory.Repair || f.Field != "predecessors" || f.With["predecessors"] == "" {
				t.Errorf("%s: found %+v", test.name, f)
			}
			u := draft[slices.IndexFunc(draft, func(u territory.Unit) bool { return u.Code == f.Unit })]
			line := u.Code[8:] + " of"
			for _, p := range u.Predecessors {
				line += " " + p[8:]
			}
			got = append(got, line)
		}
		if strings.Join(got, "; ") != test.want {
			t.Errorf("%s: found %v, want %s", test.name, got, test.want)
		}
		for _, u := range draft {
			if test.want == "" && len(u.Predecessors) > 0 && u.Code != old1 && u.Predecessors[0] != old2 {
				t.Errorf("%s: nothing was found, and %s came of %v", test.name, u.Code, u.Predecessors)
			}
		}
	}
}

func TestCheckLineage(t *testing.T) {
	of := func(code string, predecessors ...string) territory.Unit {
		return of(named(code, "community", theCity), predecessors...)
	}
	standing := append(inForce(), named(old1, "community", theCity), named("510302R1", "street", theCity))
	past := []territory.Unit{named(old2, "community", theCity)}
	for _, test := range []struct {
		name  string
		draft []territory.Unit
		want  string
	}{
		{"of one in force", []territory.Unit{of(new1, old1)}, ""},
		{"of one that this draft ends", []territory.Unit{ending(old1), of(new1, old1)}, ""},
		{"of one that ended before", []territory.Unit{of(new1, old2)}, ""},
		{"of one that comes with it", []territory.Unit{of(new1, new2), of(new2)}, ""},
		{"of one that never was", []territory.Unit{of(new1, "510302009009", old1)}, "refused predecessor_unknown 510302003001"},
		{"of one that was never there to end", []territory.Unit{{Code: new2, Level: "community", Ended: true}, of(new1, new2)}, "refused predecessor_unknown 510302003001"},
		{"of itself", []territory.Unit{of(new1, new1)}, "refused predecessor_itself 510302003001"},
		{"of a street", []territory.Unit{of(new1, "510302R1")}, "noted predecessor_level 510302003001"},
		{"in a circle", []territory.Unit{of(new2, new3), of(new3, new1), of(new1, new2)}, "refused predecessor_circle 510302003001"},
		{"a part taken back", []territory.Unit{of(old1, new1), of(new1, old1)}, ""},
		{"a code that stands again", []territory.Unit{of(old2)}, "noted code_revived 510302002002"},
		{"a code that stands again as something else", []territory.Unit{{Code: old2, Level: "street"}}, "refused level_changed 510302002002"},
	} {
		var got []string
		for _, f := range territory.CheckLineage(standing, past, test.draft) {
			got = append(got, fmt.Sprint(f.Severity, " ", f.Code, " ", f.Unit))
			for _, in := range []fault.Language{fault.Chinese, fault.English} {
				if text := f.Text(in); text == "" || strings.Contains(text, "{") {
					t.Errorf("%s: text %q", test.name, text)
				}
			}
		}
		if strings.Join(got, "; ") != test.want {
			t.Errorf("%s: found %v, want %s", test.name, got, test.want)
		}
	}
}

// history: a splits into b and c; b and d merge into e; c goes on; e gives back
// to c; a stands again.
func history() []territory.Version {
	u := func(code string, predecessors ...string) territory.Unit {
		return territory.Unit{Code: code, Level: "grid", Predecessors: predecessors}
	}
	versions := []territory.Version{
		{Units: []territory.Unit{u("a"), u("d")}},
		{Units: []territory.Unit{ending("a"), u("b", "a"), u("c", "a")}},
		{Units: []territory.Unit{ending("b"), ending("d"), u("e", "b", "d"), ending("z")}},
		{Units: []territory.Unit{u("c", "e"), u("a")}}, // that c came of a, too, is not forgotten
	}
	for i := range versions {
		versions[i].Number, versions[i].Effective = i+1, time.Date(2020+i, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return versions
}

func kin(relatives []territory.Relative) string {
	var all []string
	for _, r := range relatives {
		all = append(all, fmt.Sprint(r.Unit.Code, r.Steps))
	}
	return strings.Join(all, " ")
}

func TestLineage(t *testing.T) {
	versions := history()
	for _, test := range []struct {
		versions                       int
		code, predecessors, successors string
	}{
		{1, "a", "", ""},
		{2, "a", "", "b1 c1"},
		{3, "a", "", "b1 c1 e2"},
		{3, "e", "b1 d1 a2", ""},
		{4, "e", "b1 d1 a2", "c1"},
		{4, "c", "a1 e1 b2 d2", ""},
		{4, "d", "", "e1 c2"},
		{4, "z", "", ""},
		{4, "none", "", ""},
	} {
		l := territory.LineageOf(versions[:test.versions])
		if before, after := kin(l.Predecessors(test.code)), kin(l.Successors(test.code)); before != test.predecessors || after != test.successors {
			t.Errorf("%s after %d versions: came of %q, became %q; want %q, %q", test.code, test.versions, before, after, test.predecessors, test.successors)
		}
	}
	l := territory.LineageOf(versions)
	for code, want := range map[string]string{"a": "1 0", "b": "2 3", "c": "2 0", "d": "1 3", "e": "3 0"} {
		life, _ := l.Life(code)
		if got := fmt.Sprint(life.Since.Number, life.Ended.Number); got != want || life.Unit.Ended || life.Since.Effective.Year() != 2019+life.Since.Number {
			t.Errorf("%s lived %s, want %s: %+v", code, got, want, life)
		}
	}
	if _, known := l.Life("z"); known {
		t.Error("z never was")
	}
	standing, ended := territory.AddUp(versions[:3])
	if codesOf(standing) != "c e" || codesOf(ended) != "a b d" {
		t.Errorf("in force %s, ended %s", codesOf(standing), codesOf(ended))
	}
}

// A territory that holds the versions knows the same lineage.
func TestLineageOfATerritory(t *testing.T) {
	versions := history()
	p := &city.Profile{Code: "510300", CellResolution: 12, Levels: []city.Level{{ID: "grid", Form: city.Unmapped}}}
	for i := range versions {
		versions[i].Profile = p
	}
	there, err := territory.Through(versions, nil, versions[3].Effective)
	if err != nil {
		t.Fatal(err)
	}
	want, got := territory.LineageOf(versions), there.Lineage()
	for _, code := range []string{"a", "b", "c", "d", "e", "z"} {
		if kin(got.Predecessors(code)) != kin(want.Predecessors(code)) || kin(got.Successors(code)) != kin(want.Successors(code)) {
			t.Errorf("%s came of %q and became %q", code, kin(got.Predecessors(code)), kin(got.Successors(code)))
		}
		a, knownA := got.Life(code)
		b, knownB := want.Life(code)
		if knownA != knownB || a.Since != b.Since || a.Ended != b.Ended || knownA && !slices.Equal(a.Of, b.Of) {
			t.Errorf("%s lived %+v, want %+v", code, a, b)
		}
	}
}

// A unit's relatives are those that a slow search by hand finds, whatever the
// versions say, circles among them.
func TestLineageAgreesWithASlowModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		codes := []string{"a", "b", "c", "d", "e", "f"}
		var versions []territory.Version
		for number := range rapid.IntRange(1, 5).Draw(t, "versions") {
			v := territory.Version{Number: number + 1}
			for _, code := range codes {
				switch rapid.IntRange(0, 3).Draw(t, "what "+code) {
				case 0:
					v.Units = append(v.Units, ending(code))
				case 1:
					v.Units = append(v.Units, territory.Unit{Code: code, Predecessors: rapid.SliceOfN(rapid.SampledFrom(codes), 0, 3).Draw(t, "of")})
				}
			}
			versions = append(versions, v)
		}
		said := map[string][]string{} // what each was ever said to have come of
		for _, v := range versions {
			for _, u := range v.Units {
				if !u.Ended {
					said[u.Code] = append(said[u.Code], u.Predecessors...)
				}
			}
		}
		var reaches func(from, to string, steps int) bool
		reaches = func(from, to string, steps int) bool {
			if from == to || steps == 0 {
				return from == to
			}
			return slices.ContainsFunc(said[from], func(next string) bool { _, was := said[next]; return was && reaches(next, to, steps-1) })
		}
		l := territory.LineageOf(versions)
		for _, from := range codes {
			for _, to := range codes {
				_, was := said[from]
				want := was && from != to && reaches(from, to, len(codes))
				has := func(relatives []territory.Relative, code string) bool {
					return slices.ContainsFunc(relatives, func(r territory.Relative) bool {
						return r.Unit.Code == code && reaches(from, to, r.Steps) && !reaches(from, to, r.Steps-1)
					})
				}
				if from == to && (strings.Contains(kin(l.Predecessors(from)), from) || strings.Contains(kin(l.Successors(from)), from)) {
					t.Fatalf("%s is among its own: %s, %s", from, kin(l.Predecessors(from)), kin(l.Successors(from)))
				}
				if has(l.Predecessors(from), to) != want || has(l.Successors(to), from) != want {
					t.Fatalf("%s comes of %s: %v; predecessors %s, successors %s", from, to, want, kin(l.Predecessors(from)), kin(l.Successors(to)))
				}
			}
		}
	})
}
