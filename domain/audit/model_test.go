package audit_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"sizhang/domain/audit"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/geo"
)

// The model walks every unit for every point and knows nothing of boxes, pairs
// or carving.
type model struct {
	city  audit.City
	audit *audit.Audit
	boxes []geo.Box // beside the city's units
}

func newModel(c audit.City, a *audit.Audit) model {
	m := model{city: c, audit: a}
	for _, u := range c.Units {
		m.boxes = append(m.boxes, u.Shape.Box())
	}
	return m
}

// holders returns the codes of the units of a level that hold a point, and
// whether the point is so near a border that rounding or a sliver may decide.
func (m model) holders(level string, p geo.Point) (codes []string, doubtful bool) {
	plane := geo.PlaneAt(p)
	around := plane.Around(1)
	for i, u := range m.city.Units {
		if u.Level != level || !m.boxes[i].Overlaps(around) {
			continue
		}
		if u.Shape.Contains(p) {
			codes = append(codes, u.Code)
		}
		for ring := range u.Shape.Rings {
			for i := 1; i < len(ring); i++ {
				if plane.ToSegment(ring[i-1], ring[i]) < 1e-3 {
					return codes, true
				}
			}
		}
	}
	slices.Sort(codes)
	return codes, false
}

// told says whether a finding of the kind, about the unit and the other, has the
// point in its place.
func (m model) told(code fault.Code, unit, other string, p geo.Point) bool {
	return slices.ContainsFunc(m.audit.Findings, func(f audit.Finding) bool {
		return f.Code == code && f.Unit == unit && f.Other == other && f.Place.Contains(p)
	})
}

// check compares what is told about a point with what is there. Levels are a
// tree of tiling levels, each right below the one before.
func (m model) check(p geo.Point, levels []string) error {
	var above []string
	for i, level := range levels {
		codes, doubtful := m.holders(level, p)
		if doubtful {
			return nil
		}
		for k, a := range codes {
			for _, b := range codes[k+1:] {
				if !m.told(fault.AuditOverlap, a, b, p) {
					return fmt.Errorf("%v lies in %s and %s", p, a, b)
				}
			}
			u := m.unit(a)
			if outside := i > 0 && !slices.Contains(above, u.Parent); outside != m.told(fault.AuditOutside, a, u.Parent, p) {
				return fmt.Errorf("%v in %s is outside %s: %v", p, a, u.Parent, outside)
			}
		}
		for _, parent := range above {
			if gap := len(codes) == 0 && m.divided(parent); gap != m.told(fault.AuditGap, parent, "", p) {
				return fmt.Errorf("%v in %s is a gap of %s: %v", p, parent, level, gap)
			}
		}
		if len(codes) < 2 && slices.ContainsFunc(m.audit.Findings, func(f audit.Finding) bool {
			return f.Code == fault.AuditOverlap && f.Level == level && f.Place.Contains(p)
		}) {
			return fmt.Errorf("%v is no overlap of %s", p, level)
		}
		above = codes
	}
	return nil
}

func (m model) unit(code string) territory.Unit {
	return m.city.Units[slices.IndexFunc(m.city.Units, func(u territory.Unit) bool { return u.Code == code })]
}

func (m model) divided(code string) bool {
	return slices.ContainsFunc(m.city.Units, func(u territory.Unit) bool { return u.Parent == code })
}

// drawn is a town whose communities and grids have borders moved at random: by
// whole steps, so that some fit, and by crooked ones.
func drawn(t *rapid.T) audit.City {
	move := func(name string) float64 {
		if rapid.IntRange(0, 2).Draw(t, name+" moves") > 0 {
			return 0
		}
		return rapid.Float64Range(-0.5, 0.5).Draw(t, name)
	}
	quad := func(name string, x, y, width, height float64) geo.Shape {
		s := rect(x, y, width, height)
		for i := range 4 {
			p := &s[0][0][i]
			p.Lng += move(fmt.Sprint(name, i, "x")) / 1000
			p.Lat += move(fmt.Sprint(name, i, "y")) / 1000
		}
		s[0][0][4] = s[0][0][0]
		return s
	}
	c := audit.City{Profile: profile(), At: noon, Units: []territory.Unit{unit("town", "T", "", quad("T", 0, 0, 12, 8))}}
	c.Profile.CellResolution = 9 // naming cells is most of the work, and not the point here
	for x := range 3 {
		community := fmt.Sprint("C", x)
		c.Units = append(c.Units, unit("community", community, "T", quad(community, float64(4*x), 0, 4, 8)))
		if x == 2 {
			continue // not divided
		}
		for y := range 3 {
			if rapid.IntRange(0, 8).Draw(t, "missing") == 0 {
				continue
			}
			grid := fmt.Sprint("G", x, y)
			c.Units = append(c.Units, unit("grid", grid, community, quad(grid, float64(4*x), float64(3*y), 4, 3-float64(y/2))))
		}
	}
	return c
}

func TestRandomTerritories(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawn(t)
		a, ok := audit.Run(c, nil)
		if !ok {
			t.Fatal("nobody stopped it")
		}
		m := newModel(c, a)
		for i := range 40 {
			p := geo.Point{Lng: 115.999 + 0.014*halton(i+1, 2), Lat: 39.999 + 0.010*halton(i+1, 3)}
			if err := m.check(p, []string{"town", "community", "grid"}); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// halton spreads numbers over 0 to 1.
func halton(n, base int) float64 {
	f, v := 1.0, 0.0
	for ; n > 0; n /= base {
		f /= float64(base)
		v += f * float64(n%base)
	}
	return v
}
