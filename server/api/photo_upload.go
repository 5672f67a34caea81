package api

import (
	"context"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"

	"sizhang/domain/access"
	"sizhang/domain/fault"
	"sizhang/server/photo"
)

const (
	// photosAtOnce is how many photos may be on their way in; they wait on the disk.
	photosAtOnce = 64
	// photoTime is how long one may take: 20 MB at 70 kB a second.
	photoTime = 5 * time.Minute
	// partHead is how much a form may hold before the photo begins.
	partHead = 64 << 10
)

const (
	formType  = "multipart/form-data"
	photoPart = "photo"
)

var photoTypes = []string{formType, jpegType, "image/png", "image/webp", anyType}

// photoForm is the contract of a form with a photo.
var photoForm = &huma.MediaType{
	Schema: &huma.Schema{
		Type: huma.TypeObject, Required: []string{photoPart},
		Properties: map[string]*huma.Schema{photoPart: {Type: huma.TypeString, Format: "binary", Description: "照片 · The photo"}},
	},
	Example: map[string]any{photoPart: "photo.jpg"},
}

// photoTaken describes the answer to a photo that is kept.
func photoTaken(r huma.Registry) map[string]*huma.Response {
	return map[string]*huma.Response{"201": {Description: "已保存 · Kept", Content: map[string]*huma.MediaType{jsonType: {Schema: schemaOf[photoBody](r)}}}}
}

var aboutUploadPhoto = about{
	id: "uploadPhoto", tag: tagPhotos, access: rightToEither(access.IssueReport, access.IssueHandle), arriving: true, uploads: photoTypes, status: http.StatusCreated, answer: photoTaken,
	zh: "上传照片", en: "Upload a photo",
	note: "JPEG、PNG 或 WebP，最大 20 MB、5,000 万像素。可用表单（一个名为 `photo` 的部分），也可直接以照片作正文。应答时照片已妥善保存；原图原样留存作为凭证，对外只给转正、缩小并去掉拍摄信息（含位置）的图。同一张照片再传一次，结果相同。随后把 `id` 写进上报或处置的 `photos`。\n\n" +
		"JPEG, PNG or WebP, up to 20 MB and 50 million pixels, as a form with one part named `photo` or as the body itself. The answer comes once the photo is kept for good; the original stays untouched as evidence, and what is served is upright, smaller and without what the camera wrote, the position included. The same photo again is answered alike. Then name its `id` among the `photos` of a report or of what was done. ",
	problems: []fault.Code{
		fault.PhotoMissing, fault.PhotoKind, fault.PhotoHEIC, fault.PhotoAnimated, fault.PhotoBroken, fault.PhotoImplausible,
		fault.PhotoTooLarge, fault.PhotoTooWide, fault.PhotoTooHeavy, fault.PhotosUnkept, fault.MediaTypeUnsupported, fault.BodyTooSlow,
		fault.FieldUnknown, fault.FieldTwice,
	},
}

type uploadPhotoInput struct {
	SignedIn
	CityInput
	PhotoUpload
}

type photoOutput struct {
	Body photoBody `nameHint:"Photo"`
}

func (s *Server) uploadPhoto(ctx context.Context, in *uploadPhotoInput) (*photoOutput, error) {
	content, err := in.open()
	if err != nil {
		return nil, err
	}
	if s.options.Photos == nil {
		return nil, fault.New(fault.PhotosUnkept, "", nil)
	}
	file := &uploading{Reader: content}
	taken, err := s.options.Photos.Add(ctx, in.City, in.who.Actor.Account, file)
	if file.err != nil {
		return nil, unreadablePhoto(file.err)
	}
	if err != nil {
		return nil, err
	}
	return &photoOutput{photoOf(taken)}, nil
}

// unreadablePhoto words why a photo did not arrive.
func unreadablePhoto(err error) error {
	var f *fault.Fault
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &f), errors.Is(err, context.Canceled), errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, io.ErrUnexpectedEOF):
		return unreadable(err)
	case errors.As(err, &tooLarge):
		return fault.New(fault.PhotoTooLarge, photoPart, fault.With{"max": photo.MaxBytes})
	}
	return fault.New(fault.PhotoMissing, photoPart, nil) // a form that is none after all
}

// PhotoUpload is a photo that is sent as a form or as the body itself, and read as it
// arrives.
type PhotoUpload struct {
	media, boundary, given string
	body                   io.Reader
	size                   int64
}

// Resolve is where huma lets an input read the request.
func (u *PhotoUpload) Resolve(ctx huma.Context) []error {
	c := humagin.Unwrap(ctx)
	u.given, u.media = c.Request.Header.Get("Content-Type"), anyType
	if u.given != "" {
		media, parameters, err := mime.ParseMediaType(u.given)
		if err != nil {
			media = ""
		}
		u.media, u.boundary = media, parameters["boundary"]
	}
	u.body = http.MaxBytesReader(c.Writer, c.Request.Body, photo.MaxBytes+partHead)
	u.size = c.Request.ContentLength
	return nil
}

// open finds the photo in the request.
func (u *PhotoUpload) open() (io.Reader, error) {
	switch {
	case u.size > photo.MaxBytes+partHead: // nothing of it need be read
		return nil, fault.New(fault.PhotoTooLarge, photoPart, fault.With{"max": photo.MaxBytes})
	case u.media == formType && u.boundary != "":
		return u.part()
	case u.media == anyType, strings.HasPrefix(u.media, "image/"): // what it is goes by its content
		return u.body, nil
	}
	return nil, fault.New(fault.MediaTypeUnsupported, "Content-Type", fault.With{"given": u.given, "accepted": strings.Join(photoTypes, ", ")})
}

// part is the one part of the form.
func (u *PhotoUpload) part() (io.Reader, error) {
	head := &bounded{u.body, partHead}
	form := multipart.NewReader(head, u.boundary)
	part, err := form.NextPart()
	switch {
	case errors.Is(err, io.EOF):
		return nil, fault.New(fault.PhotoMissing, photoPart, nil)
	case err != nil:
		return nil, formBroken(err)
	case part.FormName() != photoPart:
		return nil, invalid{fault.New(fault.FieldUnknown, part.FormName(), nil)}
	}
	head.left = photo.MaxBytes + 2*partHead // the body has its own bound
	return &onlyPart{form, part}, nil
}

// formBroken words why no part was found: the line failed, or this is no form.
func formBroken(err error) error {
	if errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, context.Canceled) {
		return unreadable(err)
	}
	return fault.New(fault.PhotoMissing, photoPart, nil)
}

// onlyPart reads a part to its end and then finds that it was the last one.
type onlyPart struct {
	form *multipart.Reader
	part io.Reader
}

func (o *onlyPart) Read(p []byte) (int, error) {
	n, err := o.part.Read(p)
	if !errors.Is(err, io.EOF) {
		return n, err
	}
	next, err := o.form.NextPart()
	switch {
	case err != nil:
		return n, err // io.EOF where the form ends, as it should
	case next.FormName() == photoPart:
		return n, fault.New(fault.FieldTwice, photoPart, nil)
	}
	return n, fault.New(fault.FieldUnknown, next.FormName(), nil)
}

// errHead is a form that goes on and on before its photo begins.
var errHead = errors.New("no photo within the first part of the form")

// bounded reads no more than what is left.
type bounded struct {
	io.Reader
	left int
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errHead
	}
	n, err := b.Reader.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}
