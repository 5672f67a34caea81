package geo

// ClipToConvex returns the part of a ring inside a convex, counter-clockwise
// ring (Sutherland and Hodgman, 1974). Where the part falls into pieces they
// stay joined by edges of no area, so it is good for measuring, not for drawing.
// Orientation is kept. Nothing left is an empty ring.
func ClipToConvex(ring, convex Ring) Ring {
	part := ring
	for i := 1; i < len(convex) && len(part) > 0; i++ {
		a, b := convex[i-1], convex[i]
		part = clipLeft(part, func(p Point) float64 {
			return (b.Lng-a.Lng)*(p.Lat-a.Lat) - (b.Lat-a.Lat)*(p.Lng-a.Lng)
		})
	}
	return part
}

// ClipToBox returns the part of a ring inside the box; see ClipToConvex.
func ClipToBox(ring Ring, box Box) Ring {
	part := clipLeft(ring, func(p Point) float64 { return p.Lng - box.Min.Lng })
	part = clipLeft(part, func(p Point) float64 { return box.Max.Lng - p.Lng })
	part = clipLeft(part, func(p Point) float64 { return p.Lat - box.Min.Lat })
	return clipLeft(part, func(p Point) float64 { return box.Max.Lat - p.Lat })
}

// clipLeft keeps what lies where side, a linear function, is not negative.
func clipLeft(ring Ring, side func(Point) float64) Ring {
	var part Ring
	for i := 1; i < len(ring); i++ {
		a, b := ring[i-1], ring[i]
		da, db := side(a), side(b)
		if da >= 0 {
			part = append(part, a)
		}
		if (da >= 0) != (db >= 0) {
			t := da / (da - db)
			part = append(part, Point{a.Lng + t*(b.Lng-a.Lng), a.Lat + t*(b.Lat-a.Lat)})
		}
	}
	if len(part) > 0 {
		part = append(part, part[0])
	}
	return part
}

// RunsThrough says whether the segment a-b passes through the inside of a
// convex, counter-clockwise ring; one that only touches it does not.
func RunsThrough(a, b Point, convex Ring) bool {
	enter, leave := 0.0, 1.0
	for i := 1; i < len(convex); i++ {
		c, d := convex[i-1], convex[i]
		side := func(p Point) float64 {
			return (d.Lng-c.Lng)*(p.Lat-c.Lat) - (d.Lat-c.Lat)*(p.Lng-c.Lng)
		}
		da, db := side(a), side(b)
		switch {
		case da <= 0 && db <= 0:
			return false
		case da < 0:
			enter = max(enter, da/(da-db))
		case db < 0:
			leave = min(leave, da/(da-db))
		}
	}
	return enter < leave
}
