package cover

import (
	"encoding/csv"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"

	"sizhang/geo"
	"sizhang/geo/geotest"
	"sizhang/geo/hex"
)

// samples is how many points a test on real polygons tries: a tenth of the
// documented number, or all of it with SIZHANG_LONG set.
func samples(full int) int {
	if os.Getenv("SIZHANG_LONG") != "" {
		return full
	}
	return full / 10
}

// layer is a real file of areas, ordered by code.
type layer struct {
	codes  []string
	shapes []geo.Shape
	boxes  []geo.Box
	box    geo.Box
}

func realLayer(t testing.TB, file, property string) layer {
	areas := geotest.Shapes(t, file, property)
	l := layer{box: geo.EmptyBox()}
	for _, code := range slices.Sorted(maps.Keys(areas)) {
		s := areas[code].Shape
		l.codes = append(l.codes, code)
		l.shapes = append(l.shapes, s)
		l.boxes = append(l.boxes, s.Box())
		l.box = l.box.Union(s.Box())
	}
	return l
}

// owners is the oracle: every polygon whose box holds the point, edge by edge.
func (l *layer) owners(p geo.Point) []int {
	var owners []int
	for i, box := range l.boxes {
		if box.Contains(p) && l.shapes[i].Contains(p) {
			owners = append(owners, i)
		}
	}
	return owners
}

func (l *layer) anywhere(r *rand.Rand) geo.Point {
	return geo.Point{
		Lng: l.box.Min.Lng + r.Float64()*(l.box.Max.Lng-l.box.Min.Lng),
		Lat: l.box.Min.Lat + r.Float64()*(l.box.Max.Lat-l.box.Min.Lat),
	}
}

// byBorder returns a point within metres of a random place on a random edge.
func (l *layer) byBorder(r *rand.Rand, ix *Index, metres float64) geo.Point {
	for {
		e := r.IntN(len(ix.points) - 1)
		if ix.owner[e] == noArea {
			continue
		}
		a, b, f := ix.points[e], ix.points[e+1], r.Float64()
		on := geo.Point{Lng: a.Lng + f*(b.Lng-a.Lng), Lat: a.Lat + f*(b.Lat-a.Lat)}
		for {
			x, y := (2*r.Float64()-1)*metres, (2*r.Float64()-1)*metres
			if x*x+y*y <= metres*metres {
				return geo.PlaneAt(on).ToPoint(x, y)
			}
		}
	}
}

func (l *layer) agree(t *testing.T, ix *Index, n int, draw func() geo.Point) {
	t.Helper()
	wrong, owned := 0, 0
	for range n {
		p := draw()
		cell, err := hex.At(p, ix.Resolution())
		if err != nil {
			t.Fatal(err)
		}
		want := l.owners(p)
		got := ix.Owners(nil, cell, p)
		first, ok := ix.Owner(cell, p)
		if !slices.Equal(got, want) || ok != (len(want) > 0) || (ok && first != want[0]) {
			if wrong++; wrong < 5 {
				t.Errorf("at %v: owners %v, the polygons say %v", p, got, want)
			}
		}
		if ok {
			owned++
		}
	}
	t.Logf("%d points, %d of them owned, %d wrong", n, owned, wrong)
}

func TestBeijingAgreesWithBruteForce(t *testing.T) {
	geotest.Reckons(t)
	t.Parallel()
	l := realLayer(t, "beijing/subdistricts.geojson.gz", "code")
	ix, err := Build(l.shapes, 11)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(2004, 10))
	l.agree(t, ix, samples(1_000_000), func() geo.Point { return l.anywhere(r) })
	l.agree(t, ix, samples(200_000), func() geo.Point { return l.byBorder(r, ix, 30) })
	// The corners themselves, where three meet.
	corner := 0
	l.agree(t, ix, min(samples(200_000), len(ix.points)), func() geo.Point { corner++; return ix.points[corner-1] })
}

// The positions of real requests for service: they sit on streets, and streets
// are where the borders run.
func TestWashingtonRequestsAgreeWithBruteForce(t *testing.T) {
	t.Parallel()
	l := realLayer(t, "washington/member-districts.geojson.gz", "code")
	ix, err := Build(l.shapes, 11)
	if err != nil {
		t.Fatal(err)
	}
	points := requests(t)
	next := 0
	l.agree(t, ix, len(points), func() geo.Point { next++; return points[next-1] })
	if len(points) != 11_288 {
		t.Errorf("%d requests, the file is known to hold 11,288", len(points))
	}
}

func requests(t testing.TB) []geo.Point {
	rows, err := csv.NewReader(geotest.Open(t, "washington/requests.csv.gz")).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	lat, lng := slices.Index(rows[0], "lat"), slices.Index(rows[0], "lng")
	var points []geo.Point
	for _, row := range rows[1:] {
		y, errLat := strconv.ParseFloat(row[lat], 64)
		x, errLng := strconv.ParseFloat(row[lng], 64)
		if errLat != nil || errLng != nil {
			t.Fatalf("row %v: %v, %v", row, errLat, errLng)
		}
		points = append(points, geo.Point{Lng: x, Lat: y})
	}
	return points
}

// No building is too small to be found from inside it, or to have a cell.
func TestEveryBuildingOfMonacoIsFound(t *testing.T) {
	geotest.Reckons(t)
	t.Parallel()
	l := realLayer(t, "monaco/buildings.geojson.gz", "osm")
	ix, err := Build(l.shapes, 12)
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range l.shapes {
		p := geotest.Within(s)
		if !s.Contains(p) {
			t.Fatalf("building %s: %v is not in it", l.codes[i], p)
		}
		cell, _ := hex.At(p, 12)
		if !slices.Contains(ix.Owners(nil, cell, p), i) {
			t.Errorf("building %s is not found from %v inside it", l.codes[i], p)
		}
		if i%20 == 0 {
			if cover, err := Cells(s, 9, 100); err != nil || cover.Len() == 0 {
				t.Errorf("building %s has %d cells at resolution 9: %v", l.codes[i], cover.Len(), err)
			}
		}
	}
}
