package photo

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"testing"
)

// What the tests upload is made here, byte by byte where it must be wrong.

func file(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// quarters is a picture of four colours: top left, top right, bottom left, bottom
// right.
func quarters(width, height int, colours string) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			m.SetRGBA(x, y, named[colours[2*(2*y/height)+2*x/width]])
		}
	}
	return m
}

var named = map[byte]color.RGBA{
	'R': {230, 20, 20, 255}, 'G': {20, 200, 20, 255}, 'B': {20, 20, 230, 255}, 'Y': {230, 230, 20, 255}, 'W': {255, 255, 255, 255},
}

func asJPEG(m image.Image) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 92}); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func asPNG(m image.Image) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// plain is an ordinary photo.
func plain() []byte { return asJPEG(quarters(80, 60, "RGBY")) }

func be16(n int) []byte { return binary.BigEndian.AppendUint16(nil, uint16(n)) }

// segment is a segment of a JPEG.
func segment(mark byte, content ...[]byte) []byte {
	all := bytes.Join(content, nil)
	return bytes.Join([][]byte{{0xff, mark}, be16(len(all) + 2), all}, nil)
}

// withSegments puts segments behind the start of a JPEG.
func withSegments(b []byte, segments ...[]byte) []byte {
	return bytes.Join([][]byte{b[:2], bytes.Join(segments, nil), b[2:]}, nil)
}

// frame changes the frame header of a JPEG: its marker and its measures.
func frame(b []byte, mark byte, width, height int) []byte {
	b = bytes.Clone(b)
	at := bytes.Index(b, []byte{0xff, markBaseline})
	b[at+1] = mark
	binary.BigEndian.PutUint16(b[at+5:], uint16(height))
	binary.BigEndian.PutUint16(b[at+7:], uint16(width))
	return b
}

func chunk(name string, content []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(content)))
	b = append(append(b, name...), content...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

// pngOf is a PNG of the measures with the chunks, whatever they are.
func pngOf(width, height uint32, depth, colour byte, chunks ...[]byte) []byte {
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, width), height)
	head = append(head, depth, colour, 0, 0, 0)
	return bytes.Join([][]byte{[]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", head), bytes.Join(chunks, nil), chunk("IEND", nil)}, nil)
}

// withChunks puts chunks behind the header of a PNG.
func withChunks(b []byte, chunks ...[]byte) []byte {
	const head = pngStart + 12 + 13
	return bytes.Join([][]byte{b[:head], bytes.Join(chunks, nil), b[head:]}, nil)
}

func riff(name string, content []byte) []byte {
	b := binary.LittleEndian.AppendUint32([]byte(name), uint32(len(content)))
	b = append(b, content...)
	if len(content)%2 == 1 {
		b = append(b, 0)
	}
	return b
}

func webpOf(chunks ...[]byte) []byte {
	return riff("RIFF", append([]byte("WEBP"), bytes.Join(chunks, nil)...))
}

func vp8x(flags byte, width, height int) []byte {
	w, h := width-1, height-1
	return riff("VP8X", []byte{flags, 0, 0, 0, byte(w), byte(w >> 8), byte(w >> 16), byte(h), byte(h >> 8), byte(h >> 16)})
}

// vp8l begins a lossless picture of the measures, with so many bytes to follow.
func vp8l(width, height, follow int) []byte {
	bits := uint32(width-1) | uint32(height-1)<<14
	return riff("VP8L", append(binary.LittleEndian.AppendUint32([]byte{0x2f}, bits), make([]byte, follow)...))
}

// chunkOf finds a chunk of a WebP.
func chunkOf(b []byte, name string) []byte {
	at := bytes.Index(b, []byte(name))
	return b[at+8 : at+8+int(binary.LittleEndian.Uint32(b[at+4:]))]
}

// entry is a field of an Exif directory; values of more than 4 bytes stand elsewhere.
type entry struct {
	tag, kind uint16
	count     uint32
	value     []byte
}

// tiff makes an Exif structure of three directories, in either byte order: main, the
// camera's and the position's. It puts in what points from the one to the others.
func tiff(order binary.AppendByteOrder, main, camera, position []entry) []byte {
	b := []byte("II*\x00\x08\x00\x00\x00")
	if order.String() == binary.BigEndian.String() {
		b = []byte("MM\x00*\x00\x00\x00\x08")
	}
	size := func(entries []entry) (n uint32) {
		n = 2 + 12*uint32(len(entries)) + 4
		for _, e := range entries {
			if len(e.value) > 4 {
				n += uint32(len(e.value))
			}
		}
		return n
	}
	long := func(v uint32) []byte { return order.AppendUint32(nil, v) }
	main = append(main, entry{tagExif, typeLong, 1, nil}, entry{tagPosition, typeLong, 1, nil})
	second := 8 + size(main)
	main[len(main)-2].value, main[len(main)-1].value = long(second), long(second+size(camera))
	for _, entries := range [][]entry{main, camera, position} {
		beyond := uint32(len(b)) + 2 + 12*uint32(len(entries)) + 4
		b = order.AppendUint16(b, uint16(len(entries)))
		var values []byte
		for _, e := range entries {
			b = order.AppendUint32(order.AppendUint16(order.AppendUint16(b, e.tag), e.kind), e.count)
			if len(e.value) > 4 {
				b = order.AppendUint32(b, beyond+uint32(len(values)))
				values = append(values, e.value...)
			} else {
				b = append(b, append(e.value, 0, 0, 0, 0)[:4]...)
			}
		}
		b = append(append(b, long(0)...), values...)
	}
	return b
}

func text(tag uint16, s string) entry {
	return entry{tag, typeText, uint32(len(s) + 1), append([]byte(s), 0)}
}

func short(order binary.AppendByteOrder, tag, v uint16) entry {
	return entry{tag, typeShort, 1, order.AppendUint16(nil, v)}
}

func rationals(order binary.AppendByteOrder, tag uint16, parts ...uint32) entry {
	e := entry{tag, typeRational, uint32(len(parts) / 2), nil}
	for _, p := range parts {
		e.value = order.AppendUint32(e.value, p)
	}
	return e
}

// dongcheng is what a telephone writes that was held on its side at 39.9289 N,
// 116.4166 E.
func dongcheng(order binary.AppendByteOrder, held uint16) []byte {
	return tiff(order,
		[]entry{text(0x010f, "SECRETMAKER"), short(order, tagOrientation, held)},
		[]entry{text(tagTaken, "2026:03:02 14:05:09"), text(tagTakenZone, "+08:00"), text(0x927c, "SECRETNOTE")},
		[]entry{text(tagLatRef, "N"), rationals(order, tagLat, 39, 1, 55, 1, 4404, 100), text(tagLngRef, "E"), rationals(order, tagLng, 116, 1, 24, 1, 5976, 100)})
}

// telling is a JPEG whose file tells all that a file can.
func telling(picture []byte, held uint16) []byte {
	thumbnail := asJPEG(quarters(16, 16, "RGBY"))
	return append(withSegments(picture,
		segment(markExif, exifStart, dongcheng(binary.BigEndian, held), thumbnail),
		segment(markExif, []byte("http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta>SECRETPLACE</x:xmpmeta>")),
		segment(0xe2, []byte("ICC_PROFILE\x00\x01\x01SECRETPROFILE")),
		segment(0xe2, []byte("MPF\x00SECRETINDEX")),
		segment(0xed, []byte("Photoshop 3.0\x008BIM SECRETCAPTION")),
		segment(0xfe, []byte("SECRETCOMMENT")),
	), append([]byte("SECRETTRAILER"), telltale...)...)
}

// telltale stands behind the picture, as the film of a moving photo does.
var telltale = bytes.Repeat([]byte("ftypmp42 SECRETFILM "), 100)
