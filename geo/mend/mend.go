// Package mend decides whether a declared shape is good ground, repairs what
// can be repaired without doubt and refuses the rest, always saying what was
// wrong and where.
//
// One rule decides nearly everything. With outer rings run counter-clockwise
// and holes clockwise, every spot must be wound round once (ground) or not at
// all; a spot that is wound round twice, or backwards, is in doubt: an overlap,
// a hole beyond its shell, a lobe of a ring that crosses itself. Ground in doubt
// is repaired when there is less of it than MaxDoubtM2 and MaxDoubtShare, and
// refused otherwise. Even-odd and non-zero filling both call a figure of eight
// good; this rule does not, since eights come from two corners in the wrong
// order.
//
// No vertex is ever moved: a good shape comes back as it is, and a repaired one
// has the vertices that were given, and new ones only where edges cross.
package mend

import (
	"fmt"
	"math"

	"sizhang/geo"
)

// How much ground a repair may change, all in all; the lesser of the two holds.
const (
	MaxDoubtM2    = 1.0
	MaxDoubtShare = 1e-4 // of the ground of the ring or the parts at fault
)

// MinAreaM2 is the least ground that a part or a hole can have. What a repair
// leaves below it is dropped, and what is given below it is no area at all.
const MinAreaM2 = 0.01

// The reach of the indexes: nearer to the poles and the antimeridian than this,
// ground is refused.
const (
	MaxLat = 85.0
	MaxLng = 179.9
)

// Kind is a stable code for what was wrong with a shape.
type Kind string

// What is always repaired.
const (
	RepeatedPoint Kind = "repeated_point"  // the same point twice in a row
	Spike         Kind = "spike"           // out and back along the same line
	RingReversed  Kind = "ring_reversed"   // an outer ring clockwise, or a hole not
	HoleCollapsed Kind = "hole_collapsed"  // a hole of no area: dropped
	SelfTouch     Kind = "self_touch"      // a ring that meets itself without crossing: split there
	RingsTouch    Kind = "rings_touch"     // rings of one polygon that share a line, or shut off a part: split there
	PartsTouch    Kind = "parts_touch"     // polygons that share a line: merged
	RingNotClosed Kind = "ring_not_closed" // closed, or refused where the gap is too wide
)

// What is repaired within MaxDoubtM2 and MaxDoubtShare, and refused beyond.
const (
	SelfCrossing Kind = "self_crossing"
	HoleOutside  Kind = "hole_outside"
	HolesOverlap Kind = "holes_overlap"
	PartsOverlap Kind = "parts_overlap"
)

// What is always refused.
const (
	NoRings      Kind = "no_rings"
	TooFewPoints Kind = "too_few_points"
	NoArea       Kind = "no_area"
	NotFinite    Kind = "not_finite"
	OutOfRange   Kind = "out_of_range" // beyond ±180°, ±90°
	NearPole     Kind = "near_pole"    // beyond MaxLat
	Antimeridian Kind = "antimeridian" // beyond MaxLng, or an edge over 180° long: split at 180°, RFC 7946 §3.1.9
	BadWidth     Kind = "bad_width"    // of a street: not above 0
	BeyondRepair Kind = "beyond_repair"
)

// Repair is one thing that was put right.
type Repair struct {
	Kind Kind
	// At is where: the first place of Count.
	At    geo.Point
	Count int
	// Polygon and Ring are the indexes in the shape as it was given.
	Polygon, Ring int
	// AreaM2 is how much ground changed sides, in square metres; mostly 0.
	AreaM2 float64
}

// Refusal is why a shape was not taken. Polygon and Ring are indexes in the
// shape as it was given; for a street, Polygon is the index of the line.
type Refusal struct {
	Kind          Kind
	At            geo.Point
	Polygon, Ring int
}

// Error returns the kind and the place.
func (r *Refusal) Error() string {
	return fmt.Sprintf("%s at %v, %v (polygon %d, ring %d)", r.Kind, r.At.Lng, r.At.Lat, r.Polygon, r.Ring)
}

// Shape returns the shape with outer rings counter-clockwise, holes clockwise,
// and everything else that its repairs tell put right; the shape itself where
// there are none. The result is valid in the sense of OGC 06-103r4 §6.1.11–14.
// The error is a *Refusal.
//
// The coordinates may be in any datum. Moving a shape to another one can bring
// faults of its own, such as a corner that lay on an edge and now lies beside
// it: mend once in the datum as declared, and again in WGS84.
func Shape(s geo.Shape) (geo.Shape, []Repair, error) {
	if len(s) == 0 {
		return nil, nil, &Refusal{Kind: NoRings}
	}
	m := &mender{}
	var parts []part
	for i, polygon := range s {
		m.polygon = i
		polygons, err := m.mendPolygon(polygon)
		if err != nil {
			return nil, nil, err
		}
		for _, p := range polygons {
			parts = append(parts, part{p, i})
		}
	}
	parts, err := m.mergeParts(parts)
	if err != nil {
		return nil, nil, err
	}
	if len(m.repairs) == 0 {
		return s, nil, nil
	}
	mended := make(geo.Shape, len(parts))
	for i, p := range parts {
		mended[i] = p.polygon
	}
	if !valid(mended) {
		first := m.repairs[0]
		return nil, nil, &Refusal{BeyondRepair, first.At, first.Polygon, first.Ring}
	}
	return mended, m.repairs, nil
}

// mender collects the repairs of one shape.
type mender struct {
	polygon, ring int // being looked at
	repairs       []Repair
}

// part is a polygon and which of the given ones it came from.
type part struct {
	polygon geo.Polygon
	from    int
}

func (m *mender) repaired(kind Kind, at geo.Point, count int, areaM2 float64) {
	m.repairs = append(m.repairs, Repair{kind, at, count, m.polygon, m.ring, areaM2})
}

func (m *mender) refuse(kind Kind, at geo.Point) *Refusal {
	return &Refusal{kind, at, m.polygon, m.ring}
}

// tooMuch says whether so much ground in doubt forbids a repair, on ground of
// the size. Less than MinAreaM2 is dust that rounding leaves.
func tooMuch(doubtM2, sizeM2 float64) bool {
	return doubtM2 >= MinAreaM2 && doubtM2 > math.Min(MaxDoubtM2, MaxDoubtShare*sizeM2)
}

// groundM2 is the ground inside a ring in square metres, negative where it runs
// clockwise. The edges are straight in degrees: see geo.Ring.FlatArea.
func groundM2(ring geo.Ring) float64 {
	if len(ring) == 0 {
		return 0
	}
	south, north := ring[0].Lat, ring[0].Lat
	for _, p := range ring {
		south, north = math.Min(south, p.Lat), math.Max(north, p.Lat)
	}
	const metres = math.Pi / 180 * geo.EarthRadius
	return ring.FlatArea() * metres * metres * math.Cos((south+north)/2*math.Pi/180)
}
