package api

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"sizhang/domain/fault"
	"sizhang/server/photo"
)

// Photos takes photos in and gives them out; *photo.Album does.
type Photos interface {
	// Add takes a photo in, whole and for good. An error of r comes back as it is.
	Add(ctx context.Context, city, account string, r io.Reader) (photo.Photo, error)
	// Prepare does the same but for the keeping.
	Prepare(ctx context.Context, city, account string, r io.Reader) (*photo.Ready, error)
	// Get returns what is known of a photo; fault.PhotoNotFound where there is none.
	Get(ctx context.Context, city, id string) (photo.Photo, error)
	// Open reads a served size, always image/jpeg.
	Open(ctx context.Context, city, id string, size photo.Size) (io.ReadCloser, error)
}

// photoKept is how long a browser may show a photo without asking again: what is
// served under an address never changes, but who may see it does.
const photoKept = "private, max-age=3600"

const jpegType = "image/jpeg"

// photoBody is what is known of a photo.
type photoBody struct {
	ID       string     `json:"id" doc:"原图的 SHA-256 · SHA-256 of the original" example:"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"`
	Type     string     `json:"type" enum:"image/jpeg,image/png,image/webp" doc:"原图的类型 · Media type of the original"`
	Bytes    int64      `json:"bytes" doc:"原图的字节数 · Bytes of the original" example:"2418031"`
	Width    int        `json:"width" doc:"像素，已转正 · In pixels, upright" example:"3024"`
	Height   int        `json:"height" example:"4032"`
	Taken    *time.Time `json:"taken,omitempty" doc:"相机所记的拍摄时间，不作证明 · When it was taken, as the camera says; no proof" example:"2026-03-02T06:05:09Z"`
	Position *position  `json:"position,omitempty" doc:"相机所记的位置（WGS84），不作证明 · Where it was taken, as the camera says, in WGS84; no proof"`
}

// position is a point in WGS84.
type position struct {
	Lng float64 `json:"lng" example:"116.4166"`
	Lat float64 `json:"lat" example:"39.9289"`
}

func photoOf(p photo.Photo) photoBody {
	b := photoBody{ID: p.ID, Type: p.Type, Bytes: p.Bytes, Width: p.Width, Height: p.Height}
	if !p.Taken.IsZero() {
		b.Taken = &p.Taken
	}
	if p.At != nil {
		b.Position = &position{p.At.Lng, p.At.Lat}
	}
	return b
}

// servePhoto answers with a photo in one of the sizes that are served. Whether the
// caller may see it is for the handler to know: a photo has no rights of its own.
func (s *Server) servePhoto(ctx context.Context, city, id string, size photo.Size) (*written, error) {
	if s.options.Photos == nil {
		return nil, fault.New(fault.PhotosUnkept, "", nil)
	}
	picture, err := s.options.Photos.Open(ctx, city, id, size)
	if err != nil {
		return nil, err
	}
	return &written{func(ctx huma.Context) {
		defer picture.Close()
		tag := `"` + id + "-" + string(size) + `"`
		ctx.SetHeader("ETag", tag)
		ctx.SetHeader("Cache-Control", photoKept)
		if tagMatches(ctx.Header("If-None-Match"), tag) {
			ctx.SetStatus(http.StatusNotModified)
			return
		}
		ctx.SetHeader("Content-Type", jpegType)
		ctx.SetStatus(http.StatusOK)
		// The client may be gone; there is nobody else to tell.
		_, _ = io.Copy(ctx.BodyWriter(), picture)
	}}, nil
}

// pictureAnswer describes the answer of servePhoto.
func pictureAnswer(huma.Registry) map[string]*huma.Response {
	return notModified(map[string]*huma.Response{"200": {
		Description: "照片：已转正，不含相机信息 · The photo: upright, without what the camera wrote",
		Content:     map[string]*huma.MediaType{jpegType: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}},
	}})
}
