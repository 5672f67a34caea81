package api

import (
	"fmt"
	"testing"

	"sizhang/domain/city"
	"sizhang/domain/territory"
	"sizhang/geo"
	"sizhang/geo/hex"
	"sizhang/server/app"
)

// A cell with more owners than are listed keeps the widest of them.
func TestCellWithTooManyOwners(t *testing.T) {
	units := []territory.Unit{{Code: "county", Level: "county", Names: city.Names{ZH: "区"}, Shape: square(116.40, 39.90, 116.44, 39.94)}}
	for i := range maxCellUnits + 5 {
		x, y := 116.40+float64(i%40)*0.001, 39.90+float64(i/40)*0.001
		units = append(units, territory.Unit{Code: fmt.Sprint("g", i), Level: "grid", Parent: "county", Names: city.Names{ZH: "格"}, Shape: square(x, y, x+0.001, y+0.001)})
	}
	one, err := territory.New(fixtureProfile(cityOne, "城", ""), units, nil)
	if err != nil {
		t.Fatal(err)
	}
	s := New(&fixedApp{cities: []*app.City{alone(one)}}, Options{Log: quietLog()})
	cell, err := hex.At(geo.Point{Lng: 116.42, Lat: 39.92}, 4)
	if err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]struct {
		count     float64
		last      string
		truncated bool
	}{
		"":              {maxCellUnits, "county", true},
		"?level=county": {1, "county", false},
	} {
		body := decode(t, ask(s, "GET", "/api/v1/cells/"+cell.String()+query, nil, ""))
		last := pick(body, fmt.Sprintf("units.%d.code", int(want.count)-1))
		if pick(body, "units#") != want.count || last != want.last || (pick(body, "truncated") == true) != want.truncated {
			t.Errorf("%q lists %v, the last %v, truncated %v", query, pick(body, "units#"), last, pick(body, "truncated"))
		}
	}
}
