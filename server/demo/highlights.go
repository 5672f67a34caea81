package demo

import (
	"math"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/territory"
	"sizhang/geo"
)

// Spot is a position worth asking about.
type Spot struct {
	// ID is building, street, fallback, border or gcj02.
	ID string
	// Names say what the spot shows.
	Names city.Names
	// At is the position in Datum's own degrees, to six decimals.
	At    geo.Point
	Datum geo.Datum
	// AccuracyM is what the asker's receiver claims; 0 where it says nothing.
	AccuracyM float64
	// Unit is the code of the unit that the spot was chosen for: the building,
	// the street, the grid without a head, a subdistrict at the border.
	Unit string
}

// Highlights finds a spot of every kind in the demonstration city, as things
// stand at an instant: in a building, on a street, in a grid without a head, by
// the border of two subdistricts, and the first one again as a Chinese map app
// gives it. A kind that the city has none of is left out.
func Highlights(units []territory.Unit, seats []territory.Seat, at time.Time) []Spot {
	v := newView(units, seats, at)
	var spots []Spot
	add := func(id, zh, en string, find func() (geo.Point, string, bool), accuracyM float64) {
		if p, unit, ok := find(); ok {
			spots = append(spots, Spot{ID: id, Names: city.Names{ZH: zh, EN: en}, At: p, Datum: geo.WGS84, AccuracyM: accuracyM, Unit: unit})
		}
	}
	add("building", "楼栋里：楼栋长负责", "in a building: its head answers", v.inBuilding, 0)
	add("street", "街上：街长负责", "on a street: its head answers", v.onStreet, 0)
	add("fallback", "网格长空缺：属地兜底", "a grid without a head: the territory falls back", v.withoutHead, 0)
	add("border", "两个街道交界：定位误差内归属不定", "between two subdistricts: ambiguous within the accuracy", v.byBorder, 15)
	if len(spots) > 0 && spots[0].ID == "building" {
		spot := spots[0]
		spot.ID, spot.Datum = "gcj02", geo.GCJ02
		spot.Names = city.Names{ZH: "同一楼栋，国内地图给出的坐标", EN: "the same building as a Chinese map gives it"}
		spot.At = rounded(geo.GCJ02.FromWGS84(spot.At))
		spots = append(spots, spot)
	}
	return spots
}

func (v *view) inBuilding() (geo.Point, string, bool) {
	for _, b := range v.from("building") {
		p := rounded(middleOf(b.box))
		if v.headed[b.Code] && v.headed[b.Parent] && b.Shape.Contains(p) {
			return p, b.Code, true
		}
	}
	return geo.Point{}, "", false
}

// onStreet takes the middle of a street, a little off its line, which is a
// border between grids.
func (v *view) onStreet() (geo.Point, string, bool) {
	for _, s := range v.from("street") {
		if len(s.Declared.Lines) == 0 || !v.headed[s.Code] {
			continue
		}
		line := s.Declared.Lines[0]
		p, _ := beside(line[0], line[1], s.Declared.WidthM/4)
		if s.Shape.Contains(p) && len(v.holders("street", p)) == 1 && len(v.holders("building", p)) == 0 {
			return p, s.Code, true
		}
	}
	return geo.Point{}, "", false
}

// withoutHead looks over every headless grid for a spot under no roof and on no
// street, whose heads would answer first.
func (v *view) withoutHead() (geo.Point, string, bool) {
	for _, g := range v.from("grid") {
		if v.headed[g.Code] {
			continue
		}
		if p, ok := v.openGround(g); ok {
			return p, g.Code, true
		}
	}
	return geo.Point{}, "", false
}

// openGround finds a spot of a grid under no roof and on no street.
func (v *view) openGround(g viewed) (geo.Point, bool) {
	const steps = 8
	for i := range steps * steps {
		p := rounded(geo.Point{
			Lng: g.box.Min.Lng + (g.box.Max.Lng-g.box.Min.Lng)*(float64(i%steps)+0.5)/steps,
			Lat: g.box.Min.Lat + (g.box.Max.Lat-g.box.Min.Lat)*(float64(i/steps)+0.5)/steps,
		})
		if g.Shape.Contains(p) && len(v.holders("building", p)) == 0 && len(v.holders("street", p)) == 0 {
			return p, true
		}
	}
	return geo.Point{}, false
}

// byBorder takes a spot 4 m off the middle of a long edge between two
// subdistricts.
func (v *view) byBorder() (geo.Point, string, bool) {
	const off, longest = 4, 60
	for _, s := range v.from("subdistrict") {
		ring := s.Shape[0][0]
		for i := 1; i < len(ring); i++ {
			if geo.Distance(ring[i-1], ring[i]) < longest {
				continue
			}
			p, q := beside(ring[i-1], ring[i], off)
			here, there := v.holders("subdistrict", p), v.holders("subdistrict", q)
			if len(here) == 1 && len(there) == 1 && here[0].Code != there[0].Code {
				return p, here[0].Code, true
			}
		}
	}
	return geo.Point{}, "", false
}

// beside returns the points so many metres left and right of the middle of a
// segment.
func beside(a, b geo.Point, metres float64) (left, right geo.Point) {
	plane := geo.PlaneAt(geo.Point{Lng: (a.Lng + b.Lng) / 2, Lat: (a.Lat + b.Lat) / 2})
	x, y := plane.ToMetres(b)
	side := vec{x, y}.normal().times(metres)
	return rounded(plane.ToPoint(side.x, side.y)), rounded(plane.ToPoint(-side.x, -side.y))
}

func middleOf(b geo.Box) geo.Point {
	return geo.Point{Lng: (b.Min.Lng + b.Max.Lng) / 2, Lat: (b.Min.Lat + b.Max.Lat) / 2}
}

// rounded gives six decimals, about 0.1 m, as people write positions.
func rounded(p geo.Point) geo.Point {
	return geo.Point{Lng: math.Round(p.Lng*1e6) / 1e6, Lat: math.Round(p.Lat*1e6) / 1e6}
}
