package picture

import (
	"math"

	"sizhang/geo"
)

// Layout in pixels: a header over the map, the legend at its right, the scale
// bar and the sources under it.
const (
	margin      = 28.0
	headerHigh  = 104.0
	footerHigh  = 72.0
	legendWide  = 300.0
	mapSide     = 860.0 // of the square that the map fits in
	leastHeight = 380.0
)

// projection maps longitude and latitude to pixels, north up.
type projection struct {
	plane       geo.Plane
	scale       float64 // pixels a metre
	left, top   float64 // of the map
	west, north float64 // metres from the plane's origin
	wide, high  float64 // of the map
}

func newProjection(box geo.Box) projection {
	m := projection{plane: geo.PlaneAt(geo.Point{
		Lng: (box.Min.Lng + box.Max.Lng) / 2,
		Lat: (box.Min.Lat + box.Max.Lat) / 2,
	})}
	west, south := m.plane.ToMetres(box.Min)
	east, north := m.plane.ToMetres(box.Max)
	m.west, m.north = west, north
	m.scale = mapSide / math.Max(east-west, north-south)
	m.wide, m.high = (east-west)*m.scale, (north-south)*m.scale
	m.left, m.top = margin, headerHigh+math.Max(0, leastHeight-m.high)/2
	return m
}

func (m projection) at(p geo.Point) (x, y float64) {
	east, north := m.plane.ToMetres(p)
	return m.left + (east-m.west)*m.scale, m.top + (m.north-north)*m.scale
}

// height is what the map takes of the page.
func (m projection) height() float64 { return math.Max(m.high, leastHeight) }

// scaleBar returns the round number of metres, 1, 2 or 5 times a power of ten,
// whose bar is longest within a fifth of the map's width.
func (m projection) scaleBar() float64 {
	most := math.Max(m.wide, leastHeight) / 5 / m.scale
	power := math.Pow(10, math.Floor(math.Log10(most)))
	for _, digit := range []float64{5, 2} {
		if digit*power <= most {
			return digit * power
		}
	}
	return power
}
