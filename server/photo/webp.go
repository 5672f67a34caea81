package photo

import (
	"bytes"
	"encoding/binary"
)

// huffmanShare is how many bytes the tables of a lossless WebP take for each byte of
// the file at most: a code of a few hundred bits makes trees of some 50 kB.
const huffmanShare = 270

// webpWalk is what was met on the way through a WebP's chunks (RFC 9649).
type webpWalk struct {
	header
	extended                    bool // has a VP8X chunk, which tells the canvas
	pictureWidth, pictureHeight int
}

// readWebP walks through the chunks. The canvas and the picture both have measures;
// where they differ, one of them lies.
func readWebP(b []byte) (*header, error) {
	if len(b) < 12 || int64(binary.LittleEndian.Uint32(b[4:]))+8 > int64(len(b)) {
		return nil, broken("no end of the picture")
	}
	b = b[:binary.LittleEndian.Uint32(b[4:])+8]
	w := &webpWalk{}
	for at := 12; at+8 <= len(b); {
		length := int64(binary.LittleEndian.Uint32(b[at+4:]))
		if length > int64(len(b)-at-8) {
			return nil, broken("a chunk beyond the end")
		}
		if err := w.chunk(string(b[at:at+4]), b[at+8:at+8+int(length)]); err != nil {
			return nil, err
		}
		at += 8 + int(length) + int(length&1)
	}
	switch {
	case w.animated:
		w.pictureWidth, w.pictureHeight = w.width, w.height
	case w.pictureWidth == 0:
		return nil, broken("no picture")
	case !w.extended:
		w.width, w.height = w.pictureWidth, w.pictureHeight
	case w.width != w.pictureWidth || w.height != w.pictureHeight:
		return nil, broken("two measures that differ")
	}
	return &w.header, nil
}

func (w *webpWalk) chunk(name string, chunk []byte) error {
	switch name {
	case "VP8X":
		if w.extended || w.pictureWidth != 0 || len(chunk) != 10 {
			return broken("no measures")
		}
		w.extended, w.animated = true, chunk[0]&0x02 != 0
		w.width = 1 + int(chunk[4]) + int(chunk[5])<<8 + int(chunk[6])<<16
		w.height = 1 + int(chunk[7]) + int(chunk[8])<<8 + int(chunk[9])<<16
	case "ALPH":
		// Beside the picture, and packed as a lossless one.
		w.memory += 9*int64(w.width)*int64(w.height) + huffmanShare*int64(len(chunk))
	case "VP8 ":
		// 9.1: three bytes, the start code, then 14 bits of width and of height.
		if len(chunk) < 10 || !bytes.Equal(chunk[3:6], []byte{0x9d, 0x01, 0x2a}) {
			return broken("no measures")
		}
		width, height := binary.LittleEndian.Uint16(chunk[6:])&0x3fff, binary.LittleEndian.Uint16(chunk[8:])&0x3fff
		return w.picture(int(width), int(height), 2*int64(width)*int64(height))
	case "VP8L":
		if len(chunk) < 5 || chunk[0] != 0x2f {
			return broken("no measures")
		}
		bits := binary.LittleEndian.Uint32(chunk[1:])
		width, height := 1+int(bits&0x3fff), 1+int(bits>>14&0x3fff)
		return w.picture(width, height, 8*int64(width)*int64(height)+huffmanShare*int64(len(chunk)))
	case "EXIF":
		if w.exif == nil {
			w.exif = bytes.TrimPrefix(chunk, exifStart)
		}
	}
	return nil
}

func (w *webpWalk) picture(width, height int, memory int64) error {
	if w.pictureWidth != 0 {
		return broken("two pictures in one")
	}
	if width == 0 || height == 0 {
		return broken("no pixels")
	}
	w.pictureWidth, w.pictureHeight, w.memory = width, height, w.memory+memory
	return nil
}
