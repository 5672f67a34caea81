package territory

import (
	"fmt"
	"testing"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/geo"
)

// A check must end even where every shape lies on every other, and say what it
// left undone.
func TestOverlapsStopAtTheirWork(t *testing.T) {
	p := &city.Profile{Levels: []city.Level{{ID: "area", Form: city.Tiling}}}
	block := geo.Shape{{{{Lng: 116, Lat: 39}, {Lng: 116.1, Lat: 39}, {Lng: 116.1, Lat: 39.1}, {Lng: 116, Lat: 39}}}}
	var draft []Unit
	for i := range 5 {
		draft = append(draft, Unit{Code: fmt.Sprint(i), Level: "area", Shape: block})
	}
	d := newDrafting(p, nil, draft)
	d.overlaps(4 * (4 + 4)) // four of the ten pairs
	if len(d.findings) != 5 {
		t.Fatalf("found %+v", d.findings)
	}
	last := d.findings[4]
	if last.Code != fault.OverlapsUnchecked || last.With["checked"] != 4 || last.With["pairs"] != 10 || last.Severity != Note {
		t.Errorf("found %+v", last)
	}
}

// Boxes are found by their western borders alone, so one that is very wide must
// be found from its far end, too.
func TestBoxesFindTheWide(t *testing.T) {
	bar := func(west, east float64) geo.Shape {
		return geo.Shape{{{{Lng: west, Lat: 39}, {Lng: east, Lat: 39}, {Lng: east, Lat: 39.1}, {Lng: west, Lat: 39}}}}
	}
	units := []*Unit{
		{Code: "wide", Shape: bar(110, 119)}, {Code: "left", Shape: bar(111, 111.1)},
		{Code: "right", Shape: bar(118, 118.1)}, {Code: "beyond", Shape: bar(120, 121)}, {Code: "list"},
	}
	var found []string
	NewBoxes(units).Near(bar(117.9, 118.05).Box(), func(p Placed) { found = append(found, p.Code) })
	if fmt.Sprint(found) != "[wide right]" {
		t.Errorf("found %v", found)
	}
}
