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

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"

	"sizhang/domain/fault"
	"sizhang/domain/issue"
	"sizhang/server/photo"
)

const (
	reportPart = "report"
	// maxReportPhotos is how many photos a citizen may send with a report.
	maxReportPhotos = 6
	// reportsAtOnce is how many reports may be on their way in.
	reportsAtOnce = 64
	maxForm       = maxReport + maxReportPhotos*photo.MaxBytes + (maxReportPhotos+2)*partHead
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
	most := int64(maxReport)
	if in.media == formType {
		most = maxForm
	}
	in.body = http.MaxBytesReader(c.Writer, c.Request.Body, most)
	return nil
}

// read reads the report, has it looked at and then takes in the photos, for good: for a
// report that is refused none is kept.
func (in *ReportForm) read(ctx context.Context, s *Server, city string, look func(*reportBody) error) (*reportBody, []issue.Photo, error) {
	switch {
	case in.media == jsonType:
		b, err := readReport(in.body)
		if err == nil {
			err = look(b)
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
	b, err := readReport(part)
	if err == nil {
		err = look(b) // before photos are kept for it
	}
	if err != nil {
		return nil, nil, err
	}
	var photos []issue.Photo
	for {
		part, err := form.NextPart()
		switch {
		case errors.Is(err, io.EOF):
			return b, photos, nil
		case err != nil:
			return nil, nil, brokenForm(err)
		case part.FormName() != photoPart:
			return nil, nil, invalid{fault.New(fault.FieldUnknown, part.FormName(), nil)}
		case len(photos) == maxReportPhotos:
			return nil, nil, fault.New(fault.PhotosTooMany, photoPart, fault.With{"max": maxReportPhotos})
		case s.options.Photos == nil:
			return nil, nil, fault.New(fault.PhotosUnkept, photoPart, nil)
		}
		content := &uploading{Reader: part}
		kept, err := s.options.Photos.Add(ctx, city, "", content)
		if content.err != nil {
			err = unreadablePhoto(content.err)
		}
		if err != nil {
			return nil, nil, err
		}
		photos = append(photos, issue.Photo{ID: kept.ID, Kind: issue.Before})
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

// What checks a report that huma does not read, by the same contract.
var (
	reportRegistry = huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer)
	reportSchema   = reportRegistry.Schema(reflect.TypeFor[reportBody](), false, "")
)

// readReport reads the JSON of a report and holds it to the contract.
func readReport(r io.Reader) (*reportBody, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxReport+1))
	if err != nil {
		return nil, brokenForm(err)
	}
	if len(text) > maxReport {
		return nil, fault.New(fault.BodyTooLarge, "", fault.With{"max": maxReport})
	}
	if len(bytes.TrimSpace(text)) == 0 {
		return nil, fault.New(fault.BodyMissing, "", nil)
	}
	var sent any
	if err := json.Unmarshal(text, &sent); err != nil {
		return nil, fault.New(fault.BodyMalformed, "", fault.With{"reason": err})
	}
	var found huma.ValidateResult
	path := huma.NewPathBuffer(make([]byte, 0, 64), 0)
	path.Push("body")
	huma.Validate(reportRegistry, reportSchema, path, huma.ModeWriteToServer, sent, &found)
	if len(found.Errors) > 0 {
		return nil, invalid(fieldFaults(found.Errors))
	}
	b := &reportBody{}
	if err := json.Unmarshal(text, b); err != nil {
		return nil, fault.New(fault.BodyMalformed, "", fault.With{"reason": err})
	}
	return b, nil
}
