package api

import (
	"context"
	"crypto/subtle"
	"slices"
	"time"

	"github.com/google/uuid"

	"sizhang/domain/fault"
	"sizhang/domain/issue"
	"sizhang/server/auth/limit"
)

var followProblems = []fault.Code{fault.CityNotFound, fault.ReportNotFound, fault.TooManyRequests, fault.TooManyAttempts}

var aboutFollowReport = about{
	id: "followReport", tag: tagReports, access: openToAll,
	zh: "查看上报的进展", en: "Follow a report up",
	note: "密钥放在请求头 `X-Report-Key`，不放在地址里。受理号不存在与密钥不对，应答与用时都一样；猜测按网络限次。已并案的给出并入后的进展。\n\n" +
		"The key goes into the header `X-Report-Key`, never into the address. A number that there is not and a key that is wrong are answered alike and in the same time; guessing is limited by network. A report that became part of another one tells how that stands.",
	problems: followProblems,
}

var aboutAnswerReport = about{
	id: "answerReport", tag: tagReports, access: openToAll,
	zh: "评价处理结果", en: "Answer the outcome",
	note: "`approved` 认可，`objected` 不认可（须说明理由，返工）；只在待群众评价时可用。\n\n" +
		"`approved`, or `objected` with a reason, which sends it back to be done again; only while the citizen is asked.",
	json:     map[string]any{"answer": "objected", "reason": "垃圾还在"},
	problems: append([]fault.Code{fault.ActionImpossible, fault.ReasonMissing, fault.ReporterUnknown, fault.CommandInvalid, fault.CommandReused, fault.TextTooLong, fault.TextUnprintable}, followProblems...),
	maxBody:  maxReport,
}

var aboutReportPhoto = about{
	id: "reportPhoto", tag: tagReports, access: openToAll,
	zh: "处置后的照片", en: "A photo of what was done",
	note:     "只有处置后的照片。\n\nPhotos of the finished work alone.",
	produces: []string{jpegType},
	answer:   pictureAnswer,
	problems: append([]fault.Code{fault.PhotoNotFound, fault.PhotosUnkept}, followProblems...),
}

// ReceiptInput names a report, by its number and its key.
type ReceiptInput struct {
	Visitor
	CityInput
	Number string `path:"number" maxLength:"100" doc:"受理号 · Receipt number" example:"110101202603010001"`
	Key    string `header:"X-Report-Key" maxLength:"200" doc:"密钥 · Key" example:"kJ8vQ2mZ4sT6wX1yB3nD5fG7hL9pR0aC"`
}

type followOutput struct{ Body followBody }

// followBody is what a reporter is told: of staff no more than units and posts.
type followBody struct {
	Number   string  `json:"number"`
	State    string  `json:"state" example:"handling"`
	ZH       string  `json:"zh" example:"正在处理。"`
	EN       string  `json:"en" example:"It is being dealt with."`
	Open     bool    `json:"open" doc:"未结 · Outstanding"`
	Category string  `json:"category" example:"垃圾箱"`
	Text     string  `json:"text" doc:"您的上报 · What you reported"`
	With     string  `json:"with,omitempty" doc:"由谁承办：单元与岗位，或机构 · Who has it: a unit with its post, or a body" example:"多福巷社区网格长"`
	Reported *string `json:"reported" format:"date-time"`
	Due      *string `json:"due" format:"date-time" doc:"处理期限；没有为 null · Deadline; null where there is none"`
	Fixed    *string `json:"fixed" format:"date-time" doc:"处理完成 · When it was dealt with"`
	Closed   *string `json:"closed" format:"date-time" doc:"办结 · When it was closed"`
	Asked    bool    `json:"asked" doc:"请您评价 · You are asked whether it is done"`
	Answer   string  `json:"answer,omitempty" enum:"approved,objected,silent" doc:"您的评价 · What you said"`
	// Reason is given where a report was not taken up.
	Reason string   `json:"reason,omitempty" doc:"不予受理的理由 · Why it was not taken up"`
	Photos []string `json:"photos" doc:"处理后的照片 · Photos of what was done"`
}

// told is a report that its reporter asks about: the issue that it is part of by now,
// and who they are there.
type told struct {
	issue.Issue
	number   string
	text     string
	reporter *issue.Reporter
}

// refusedAfter is how long it takes to be told that there is no such report: longer
// than to look it up takes, so that the time tells nothing.
const refusedAfter = 100 * time.Millisecond

// reportOf finds a report by its number for whoever has its key.
func (s *Server) reportOf(ctx context.Context, in *ReceiptInput) (told, error) {
	began, now, network := time.Now(), s.app.Now(), limit.Network(in.address)
	if err := later(fault.TooManyRequests, s.strangers.follows.Take(network, now)); err != nil {
		return told{}, err
	}
	desk, err := s.desk()
	if err != nil {
		return told{}, err
	}
	if _, err := s.cityNamed(in.City); err != nil {
		return told{}, err
	}
	if err := later(fault.TooManyAttempts, s.strangers.guesses.Try(network, now)); err != nil {
		return told{}, err
	}
	t, err := findReport(ctx, desk, in)
	switch {
	case err == nil:
		s.strangers.guesses.TakeBack(network)
		return t, nil
	case fault.As(err).Code != fault.IssueNotFound:
		s.strangers.guesses.TakeBack(network)
		return told{}, err
	}
	select {
	case <-time.After(refusedAfter - time.Since(began)):
	case <-ctx.Done():
	}
	return told{}, fault.New(fault.ReportNotFound, "", nil)
}

// findReport returns the report, fault.IssueNotFound where the number or the key is
// wrong.
func findReport(ctx context.Context, desk Issues, in *ReceiptInput) (told, error) {
	i, err := desk.ByNumber(ctx, in.City, in.Number)
	if err != nil {
		return told{}, err
	}
	hash := hashOfKey(in.Key)
	mine := func(r issue.Reporter) bool {
		return r.Kind == issue.Citizen && subtle.ConstantTimeCompare([]byte(r.Key), []byte(hash)) == 1
	}
	if !slices.ContainsFunc(i.Reporters, mine) {
		return told{}, noIssue()
	}
	t := told{number: i.Number, text: i.Text}
	if t.Issue, err = whereItWent(ctx, desk, i); err != nil {
		return told{}, err
	}
	if at := slices.IndexFunc(t.Reporters, mine); at >= 0 {
		t.reporter = &t.Reporters[at]
	}
	return t, nil
}

// whereItWent returns the issue that one is part of by now.
func whereItWent(ctx context.Context, desk Issues, i issue.Issue) (issue.Issue, error) {
	return i.Whole(func(id string) (issue.Issue, error) { return desk.Get(ctx, i.City, id) })
}

// sameKey says whether the hash is that of the key, in the same time whichever it is.
func sameKey(hash, key string) bool {
	return subtle.ConstantTimeCompare([]byte(hash), []byte(hashOfKey(key))) == 1
}

func (s *Server) followReport(ctx context.Context, in *ReceiptInput) (*followOutput, error) {
	t, err := s.reportOf(ctx, in)
	if err != nil {
		return nil, err
	}
	body, err := s.followOf(in.City, &t)
	return &followOutput{body}, err
}

func (s *Server) followOf(city string, t *told) (followBody, error) {
	c, err := s.cityNamed(city)
	if err != nil {
		return followBody{}, err
	}
	n, card := s.namingOf(c), t.Card()
	hands := n.hands(card.Hands)
	body := followBody{
		Number: t.number, State: string(t.State), ZH: plainly[t.State][0], EN: plainly[t.State][1], Open: t.Open(), Category: n.category(t.Category), Text: t.text,
		Reported: s.momentText(t.Reported()), Due: s.momentText(card.Due), Fixed: s.momentText(card.Fixed), Closed: s.momentText(card.Closed), Photos: []string{},
	}
	if withHands[t.State] {
		if body.With = hands.UnitName + hands.PostName; body.With == "" {
			body.With = hands.BodyName
		}
	}
	if t.reporter != nil {
		body.Answer = string(t.reporter.Answer)
		body.Asked = t.State == issue.Asking && t.reporter.Answer == ""
	}
	if t.State == issue.Void {
		body.Reason = whyVoid(&t.Issue)
	}
	for _, p := range t.Photos {
		if shownToReporters(p) {
			body.Photos = append(body.Photos, "/api/v1/cities/"+city+"/reports/"+t.number+"/photos/"+p.ID)
		}
	}
	return body, nil
}

// whyVoid is the reason that the report was last voided with: what staff remarked to each
// other later is none of the reporter's.
func whyVoid(i *issue.Issue) string {
	for _, e := range slices.Backward(i.History) {
		if e.Action == issue.Reject {
			return e.Reason
		}
	}
	return ""
}

// withHands are the states in which somebody works on it; before, it is on a desk.
var withHands = map[issue.State]bool{issue.Dispatched: true, issue.Handling: true, issue.Rework: true, issue.Suspended: true, issue.Checking: true}

func shownToReporters(p issue.Photo) bool { return p.Kind == issue.After }

// plainly is what a state means to somebody who reported something.
var plainly = map[issue.State][2]string{
	issue.Reported:   {"已收到，等待受理。", "It has arrived and is about to be looked at."},
	issue.Verifying:  {"正在核实。", "Somebody is looking whether it is so."},
	issue.Filed:      {"已立案，等待派遣。", "It has been taken up and is about to be passed on."},
	issue.Dispatched: {"已派给承办单位，等待认领。", "It has been passed on to those who deal with it."},
	issue.Handling:   {"正在处理。", "It is being dealt with."},
	issue.Rework:     {"处理不到位，正在返工。", "It was not done well and is being done again."},
	issue.Returned:   {"正在重新确定承办单位。", "Who deals with it is being settled anew."},
	issue.SentBack:   {"正在重新受理。", "It is being looked at anew."},
	issue.Suspended:  {"暂时无法处理，已挂账，条件具备后继续。", "It cannot be dealt with at present and will be taken up again."},
	issue.Checking:   {"已处理，正在核查。", "It has been dealt with and is being checked."},
	issue.Asking:     {"已处理并核查，请您评价。", "It has been dealt with and checked; please say whether it is done."},
	issue.Closed:     {"已办结。", "It is closed."},
	issue.Ordered:    {"已结案。", "It has been closed by order."},
	issue.Struck:     {"已办结销号。", "It is done and struck off the list."},
	issue.Void:       {"不予受理。", "It has not been taken up."},
	issue.Merged:     {"已并入另一件相同的问题一并处理。", "It is dealt with together with another report of the same."},
}

type answerReportInput struct {
	ReceiptInput
	Body struct {
		Answer  string `json:"answer" enum:"approved,objected" doc:"认可或不认可 · Whether it is done" example:"approved"`
		Reason  string `json:"reason,omitempty" maxLength:"4000" doc:"不认可的理由 · Why it is not" example:"垃圾还在"`
		Command string `json:"command,omitempty" maxLength:"100" doc:"自带的编号（UUID），重发用 · Id of one's own (a UUID), to send it again" example:"01932d5e-8c00-7000-8000-000000000004"`
	} `nameHint:"CitizenAnswer"`
}

func (s *Server) answerReport(ctx context.Context, in *answerReportInput) (*followOutput, error) {
	if err := printable("reason", in.Body.Reason); err != nil {
		return nil, err
	}
	t, err := s.reportOf(ctx, &in.ReceiptInput)
	if err != nil {
		return nil, err
	}
	c := issue.Command{
		ID: in.Body.Command, Action: issue.Approve, By: issue.By{Kind: issue.ByCitizen}, Reason: in.Body.Reason, Citizen: hashOfKey(in.Key),
	}
	if in.Body.Answer == string(issue.Objected) {
		c.Action = issue.Object
	}
	if c.ID == "" {
		c.ID = uuid.NewString()
	} else if err := ownID(c.ID, fault.CommandInvalid, "command"); err != nil {
		return nil, err
	}
	done, err := s.options.Issues.Do(ctx, in.City, t.ID, c)
	if err != nil {
		return nil, err
	}
	now := told{Issue: done, number: t.number, text: t.text}
	if at := slices.IndexFunc(now.Reporters, func(r issue.Reporter) bool { return sameKey(r.Key, in.Key) }); at >= 0 {
		now.reporter = &now.Reporters[at]
	}
	body, err := s.followOf(in.City, &now)
	return &followOutput{body}, err
}

type reportPhotoInput struct {
	ReceiptInput
	Photo string `path:"photo" maxLength:"100" doc:"照片编号 · The photo's id" example:"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"`
	Size  string `query:"size" enum:"large,small" default:"large" doc:"大小 · Size"`
}

func (s *Server) reportPhoto(ctx context.Context, in *reportPhotoInput) (*written, error) {
	t, err := s.reportOf(ctx, &in.ReceiptInput)
	if err != nil {
		return nil, err
	}
	return s.issuePicture(ctx, &t.Issue, in.Photo, in.Size, shownToReporters)
}
