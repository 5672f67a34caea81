package api

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sizhang/domain/fault"
	"sizhang/geo"
	"sizhang/geo/geotest"
)

// Every point comes once, whatever its numbers.
func TestByPlaceIsAPermutation(t *testing.T) {
	geotest.Reckons(t)
	rapid.Check(t, func(t *rapid.T) {
		points := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) batchPoint {
			degrees := rapid.OneOf(rapid.Float64(), rapid.Float64Range(-180, 180), rapid.Just(math.NaN()), rapid.Just(math.Inf(-1)))
			return batchPoint{Point: geo.Point{Lng: degrees.Draw(t, "lng"), Lat: degrees.Draw(t, "lat")}}
		}), 0, 200).Draw(t, "points")
		seen := make([]bool, len(points))
		for i := range byPlace(points) {
			if seen[i] {
				t.Fatalf("point %d comes twice", i)
			}
			seen[i] = true
		}
		for i, s := range seen {
			if !s {
				t.Fatalf("point %d does not come", i)
			}
		}
	})
}

// The order brings neighbours together: a walk along it over a grid of points is
// far shorter than one in the order given.
func TestByPlaceBringsNeighboursTogether(t *testing.T) {
	geotest.Reckons(t)
	var points []batchPoint
	for i := range maxBatch {
		k := i * 7919 % maxBatch // scattered
		points = append(points, batchPoint{Point: geo.Point{Lng: 116.3 + float64(k%100)*0.001, Lat: 39.9 + float64(k/100)*0.001}})
	}
	walk, scattered, last := 0.0, 0.0, -1
	for i := range byPlace(points) {
		if last >= 0 {
			walk += geo.Distance(points[last].Point, points[i].Point)
		}
		last = i
	}
	for i := range len(points) - 1 {
		scattered += geo.Distance(points[i].Point, points[i+1].Point)
	}
	if walk*10 > scattered {
		t.Errorf("the walk is %.0f km, as given %.0f km", walk/1000, scattered/1000)
	}
}

// A batch says of every point what the single question says, in the order asked.
func TestBatchAgreesWithSingles(t *testing.T) {
	s := fixtureServer(t)
	rapid.Check(t, func(t *rapid.T) {
		points := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) geo.Point {
			return geo.Point{
				Lng: rapid.Float64Range(116.395, 116.435).Draw(t, "lng"),
				Lat: rapid.Float64Range(39.895, 39.925).Draw(t, "lat"),
			}
		}), 1, 30).Draw(t, "points")
		var texts []string
		for _, p := range points {
			texts = append(texts, fmt.Sprintf("[%v,%v]", p.Lng, p.Lat))
		}
		answer := ask(s, "POST", "/api/v1/duty/batch", nil, `{"points":[`+strings.Join(texts, ",")+`]}`)
		batch := mustDecode(answer.Body.Bytes())
		for i, p := range points {
			single := mustDecode(ask(s, "GET", fmt.Sprintf("/api/v1/duty?lat=%v&lng=%v", p.Lat, p.Lng), nil, "").Body.Bytes())
			for at, unit := range pick(single, "units").([]any) {
				if code := pick(batch, fmt.Sprintf("results.%d.units.%d", i, at)); code != pick(unit, "code") {
					t.Fatalf("%v: unit %d is %v, want %v", p, at, code, unit)
				}
			}
			if n := pick(batch, fmt.Sprintf("results.%d.units#", i)); n != pick(single, "units#") {
				t.Fatalf("%v: %v units, want %v", p, n, pick(single, "units#"))
			}
			for _, field := range []string{"code", "post", "name", "fallback"} {
				got, want := pick(batch, fmt.Sprintf("results.%d.answer", i)), pick(single, "answers")
				if want == nil && got == nil {
					break
				}
				if pick(got, field) != pick(want, field) {
					t.Fatalf("%v: %v, want %v", p, got, want)
				}
			}
		}
	})
}

// A bad point keeps its place among good ones.
func TestBadPointsKeepTheirPlaces(t *testing.T) {
	s := fixtureServer(t)
	body := `{"points":[[200,1],[116.405,39.905],null,[116.405,39.905],[1,-91],[116.425,39.905]]}`
	batch := decode(t, ask(s, "POST", "/api/v1/duty/batch", nil, body))
	for i, want := range []any{string(fault.PointInvalid), southCode, string(fault.PositionNotAPair), southCode, string(fault.PointInvalid), riverCode} {
		result := pick(batch, fmt.Sprintf("results.%d", i))
		if pick(result, "error.code") != want && pick(result, "units.0") != want {
			t.Errorf("result %d is %v, want %v", i, result, want)
		}
	}
}
