// Package photo takes photos in and serves what may be seen of them: sniffed,
// bounded in bytes and pixels, turned upright, and without the metadata of the
// camera. The original is kept untouched, by its SHA-256, as evidence, and is not
// served.
//
// What somebody uploads is hostile until shown otherwise (ASVS 4.0.3, chapter 12):
// what it is goes by its content, its size is read from its header before anything
// is decoded, and what decoding would take of memory is reckoned and waited for.
// What is served was drawn anew, so nothing of the file's bytes is in it.
package photo

import (
	"context"
	"encoding/hex"
	"os"
	"time"

	"golang.org/x/sync/semaphore"

	"sizhang/domain/city"
	"sizhang/domain/fault"
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

// Sizes lists every size, the largest first, with its longest side in pixels and how
// closely its JPEG keeps to the picture.
var sizes = []struct {
	size    Size
	longest int
	quality int
}{{Large, 1600, 85}, {Small, 320, 80}}

// Known says whether there is such a size.
func (s Size) Known() bool { return s == Large || s == Small }

// Album takes photos in and gives them out. Safe for concurrent use.
type Album struct {
	store  store.Store
	blobs  blob.Blobs
	now    func() time.Time
	o      Options
	places chan struct{}       // AtOnce of them
	memory *semaphore.Weighted // Memory bytes
}

// Options of an Album; the zero Options work.
type Options struct {
	MaxBytes  int64 // of one photo; 20 MB where 0
	MaxPixels int   // width × height; 50 million where 0
	AtOnce    int   // how many are worked on at once, each held in memory whole; 2 where 0
	// Memory is how many bytes may be taken by what is being decoded, all together; a
	// photo that takes more by itself is refused. 128 MiB where 0: a photo of 50
	// million pixels as cameras write it, 17 million as a progressive JPEG.
	Memory int64
	// Temp is the folder where photos wait while they arrive; the system's where empty.
	Temp string
	// Zone is where a camera's clock is taken to be that does not say; China's where nil.
	Zone *time.Location
	Now  func() time.Time
}

// MaxBytes is the usual limit on one photo.
const MaxBytes = 20 << 20

// New makes an album over a store and what keeps the bytes.
func New(st store.Store, blobs blob.Blobs, o Options) *Album {
	if o.MaxBytes == 0 {
		o.MaxBytes = MaxBytes
	}
	if o.MaxPixels == 0 {
		o.MaxPixels = 50_000_000
	}
	if o.AtOnce == 0 {
		o.AtOnce = 2
	}
	if o.Memory == 0 {
		o.Memory = 128 << 20
	}
	if o.Temp == "" {
		o.Temp = os.TempDir()
	}
	if o.Zone == nil {
		o.Zone = city.China
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Album{st, blobs, o.Now, o, make(chan struct{}, o.AtOnce), semaphore.NewWeighted(o.Memory)}
}

// ValidID says whether a text can be a photo's id: 64 lower-case hexadecimal digits.
func ValidID(id string) bool {
	raw, err := hex.DecodeString(id)
	return err == nil && len(raw) == 32 && hex.EncodeToString(raw) == id
}

// The keys of a photo's blobs; the city leads them as it leads every key.
func originalKey(city, id string) string       { return city + "/original/" + id }
func servedKey(city, id string, s Size) string { return city + "/" + string(s) + "/" + id }

func notFound(id string) error {
	return fault.New(fault.PhotoNotFound, "photo", fault.With{"photo": id})
}

// unkept is trouble of where photos are kept, unless it is the caller's leaving.
func unkept(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return err
	}
	return fault.Wrap(fault.PhotosUnkept, err)
}
