package photo

import (
	"bytes"
	"encoding/binary"
	"runtime"
	"strings"
	"testing"
)

// FuzzAdd takes in anything: it is refused as a photo is refused, or what is served of
// it is a bare picture of the measures that were answered; and it takes no more memory
// than was reckoned.
func FuzzAdd(f *testing.F) {
	for _, bomb := range bombs {
		if strings.Contains(bomb.name, "256 MB") || strings.Contains(bomb.name, "million grey") { // long to make, for every worker
			continue
		}
		if content := bomb.make(f); len(content) < 100_000 {
			f.Add(content)
		}
	}
	f.Add(telling(plain(), 6))
	f.Add(withExif(dongcheng(binary.LittleEndian, 8)))
	f.Add(file(f, "lossless.webp"))
	f.Add(file(f, "alpha.webp"))
	album := newAlbum(f, Options{MaxPixels: 4_000_000, Memory: 16 << 20})
	f.Fuzz(func(t *testing.T, content []byte) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		p, err := album.Add(t.Context(), beijing, "", bytes.NewReader(content))
		runtime.ReadMemStats(&after)
		if taken := after.TotalAlloc - before.TotalAlloc; taken > 64<<20+uint64(len(content)) {
			t.Errorf("took %d MiB", taken>>20)
		}
		if err != nil {
			if code := string(codeOf(err)); !strings.HasPrefix(code, "photo_") {
				t.Errorf("%v", err)
			}
			return
		}
		in := &fixture{Album: album.Album, TB: t}
		for _, size := range []Size{Large, Small} {
			b, m := in.served(p.ID, size)
			mustBeBare(t, string(size), b)
			width, height := fit(p.Width, p.Height, max(m.Bounds().Dx(), m.Bounds().Dy()))
			if d := m.Bounds().Size(); d.X-width > 1 || width-d.X > 1 || d.Y-height > 1 || height-d.Y > 1 {
				t.Errorf("%s is %v of %d×%d", size, d, p.Width, p.Height)
			}
		}
	})
}
