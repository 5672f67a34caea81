package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"reflect"
	"slices"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"

	"sizhang/domain/fault"
	"sizhang/server/photo"
)

const (
	reportPart = "report"
	// maxReportPhotos is how many photos a citizen may send with a report.
	maxReportPhotos = 6
	// reportsAtOnce is how many reports may be on their way in.
	reportsAtOnce = 64
	// shortReport is how long the JSON of an honest report is at most, in bytes: every
	// character of its texts as an escape.
	shortReport = 64 << 10
	maxForm     = maxReport + maxReportPhotos*photo.MaxBytes + (maxReportPhotos+2)*partHead
)

var reportExample = map[string]any{"category": "C0305", "text": "楼下垃圾三天没人清", "crs": "gcj02", "lng": 116.4228, "lat": 39.9302, "contact": "13800000000"}

// reportBodies are the contract of a report: JSON, or a form with photos.
func reportBodies(r huma.Registry) map[string]*huma.MediaType {
	report := schemaOf[reportBody](r)
	if whole := r.SchemaFromRef(report.Ref); !slices.Contains(whole.Required, "crs") {
		whole.Required = append(whole.Required, "crs")
	}
	return map[string]*huma.MediaType{
		jsonType: {Schema: report, Example: reportExample},
		formType: {
			Schema: &huma.Schema{Type: huma.TypeObject, Required: []string{reportPart}, Properties: map[string]*huma.Schema{
				reportPart: report,
				photoPart:  {Type: huma.TypeArray, MaxItems: ptr(maxReportPhotos), Items: &huma.Schema{Type: huma.TypeString, Format: "binary"}},
			}},
			Example: map[string]any{reportPart: reportExample},
		},
	}
}

func ptr[T any](x T) *T { return &x }

// ReportForm is a report as it is sent, read as it arrives.
type ReportForm struct {
	given, media, boundary string
	body                   io.Reader
	most                   int64 // bytes of the JSON
}

// Resolve is where huma lets an input read the request.
func (in *ReportForm) Resolve(ctx huma.Context) []error {
	c := humagin.Unwrap(ctx)
	in.given = c.Request.Header.Get("Content-Type")
	media, parameters, err := mime.ParseMediaType(in.given)
	if err == nil {
		in.media, in.boundary = media, parameters["boundary"]
	} else if in.given == "" {
		in.media = jsonType
	}
	in.most = maxReport
	most := in.most
	if in.media == formType {
		most = maxForm
	}
	in.body = http.MaxBytesReader(c.Writer, c.Request.Body, most)
	return nil
}

// short has no more of the report read than an honest one holds, where its network sent
// too many already.
func (in *ReportForm) short() { in.most = shortReport }

// read reads the report, has it looked at and makes ready the photos, none of which is
// kept: whoever reads one to its end may still have to refuse it. The caller drops them,
// whatever the error.
func (in *ReportForm) read(ctx context.Context, s *Server, city string, look func(b *reportBody, more bool) error) (*reportBody, []*photo.Ready, error) {
	switch {
	case in.media == jsonType:
		b, err := readReport(in.body, in.most)
		if err == nil {
			err = look(b, false)
		}
		return b, nil, err
	case in.media != formType || in.boundary == "":
		return nil, nil, fault.New(fault.MediaTypeUnsupported, "Content-Type", fault.With{"given": in.given, "accepted": formType + ", " + jsonType})
	}
	form := multipart.NewReader(in.body, in.boundary)
	part, err := form.NextPart()
	switch {
	case errors.Is(err, io.EOF):
		return nil, nil, fault.New(fault.BodyMissing, "", nil)
	case err != nil:
		return nil, nil, brokenForm(err)
	case part.FormName() != reportPart:
		return nil, nil, invalid{fault.New(fault.FieldMissing, reportPart, nil)}
	}
	b, err := readReport(part, in.most)
	if err == nil {
		err = look(b, true) // before photos are worked on for it
	}
	if err != nil {
		return nil, nil, err
	}
	photos, err := s.photosOf(ctx, city, form)
	return b, photos, err
}

// photosOf makes ready the photos of the rest of a form, also those before one that is
// refused.
func (s *Server) photosOf(ctx context.Context, city string, form *multipart.Reader) (photos []*photo.Ready, err error) {
	for {
		part, err := form.NextPart()
		switch {
		case errors.Is(err, io.EOF):
			return photos, nil
		case err != nil:
			return photos, brokenForm(err)
		case part.FormName() != photoPart:
			return photos, invalid{fault.New(fault.FieldUnknown, part.FormName(), nil)}
		case len(photos) == maxReportPhotos:
			return photos, fault.New(fault.PhotosTooMany, photoPart, fault.With{"max": maxReportPhotos})
		case s.options.Photos == nil:
			return photos, fault.New(fault.PhotosUnkept, photoPart, nil)
		}
		content := &uploading{Reader: part}
		ready, err := s.options.Photos.Prepare(ctx, city, "", content)
		if err == nil {
			photos = append(photos, ready)
		}
		if content.err != nil {
			err = unreadablePhoto(content.err)
		}
		if err != nil {
			return photos, err
		}
	}
}

// brokenForm words why a form cannot be read on.
func brokenForm(err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return fault.New(fault.BodyTooLarge, "", fault.With{"max": tooLarge.Limit})
	}
	if f := fault.As(unreadable(err)); f.Code == fault.BodyTooSlow {
		return f
	}
	return fault.New(fault.BodyMalformed, "", fault.With{"reason": "multipart/form-data"})
}

// reportContract checks a report that huma does not read, by the same contract. It is made
// when it is first asked for: a schema keeps the messages that were set by then, see init.
var reportContract = sync.OnceValues(func() (huma.Registry, *huma.Schema) {
	r := huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer)
	return r, r.Schema(reflect.TypeFor[reportBody](), false, "")
})

// readReport reads the JSON of a report and holds it to the contract.
func readReport(r io.Reader, most int64) (*reportBody, error) {
	text, err := io.ReadAll(io.LimitReader(r, most+1))
	if err != nil {
		return nil, brokenForm(err)
	}
	if int64(len(text)) > most {
		return nil, fault.New(fault.BodyTooLarge, "", fault.With{"max": most})
	}
	if len(bytes.TrimSpace(text)) == 0 {
		return nil, fault.New(fault.BodyMissing, "", nil)
	}
	var sent any
	if err := json.Unmarshal(text, &sent); err != nil {
		return nil, fault.New(fault.BodyMalformed, "", fault.With{"reason": err})
	}
	registry, schema := reportContract()
	var found huma.ValidateResult
	path := huma.NewPathBuffer(make([]byte, 0, 64), 0)
	path.Push("body")
	huma.Validate(registry, schema, path, huma.ModeWriteToServer, sent, &found)
	if len(found.Errors) > 0 {
		return nil, invalid(fieldFaults(found.Errors))
	}
	b := &reportBody{}
	if err := json.Unmarshal(text, b); err != nil {
		return nil, fault.New(fault.BodyMalformed, "", fault.With{"reason": err})
	}
	return b, nil
}
