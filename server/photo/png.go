package photo

import "encoding/binary"

// pngStart is the length of a PNG's signature.
const pngStart = 8

// The colour types of a PNG (ISO/IEC 15948, 11.2.2).
const (
	pngGrey    = 0
	pngPalette = 3
)

// readPNG walks through the chunks. The compressed ones beside the picture, which may
// unpack to anything, are passed over here and by the decoder.
func readPNG(b []byte) (*header, error) {
	h := &header{}
	var depth, colour, interlaced byte
	var transparent, pixels bool
	for at := pngStart; ; {
		if len(b)-at < 12 {
			return nil, broken("no end of the picture")
		}
		length := int64(binary.BigEndian.Uint32(b[at:]))
		if length > int64(len(b)-at-12) {
			return nil, broken("a chunk beyond the end")
		}
		name, chunk := string(b[at+4:at+8]), b[at+8:at+8+int(length)]
		at += 12 + int(length)
		switch {
		case h.width == 0 && name != "IHDR", h.width != 0 && name == "IHDR", name == "IHDR" && length != 13:
			return nil, broken("no measures")
		case name == "IHDR":
			width, height := binary.BigEndian.Uint32(chunk), binary.BigEndian.Uint32(chunk[4:])
			if width == 0 || height == 0 || width > 1<<31-1 || height > 1<<31-1 {
				return nil, broken("no pixels")
			}
			h.width, h.height = int(width), int(height)
			depth, colour, interlaced = chunk[8], chunk[9], chunk[12]
		case name == "acTL":
			h.animated = true
		case name == "tRNS":
			transparent = true
		case name == "IDAT":
			pixels = true
		case name == "eXIf" && h.exif == nil:
			h.exif = chunk
		case name == "IEND":
			if !pixels {
				return nil, broken("no picture")
			}
			h.memory = int64(h.width) * int64(h.height) * pngBytes(depth, colour, transparent)
			if interlaced != 0 {
				h.memory *= 2 // its passes are decoded one by one, and then put together
			}
			return h, nil
		}
	}
}

// pngBytes is how many bytes a decoded pixel takes.
func pngBytes(depth, colour byte, transparent bool) int64 {
	bytes := int64(4)
	if colour == pngPalette || colour == pngGrey && !transparent {
		bytes = 1
	}
	if depth == 16 {
		bytes *= 2
	}
	return bytes
}
