package carve

import (
	"testing"

	"sizhang/geo"
)

// Results that are wrong in different ways, each as large as it should be where
// it can be: none may pass.
func TestWrongResultsAreNotTaken(t *testing.T) {
	block := func(x, y, width, height float64) geo.Polygon {
		p := func(x, y float64) geo.Point { return geo.Point{Lng: 116 + x/1000, Lat: y / 1000} } // at the equator, where shifting keeps the area
		return geo.Polygon{{p(x, y), p(x+width, y), p(x+width, y+height), p(x, y+height), p(x, y)}}
	}
	a, b := geo.Shape{block(0, 0, 4, 4)}, geo.Shape{block(3, 0, 4, 4)}
	for op, results := range map[operation][]geo.Shape{
		intersection: {{block(3, 0, 1, 4)}, nil, {block(2, 0, 1, 4)}, {block(4, 0, 1, 4)}, {block(3, 0, 1, 3.9999)}},
		difference:   {{block(0, 0, 3, 4)}, nil, a, {block(1, 0, 3, 4)}, {block(-1, 0, 3, 4)}, {block(0, 0, 3, 3.9999)}},
		merging:      {{block(0, 0, 7, 4)}, nil, a, {block(1, 0, 7, 4)}, {block(-1, 0, 7, 4)}, {block(0, 0, 7, 4.0001)}},
	} {
		for i, r := range results {
			if err := op.prove(a, b, r, geo.Point{}); (err == nil) != (i == 0) {
				t.Errorf("%s: result %d: %v", op, i, err)
			}
		}
	}
}
