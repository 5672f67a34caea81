package territory

import (
	"slices"
	"strconv"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/geo"
)

// ground wants a declared datum beside every shape, a level that has ground,
// and the shape within the city.
func (d *drafting) ground(u *Unit) {
	if u.Shape == nil {
		return
	}
	if u.Declared.Datum == "" {
		d.add(Refusal, fault.CRSMissing, u, "geometry", nil, nil)
	}
	if level, _, known := d.profile.Level(u.Level); known && level.Form == city.Unmapped {
		d.add(Note, fault.GroundUnused, u, "geometry", nil, fault.With{"level": level.Label()})
	}
	extent, limited := d.profile.Extent.Box()
	if !limited {
		return
	}
	box := u.Shape.Box()
	if box.Union(extent) == extent {
		return
	}
	at := firstOutside(u.Shape, extent)
	code := fault.BeyondExtent
	if turned := (geo.Box{Min: turn(box.Min), Max: turn(box.Max)}); turned.Union(extent) == extent {
		code = fault.CoordinatesSwapped
	}
	d.add(Refusal, code, u, "geometry", &at, fault.With{"lng": degrees(at.Lng), "lat": degrees(at.Lat)})
}

// degrees writes a coordinate to the decimetre, as people want to read it.
func degrees(v float64) string { return strconv.FormatFloat(v, 'f', 6, 64) }

func turn(p geo.Point) geo.Point { return geo.Point{Lng: p.Lat, Lat: p.Lng} }

func firstOutside(s geo.Shape, box geo.Box) geo.Point {
	for ring := range s.Rings {
		if i := slices.IndexFunc(ring, func(p geo.Point) bool { return !box.Contains(p) }); i >= 0 {
			return ring[i]
		}
	}
	return geo.Point{}
}
