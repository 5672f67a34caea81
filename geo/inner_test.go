package geo_test

import (
	"testing"

	"sizhang/geo"
	"sizhang/geo/geotest"
)

func TestInnerLiesInside(t *testing.T) {
	ring := func(p ...float64) geo.Ring {
		var r geo.Ring
		for i := 0; i < len(p); i += 2 {
			r = append(r, geo.Point{Lng: p[i], Lat: p[i+1]})
		}
		return append(r, r[0])
	}
	for name, shape := range map[string]geo.Shape{
		"square":                      {{ring(0, 0, 2, 0, 2, 2, 0, 2)}},
		"horseshoe, open to the east": {{ring(0, 0, 4, 0, 4, 1, 1, 1, 1, 3, 4, 3, 4, 4, 0, 4)}},
		"square with a hole":          {{ring(0, 0, 4, 0, 4, 4, 0, 4), ring(1, 1, 1, 3, 3, 3, 3, 1)}},
		"two apart":                   {{ring(0, 0, 1, 0, 1, 1, 0, 1)}, {ring(5, 0, 9, 0, 9, 1, 5, 1)}},
		"corner at half height":       {{ring(0, 1, 2, 0, 4, 1, 2, 2)}},
		"two above each other":        {{ring(0, 0, 1, 0, 1, 1, 0, 1)}, {ring(0, 9, 1, 9, 1, 10, 0, 10)}},
	} {
		if p, ok := shape.Inner(); !ok || !shape.Contains(p) {
			t.Errorf("%s: %v, %v", name, p, ok)
		}
	}
	if _, ok := geo.Shape(nil).Inner(); ok {
		t.Error("nothing has no inside")
	}
}

func TestInnerOfRealShapes(t *testing.T) {
	for code, area := range geotest.Shapes(t, "beijing/subdistricts.geojson.gz", "code") {
		if p, ok := area.Shape.Inner(); !ok || !area.Shape.Contains(p) {
			t.Errorf("%v lies outside %s", p, code)
		}
	}
}
