package audit_test

import (
	"maps"
	"slices"
	"testing"

	"sizhang/domain/audit"
	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/geo"
	"sizhang/geo/carve"
	"sizhang/geo/geotest"
	"sizhang/geo/mend"
)

// areas reads a file of areas as units of a level, mended as an import does.
func areas(t testing.TB, name, level string) []territory.Unit {
	t.Helper()
	var units []territory.Unit
	for _, f := range geotest.Features(t, name) {
		shape, _, err := mend.Shape(f.Geometry.Shape)
		if err != nil {
			t.Fatal(err)
		}
		units = append(units, territory.Unit{
			Code: geotest.Text(f.Properties["code"]), Level: level, Parent: geotest.Text(f.Properties["parent"]),
			Names: city.Names{ZH: geotest.Text(f.Properties["name"])}, Shape: shape,
		})
	}
	return units
}

// tally counts findings by kind.
func tally(a *audit.Audit) map[fault.Code]int {
	n := map[fault.Code]int{}
	for _, f := range a.Findings {
		n[f.Code]++
	}
	return n
}

// One of Washington's wards with the commissions and member districts of its name.
// Commission 3G lies in two wards, most of it beyond this one; others are a few
// metres off, and a strip along the border belongs to a neighbour that is not here.
func TestWashington(t *testing.T) {
	tiling := func(id string, parents ...string) city.Level {
		return city.Level{ID: id, Names: city.Names{ZH: id}, Form: city.Tiling, Parents: parents}
	}
	c := audit.City{At: noon, Profile: &city.Profile{CellResolution: 12,
		Levels: []city.Level{tiling("ward"), tiling("commission", "ward"), tiling("member_district", "commission")}}}
	c.Units = slices.Concat(
		areas(t, "washington/wards.geojson.gz", "ward"),
		areas(t, "washington/commissions.geojson.gz", "commission"),
		areas(t, "washington/member-districts.geojson.gz", "member_district"))
	c.Units = slices.DeleteFunc(c.Units, func(u territory.Unit) bool { return u.Code[0] != '3' })
	a := run(t, c)
	want := map[fault.Code]int{fault.AuditOutside: 5, fault.AuditGap: 1}
	if got := tally(a); !maps.Equal(got, want) {
		t.Errorf("found %v, want %v", got, want)
	}
	for _, f := range a.Findings {
		if abroad := f.M2 > 1e6; abroad != (f.Unit == "3G") {
			t.Errorf("%s", show(f))
		}
	}
	checkPlaces(t, a)
	m := newModel(c, a)
	box := c.Units[0].Shape.Box()
	for i := range 100 {
		p := geo.Point{Lng: box.Min.Lng + (box.Max.Lng-box.Min.Lng)*halton(i+1, 2), Lat: box.Min.Lat + (box.Max.Lat-box.Min.Lat)*halton(i+1, 3)}
		if err := m.check(p, []string{"ward", "commission", "member_district"}); err != nil {
			t.Error(err)
		}
	}
	m.checkEveryPlace(t)
}

// Two districts of Beijing, whose subdistricts were drawn along common borders that
// do not quite meet: what they enclose without holding it is found with nothing
// above them.
func TestBeijing(t *testing.T) {
	c := audit.City{At: noon, Units: areas(t, "beijing/subdistricts.geojson.gz", "subdistrict"), Profile: &city.Profile{
		CellResolution: 12, Levels: []city.Level{{ID: "subdistrict", Names: city.Names{ZH: "街道"}, Form: city.Tiling}}}}
	inner := []string{"110102", "110106"}
	c.Units = slices.DeleteFunc(c.Units, func(u territory.Unit) bool { return !slices.Contains(inner, u.Code[:6]) })
	for i := range c.Units {
		c.Units[i].Parent = ""
	}
	a := run(t, c)
	want := map[fault.Code]int{fault.AuditGapBetween: 11, fault.AuditOverlap: 3}
	if got := tally(a); !maps.Equal(got, want) {
		t.Errorf("found %v, want %v", got, want)
	}
	checkPlaces(t, a)
	newModel(c, a).checkEveryPlace(t)
}

// checkEveryPlace asks, of a point inside every part of every place, whether it
// is held by whom the finding says.
func (m model) checkEveryPlace(t *testing.T) {
	t.Helper()
	parts := 0
	for _, f := range m.audit.Findings {
		for _, polygon := range f.Place {
			parts++
			p := carve.Within(geo.Shape{polygon})
			holds := func(code string) bool { return m.unit(code).Shape.Contains(p) }
			good := false
			switch f.Code {
			case fault.AuditOverlap:
				good = holds(f.Unit) && holds(f.Other)
			case fault.AuditOutside, fault.AuditCrosses:
				good = holds(f.Unit) && !holds(f.Other)
			case fault.AuditGap:
				level := m.unit(f.Unit).Level
				below := m.city.Profile.Levels[slices.IndexFunc(m.city.Profile.Levels, func(l city.Level) bool { return l.Admits(level) })]
				codes, _ := m.holders(below.ID, p)
				good = holds(f.Unit) && len(codes) == 0
			case fault.AuditGapBetween:
				codes, _ := m.holders(f.Level, p)
				good = len(codes) == 0
			}
			if !good {
				t.Errorf("%s: %v is not what it says", show(f), p)
			}
		}
	}
	if parts < len(m.audit.Findings) {
		t.Errorf("%d parts of %d places", parts, len(m.audit.Findings))
	}
}
