package photo

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"strings"
	"testing"

	"sizhang/geo/geotest"
)

func greyOf(m image.Image) *image.Gray {
	g := image.NewGray(m.Bounds())
	for y := range m.Bounds().Dy() {
		for x := range m.Bounds().Dx() {
			g.Set(x, y, color.GrayModel.Convert(m.At(x, y)))
		}
	}
	return g
}

// mustBeBare fails unless a served JPEG is nothing but a picture: no segment that
// applications or people write into, nothing behind its end, and no word of what the
// files of the tests tell.
func mustBeBare(t *testing.T, name string, b []byte) {
	t.Helper()
	for _, word := range []string{"SECRET", "Exif", "GPS", "adobe", "ICC_PROFILE", "Photoshop", "8BIM", "MPF", "ftyp", "II*\x00", "MM\x00*", "xmp", "JFIF"} {
		if bytes.Contains(b, []byte(word)) {
			t.Errorf("%s: %q is served", name, word)
		}
	}
	at := 2
	for at+4 <= len(b) && b[at] == 0xff && b[at+1] != markScan {
		switch mark := b[at+1]; mark {
		case 0xc0, 0xc4, 0xdb, 0xdd: // frame, tables, restarts
		default:
			t.Errorf("%s: a segment %x is served", name, mark)
		}
		at += 2 + int(binary.BigEndian.Uint16(b[at+2:]))
	}
	if end := bytes.Index(b, []byte{0xff, markEnd}); end != len(b)-2 {
		t.Errorf("%s: something is behind the end", name)
	}
}

// Nothing that the file tells beside the picture is served, of any kind of photo,
// whether it had to be shrunk and turned or not.
func TestNothingButThePictureIsServed(t *testing.T) {
	geotest.Reckons(t)
	f := newAlbum(t, Options{})
	exif := dongcheng(binary.LittleEndian, 3)
	lossy := file(t, "lossy.webp")
	for name, content := range map[string][]byte{
		"small JPEG": telling(plain(), 1), "turned JPEG": telling(plain(), 6), "large JPEG": telling(asJPEG(quarters(1800, 1700, "RGBY")), 8),
		"PNG": withChunks(asPNG(quarters(40, 30, "RGBY")), chunk("eXIf", exif), chunk("tEXt", []byte("Comment\x00SECRETCOMMENT")),
			chunk("iTXt", []byte("XML:com.adobe.xmp\x00\x00\x00\x00\x00SECRETPLACE"))),
		"WebP": webpOf(vp8x(0x2c, 64, 48), riff("ICCP", []byte("SECRETPROFILE")), riff("VP8 ", chunkOf(lossy, "VP8 ")),
			riff("EXIF", exif), riff("XMP ", []byte("<x:xmpmeta>SECRETPLACE"))),
		"WebP with a prefix": webpOf(vp8x(0x08, 64, 48), riff("VP8 ", chunkOf(lossy, "VP8 ")), riff("EXIF", append(bytes.Clone(exifStart), exif...))),
	} {
		p := f.add(content)
		if p.At == nil || p.Taken.IsZero() {
			t.Errorf("%s: its claims were not read: %+v", name, p)
		}
		for _, size := range []Size{Large, Small} {
			b, _ := f.served(p.ID, size)
			mustBeBare(t, name+" "+string(size), b)
		}
	}
}

// The check itself notices what must not be served.
func TestWhatIsNotBareIsNoticed(t *testing.T) {
	for name, b := range map[string][]byte{
		"telling": telling(plain(), 1), "a comment": withSegments(plain(), segment(0xfe, []byte("hello"))), "a tail": append(plain(), "tail"...),
	} {
		noticed := &testing.T{}
		done := make(chan struct{})
		go func() { defer close(done); mustBeBare(noticed, name, b) }()
		if <-done; !noticed.Failed() {
			t.Errorf("%s passes for bare", name)
		}
	}
	if strings.Contains(string(plain()), "JFIF") {
		t.Error("the encoder writes more than it did")
	}
}
