package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"sizhang/domain/access"
	"sizhang/domain/fault"
	"sizhang/domain/issue"
	"sizhang/server/record"
	"sizhang/server/session"
)

var aboutIssue = about{
	id: "issue", tag: tagIssues, access: rightTo(access.IssueRead, somewhere),
	zh: "一个问题的全部", en: "All of one issue",
	note: "含全部经过、各环节时限与剩余、五个第一时间及其间隔，以及 `choices`：您现在能对它做什么、各需提供什么。群众的联系方式遮蔽；`contact=whole` 须对其有权限 `person.unmask`，先写入操作记录再给出。\n\n" +
		"With its whole history, the limits of each step and what is left of them, the five first moments and what lies between them, and `choices`: what you can do to it now and what each wants to be given. A citizen's contact is masked; `contact=whole` needs the right `person.unmask` over the issue and is put on the record before it is shown.",
	problems: []fault.Code{fault.IssueNotFound},
}

// IssueInput names an issue.
type IssueInput struct {
	SignedIn
	CityInput
	ID string `path:"id" maxLength:"100" doc:"问题编号 · The issue's id" example:"01932d5e-8c00-7000-8000-000000000000"`
}

type issueInput struct {
	IssueInput
	Contact string `query:"contact" enum:"masked,whole" default:"masked" doc:"群众的联系方式 · The contact of citizens"`
}

type issueOutput struct{ Body issueBody }

// issueBody is all that there is of an issue.
type issueBody struct {
	IssueCard
	Condition string         `json:"condition,omitempty" doc:"立案条件 · Filing condition"`
	Place     placeBody      `json:"place"`
	Pictures  []pictureOf    `json:"pictures" doc:"照片 · Photos"`
	Reporters []reporterBody `json:"reporters" doc:"上报人，首位为最先上报者 · Who reported it, the first one first"`
	Was       string         `json:"was,omitempty" doc:"挂账之前的状态 · The state that it was suspended in"`
	Routing   routingBody    `json:"routing"`
	Asked     *requestBody   `json:"asked" doc:"待审批的申请；没有为 null · The request that waits for a decision; null where none does"`
	Clocks    []timerBody    `json:"clocks" doc:"各环节的计时 · The clocks of its steps"`
	Moments   momentsBody    `json:"moments" doc:"五个第一时间 · The five first moments"`
	Joint     *jointBody     `json:"joint" doc:"吹哨报到；没有吹哨为 null · Who was whistled for and came; null where nobody whistled"`
	Into      string         `json:"into,omitempty" doc:"并入的问题 · The issue that it became part of"`
	Parts     []string       `json:"parts" doc:"并入它的问题 · The issues that became part of it"`
	History   []eventBody    `json:"history" doc:"经过，只增不改 · What happened, only ever added to"`
	Choices   []choiceBody   `json:"choices" doc:"您现在能做什么 · What you can do now"`
}

// TransformSchema is where huma lets the schema say what may be null.
func (issueBody) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	return orNull(s, "asked", "joint")
}

type placeBody struct {
	Lng       float64 `json:"lng" doc:"WGS84"`
	Lat       float64 `json:"lat" doc:"WGS84"`
	AccuracyM float64 `json:"accuracy_m" doc:"定位精度，米；0 为不知 · Accuracy in metres; 0 where it is not known"`
	Address   string  `json:"address,omitempty"`
	// Declared is the position as it was sent.
	Declared declaredPlace `json:"declared" doc:"上报时的坐标 · The position as it was reported"`
}

type declaredPlace struct {
	CRS string  `json:"crs" enum:"wgs84,gcj02,bd09"`
	Lng float64 `json:"lng"`
	Lat float64 `json:"lat"`
}

type pictureOf struct {
	ID   string `json:"id" doc:"原图的 SHA-256 · SHA-256 of the original"`
	Kind string `json:"kind" example:"before"`
	Seq  int    `json:"seq" doc:"随哪条经过而来 · The event that it came with"`
	URL  string `json:"url" doc:"去处 · Where it is" format:"uri-reference"`
}

type reporterBody struct {
	Kind    string  `json:"kind" enum:"staff,citizen,partner"`
	By      *byBody `json:"by,omitempty"`
	Name    string  `json:"name,omitempty"`
	Contact string  `json:"contact,omitempty" doc:"遮蔽的电话 · The telephone, masked" example:"138****0000"`
	Issue   string  `json:"issue,omitempty" doc:"随并案而来：原问题编号 · The duplicate that they reported"`
	At      *string `json:"at" format:"date-time"`
	Answer  string  `json:"answer,omitempty" enum:"approved,objected,silent" doc:"群众评价 · What they said of the outcome"`
}

type choiceBody struct {
	Action  string   `json:"action" example:"claim"`
	ZH      string   `json:"zh" example:"认领"`
	EN      string   `json:"en" example:"Claim"`
	Demands []string `json:"demands" doc:"须提供的 · What it wants to be given" example:"reason"`
}

func (s *Server) issue(ctx context.Context, in *issueInput) (*issueOutput, error) {
	i, err := s.issueWithin(ctx, in.who, in.ID)
	if err != nil {
		return nil, err
	}
	show := maskPhone
	if in.Contact == "whole" {
		if !in.who.Can(access.PersonUnmask, i.Object()) {
			return nil, fault.New(fault.RightMissing, "", fault.With{"right": access.PersonUnmask})
		}
		if err := s.recorded(ctx, &in.SignedIn, record.PhoneShown, "issue/"+i.ID, nil); err != nil {
			return nil, err
		}
		show = func(contact string) string { return contact }
	}
	body, err := s.wholeOf(ctx, in.who, &i, show)
	return &issueOutput{body}, err
}

// wholeOf is all of an issue for whoever asks; show is what becomes of a citizen's
// contact.
func (s *Server) wholeOf(ctx context.Context, who session.Signed, i *issue.Issue, show func(string) string) (issueBody, error) {
	c, err := s.cityNamed(i.City)
	if err != nil {
		return issueBody{}, err
	}
	n, now, card := s.namingOf(c), s.app.Now(), i.Card()
	body := issueBody{
		IssueCard: s.cardOf(&n, &card, now), Condition: i.Condition, Place: placeOf(i.Place),
		Pictures: picturesOf(i, "/api/v1/cities/"+i.City+"/issues/"+i.ID+"/photos/"), Reporters: make([]reporterBody, len(i.Reporters)),
		Was: string(i.Was), Routing: n.routing(i.Routing), Asked: s.requestOf(&n, i.Asked), Clocks: s.timersOf(i, now), Moments: s.momentsOf(i),
		Joint: s.jointOf(&n, i.Joint), Into: i.Into, Parts: listed(i.Parts), History: s.historyOf(&n, i), Choices: []choiceBody{},
	}
	body.Text, body.Address = i.Text, i.Place.Address
	for k := range i.Reporters {
		body.Reporters[k] = s.reporterOf(&n, &i.Reporters[k], show)
	}
	choices, err := s.options.Issues.Choices(ctx, i, who.Actor, s.actingAs(who, access.IssueRead, i.Object(), i.Hands, ""))
	if err != nil {
		return issueBody{}, err
	}
	for _, choice := range choices {
		body.Choices = append(body.Choices, choiceBody{string(choice.Action), choice.ZH, choice.EN, listOf(choice.Demands)})
	}
	return body, nil
}

// listOf is a list of names as JSON has it, never null.
func listOf[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, one := range list {
		out[i] = string(one)
	}
	return out
}

func placeOf(p issue.Place) placeBody {
	return placeBody{p.Point.Lng, p.Point.Lat, p.AccuracyM, p.Address, declaredPlace{string(p.Datum), p.X, p.Y}}
}

func picturesOf(i *issue.Issue, at string) []pictureOf {
	list := make([]pictureOf, len(i.Photos))
	for k, p := range i.Photos {
		list[k] = pictureOf{p.ID, string(p.Kind), p.Seq, at + p.ID}
	}
	return list
}

func (s *Server) reporterOf(n *naming, r *issue.Reporter, show func(string) string) reporterBody {
	body := reporterBody{Kind: string(r.Kind), Name: r.Name, Contact: show(r.Contact), Issue: r.Issue, At: s.momentText(r.At), Answer: string(r.Answer)}
	if r.By != (issue.By{}) {
		by := n.by(r.By)
		body.By = &by
	}
	return body
}

var aboutDuplicates = about{
	id: "issueDuplicates", tag: tagIssues, access: rightTo(access.IssueRead, somewhere),
	zh: "疑似重复的问题", en: "Issues that may be the same",
	note:     "同类、相近、相隔不久的未结问题，近者在前；只列管辖之内的。\n\nOutstanding issues of the same category, near in place and time, the nearest first, within one's scope.",
	problems: []fault.Code{fault.IssueNotFound},
}

type duplicatesOutput struct {
	Body struct {
		Issues []IssueCard `json:"issues"`
	} `nameHint:"IssueDuplicates"`
}

func (s *Server) issueDuplicates(ctx context.Context, in *IssueInput) (*duplicatesOutput, error) {
	if _, err := s.issueWithin(ctx, in.who, in.ID); err != nil {
		return nil, err
	}
	cards, err := s.options.Issues.Duplicates(ctx, in.who.City, in.ID)
	if err != nil {
		return nil, err
	}
	scope, seen := in.who.Scope(access.IssueRead), cards[:0:0]
	for _, c := range cards {
		if scope.Holds(access.Object{City: in.who.City, Units: c.Units, Also: c.Spots, Bodies: c.Bodies}) {
			seen = append(seen, c)
		}
	}
	out := &duplicatesOutput{}
	out.Body.Issues, err = s.cardsOf(in.who.City, seen)
	return out, err
}

// filed are the two good answers to a report: the first time, and again.
func filed[T any](r huma.Registry) map[string]*huma.Response {
	good := func(text string) *huma.Response {
		return &huma.Response{Description: text, Content: map[string]*huma.MediaType{jsonType: {Schema: schemaOf[T](r)}}}
	}
	return map[string]*huma.Response{"201": good("已受理 · Taken in"), "200": good("此前已受理，内容相同 · The same was taken in before")}
}

// statusOfFiling is 201 the first time, 200 for the same again.
func statusOfFiling(first bool) int {
	if first {
		return http.StatusCreated
	}
	return http.StatusOK
}
