package lives

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"math/rand/v2"

	"sizhang/server/photo"
)

// Album takes photos in; *photo.Album does.
type Album interface {
	Add(ctx context.Context, city, account string, r io.Reader) (photo.Photo, error)
}

// pictures is how many photos of each kind are drawn.
const pictures = 8

// Draw makes the photos of the demonstration and puts them into the album: a street
// with a heap on it, and the same without.
func Draw(ctx context.Context, to Album, city string) (Photos, error) {
	var p Photos
	for n := range pictures {
		for _, heap := range []bool{true, false} {
			added, err := to.Add(ctx, city, "", bytes.NewReader(street(n, heap)))
			if err != nil {
				return Photos{}, err
			}
			if heap {
				p.Before = append(p.Before, added.ID)
			} else {
				p.After = append(p.After, added.ID)
			}
		}
	}
	return p, nil
}

const photoWide, photoHigh = 640, 480

// street draws a street of its own number; with a heap of something on it.
func street(n int, heap bool) []byte {
	rng := rand.New(rand.NewPCG(7, uint64(n)))
	m := image.NewRGBA(image.Rect(0, 0, photoWide, photoHigh))
	horizon := 170 + rng.IntN(60)
	wall := color.RGBA{uint8(140 + rng.IntN(80)), uint8(120 + rng.IntN(60)), uint8(110 + rng.IntN(50)), 255}
	paint(m, 0, 0, photoWide, horizon-90, color.RGBA{175, 205, 230, 255})
	paint(m, 0, horizon-90, photoWide, horizon, wall)
	for x := 20 + rng.IntN(20); x < photoWide-40; x += 80 {
		paint(m, x, horizon-70, x+36, horizon-24, color.RGBA{70, 90, 110, 255})
	}
	paint(m, 0, horizon, photoWide, horizon+60, color.RGBA{190, 185, 175, 255})
	paint(m, 0, horizon+60, photoWide, photoHigh, color.RGBA{95, 95, 98, 255})
	for x := 0; x < photoWide; x += 120 {
		paint(m, x, horizon+170, x+60, horizon+178, color.RGBA{225, 225, 215, 255})
	}
	if heap {
		for range 26 {
			x, y := 180+rng.IntN(240), horizon+20+rng.IntN(90)
			w, h := 18+rng.IntN(48), 14+rng.IntN(34)
			paint(m, x, y, x+w, y+h, color.RGBA{uint8(40 + rng.IntN(190)), uint8(50 + rng.IntN(140)), uint8(30 + rng.IntN(110)), 255})
		}
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, m, &jpeg.Options{Quality: 80}); err != nil { // a Buffer never fails
		panic(err)
	}
	return out.Bytes()
}

func paint(m *image.RGBA, x0, y0, x1, y1 int, c color.RGBA) {
	for y := max(0, y0); y < min(y1, photoHigh); y++ {
		for x := max(0, x0); x < min(x1, photoWide); x++ {
			m.SetRGBA(x, y, c)
		}
	}
}
