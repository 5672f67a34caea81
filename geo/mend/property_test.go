package mend_test

import (
	"math"
	"math/rand"
	"slices"
	"testing"

	"github.com/peterstace/simplefeatures/geom"
	"pgregory.net/rapid"

	"sizhang/geo"
	"sizhang/geo/mend"
)

// star draws a ring around a centre, its corners at rising angles, and so one
// that does not cross itself. Radii are from least to most degrees.
func star(t *rapid.T, centre geo.Point, least, most float64) geo.Ring {
	corners := rapid.IntRange(7, 40).Draw(t, "corners")
	var ring geo.Ring
	for i := range corners {
		angle := (float64(i) + rapid.Float64Range(0, 0.9).Draw(t, "angle")) / float64(corners) * 2 * math.Pi
		radius := rapid.Float64Range(least, most).Draw(t, "radius")
		ring = append(ring, geo.Point{Lng: centre.Lng + radius*math.Cos(angle), Lat: centre.Lat + radius*math.Sin(angle)})
	}
	return append(ring, ring[0])
}

// drawCentre keeps away from 0°: coordinates within a billionth of a degree of
// it are finer than simplefeatures' plain arithmetic can tell apart, and its
// check then calls good shapes bad.
func drawCentre(t *rapid.T) geo.Point {
	side := rapid.SampledFrom([]float64{-1, 1})
	return geo.Point{
		Lng: side.Draw(t, "west") * rapid.Float64Range(1, 178).Draw(t, "lng"),
		Lat: side.Draw(t, "south") * rapid.Float64Range(1, 80).Draw(t, "lat"),
	}
}

// starWithHole draws a star with a star cut out of it. With seven corners or
// more no edge of the outer one comes as near to the centre as 0.006 degrees.
func starWithHole(t *rapid.T) geo.Shape {
	centre := drawCentre(t)
	outer := star(t, centre, 0.01, 0.03)
	hole := star(t, centre, 0.001, 0.003)
	slices.Reverse(hole)
	return geo.Shape{{outer, hole}}
}

func TestGoodStarsComeBackAsTheyAre(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := starWithHole(t)
		got, repairs, err := mend.Shape(s)
		if err != nil || len(repairs) > 0 || !got.Equal(s) {
			t.Fatalf("repairs %+v, %v", repairs, err)
		}
	})
}

func TestDamagedStarsComeBackAsTheyWere(t *testing.T) {
	damages := map[mend.Kind]func(*rapid.T, geo.Ring) geo.Ring{
		mend.RingReversed: func(t *rapid.T, r geo.Ring) geo.Ring {
			slices.Reverse(r)
			return r
		},
		mend.RepeatedPoint: func(t *rapid.T, r geo.Ring) geo.Ring {
			i := rapid.IntRange(0, len(r)-1).Draw(t, "repeat")
			return slices.Insert(r, i, r[i])
		},
		mend.Spike: func(t *rapid.T, r geo.Ring) geo.Ring {
			i := rapid.IntRange(0, len(r)-1).Draw(t, "spike")
			tip := geo.Point{Lng: r[i].Lng + rapid.Float64Range(-0.1, 0.1).Draw(t, "dx"), Lat: r[i].Lat + 0.01}
			return slices.Insert(r, i, r[i], tip)
		},
		mend.RingNotClosed: func(t *rapid.T, r geo.Ring) geo.Ring {
			return r[:len(r)-1]
		},
	}
	order := []mend.Kind{mend.RingReversed, mend.RepeatedPoint, mend.Spike, mend.RingNotClosed}
	rapid.Check(t, func(t *rapid.T) {
		want := starWithHole(t)
		damaged := geo.Shape{{slices.Clone(want[0][0]), slices.Clone(want[0][1])}}
		done := map[mend.Kind]bool{}
		for range rapid.IntRange(1, 3).Draw(t, "damages") {
			kind := rapid.SampledFrom(order).Draw(t, "kind")
			ring := rapid.IntRange(0, 1).Draw(t, "ring")
			if kind == mend.RingNotClosed && done[kind] || done[mend.RingNotClosed] {
				continue
			}
			done[kind] = true
			damaged[0][ring] = damages[kind](t, damaged[0][ring])
		}
		got, repairs, err := mend.Shape(damaged)
		if refusal, ok := err.(*mend.Refusal); ok && refusal.Kind == mend.RingNotClosed && done[mend.RingNotClosed] {
			return // the gap was too wide, by the rule
		}
		if err != nil || show(got) != show(want) {
			t.Fatalf("%+v, %v: %s is not %s", repairs, err, show(got), show(want))
		}
		for _, r := range repairs {
			if !done[r.Kind] || r.AreaM2 != 0 {
				t.Fatalf("repair %+v for damage %v", r, done)
			}
		}
	})
}

// A star cut into sectors, each a part of its own, is one again.
func TestSectorsAreMerged(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		centre := drawCentre(t)
		ring := star(t, centre, 0.01, 0.03)
		n := len(ring) - 1
		cuts := rapid.SliceOfNDistinct(rapid.IntRange(0, n-1), 2, 4, rapid.ID).Draw(t, "cuts")
		slices.Sort(cuts)
		var parts geo.Shape
		for k, from := range cuts {
			sector := geo.Ring{centre, ring[from]}
			for i := from; i != cuts[(k+1)%len(cuts)]; {
				i = (i + 1) % n
				sector = append(sector, ring[i])
			}
			parts = append(parts, geo.Polygon{append(sector, centre)})
		}
		got, repairs, err := mend.Shape(parts)
		if refusal, ok := err.(*mend.Refusal); ok && refusal.Kind == mend.PartsOverlap {
			t.Skip("two cuts more than 180° apart make a sector that is no sector")
		}
		if err != nil || show(got) != show(geo.Shape{{ring}}) {
			t.Fatalf("%+v, %v: %s is not %s", repairs, err, show(got), show(geo.Shape{{ring}}))
		}
	})
}

// gridShape draws anything at all on a few grid points: rings that cross and
// touch themselves and each other, holes anywhere, parts over parts.
func gridShape(t *rapid.T) geo.Shape {
	corner := rapid.Custom(func(t *rapid.T) geo.Point {
		return at(float64(rapid.IntRange(0, 5).Draw(t, "x")), float64(rapid.IntRange(0, 5).Draw(t, "y")))
	})
	ring := rapid.Custom(func(t *rapid.T) geo.Ring {
		r := geo.Ring(rapid.SliceOfN(corner, 3, 7).Draw(t, "ring"))
		return append(r, r[0])
	})
	polygon := rapid.Custom(func(t *rapid.T) geo.Polygon { return rapid.SliceOfN(ring, 1, 2).Draw(t, "polygon") })
	return geo.Shape(rapid.SliceOfN(polygon, 1, 2).Draw(t, "shape"))
}

// windingOf is how often a ring winds round a point that lies on none of its
// edges, turned so that the ring counts as counter-clockwise.
func windingOf(ring geo.Ring, p geo.Point) int {
	w := 0
	for i := 1; i < len(ring); i++ {
		a, b := ring[i-1], ring[i]
		if (a.Lat > p.Lat) != (b.Lat > p.Lat) && (geo.Orient(a, b, p) > 0) == (b.Lat > a.Lat) {
			if b.Lat > a.Lat {
				w++
			} else {
				w--
			}
		}
	}
	if ring.FlatArea() < 0 {
		return -w
	}
	return w
}

// Whatever is given: what is taken is valid by simplefeatures' check, has the
// ground that the windings say at every spot of a fine lattice, and no spot of
// it is in doubt.
func TestAnythingIsMendedRightlyOrRefused(t *testing.T) {
	taken, repaired := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		for range 20 {
			s := gridShape(t)
			got, repairs, err := mend.Shape(s)
			if err != nil {
				checkDoubt(t, s, err.(*mend.Refusal))
				continue
			}
			taken++
			if len(repairs) > 0 {
				repaired++
			}
			if err := asGeom(got).Validate(); err != nil {
				t.Fatalf("%s: %v", show(got), err)
			}
			checkGround(t, s, got)
		}
	})
	t.Logf("%d taken, %d of them repaired", taken, repaired)
}

// doubtAt says how often a shape's polygons together hold a spot that is on no
// edge, and whether that is in doubt.
func doubtAt(s geo.Shape, p geo.Point) (total int, doubt bool) {
	for _, polygon := range s {
		of := 0
		for i, ring := range polygon {
			w := windingOf(ring, p)
			// A ring whose lobes cancel out has no direction: all of it is in doubt.
			doubt = doubt || w != 0 && (w != 1 || ring.FlatArea() == 0)
			if i > 0 {
				w = -w
			}
			of += w
		}
		doubt = doubt || of != 0 && of != 1
		total += of
	}
	return total, doubt || total > 1
}

// checkGround looks at a lattice of spots.
func checkGround(t *rapid.T, given, got geo.Shape) {
	for x := 0.01307; x < 5; x += 0.21013 {
		for y := 0.01711; y < 5; y += 0.19037 {
			total, doubt := doubtAt(given, at(x, y))
			if doubt || got.Contains(at(x, y)) != (total == 1) {
				t.Fatalf("%g,%g is wound %d times, in doubt: %v; %s", x, y, total, doubt, show(got))
			}
		}
	}
}

// checkDoubt looks around the place of a refusal for what it was about.
func checkDoubt(t *rapid.T, given geo.Shape, refusal *mend.Refusal) {
	switch refusal.Kind {
	case mend.SelfCrossing, mend.HoleOutside, mend.HolesOverlap, mend.PartsOverlap:
	case mend.TooFewPoints, mend.NoArea:
		return
	default:
		t.Fatalf("%v of a shape on a grid", refusal)
	}
	for angle := 0.001; angle < 2*math.Pi; angle += 0.007 {
		const near = 1e-7 // degrees
		p := geo.Point{Lng: refusal.At.Lng + near*math.Cos(angle), Lat: refusal.At.Lat + near*math.Sin(angle)}
		if _, doubt := doubtAt(given, p); doubt {
			return
		}
	}
	t.Fatalf("%v, and nothing is in doubt there", refusal)
}

// What simplefeatures calls valid, and runs the right way, is left alone. Grid
// points are exact, and so its arithmetic is, too.
func TestValidGridShapesAreLeftAlone(t *testing.T) {
	valid := 0
	rapid.Check(t, func(t *rapid.T) {
		for range 20 {
			s := gridShape(t)
			repeats := false // OGC has nothing against repeated points
			for _, polygon := range s {
				for i, ring := range polygon {
					if area := ring.FlatArea(); (area < 0) != (i > 0) {
						slices.Reverse(ring)
					}
					repeats = repeats || len(slices.Compact(slices.Clone(ring))) < len(ring)
				}
			}
			if repeats || asGeom(s).Validate() != nil {
				continue
			}
			valid++
			if got, repairs, err := mend.Shape(s); err != nil || len(repairs) > 0 || !got.Equal(s) {
				t.Fatalf("%s is valid: %+v, %v", show(s), repairs, err)
			}
		}
	})
	t.Logf("%d valid", valid)
}

// Any set of the squares of a board, each a part of its own, is merged to what
// they cover, lakes and all.
func TestBoardSquaresAreMerged(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const side = 5
		set := rapid.SliceOfN(rapid.Bool(), side*side, side*side).Draw(t, "squares")
		var parts geo.Shape
		for i, on := range set {
			if on {
				x, y := float64(i%side), float64(i/side)
				parts = append(parts, geo.Polygon{{at(x, y), at(x+1, y), at(x+1, y+1), at(x, y+1), at(x, y)}})
			}
		}
		if len(parts) == 0 {
			return
		}
		got, _, err := mend.Shape(parts)
		if err != nil {
			t.Fatal(err)
		}
		if err := asGeom(got).Validate(); err != nil {
			t.Fatal(err)
		}
		for i, on := range set {
			if got.Contains(at(float64(i%side)+0.5, float64(i/side)+0.5)) != on {
				t.Fatalf("square %d: %s", i, show(got))
			}
		}
	})
}

func asGeom(s geo.Shape) geom.MultiPolygon {
	var polygons []geom.Polygon
	for _, polygon := range s {
		var rings [][]float64
		for _, ring := range polygon {
			var flat []float64
			for _, p := range ring {
				flat = append(flat, p.Lng, p.Lat)
			}
			rings = append(rings, flat)
		}
		polygons = append(polygons, geom.NewPolygonXY(rings...))
	}
	return geom.NewMultiPolygon(polygons)
}

// flatM2 is the ground of a shape whose edges are straight in degrees, which is
// how Repair counts it: geo.Shape.AreaM2 bends long edges a little, so that a
// corner more or less on one changes the area by square metres.
func flatM2(s geo.Shape) float64 {
	const metres = math.Pi / 180 * geo.EarthRadius
	sum := 0.0
	for _, polygon := range s {
		for i, ring := range polygon {
			area := math.Abs(ring.FlatArea())
			if i > 0 {
				area = -area
			}
			sum += area
		}
	}
	box := s.Box()
	return sum * metres * metres * math.Cos((box.Min.Lat+box.Max.Lat)/2*math.Pi/180)
}

// Squares that are off their neighbours by a tenth of a millimetre overlap in
// slivers and leave slits. What changes sides, slivers and the smallest slits,
// is told. Once in a while simplefeatures' plain arithmetic takes a touch for an
// overlap where three borders run together, and the board is refused.
func TestBoardsOffByALittleAreMerged(t *testing.T) {
	const boards, side = 300, 4
	refused := 0
	for seed := range int64(boards) {
		random := rand.New(rand.NewSource(seed))
		corner := func(x, y int) geo.Point {
			const most = 1e-6 // units: 0.1 mm
			jitter := func() float64 { return []float64{-most, 0, most, most * random.Float64()}[random.Intn(4)] }
			return at(float64(x)+jitter(), float64(y)+jitter())
		}
		var parts geo.Shape
		for i := range side * side {
			if x, y := i%side, i/side; random.Intn(3) > 0 {
				a := corner(x, y)
				parts = append(parts, geo.Polygon{{a, corner(x+1, y), corner(x+1, y+1), corner(x, y+1), a}})
			}
		}
		got, repairs, err := mend.Shape(parts)
		if refusal, ok := err.(*mend.Refusal); ok && refusal.Kind == mend.BeyondRepair {
			refused++
			continue
		}
		if err != nil {
			t.Errorf("board %d: %v", seed, err)
			continue
		}
		if err := asGeom(got).Validate(); err != nil {
			t.Errorf("board %d: %v", seed, err)
		}
		told := 0.0
		for _, r := range repairs {
			told += r.AreaM2
		}
		if changed := math.Abs(flatM2(parts) - flatM2(got)); changed > told+1e-3 {
			t.Errorf("board %d: %g m² changed sides, %g m² were told", seed, changed, told)
		}
	}
	if refused > boards/50 {
		t.Errorf("%d of %d boards were refused", refused, boards)
	}
}
