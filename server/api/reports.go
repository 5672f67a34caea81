package api

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math"
	"net/http"
	"slices"
	"time"

	"github.com/google/uuid"

	"sizhang/domain/fault"
	"sizhang/domain/issue"
	"sizhang/server/auth/limit"
	"sizhang/server/photo"
)

// Citizens report what they see (随手拍) and follow it up without signing in. What they
// get is a receipt number, which may be read out, and a key, which may not: whoever has
// the key is the reporter. Of the key the server keeps a hash alone.

var aboutReport = about{
	id: "report", tag: tagReports, access: openToAll, status: http.StatusCreated, answer: filed[receiptBody], arriving: true,
	zh: "群众上报（随手拍）", en: "Report as a citizen",
	note: "无须登录。以表单上报：`report` 部分为 JSON，须在前；其后最多 6 个 `photo` 部分。没有照片时可直接以 JSON 作正文。坐标系必须声明。应答中的 `key` 只给这一次，凭它查看进展、作出评价；为防应答丢失后重发成了两件，可自带 `id`（UUID）与 `key`（至少 32 个随机字符）。按网络限次。\n\n" +
		"Nobody need sign in. A form has a part `report` of JSON first and up to 6 parts `photo` after it; without photos the JSON can be the body itself. The datum must be declared. The `key` of the answer is given this once: with it the report is followed up and the outcome answered. Whoever makes the `id` (a UUID) and the `key` (32 random characters or more) themselves can send the report again when the answer was lost, and it is one. Limited by network.",
	bodies: reportBodies,
	problems: append([]fault.Code{
		fault.CityNotFound, fault.TooManyRequests, fault.BodyMissing, fault.BodyMalformed, fault.BodyTooLarge, fault.BodyTooSlow, fault.MediaTypeUnsupported,
		fault.PhotoKind, fault.PhotoHEIC, fault.PhotoAnimated, fault.PhotoBroken, fault.PhotoImplausible, fault.PhotoTooLarge, fault.PhotoTooWide, fault.PhotoTooHeavy,
	}, without(filingProblems, fault.PhotoKindUnknown, fault.PhotoNotFound)...),
}

// reportBody is what a citizen reports.
type reportBody struct {
	ID       string `json:"id,omitempty" maxLength:"100" doc:"自带的编号（UUID） · Id of one's own (a UUID)" example:"01932d5e-8c00-7000-8000-000000000003"`
	Key      string `json:"key,omitempty" minLength:"32" maxLength:"200" doc:"自带的密钥：至少 32 个随机字符 · Key of one's own: 32 random characters or more"`
	Category string `json:"category" maxLength:"100" doc:"问题类别的代码 · Code of the category" example:"C0305"`
	Text     string `json:"text,omitempty" maxLength:"4000" doc:"情况，可不填 · What the matter is, if there is more to say" example:"楼下垃圾三天没人清"`
	ReportedPlace
	Name    string `json:"name,omitempty" maxLength:"50" doc:"称呼，可不填 · Name, if one likes" example:"王女士"`
	Contact string `json:"contact,omitempty" maxLength:"50" doc:"电话，可不填，不公开 · Telephone, if one likes; shown to nobody in lists" example:"13800000000"`
	Found   string `json:"found,omitempty" doc:"何时发现；不给为现在 · When it was found; now when not given" example:"2026-03-01T08:30:00+08:00"`
}

// receiptBody is what a citizen takes away.
type receiptBody struct {
	Number string `json:"number" doc:"受理号 · Receipt number"`
	Key    string `json:"key" doc:"密钥，只给这一次 · Key, given this once"`
	Follow string `json:"follow" format:"uri-reference" doc:"在此查看进展，密钥放在请求头 X-Report-Key · Where to follow it up, with the key in the header X-Report-Key"`
}

// Limits on strangers, by network: mobile carriers put many people behind one address.
const (
	reportEvery, reportBurst = 10 * time.Second, 30
	followEvery, followBurst = time.Second, 120
	// guessesAllowed wrong keys or numbers of a network in guessWindow are looked at.
	guessesAllowed, guessWindow = 20, 15 * time.Minute
	// networksKnown is how many networks are counted exactly.
	networksKnown = 10_000
)

// strangers are the limits of one server.
type strangers struct {
	reports, follows *limit.Rate
	again            *limit.Rate // reports that were sent before, where reports are at their limit
	guesses          *limit.Failures
}

func newStrangers() strangers {
	return strangers{
		limit.NewRate(reportEvery, reportBurst, networksKnown), limit.NewRate(followEvery, followBurst, networksKnown), limit.NewRate(reportEvery, reportBurst, networksKnown),
		limit.NewFailures(guessesAllowed, guessWindow, networksKnown),
	}
}

// later refuses whoever has to wait.
func later(code fault.Code, wait time.Duration) error {
	if wait <= 0 {
		return nil
	}
	return fault.New(code, "", fault.With{"seconds": int(math.Ceil(wait.Seconds()))})
}

type reportInput struct {
	Visitor
	CityInput
	ReportForm
}

type reportOutput struct {
	Status int
	Body   receiptBody
}

func (s *Server) report(ctx context.Context, in *reportInput) (*reportOutput, error) {
	full := later(fault.TooManyRequests, s.strangers.reports.Take(limit.Network(in.address), s.app.Now()))
	desk, err := s.desk()
	if err != nil {
		return nil, err
	}
	if _, err := s.cityNamed(in.City); err != nil {
		return nil, err
	}
	if full != nil {
		in.short()
	}
	var f issue.Filing
	again := false
	b, photos, err := in.read(ctx, s, in.City, func(b *reportBody, more bool) (err error) {
		if again = full != nil && s.sentBefore(ctx, in, b); full != nil && !again {
			return full
		}
		if f, err = s.filingOf(in.City, b); err == nil && more {
			err = atPosition(desk.Try(ctx, f, true))
		}
		return err
	})
	defer drop(photos)
	if err != nil {
		if full != nil && !again {
			err = full
		}
		return nil, err
	}
	if err := s.keepPhotos(ctx, desk, &f, photos); err != nil {
		return nil, err
	}
	i, first, err := desk.File(ctx, f)
	if err != nil {
		return nil, atPosition(err)
	}
	// Whoever sends the id of another's report and nothing of their key learns nothing.
	if len(i.Reporters) == 0 || !sameKey(i.Reporters[0].Key, b.Key) {
		return nil, fault.New(fault.IssueExists, "id", fault.With{"id": b.ID})
	}
	return &reportOutput{statusOfFiling(first), receiptBody{i.Number, b.Key, fmt.Sprintf("/api/v1/cities/%s/reports/%s", in.City, i.Number)}}, nil
}

// sentBefore says whether the very reporter sent the report before, so that it is no new
// one, however many their network has sent. Such are limited by themselves.
func (s *Server) sentBefore(ctx context.Context, in *reportInput, b *reportBody) bool {
	if b.ID == "" || b.Key == "" {
		return false
	}
	i, err := s.options.Issues.Get(ctx, in.City, b.ID)
	if err != nil || len(i.Reporters) == 0 || !sameKey(i.Reporters[0].Key, b.Key) {
		return false
	}
	return s.strangers.again.Take(limit.Network(in.address), s.app.Now()) == 0
}

// keepPhotos names the photos in the report and keeps them, once the whole of it would
// be taken in: of a report that is refused nothing stays. Only where the server dies
// before the report is filed, or where two of one id come at the same moment, do photos
// stay that belong to none; nobody is shown such.
func (s *Server) keepPhotos(ctx context.Context, desk Issues, f *issue.Filing, photos []*photo.Ready) error {
	if len(photos) == 0 {
		return nil
	}
	for _, p := range photos {
		f.Photos = append(f.Photos, issue.Photo{ID: p.ID, Kind: issue.Before})
	}
	if err := desk.Try(ctx, *f, false); err != nil {
		return atPosition(err)
	}
	for _, p := range photos {
		if _, err := p.Keep(ctx); err != nil {
			return err
		}
	}
	return nil
}

func drop(photos []*photo.Ready) {
	for _, p := range photos {
		p.Drop()
	}
}

// filingOf makes a filing of a citizen's report, with an id and a key where it has none.
func (s *Server) filingOf(city string, b *reportBody) (issue.Filing, error) {
	if err := printable("text", b.Text, "address", b.Address, "name", b.Name, "contact", b.Contact); err != nil {
		return issue.Filing{}, err
	}
	if b.ID == "" {
		b.ID = uuid.NewString()
	} else if err := ownID(b.ID, fault.IssueIDInvalid, "id"); err != nil {
		return issue.Filing{}, err
	}
	if b.Key == "" {
		b.Key = newReportKey()
	}
	by := issue.By{Kind: issue.ByCitizen}
	f := issue.Filing{
		City: city, ID: b.ID, Source: issue.FromCitizen, Category: b.Category, Text: b.Text, By: by, Command: b.ID,
		Reporter: issue.Reporter{Kind: issue.Citizen, Name: b.Name, Contact: b.Contact, Key: hashOfKey(b.Key)},
	}
	var err error
	if f.Place, err = b.place(); err != nil {
		return f, err
	}
	f.Found, err = s.named("found", b.Found)
	return f, err
}

// without leaves some codes out.
func without(codes []fault.Code, out ...fault.Code) []fault.Code {
	return slices.DeleteFunc(slices.Clone(codes), func(c fault.Code) bool { return slices.Contains(out, c) })
}

// newReportKey makes 192 random bits, which nobody guesses.
func newReportKey() string {
	raw := make([]byte, 24)
	_, _ = rand.Read(raw) // never fails
	return base64.RawURLEncoding.EncodeToString(raw)
}

// hashOfKey is what is kept of a key. A key has more random bits than anybody can try,
// so one fast hash is enough (ASVS 11.4.1).
func hashOfKey(key string) string {
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:])
}
