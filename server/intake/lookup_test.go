package intake_test

import (
	"encoding/csv"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/territory"
	"sizhang/geo"
	"sizhang/geo/geotest"
)

// What was read is looked up: the files are of use only if the answers are
// right. The oracle is every polygon, edge by edge.

var now = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

func settle(t *testing.T, p *city.Profile, units []territory.Unit) *territory.Territory {
	t.Helper()
	city, err := territory.New(p, units, nil)
	if err != nil {
		t.Fatal(err)
	}
	return city
}

// codes returns the units that hold a point, most specific first.
func codes(city *territory.Territory, p geo.Point) []string {
	units, _, _ := city.At(now).Brief(nil, p)
	list := make([]string, len(units))
	for i, u := range units {
		list[i] = u.Code
	}
	return list
}

// Every point's chain is its subdistrict by the polygons, and the county and the
// city that the table hangs that under.
func wantChainsOfBeijing(t *testing.T, p *city.Profile, units []territory.Unit) {
	t.Helper()
	beijing := settle(t, p, units)
	box := geo.EmptyBox()
	var shaped []*territory.Unit
	for u := range beijing.At(now).Units() { // by code: where polygons overlap, the lowest owns
		if u.Shape != nil {
			shaped = append(shaped, u)
			box = box.Union(u.Shape.Box())
		}
	}
	r := rand.New(rand.NewPCG(11, 16))
	owned := 0
	for range 3000 {
		at := geo.Point{Lng: box.Min.Lng + r.Float64()*(box.Max.Lng-box.Min.Lng), Lat: box.Min.Lat + r.Float64()*(box.Max.Lat-box.Min.Lat)}
		var want []string
		if i := slices.IndexFunc(shaped, func(u *territory.Unit) bool { return u.Shape.Contains(at) }); i >= 0 {
			want = []string{shaped[i].Code, shaped[i].Code[:6] + "000000", "110000000000"}
			owned++
		}
		if got := codes(beijing, at); !slices.Equal(got, want) {
			t.Fatalf("at %v: %v, the polygons and the table say %v", at, got, want)
		}
	}
	if owned < 1000 {
		t.Errorf("only %d points lay in the city", owned)
	}
	if n := len(beijing.At(now).Children("110101001000")); n != 10 {
		t.Errorf("东华门街道 has %d communities, the table has 10", n)
	}
}

// Every building is found from a point inside it and every road from its middle.
func wantEveryPlaceOfMonaco(t *testing.T, p *city.Profile, units []territory.Unit) {
	t.Helper()
	monaco := settle(t, p, units)
	found := map[string]int{}
	for _, u := range units {
		var at geo.Point
		switch u.Level {
		case "building":
			at = geotest.Within(u.Shape)
		case "street":
			at = middle(u.Declared.Lines[0])
		default:
			continue
		}
		if !slices.Contains(codes(monaco, at), u.Code) {
			t.Errorf("%s %s is not found at %v", u.Level, u.Code, at)
		}
		found[u.Level]++
		if found[u.Level]%50 == 0 {
			if cover, err := u.Cells(9); err != nil || cover.Len() == 0 {
				t.Errorf("%s %s has no cell at resolution 9: %v", u.Level, u.Code, err)
			}
		}
	}
	if found["building"] != 23324 || found["street"] != 2924 {
		t.Errorf("looked for %v", found)
	}
}

// Every request has one district of each level, the ward is the one that the
// city's own clerks wrote down, and whoever is within 20 m of a border is told.
func wantRequestsOfWashington(t *testing.T, p *city.Profile, units []territory.Unit) {
	t.Helper()
	const accuracy = 20
	washington := settle(t, p, units)
	rows, err := csv.NewReader(geotest.Open(t, "washington/requests.csv.gz")).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := func(name string) int { return slices.Index(rows[0], name) }
	lat, lng, ward := column("lat"), column("lng"), column("ward")
	told, otherWard, unwritten, byParents := 0, 0, 0, 0
	for i, row := range rows[1:] {
		y, errY := strconv.ParseFloat(row[lat], 64)
		x, errX := strconv.ParseFloat(row[lng], 64)
		if errX != nil || errY != nil {
			t.Fatalf("row %v", row)
		}
		duty := washington.At(now).Duty(geo.Point{Lng: x, Lat: y}, accuracy)
		if len(duty.Units) != 3 {
			t.Fatalf("request %s lies in %d units", row[0], len(duty.Units))
		}
		if duty.Units[2].Unit.Code != row[ward] {
			otherWard++
			if row[ward] == "NULL" {
				unwritten++
			}
		}
		commission, _ := washington.At(now).Unit(duty.Units[0].Unit.Parent)
		if commission.Parent != row[ward] {
			byParents++ // the price of going up through parents where levels do not nest
		}
		if len(duty.Ambiguous) > 0 {
			told++
		}
		if i%10 == 0 {
			wantNeighbours(t, washington, geo.Point{Lng: x, Lat: y}, accuracy, duty)
		}
	}
	t.Logf("%d requests, %d within %d m of a border; %d in another ward than was written down (%d of them without any), by parents alone %d",
		len(rows)-1, told, accuracy, otherWard, unwritten, byParents)
	if len(rows)-1 != 11288 || told < 1000 || otherWard != 92 || byParents != 200 {
		t.Errorf("%d requests, %d told of a border, %d in another ward than was written down, by parents %d", len(rows)-1, told, otherWard, byParents)
	}
}

// wantNeighbours walks every edge of every unit that does not hold the point.
func wantNeighbours(t *testing.T, city *territory.Territory, at geo.Point, accuracy float64, duty territory.Duty) {
	t.Helper()
	plane := geo.PlaneAt(at)
	want := map[string]float64{}
	for u := range city.At(now).Units() {
		nearest := math.Inf(1)
		for ring := range u.Shape.Rings {
			for k := 1; k < len(ring); k++ {
				nearest = min(nearest, plane.ToSegment(ring[k-1], ring[k]))
			}
		}
		if nearest <= accuracy && !slices.Contains(codes(city, at), u.Code) {
			want[u.Code] = nearest
		}
	}
	for _, n := range duty.Ambiguous {
		if d, ok := want[n.Unit.Code]; !ok || math.Abs(d-n.Metres) > 1e-6 {
			t.Errorf("at %v: %s is said to be %v m away, it is %v", at, n.Unit.Code, n.Metres, d)
		}
		delete(want, n.Unit.Code)
	}
	if len(want) > 0 {
		t.Errorf("at %v: nothing is said of %v", at, want)
	}
}

// middle is the point halfway along a line, by its number of edges.
func middle(l geo.Line) geo.Point {
	a, b := l[(len(l)-1)/2], l[len(l)/2]
	return geo.Point{Lng: (a.Lng + b.Lng) / 2, Lat: (a.Lat + b.Lat) / 2}
}
