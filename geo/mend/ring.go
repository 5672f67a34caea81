package mend

import (
	"math"
	"slices"

	"sizhang/geo"
)

// cleanRing returns the ring closed, without repeated points and spikes, and
// running the way that its index asks for; nil for a hole that collapsed.
func (m *mender) cleanRing(ring geo.Ring) (geo.Ring, error) {
	if err := m.checkReach(ring); err != nil {
		return nil, err
	}
	hole := m.ring > 0
	start, before := firstPoint(ring), len(m.repairs)
	if distinct(ring) < 3 && !hole {
		return nil, m.refuse(TooFewPoints, start)
	}
	if distinct(ring) < 3 {
		m.repaired(HoleCollapsed, start, 1, 0)
		return nil, nil
	}
	ring, err := m.closeRing(ring)
	if err != nil {
		return nil, err
	}
	ring = m.dropSpikes(m.dropRepeats(ring))
	if len(ring) < 4 && !hole {
		return nil, m.refuse(NoArea, start)
	}
	if len(ring) < 4 {
		m.repairs = m.repairs[:before] // nothing is left that they were about
		m.repaired(HoleCollapsed, start, 1, 0)
		return nil, nil
	}
	if area := ring.FlatArea(); area != 0 && (area < 0) != hole {
		ring = slices.Clone(ring)
		slices.Reverse(ring)
		m.repaired(RingReversed, ring[0], 1, 0)
	}
	return ring, nil
}

// checkReach refuses coordinates that are none, and ground that the indexes do
// not cover.
func (m *mender) checkReach(line []geo.Point) error {
	for i, p := range line {
		switch {
		case math.IsNaN(p.Lng+p.Lat) || math.IsInf(p.Lng, 0) || math.IsInf(p.Lat, 0):
			return m.refuse(NotFinite, p)
		case !p.Valid():
			return m.refuse(OutOfRange, p)
		case math.Abs(p.Lat) > MaxLat:
			return m.refuse(NearPole, p)
		case math.Abs(p.Lng) > MaxLng, i > 0 && math.Abs(p.Lng-line[i-1].Lng) > 180:
			return m.refuse(Antimeridian, p)
		}
	}
	return nil
}

// closeRing closes a ring whose last point is not its first. Some writers leave
// the closing point out, and some write it with another rounding; but a gap may
// also be where a piece of the border was lost. So the last point is moved onto
// the first where they are within a centimetre, and the gap is closed by a
// straight edge where that is at most twice as long as the ring's longest other
// edge, which a triangle's closing edge always is.
func (m *mender) closeRing(ring geo.Ring) (geo.Ring, error) {
	first, last := ring[0], ring[len(ring)-1]
	if first == last {
		return ring, nil
	}
	gap := geo.Distance(last, first)
	closed := append(slices.Clone(ring), first)
	if gap < 0.01 {
		closed = append(slices.Clone(ring[:len(ring)-1]), first)
	} else {
		longest := 0.0
		for i := 1; i < len(ring); i++ {
			longest = math.Max(longest, geo.Distance(ring[i-1], ring[i]))
		}
		if gap > 2*longest {
			return nil, m.refuse(RingNotClosed, last)
		}
	}
	m.repaired(RingNotClosed, last, 1, 0)
	return closed, nil
}

func (m *mender) dropRepeats(ring geo.Ring) geo.Ring {
	kept := make(geo.Ring, 0, len(ring))
	var at geo.Point
	for _, p := range ring {
		if len(kept) > 0 && kept[len(kept)-1] == p {
			at = p
			continue
		}
		kept = append(kept, p)
	}
	if len(kept) == len(ring) {
		return ring
	}
	m.repaired(RepeatedPoint, at, len(ring)-len(kept), 0)
	return kept
}

// dropSpikes removes every corner at which the ring turns straight back onto
// its own line, until there is none. The ring has no repeated points.
func (m *mender) dropSpikes(ring geo.Ring) geo.Ring {
	open := ring[:len(ring)-1]
	var kept geo.Ring
	var tips []geo.Point
	push := func(p geo.Point) {
		for len(kept) >= 2 && isSpike(kept[len(kept)-2], kept[len(kept)-1], p) {
			tips = append(tips, kept[len(kept)-1])
			kept = kept[:len(kept)-1]
		}
		if len(kept) == 0 || kept[len(kept)-1] != p {
			kept = append(kept, p)
		}
	}
	for _, p := range open {
		push(p)
	}
	// The ends meet: spikes there need looking across the seam.
	for len(kept) >= 3 {
		n := len(kept)
		switch {
		case kept[n-1] == kept[0]:
			kept = kept[:n-1]
		case isSpike(kept[n-2], kept[n-1], kept[0]):
			tips = append(tips, kept[n-1])
			kept = kept[:n-1]
		case isSpike(kept[n-1], kept[0], kept[1]):
			tips = append(tips, kept[0])
			kept = kept[1:]
		default:
			n = 0
		}
		if n == 0 {
			break
		}
	}
	if len(tips) == 0 {
		return ring
	}
	m.repaired(Spike, tips[0], len(tips), 0)
	if len(kept) == 0 {
		return nil
	}
	return append(kept, kept[0])
}

// isSpike says whether the path a, b, c turns straight back at b, exactly.
func isSpike(a, b, c geo.Point) bool {
	if a == c {
		return true
	}
	back := sign(a.Lng-b.Lng)*sign(c.Lng-b.Lng) > 0 || sign(a.Lat-b.Lat)*sign(c.Lat-b.Lat) > 0
	return back && geo.Orient(a, b, c) == 0
}

func sign(v float64) int {
	switch {
	case v > 0:
		return 1
	case v < 0:
		return -1
	}
	return 0
}

func distinct(ring geo.Ring) int {
	seen := map[geo.Point]bool{}
	for _, p := range ring {
		if seen[p] = true; len(seen) >= 3 {
			break
		}
	}
	return len(seen)
}

func firstPoint(ring geo.Ring) geo.Point {
	if len(ring) == 0 {
		return geo.Point{}
	}
	return ring[0]
}
