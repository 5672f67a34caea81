package intake_test

import (
	"context"
	"math"
	"strings"
	"testing"

	"sizhang/domain/city"
	"sizhang/geo"
	"sizhang/server/intake"
	"sizhang/server/profile"
)

// A point is a disc as wide as it was said to be, so that leaders can be linked
// to points as to streets.
func TestPointsBecomeDiscs(t *testing.T) {
	file := `{"type":"FeatureCollection","features":[
		{"type":"Feature","properties":{"code":"5103020010001","name":"菜市场"},"geometry":{"type":"Point","coordinates":[104.77,29.35]}},
		{"type":"Feature","properties":{"code":"5103020010002","name":"两个校门"},"geometry":{"type":"MultiPoint","coordinates":[[104.78,29.35],[104.79,29.35]]}}]}`
	units, report, err := intake.ReadStreets(context.Background(), strings.NewReader(file), intake.StreetOptions{WidthM: 60, ShapeOptions: intake.ShapeOptions{
		Options: intake.Options{Profile: profile.Default("510300", city.Names{ZH: "自贡市"})}, CRS: geo.WGS84, Level: "street", CodeProp: "code", NameProp: "name",
	}})
	if err != nil || report.Refused() || len(units) != 2 {
		t.Fatalf("%d units, %+v, %v", len(units), report.Findings, err)
	}
	disc := math.Pi * 30 * 30
	for i, points := range [][]geo.Point{{{Lng: 104.77, Lat: 29.35}}, {{Lng: 104.78, Lat: 29.35}, {Lng: 104.79, Lat: 29.35}}} {
		if m2, want := units[i].Shape.AreaM2(), disc*float64(len(points)); m2 < 0.97*want || m2 > 1.01*want {
			t.Errorf("unit %d has %.0f m², want some %.0f", i, m2, want)
		}
		for _, p := range points {
			if !units[i].Shape.Contains(p) {
				t.Errorf("unit %d does not hold %v", i, p)
			}
		}
	}
}
