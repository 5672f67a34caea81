package api

import (
	"context"
	"fmt"
	"slices"

	"sizhang/domain/access"
	"sizhang/domain/fault"
	"sizhang/domain/issue"
	"sizhang/geo"
	"sizhang/server/app"
)

// filingProblems are what any report can be refused with, whoever sends it.
var filingProblems = []fault.Code{
	fault.CRSMissing, fault.CRSUnknown, fault.PointInvalid, fault.AccuracyInvalid, fault.PlaceOutside, fault.CategoryUnknown, fault.ConditionUnknown,
	fault.TextTooLong, fault.TextUnprintable, fault.PhotosTooFew, fault.PhotosTooMany, fault.PhotoKindUnknown, fault.PhotoNotFound, fault.PhotosUnkept,
	fault.InstantInvalid, fault.FutureTime, fault.IssueIDInvalid, fault.IssueExists,
}

var aboutFileIssue = about{
	id: "fileIssue", tag: tagIssues, access: rightTo(access.IssueReport, somewhere), status: 201, answer: filed[IssueCard],
	zh: "上报问题", en: "Report an issue",
	note: "`id` 由上报方生成：同一编号、相同内容再报即同一个（200），内容不同为 409。坐标系必须声明，不作默认。不限于自己的辖区：凡在本市有上报权限者，市内何处都可上报；辖区之外的，上报人只从这次应答看到它。\n\n" +
		"Whoever reports makes the `id`: the same id with the same content is the same issue (200), with another it is 409. The datum must be declared and is never assumed. Whoever may report anywhere in the city may report anywhere in it; of what lies beyond their own ground they see this answer, and nothing later.",
	json: map[string]any{
		"id": "01932d5e-8c00-7000-8000-000000000001", "category": "C0305", "text": "路口垃圾桶满溢", "crs": "gcj02", "lng": 116.4228, "lat": 39.9302,
		"accuracy_m": 12, "photos": []map[string]string{{"id": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "kind": "before"}},
	},
	problems: filingProblems, maxBody: maxReport, demands: []string{"crs"},
}

// maxReport is how long the body of a report or a command is read, in bytes: far
// enough past what a text may have that the text is refused by name.
const maxReport = 4 << 20

// ReportedPlace is where something is, as whoever reports says it.
type ReportedPlace struct {
	CRS       string  `json:"crs,omitempty" enum:"wgs84,gcj02,bd09" doc:"坐标系，必须声明 · Datum, which must be declared" example:"gcj02"`
	Lng       float64 `json:"lng" doc:"经度 · Longitude in degrees" example:"116.4228"`
	Lat       float64 `json:"lat" doc:"纬度 · Latitude in degrees" example:"39.9302"`
	AccuracyM float64 `json:"accuracy_m,omitempty" doc:"定位精度，米 · Accuracy of the fix in metres" example:"12"`
	Address   string  `json:"address,omitempty" doc:"地址 · Address" example:"东四北大街 12 号旁"`
}

// place reads a position that is written: without its datum it is none.
func (p *ReportedPlace) place() (issue.Place, error) {
	if p.CRS == "" {
		return issue.Place{}, fault.New(fault.CRSMissing, "crs", nil)
	}
	datum, err := datumOf(p.CRS)
	if err != nil {
		return issue.Place{}, err
	}
	at, err := wgs84(datum, p.Lng, p.Lat)
	return issue.Place{Point: at, Datum: datum, X: p.Lng, Y: p.Lat, AccuracyM: p.AccuracyM, Address: p.Address}, err
}

// photoSent names a photo that was uploaded before.
type photoSent struct {
	ID   string `json:"id" minLength:"1" maxLength:"100" doc:"上传时所得的编号 · Id that the upload gave"`
	Kind string `json:"kind" maxLength:"20" doc:"before、after、near、far、reference、check" example:"before"`
}

type fileIssueInput struct {
	SignedIn
	CityInput
	Body struct {
		ID        string `json:"id" maxLength:"100" doc:"上报方生成的 UUID · UUID made by whoever reports" example:"01932d5e-8c00-7000-8000-000000000001"`
		Source    string `json:"source,omitempty" enum:"patrol,head,supervision,questionnaire,leader,sensor,other" doc:"来源；不给则长的为 head，其他人为 patrol · Source; head from heads and patrol from others when not given"`
		Category  string `json:"category" maxLength:"100" doc:"问题类别的代码 · Code of the category" example:"C0305"`
		Condition string `json:"condition,omitempty" maxLength:"100" doc:"立案条件；不给为该类的第一条 · Filing condition; the category's first when not given" example:"1"`
		Text      string `json:"text,omitempty" maxLength:"4000" doc:"情况，可不填 · What the matter is, if there is more to say" example:"路口垃圾桶满溢"`
		ReportedPlace
		Photos []photoSent `json:"photos,omitempty" doc:"照片 · Photos"`
		Found  string      `json:"found,omitempty" doc:"何时发现；不给为现在 · When it was found; now when not given" example:"2026-03-01T08:30:00+08:00"`
		Fixed  bool        `json:"fixed,omitempty" doc:"即办：已当场处置，附前后照片 · It was fixed on the spot, with photos before and after"`
	} `nameHint:"IssueReport"`
}

type fileIssueOutput struct {
	Status int
	Body   IssueCard
}

func (s *Server) fileIssue(ctx context.Context, in *fileIssueInput) (*fileIssueOutput, error) {
	desk, err := s.desk()
	if err != nil {
		return nil, err
	}
	b := &in.Body
	f := issue.Filing{
		City: in.City, ID: b.ID, Source: issue.Source(b.Source), Category: b.Category, Condition: b.Condition, Text: b.Text,
		Actor: in.who.Actor, Command: b.ID, Fixed: b.Fixed,
	}
	if err = ownID(b.ID, fault.IssueIDInvalid, "id"); err != nil {
		return nil, err
	}
	if err = printable("text", b.Text, "address", b.Address); err != nil {
		return nil, err
	}
	if f.Place, err = b.place(); err != nil {
		return nil, err
	}
	if f.Found, err = s.named("found", b.Found); err != nil {
		return nil, err
	}
	if f.Photos, err = s.photosSent(ctx, in.City, b.Photos); err != nil {
		return nil, err
	}
	c, err := s.cityNamed(in.City)
	if err != nil {
		return nil, err
	}
	f.By = s.actingAs(in.who, access.IssueReport, s.spotOf(c, f.Place.Point), issue.Hands{}, "")
	f.Reporter = issue.Reporter{Kind: issue.Staff, By: f.By}
	if f.Source == "" {
		f.Source = s.sourceOf(f.By)
	}
	i, first, err := desk.File(ctx, f)
	if err != nil {
		return nil, atPosition(err)
	}
	card, n := i.Card(), s.namingOf(c)
	return &fileIssueOutput{statusOfFiling(first), s.cardOf(&n, &card, s.app.Now())}, nil
}

// atPosition names the first of the fields that a position is sent in, where the
// position is at fault.
func atPosition(err error) error {
	if f := fault.As(err); f.Field == "position" {
		return fault.New(f.Code, "lng", f.With)
	}
	return err
}

// sourceOf is where a report of staff comes from that does not say.
func (s *Server) sourceOf(by issue.By) issue.Source {
	if by.Post != "" {
		return issue.FromHead
	}
	return issue.FromPatrol
}

// spotOf is a place as an object to have rights to: the units there, each with all
// above it.
func (s *Server) spotOf(c *app.City, p geo.Point) access.Object {
	o := access.Object{City: c.Profile().Code}
	m := c.At(s.app.Now())
	units, _, _ := m.Brief(nil, p)
	for _, u := range units {
		o.Also = append(o.Also, u.Code)
		for _, above := range m.Above(u.Code) {
			if !slices.Contains(o.Units, above) {
				o.Units = append(o.Units, above)
			}
		}
	}
	return o
}

// photosSent are photos that must have been uploaded before.
func (s *Server) photosSent(ctx context.Context, city string, sent []photoSent) ([]issue.Photo, error) {
	if len(sent) > issue.MaxPhotos {
		return nil, fault.New(fault.PhotosTooMany, "photos", fault.With{"max": issue.MaxPhotos})
	}
	list := make([]issue.Photo, len(sent))
	for i, p := range sent {
		if s.options.Photos == nil {
			return nil, fault.New(fault.PhotosUnkept, "photos", nil)
		}
		if _, err := s.options.Photos.Get(ctx, city, p.ID); err != nil {
			if f := fault.As(err); f.Code == fault.PhotoNotFound {
				err = fault.New(f.Code, fmt.Sprintf("photos[%d].id", i), f.With)
			}
			return nil, err
		}
		list[i] = issue.Photo{ID: p.ID, Kind: issue.PhotoKind(p.Kind)}
	}
	return list, nil
}
