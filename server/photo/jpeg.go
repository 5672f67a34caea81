package photo

import (
	"bytes"
	"encoding/binary"
)

// The markers of a JPEG (ITU-T T.81, table B.1) that matter here.
const (
	markStart       = 0xd8
	markEnd         = 0xd9
	markScan        = 0xda
	markBaseline    = 0xc0
	markExtended    = 0xc1
	markProgressive = 0xc2
	markExif        = 0xe1
	markAdobe       = 0xee
)

// maxScans is how many passes over its picture a JPEG may make. Encoders make ten;
// thousands of empty ones over a large picture keep a processor busy for hours.
const maxScans = 100

var exifStart = []byte("Exif\x00\x00")

// jpegWalk is what was met on the way through a JPEG's markers.
type jpegWalk struct {
	header
	scans       int
	progressive bool
	// samples are what is decoded, in whole blocks; components are the colours.
	samples    int64
	components int
	// plain is true where the colours are RGB or CMYK, and are put together once more.
	plain bool
}

// readJPEG walks through the markers up to the end of the picture. What follows, such
// as the film of a moving photo, is none of it.
func readJPEG(b []byte) (*header, error) {
	w := &jpegWalk{}
	for at := 2; ; {
		mark, next := marker(b, at)
		switch {
		case next < 0:
			return nil, broken("no end of the picture")
		case mark == markEnd:
			return w.done()
		case mark <= 0x01 || mark >= 0xd0 && mark <= markStart: // within a scan, or alone
			at = next
			continue
		}
		if len(b)-next < 2 {
			return nil, broken("a segment beyond the end")
		}
		length := int(binary.BigEndian.Uint16(b[next:]))
		if length < 2 || length > len(b)-next {
			return nil, broken("a segment beyond the end")
		}
		at = next + length
		if err := w.segment(mark, b[next+2:at]); err != nil {
			return nil, err
		}
	}
}

// marker finds the next marker and where what belongs to it begins; -1 where there is
// none.
func marker(b []byte, at int) (mark byte, next int) {
	start := bytes.IndexByte(b[at:], 0xff)
	if start < 0 {
		return 0, -1
	}
	for at += start; at < len(b) && b[at] == 0xff; at++ { // one, or more for filling
	}
	if at == len(b) {
		return 0, -1
	}
	return b[at], at + 1
}

func (w *jpegWalk) segment(mark byte, segment []byte) error {
	switch mark {
	case markScan:
		if w.scans++; w.scans > maxScans {
			return broken("too many scans")
		}
	case markExif:
		if w.exif == nil && bytes.HasPrefix(segment, exifStart) {
			w.exif = segment[len(exifStart):]
		}
	case markAdobe:
		w.plain = w.plain || len(segment) >= 12 && segment[11] == 0
	case markBaseline, markExtended, markProgressive:
		w.progressive = mark == markProgressive
		return w.frame(segment)
	}
	return nil
}

// frame reads the measures of the picture (B.2.2).
func (w *jpegWalk) frame(segment []byte) error {
	if w.components != 0 {
		return broken("two pictures in one")
	}
	if len(segment) < 6 || segment[5] == 0 || len(segment) != 6+3*int(segment[5]) {
		return broken("no measures")
	}
	w.height, w.width = int(binary.BigEndian.Uint16(segment[1:])), int(binary.BigEndian.Uint16(segment[3:]))
	w.components = int(segment[5])
	w.plain = w.plain || w.components == 4 || segment[6] == 'R'
	across, down, sum := 1, 1, 0
	for i := range w.components {
		x, y := int(segment[7+3*i]>>4), int(segment[7+3*i]&15)
		if x < 1 || x > 4 || y < 1 || y > 4 {
			return broken("unknown sampling")
		}
		across, down, sum = max(across, x), max(down, y), sum+x*y
	}
	if w.components == 1 { // A.2.2: its sampling says nothing
		across, down, sum = 1, 1, 1
	}
	blocks := int64((w.width+8*across-1)/(8*across)) * int64((w.height+8*down-1)/(8*down))
	w.samples = 64 * blocks * int64(sum)
	return nil
}

// done reckons what decoding takes: a byte for each sample, four more for each
// coefficient of a progressive JPEG, which are all held until the last scan, and four
// for each pixel of one whose colours are put together anew.
func (w *jpegWalk) done() (*header, error) {
	if w.components == 0 || w.scans == 0 {
		return nil, broken("no picture")
	}
	w.memory = w.samples
	if w.progressive {
		w.memory += 4 * w.samples
	}
	if w.plain {
		w.memory += 4 * int64(w.width) * int64(w.height)
	}
	return &w.header, nil
}
