package photo

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"image"
	"image/color"
	"image/gif"
	"io"
	"math/rand/v2"
	"runtime"
	"testing"

	"sizhang/domain/fault"
	"sizhang/geo/geotest"
)

// bombMemory is what a bomb may take at most, all that it allocates counted together.
const bombMemory = 64 << 20

// deflated packs so many zeros.
func deflated(zeros int) []byte {
	var b bytes.Buffer
	w, err := zlib.NewWriterLevel(&b, zlib.BestSpeed)
	if err != nil {
		panic(err)
	}
	for block := make([]byte, 1<<20); zeros > 0; zeros -= len(block) {
		if _, err := w.Write(block[:min(len(block), zeros)]); err != nil {
			panic(err)
		}
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// noise cannot be packed.
func noise(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.NewChaCha8([32]byte{9}).Read(b)
	return b
}

func animatedGIF() []byte {
	var b bytes.Buffer
	m := image.NewPaletted(image.Rect(0, 0, 8, 8), color.Palette{named['R'], named['W']})
	if err := gif.EncodeAll(&b, &gif.GIF{Image: []*image.Paletted{m, m}, Delay: []int{1, 1}}); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// scans is a JPEG of so many scans, each of which is nothing but its header.
func scans(n int) []byte {
	b := plain()
	at := bytes.Index(b, []byte{0xff, markScan})
	head := b[at : at+2+int(binary.BigEndian.Uint16(b[at+2:]))]
	return bytes.Join([][]byte{b[:at], bytes.Repeat(head, n), b[at:]}, nil)
}

// loop is an Exif whose directories point to themselves and to one another.
func loop() []byte {
	b := dongcheng(binary.LittleEndian, 1)
	main := binary.LittleEndian.Uint32(b[4:])
	entries := int(binary.LittleEndian.Uint16(b[main:]))
	for i := range entries {
		at := int(main) + 2 + 12*i
		if tag := binary.LittleEndian.Uint16(b[at:]); tag == tagExif || tag == tagPosition {
			binary.LittleEndian.PutUint32(b[at+8:], main)
		}
	}
	binary.LittleEndian.PutUint32(b[int(main)+2+12*entries:], main) // and the next one is the first
	return b
}

func withExif(exif []byte) []byte { return withSegments(plain(), segment(markExif, exifStart, exif)) }

// bombs are what somebody may upload who means harm, or whose telephone is broken.
// Each is refused with its code, or taken in as the photo that it is.
var bombs = []struct {
	name string
	want fault.Code // "" where it is taken in
	make func(t testing.TB) []byte
}{
	{"PNG of 60000 by 60000", fault.PhotoTooWide, func(testing.TB) []byte { return pngOf(60000, 60000, 8, 2, chunk("IDAT", deflated(1000))) }},
	{"PNG of 2 billion by 2 billion", fault.PhotoTooWide, func(testing.TB) []byte { return pngOf(1<<31-1, 1<<31-1, 8, 6, chunk("IDAT", deflated(10))) }},
	{"PNG one pixel high and 50 million wide", fault.PhotoTooWide, func(testing.TB) []byte { return pngOf(50_000_000, 1, 8, 3, chunk("IDAT", deflated(1000))) }},
	{"PNG of 49 million grey pixels in 50 kB", fault.PhotoImplausible, func(testing.TB) []byte { return pngOf(7000, 7000, 8, 0, chunk("IDAT", deflated(7001*7000))) }},
	{"PNG of 16 bits that takes 400 MB", fault.PhotoTooHeavy, func(testing.TB) []byte { return pngOf(7000, 7000, 16, 6, chunk("IDAT", deflated(1000))) }},
	{"PNG interlaced that takes 400 MB", fault.PhotoTooHeavy, func(testing.TB) []byte {
		b := pngOf(7000, 7000, 8, 6, chunk("IDAT", deflated(1000)))
		b[pngStart+8+12] = 1
		return b
	}},
	{"PNG of 100 by 100 with 256 MB of pixels", fault.PhotoBroken, func(testing.TB) []byte { return pngOf(100, 100, 8, 2, chunk("IDAT", deflated(1<<28))) }},
	{"PNG with 256 MB in its colour profile and texts", "", func(testing.TB) []byte {
		packed := deflated(1 << 30)
		return withChunks(asPNG(quarters(40, 30, "RGBY")),
			chunk("iCCP", append([]byte("x\x00\x00"), packed...)), chunk("zTXt", append([]byte("x\x00\x00"), packed...)), chunk("iTXt", append([]byte("x\x00\x01\x00\x00\x00"), packed...)))
	}},
	{"PNG whose chunk reaches beyond the end", fault.PhotoBroken, func(testing.TB) []byte {
		b := pngOf(10, 10, 8, 2, chunk("IDAT", deflated(310)))
		binary.BigEndian.PutUint32(b[pngStart+25:], 0xffffffff)
		return b
	}},
	{"PNG of no pixels", fault.PhotoBroken, func(testing.TB) []byte { return pngOf(0, 10, 8, 2, chunk("IDAT", deflated(10))) }},
	{"PNG cut off", fault.PhotoBroken, func(testing.TB) []byte { b := asPNG(quarters(40, 30, "RGBY")); return b[:len(b)/2] }},
	{"PNG with a wrong checksum", fault.PhotoBroken, func(testing.TB) []byte { b := asPNG(quarters(40, 30, "RGBY")); b[len(b)-20] ^= 1; return b }},
	{"PNG with two headers", fault.PhotoBroken, func(testing.TB) []byte {
		return withChunks(asPNG(quarters(40, 30, "RGBY")), chunk("IHDR", make([]byte, 13)))
	}},
	{"PNG that moves", fault.PhotoAnimated, func(testing.TB) []byte {
		return withChunks(asPNG(quarters(40, 30, "RGBY")), chunk("acTL", make([]byte, 8)))
	}},

	{"JPEG of 65535 by 65535", fault.PhotoTooWide, func(testing.TB) []byte { return frame(plain(), markBaseline, 65535, 65535) }},
	{"JPEG progressive that takes 370 MB", fault.PhotoTooHeavy, func(testing.TB) []byte { return frame(plain(), markProgressive, 7000, 7000) }},
	{"JPEG of 49 million pixels in 2 kB", fault.PhotoImplausible, func(testing.TB) []byte { return frame(plain(), markBaseline, 7000, 7000) }},
	{"JPEG of a hundred thousand scans", fault.PhotoBroken, func(testing.TB) []byte { return scans(100_000) }},
	{"JPEG cut off", fault.PhotoBroken, func(testing.TB) []byte { b := plain(); return b[:len(b)*2/3] }},
	{"JPEG cut off that pretends to end", fault.PhotoBroken, func(testing.TB) []byte { b := plain(); return append(b[:len(b)*2/3:len(b)*2/3], 0xff, markEnd) }},
	{"JPEG that ends after its start", fault.PhotoBroken, func(testing.TB) []byte { return []byte{0xff, markStart, 0xff, markEnd} }},
	{"JPEG of no pixels", fault.PhotoBroken, func(testing.TB) []byte { return frame(plain(), markBaseline, 0, 0) }},
	{"JPEG that tells its height later", fault.PhotoBroken, func(testing.TB) []byte { return frame(plain(), markBaseline, 80, 0) }},
	{"JPEG with two pictures in one", fault.PhotoBroken, func(testing.TB) []byte {
		b := plain()
		at := bytes.Index(b, []byte{0xff, markBaseline})
		return bytes.Join([][]byte{b[:at+19], b[at:]}, nil)
	}},
	{"JPEG whose segment reaches beyond the end", fault.PhotoBroken, func(testing.TB) []byte { return []byte{0xff, markStart, 0xff, markExif, 0xff, 0xff, 'E', 'x'} }},
	{"JPEG of filling alone", fault.PhotoBroken, func(testing.TB) []byte { return append([]byte{0xff, markStart}, bytes.Repeat([]byte{0xff}, 1<<20)...) }},
	{"JPEG of 12 bits", fault.PhotoBroken, func(testing.TB) []byte {
		b := plain()
		b[bytes.Index(b, []byte{0xff, markBaseline})+4] = 12
		return b
	}},
	{"JPEG for print, of four inks", "", func(t testing.TB) []byte { return file(t, "cmyk.jpg") }},
	{"JPEG of plain red, green and blue", "", func(t testing.TB) []byte { return file(t, "rgb.jpg") }},
	{"JPEG progressive", "", func(t testing.TB) []byte { return file(t, "progressive.jpg") }},
	{"JPEG with a ZIP behind it", "", func(testing.TB) []byte { return append(plain(), []byte("PK\x03\x04 SECRETZIP PK\x05\x06")...) }},
	{"JPEG with a page within it", "", func(testing.TB) []byte {
		return append(withSegments(plain(), segment(0xfe, []byte("<html><script>SECRETSCRIPT()</script>"))), []byte("<script>SECRETSCRIPT()</script>")...)
	}},
	{"JPEG whose Exif goes in circles", "", func(testing.TB) []byte { return withExif(loop()) }},
	{"JPEG whose Exif points beyond its end", "", func(testing.TB) []byte {
		return withExif([]byte("II*\x00\xff\xff\xff\xff"))
	}},
	{"JPEG whose Exif has 65535 fields of 4 GB", "", func(testing.TB) []byte {
		return withExif(append([]byte("II*\x00\x08\x00\x00\x00"), bytes.Repeat([]byte{0xff}, 60_000)...))
	}},
	{"JPEG with ten thousand segments", "", func(testing.TB) []byte {
		return withSegments(plain(), bytes.Repeat(segment(markExif, exifStart, dongcheng(binary.BigEndian, 1)), 10_000))
	}},

	{"WebP whose canvas lies", fault.PhotoBroken, func(t testing.TB) []byte {
		return webpOf(vp8x(0, 16, 16), riff("VP8 ", chunkOf(file(t, "lossy.webp"), "VP8 ")))
	}},
	{"WebP whose canvas is 16 million by 16 million", fault.PhotoBroken, func(t testing.TB) []byte {
		return webpOf(vp8x(0x10, 1<<24, 1<<24), riff("ALPH", []byte{0, 1, 2}), riff("VP8 ", chunkOf(file(t, "lossy.webp"), "VP8 ")))
	}},
	{"WebP with transparency for 50 million pixels", fault.PhotoTooHeavy, func(testing.TB) []byte {
		picture := append([]byte{0, 0, 0, 0x9d, 0x01, 0x2a}, 0x58, 0x1b, 0x58, 0x1b)
		return webpOf(vp8x(0x10, 7000, 7000), riff("ALPH", []byte{1, 0x2f}), riff("VP8 ", picture))
	}},
	{"WebP lossless of 16383 by 16383", fault.PhotoTooWide, func(testing.TB) []byte { return webpOf(vp8l(16383, 16383, 100)) }},
	{"WebP lossless with room for many tables", fault.PhotoTooHeavy, func(testing.TB) []byte { return webpOf(vp8l(1000, 1000, 600_000)) }},
	{"WebP lossless of 4000 by 3000 in 100 bytes", fault.PhotoImplausible, func(testing.TB) []byte { return webpOf(vp8l(4000, 3000, 100)) }},
	{"WebP that moves", fault.PhotoAnimated, func(testing.TB) []byte {
		return webpOf(vp8x(0x02, 64, 48), riff("ANIM", make([]byte, 6)), riff("ANMF", make([]byte, 40)))
	}},
	{"WebP whose chunk reaches beyond the end", fault.PhotoBroken, func(t testing.TB) []byte {
		b := file(t, "lossy.webp")
		binary.LittleEndian.PutUint32(b[16:], 0xfffffff0)
		return b
	}},
	{"WebP that reaches beyond the end", fault.PhotoBroken, func(t testing.TB) []byte { b := file(t, "lossy.webp"); return b[:len(b)-20] }},
	{"WebP cut off that hides it", fault.PhotoBroken, func(t testing.TB) []byte {
		picture := chunkOf(file(t, "lossy.webp"), "VP8 ")
		return webpOf(riff("VP8 ", picture[:len(picture)/2]))
	}},
	{"WebP lossless cut off that hides it", fault.PhotoBroken, func(t testing.TB) []byte {
		picture := chunkOf(file(t, "lossless.webp"), "VP8L")
		return webpOf(riff("VP8L", picture[:len(picture)/2]))
	}},
	{"WebP with two pictures", fault.PhotoBroken, func(t testing.TB) []byte {
		picture := riff("VP8 ", chunkOf(file(t, "lossy.webp"), "VP8 "))
		return webpOf(picture, picture)
	}},
	{"WebP of nothing", fault.PhotoBroken, func(testing.TB) []byte { return webpOf(vp8x(0, 64, 48)) }},

	{"HEIC", fault.PhotoHEIC, func(testing.TB) []byte { return []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic....") }},
	{"AVIF", fault.PhotoHEIC, func(testing.TB) []byte { return []byte("\x00\x00\x00\x18ftypavif\x00\x00\x00\x00mif1avif....") }},
	{"GIF", fault.PhotoKind, func(testing.TB) []byte { return animatedGIF() }},
	{"TIFF", fault.PhotoKind, func(testing.TB) []byte { return dongcheng(binary.BigEndian, 1) }},
	{"BMP", fault.PhotoKind, func(testing.TB) []byte {
		return append([]byte("BM\xff\xff\xff\x7f\x00\x00\x00\x006\x00\x00\x00(\x00\x00\x00"), make([]byte, 60)...)
	}},
	{"SVG", fault.PhotoKind, func(testing.TB) []byte {
		return []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`)
	}},
	{"a page that ends in a JPEG", fault.PhotoKind, func(testing.TB) []byte { return append([]byte("<html><body><!--"), plain()...) }},
	{"a ZIP with a JPEG in it", fault.PhotoKind, func(testing.TB) []byte { return append([]byte("PK\x03\x04\x14\x00\x00\x00\x00\x00"), plain()...) }},
	{"PDF", fault.PhotoKind, func(testing.TB) []byte { return []byte("%PDF-1.7\n") }},
	{"a program", fault.PhotoKind, func(testing.TB) []byte { return []byte("\x7fELF\x02\x01\x01") }},
	{"text", fault.PhotoKind, func(testing.TB) []byte { return []byte("占道经营") }},
	{"zeros", fault.PhotoKind, func(testing.TB) []byte { return make([]byte, 1000) }},
	{"nothing", fault.PhotoMissing, func(testing.TB) []byte { return nil }},
	{"a JPEG of one byte too many", fault.PhotoTooLarge, func(testing.TB) []byte { b := plain(); return append(b, make([]byte, MaxBytes+1-len(b))...) }},
	{"a JPEG of just as many as may be", "", func(testing.TB) []byte { b := plain(); return append(b, make([]byte, MaxBytes-len(b))...) }},
	{"noise that begins as a JPEG", fault.PhotoBroken, func(testing.TB) []byte { return append([]byte{0xff, markStart, 0xff, 0xe0}, noise(1<<20)...) }},
}

// Every bomb is refused or taken in as it should be, takes little memory, and leaves
// nothing where it is refused.
func TestUploadBombs(t *testing.T) {
	geotest.Reckons(t)
	if len(bombs) < 20 {
		t.Fatal("too few")
	}
	f := newAlbum(t, Options{})
	for _, bomb := range bombs {
		content := bomb.make(t)
		f.kept.puts = nil
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		p, err := f.Add(t.Context(), beijing, "clerk", bytes.NewReader(content))
		runtime.ReadMemStats(&after)
		if got := codeOf(err); got != bomb.want {
			t.Errorf("%s: %v, want %q", bomb.name, err, bomb.want)
			continue
		}
		if taken := after.TotalAlloc - before.TotalAlloc; taken > bombMemory {
			t.Errorf("%s: took %d MiB", bomb.name, taken>>20)
		}
		if bomb.want != "" {
			if len(f.kept.puts) != 0 {
				t.Errorf("%s: refused, and kept as %q", bomb.name, f.kept.puts)
			}
			continue
		}
		for _, size := range []Size{Large, Small} {
			b, _ := f.served(p.ID, size)
			mustBeBare(t, bomb.name, b)
		}
	}
}

// What never ends is read up to the limit and no further.
func TestAnEndlessUpload(t *testing.T) {
	f := newAlbum(t, Options{MaxBytes: 1 << 20})
	r := &endless{}
	_, err := f.Add(t.Context(), beijing, "clerk", r)
	if codeOf(err) != fault.PhotoTooLarge || r.given > 1<<20+1 {
		t.Errorf("%v after %d bytes", err, r.given)
	}
}

type endless struct{ given int }

func (e *endless) Read(p []byte) (int, error) { e.given += len(p); return len(p), nil }

// An error on the way comes back as it is, and nothing is kept of the half.
func TestAnUploadThatBreaksOff(t *testing.T) {
	f := newAlbum(t, Options{})
	for n := range 3 {
		half := plain()[:n*len(plain())/2]
		_, err := f.Add(t.Context(), beijing, "clerk", io.MultiReader(bytes.NewReader(half), brokenOff{}))
		if err != io.ErrUnexpectedEOF {
			t.Errorf("%v", err)
		}
	}
	if len(f.kept.puts) != 0 {
		t.Errorf("kept %q", f.kept.puts)
	}
}

type brokenOff struct{}

func (brokenOff) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// The limits are those of the options.
func TestLimits(t *testing.T) {
	small := newAlbum(t, Options{MaxPixels: 80*60 - 1})
	if _, err := small.Add(t.Context(), beijing, "", bytes.NewReader(plain())); codeOf(err) != fault.PhotoTooWide {
		t.Errorf("%v", err)
	}
	light := newAlbum(t, Options{Memory: 80*64*3/2 - 1}) // whole blocks of 16 by 16
	if _, err := light.Add(t.Context(), beijing, "", bytes.NewReader(plain())); codeOf(err) != fault.PhotoTooHeavy {
		t.Errorf("%v", err)
	}
	newAlbum(t, Options{MaxPixels: 80 * 60, Memory: 80 * 64 * 3 / 2}).add(plain())
}

// What examine reckons is what decoding takes, at the least: else the bound on all of
// them together would be none.
func TestDecodingTakesWhatWasReckoned(t *testing.T) {
	geotest.Reckons(t)
	f := newAlbum(t, Options{})
	m := quarters(1600, 1200, "RGBY")
	for name, content := range map[string][]byte{
		"JPEG": asJPEG(m), "grey JPEG": asJPEG(greyOf(m)), "progressive JPEG": file(t, "progressive.jpg"), "CMYK JPEG": file(t, "cmyk.jpg"), "RGB JPEG": file(t, "rgb.jpg"),
		"PNG": asPNG(m), "grey PNG": asPNG(greyOf(m)), "lossy WebP": file(t, "lossy.webp"), "WebP with transparency": file(t, "alpha.webp"),
	} {
		h, err := f.examine(content)
		if err != nil {
			t.Fatal(name, err)
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err = decode(content, h)
		runtime.ReadMemStats(&after)
		const aside = 1 << 20 // tables and buffers, which do not grow with the picture
		if took := int64(after.TotalAlloc - before.TotalAlloc); err != nil || took > h.memory+aside {
			t.Errorf("%s: took %d kB, reckoned were %d kB; %v", name, took>>10, h.memory>>10, err)
		}
	}
}

// What the decoders would refuse as well, or choke on, is refused before they see it.
func TestRefusedBeforeItIsDecoded(t *testing.T) {
	geotest.Reckons(t)
	lying := webpOf(vp8x(0, 16, 16), riff("VP8 ", chunkOf(file(t, "lossy.webp"), "VP8 ")))
	for name, content := range map[string][]byte{"a hundred scans and one more": scans(maxScans), "a canvas that lies": lying} {
		if h, err := read(content); err == nil {
			t.Errorf("%s: %+v", name, h)
		}
	}
	if _, err := read(scans(maxScans - 1)); err != nil { // one is there
		t.Errorf("a hundred scans: %v", err)
	}
}
