package hex

import (
	"math"
	"testing"

	"github.com/uber/h3-go/v4"
	"pgregory.net/rapid"

	"sizhang/geo"
)

func anywhere(t *rapid.T) geo.Point {
	return geo.Point{
		Lng: rapid.Float64Range(-180, 180).Draw(t, "lng"),
		Lat: math.Asin(rapid.Float64Range(-1, 1).Draw(t, "sin lat")) * 180 / math.Pi,
	}
}

// What is read off the index's bits must be what the library says.
func TestBitsAgreeWithTheLibrary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		res := rapid.IntRange(0, MaxResolution).Draw(t, "res")
		c, err := At(anywhere(t), res)
		if err != nil {
			t.Fatal(err)
		}
		lib := h3.Cell(c)
		if c.Resolution() != lib.Resolution() || c.Base() != lib.BaseCellNumber() {
			t.Fatalf("%v: resolution %d, base %d; the library says %d, %d", c, c.Resolution(), c.Base(), lib.Resolution(), lib.BaseCellNumber())
		}
		for up := range res + 1 {
			parent, err := lib.Parent(up)
			if err != nil || c.Parent(up) != Cell(parent) {
				t.Fatalf("%v: parent at %d is %v, the library says %v (%v)", c, up, c.Parent(up), parent, err)
			}
			if up > 0 && c.Parent(up-1).Child(c.Digit(up)) != c.Parent(up) {
				t.Fatalf("%v: going down digit %d at %d does not lead back", c, c.Digit(up), up)
			}
		}
	})
}

func TestParseTakesCellsOnly(t *testing.T) {
	good, err := Parse("8a31aa0d2b47fff")
	if err != nil || good.String() != "8a31aa0d2b47fff" {
		t.Fatalf("a good cell: %v, %v", good, err)
	}
	for _, bad := range []string{"", "0", "zz", "8a31aa0d2b47ff", "8a31aa0d2b47ffff", "ffffffffffffffff", "0x8a31aa0d2b47fff", "+8a31aa0d2b47fff", "8a31aa0d2b47fff ", "1158a31aa0d2b47fff", "-1"} {
		if c, err := Parse(bad); err == nil {
			t.Errorf("Parse(%q) = %v, want a refusal", bad, c)
		}
	}
}

func TestAtRefusesWhatIsNotOnTheGlobe(t *testing.T) {
	for _, p := range []geo.Point{{Lng: math.NaN()}, {Lat: 91}, {Lng: 181}, {Lng: math.Inf(1)}} {
		if c, err := At(p, 9); err == nil {
			t.Errorf("At(%v) = %v", p, c)
		}
	}
	for _, res := range []int{-1, 16} {
		if c, err := At(geo.Point{}, res); err == nil {
			t.Errorf("At resolution %d = %v", res, c)
		}
	}
}

func TestBoundaryStaysInOnePieceAcrossTheAntimeridian(t *testing.T) {
	c, err := At(geo.Point{Lng: 180, Lat: -17}, 5)
	if err != nil {
		t.Fatal(err)
	}
	ring := c.Boundary()
	for i := 1; i < len(ring); i++ {
		if math.Abs(ring[i].Lng-ring[i-1].Lng) > 1 {
			t.Errorf("the outline jumps from %v to %v", ring[i-1], ring[i])
		}
	}
	if got, want := ring.SignedAreaM2(), c.AreaM2(); math.Abs(got-want) > 0.01*want {
		t.Errorf("the outline holds %v m², the cell %v", got, want)
	}
}
