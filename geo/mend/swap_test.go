package mend_test

import (
	"testing"

	"sizhang/geo"
	"sizhang/geo/mend"
)

func TestWhichOrder(t *testing.T) {
	box := func(west, south, east, north float64) geo.Box {
		return geo.Box{Min: geo.Point{Lng: west, Lat: south}, Max: geo.Point{Lng: east, Lat: north}}
	}
	beijing, xinjiang := box(115, 39, 118, 42), box(73, 34, 97, 50)
	for _, c := range []struct {
		name          string
		given, extent geo.Box
		want          mend.Order
	}{
		{"Beijing", box(116.1, 39.8, 116.5, 40.1), beijing, mend.AsGiven},
		{"Beijing, nothing known", box(116.1, 39.8, 116.5, 40.1), geo.EmptyBox(), mend.AsGiven},
		{"Beijing, latitude first", box(39.8, 116.1, 40.1, 116.5), beijing, mend.Swapped},
		{"Beijing, latitude first, nothing known", box(39.8, 116.1, 40.1, 116.5), geo.EmptyBox(), mend.Swapped},
		{"across 90° E, latitude first", box(34, 75, 48, 92), xinjiang, mend.Swapped},
		{"Kashgar, latitude first", box(39, 75, 40, 77), xinjiang, mend.Suspected},
		{"Kashgar, latitude first, nothing known", box(39, 75, 40, 77), geo.EmptyBox(), mend.AsGiven},
		{"another city", box(121, 31, 122, 32), beijing, mend.AsGiven},
		{"half outside", box(114, 39.8, 116.5, 40.1), beijing, mend.AsGiven},
		{"one stray among swapped", box(39.8, 75, 116.5, 76), xinjiang, mend.AsGiven},
		{"Mercator metres", box(12957000, 4852000, 12958000, 4853000), beijing, mend.AsGiven},
		{"nothing", geo.EmptyBox(), beijing, mend.AsGiven},
	} {
		if got := mend.WhichOrder(c.given, c.extent); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestSwapTwiceIsNothing(t *testing.T) {
	s := draw("0,0 4,0 4,4 0,0; 1,1 2,2 2,1 1,1 | 9,9 8,9 8,8 9,9")
	swapped := mend.SwapShape(s)
	if swapped[0][0][1] != (geo.Point{Lng: 40, Lat: 116 + 4./1024}) || !mend.SwapShape(swapped).Equal(s) {
		t.Errorf("%v", swapped)
	}
}
