package photo

import (
	"strings"

	"github.com/gabriel-vasile/mimetype"

	"sizhang/domain/fault"
)

// header is what a photo says of itself before it is decoded.
type header struct {
	mediaType     string
	width, height int // as stored, before it is turned
	// memory is what decoding takes at most, in bytes.
	memory   int64
	animated bool
	exif     []byte // the TIFF structure of its Exif; nil where it has none
	claims   claims
}

// The kinds of photo that are read.
const (
	jpegType = "image/jpeg"
	pngType  = "image/png"
	webpType = "image/webp"
)

// maxSide is the longest side in pixels; a JPEG has no longer one.
const maxSide = 65535

// Who pads a file so that it takes much memory pays for it in bytes: beyond
// freeMemory, a photo must have a byte for each so many pixels. Cameras write one for
// 4 to 20; a flat grey picture comes to some 100.
const (
	freeMemory    = 16 << 20
	pixelsPerByte = 200
)

// examine says what a photo is and whether it may be decoded.
func (a *Album) examine(content []byte) (*header, error) {
	h, err := read(content)
	if err != nil {
		return nil, err
	}
	pixels := int64(h.width) * int64(h.height)
	measures := fault.With{"width": h.width, "height": h.height, "max": a.o.MaxPixels}
	switch {
	case h.width <= 0 || h.height <= 0:
		return nil, broken("no pixels")
	case h.width > maxSide || h.height > maxSide || pixels > int64(a.o.MaxPixels):
		return nil, fault.New(fault.PhotoTooWide, "photo", measures)
	case h.memory > a.o.Memory:
		return nil, fault.New(fault.PhotoTooHeavy, "photo", measures)
	case h.memory > freeMemory && pixels > pixelsPerByte*int64(len(content)):
		return nil, fault.New(fault.PhotoImplausible, "photo", fault.With{"pixels": pixels, "bytes": len(content)})
	case h.animated:
		return nil, fault.New(fault.PhotoAnimated, "photo", nil)
	}
	h.claims = readClaims(h.exif, a.o.Zone)
	return h, nil
}

// read tells the kind by the content, whatever name or type it came under.
func read(content []byte) (*header, error) {
	kind, _, _ := strings.Cut(mimetype.Detect(content).String(), ";")
	var h *header
	var err error
	switch {
	case kind == jpegType:
		h, err = readJPEG(content)
	case kind == pngType || kind == "image/apng":
		h, err = readPNG(content)
		kind = pngType
	case kind == webpType:
		h, err = readWebP(content)
	case strings.HasPrefix(kind, "image/hei") || kind == "image/avif":
		return nil, fault.New(fault.PhotoHEIC, "photo", nil)
	default:
		return nil, fault.New(fault.PhotoKind, "photo", fault.With{"kind": kind})
	}
	if err != nil {
		return nil, err
	}
	h.mediaType = kind
	return h, nil
}

func broken(reason string) error {
	return fault.New(fault.PhotoBroken, "photo", fault.With{"reason": reason})
}
