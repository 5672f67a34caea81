// Package photo takes photos in and serves what may be seen of them: sniffed,
// bounded in bytes and pixels, turned upright, and without the metadata of the
// camera. The original is kept untouched, by its SHA-256, as evidence, and is not
// served.
package photo

import (
	"context"
	"io"
	"time"

	"sizhang/geo"
	"sizhang/server/blob"
	"sizhang/server/store"
)

// Photo is what is known of a photo (照片). ID is the SHA-256 of the original, in
// hexadecimal digits: the same photo sent twice is one.
type Photo struct {
	ID            string
	City          string
	Type          string // media type of the original, as sniffed
	Bytes         int64  // of the original
	Width, Height int    // in pixels, upright
	// Taken and At are what the camera says of when and where, where it does; in
	// WGS84. They are claims, not proofs.
	Taken time.Time
	At    *geo.Point
	// Account took it in, at Added; empty for a citizen's.
	Account string
	Added   time.Time
}

// Size is one of the sizes that are served.
type Size string

const (
	Large Size = "large" // longest side 1600 pixels at most
	Small Size = "small" // longest side 320 pixels at most, for lists
)

// Album takes photos in and gives them out. Safe for concurrent use.
type Album struct {
	store store.Store
	blobs blob.Blobs
	now   func() time.Time
	o     Options
}

// Options of an Album; the zero Options work.
type Options struct {
	MaxBytes  int64 // of one photo; 20 MB where 0
	MaxPixels int   // width × height; 50 million where 0
	AtOnce    int   // how many are decoded at once, to bound memory; 2 where 0
	Now       func() time.Time
}

// New makes an album over a store and what keeps the bytes.
func New(st store.Store, blobs blob.Blobs, o Options) *Album { panic("not yet") }

// Add takes a photo in. It returns once the photo and what is served of it are kept
// for good. Refused with a *fault.Fault: what is no photo of a known kind (JPEG, PNG,
// WebP, HEIC only if it can be decoded), too many bytes or pixels, broken.
func (a *Album) Add(ctx context.Context, city, account string, r io.Reader) (Photo, error) {
	panic("not yet")
}

// Get returns what is known of a photo; fault.PhotoNotFound where there is none.
func (a *Album) Get(ctx context.Context, city, id string) (Photo, error) { panic("not yet") }

// Open reads a served size, always image/jpeg.
func (a *Album) Open(ctx context.Context, city, id string, size Size) (io.ReadCloser, error) {
	panic("not yet")
}
