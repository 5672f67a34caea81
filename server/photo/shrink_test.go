package photo

import (
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"testing"

	"sizhang/geo/geotest"
)

// mean is the mean colour of an area of the source, by floating point and straight
// from the definition.
func mean(src *image.RGBA, x0, y0, x1, y1 float64) (rgb [3]float64) {
	for y := int(y0); y < int(math.Ceil(y1)); y++ {
		for x := int(x0); x < int(math.Ceil(x1)); x++ {
			share := (math.Min(x1, float64(x+1)) - math.Max(x0, float64(x))) * (math.Min(y1, float64(y+1)) - math.Max(y0, float64(y)))
			c := src.RGBAAt(x, y)
			rgb[0] += share * float64(c.R)
			rgb[1] += share * float64(c.G)
			rgb[2] += share * float64(c.B)
		}
	}
	for i := range rgb {
		rgb[i] /= (x1 - x0) * (y1 - y0)
	}
	return rgb
}

func TestShrinking(t *testing.T) {
	geotest.Reckons(t)
	r := rand.New(rand.NewPCG(3, 5))
	for range 60 {
		width, height, longest := 1+r.IntN(90), 1+r.IntN(90), 1+r.IntN(60)
		src := image.NewRGBA(image.Rect(0, 0, width, height))
		for y := range height {
			for x := range width {
				src.SetRGBA(x, y, color.RGBA{uint8(r.IntN(256)), uint8(r.IntN(256)), uint8(r.IntN(256)), 255})
			}
		}
		dst := shrink(src, longest)
		size := dst.Bounds().Size()
		if max(size.X, size.Y) != min(longest, max(width, height)) || min(size.X, size.Y) < 1 {
			t.Fatalf("%d×%d to %d is %v", width, height, longest, size)
		}
		fx, fy := float64(width)/float64(size.X), float64(height)/float64(size.Y)
		for y := range size.Y {
			for x := range size.X {
				want, got := mean(src, float64(x)*fx, float64(y)*fy, float64(x+1)*fx, float64(y+1)*fy), dst.RGBAAt(x, y)
				for i, v := range []uint8{got.R, got.G, got.B} {
					if math.Abs(float64(v)-want[i]) > 0.51 || got.A != 255 {
						t.Fatalf("%d×%d to %v: pixel %d,%d is %v, want %v", width, height, size, x, y, got, want)
					}
				}
			}
		}
	}
}

// A picture whose corner is not 0, 0 is drawn as any other.
func TestShrinkingAPart(t *testing.T) {
	whole := quarters(100, 100, "RGBY")
	part := whole.SubImage(image.Rect(50, 0, 100, 50)).(*image.RGBA) // all green
	if got := colours(shrink(part, 10)); got != "GGGG" {
		t.Errorf("got %s", got)
	}
}

func TestVeryLongPictures(t *testing.T) {
	for _, c := range []struct{ width, height, longest, wantWidth, wantHeight int }{
		{65535, 1, 1600, 1600, 1}, {1, 65535, 320, 1, 320}, {1601, 1600, 1600, 1600, 1599}, {1600, 1600, 1600, 1600, 1600}, {4000, 3000, 1600, 1600, 1200}, {1, 1, 320, 1, 1},
	} {
		if w, h := fit(c.width, c.height, c.longest); w != c.wantWidth || h != c.wantHeight {
			t.Errorf("%d×%d: %d×%d", c.width, c.height, w, h)
		}
	}
}
