package api

import (
	"context"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"sizhang/domain/access"
	"sizhang/domain/fault"
	"sizhang/domain/issue"
	"sizhang/geo"
)

var aboutActOnIssue = about{
	id: "actOnIssue", tag: tagIssues, access: rightTo(access.IssueRead, somewhere),
	zh: "对问题执行动作", en: "Act on an issue",
	note: "认领、处置、核查、延期、吹哨等一切动作。`command` 由请求方生成：同一指令重发，只执行一次。能做什么、各需什么，见问题的 `choices`；不可能的动作为 409 `action_impossible`，并列出可能的。\n\n" +
		"Claim, finish, check, postpone, whistle: everything that is done to an issue. Whoever asks makes the `command` id, and the same command sent again is done once. What is possible and what it wants stands in the issue's `choices`; what is not is 409 `action_impossible` with the list of what is.",
	json: map[string]any{"command": "01932d5e-8c00-7000-8000-000000000002", "action": "claim"},
	problems: []fault.Code{
		fault.IssueNotFound, fault.ActionUnknown, fault.ActionImpossible, fault.CommandInvalid, fault.CommandReused, fault.ReasonMissing, fault.PositionMissing, fault.TooFar,
		fault.UntilInvalid, fault.NotInHands, fault.OwnCheck, fault.HandsImpossible, fault.CandidateUnknown, fault.BodiesMissing, fault.BodyNotCalled, fault.MergeIntoItself,
		fault.MergeIntoMissing, fault.MergeClosed, fault.MergeIntoLater, fault.FieldNotWanted, fault.IssueTooLong, fault.RequestPending, fault.NoRequest, fault.OwnRequest,
		fault.PostponedTooOften, fault.OverdueNoPostpone, fault.SuspendedAlready, fault.AppealedAlready, fault.WhistledAlready, fault.ArrivedAlready, fault.ValueMissing,
		fault.CRSMissing, fault.CRSUnknown, fault.PointInvalid, fault.AccuracyInvalid, fault.InstantInvalid, fault.CategoryUnknown, fault.ConditionUnknown, fault.PlaceOutside,
		fault.PhotosTooFew, fault.PhotosTooMany, fault.PhotoKindUnknown, fault.PhotoNotFound, fault.PhotosUnkept, fault.TextTooLong, fault.TextUnprintable,
	},
	maxBody: maxReport,
}

// whereIStand is a position on the spot.
type whereIStand struct {
	CRS       string  `json:"crs,omitempty" enum:"wgs84,gcj02,bd09" doc:"坐标系，必须声明 · Datum, which must be declared" example:"wgs84"`
	Lng       float64 `json:"lng" example:"116.4166"`
	Lat       float64 `json:"lat" example:"39.9288"`
	AccuracyM float64 `json:"accuracy_m,omitempty" doc:"定位精度，米 · Accuracy in metres" example:"10"`
}

// handsChosen is where to dispatch to.
type handsChosen struct {
	Unit string `json:"unit,omitempty" maxLength:"100" example:"110101001001"`
	Post string `json:"post,omitempty" maxLength:"100" example:"grid_head"`
	Body string `json:"body,omitempty" maxLength:"100" example:"urban_management"`
}

// bodyCode is the code of a body in a list.
type bodyCode string

// Schema bounds it, as tags bound what stands alone.
func (bodyCode) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, MaxLength: ptr(100), Examples: []any{"urban_management"}}
}

// actionCode names what is to be done. One that there is not is refused with
// fault.ActionUnknown, so its schema tells the codes and does not bound them.
type actionCode string

// Schema tells what people can do, in the order of the lifecycle.
func (actionCode) Schema(huma.Registry) *huma.Schema {
	var names []string
	for _, row := range issue.Lifecycle {
		if name := string(row.Action) + " " + row.ZH; len(row.From) > 0 && row.Who != issue.Alone && row.Who != issue.Reporting && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return &huma.Schema{Type: huma.TypeString, MaxLength: ptr(40), Description: "动作 · The action: " + strings.Join(names, ", ")}
}

type actOnIssueInput struct {
	IssueInput
	Body struct {
		Command   string         `json:"command" maxLength:"100" doc:"请求方生成的 UUID · UUID made by whoever asks" example:"01932d5e-8c00-7000-8000-000000000002"`
		Action    actionCode     `json:"action" example:"claim"`
		Reason    string         `json:"reason,omitempty" maxLength:"4000" doc:"理由、说明 · Reason, or what there is to say"`
		Photos    []photoSent    `json:"photos,omitempty" doc:"先行上传的照片 · Photos that were uploaded before"`
		Position  *whereIStand   `json:"position,omitempty" doc:"所在位置 · Where one stands"`
		To        *handsChosen   `json:"to,omitempty" doc:"dispatch：派往何处；不给为建议的 · Where to; the proposal when not given"`
		Unit      string         `json:"unit,omitempty" maxLength:"100" doc:"arbitrate：归哪个单元 · Whose place it is"`
		Until     string         `json:"until,omitempty" doc:"ask_suspend、whistle：至何时 · Until when" example:"2026-03-05T18:00:00+08:00"`
		Document  string         `json:"document,omitempty" maxLength:"500" doc:"文号 · The paper that orders it"`
		Into      string         `json:"into,omitempty" maxLength:"100" doc:"merge：并入哪个问题 · The issue that it becomes part of"`
		Category  string         `json:"category,omitempty" maxLength:"100" doc:"correct：类别"`
		Condition string         `json:"condition,omitempty" maxLength:"100" doc:"correct：立案条件"`
		Place     *ReportedPlace `json:"place,omitempty" doc:"correct：位置"`
		Bodies    []bodyCode     `json:"bodies,omitempty" maxItems:"50" doc:"whistle：须报到的机构 · The bodies that must come"`
		Body      string         `json:"body,omitempty" maxLength:"100" doc:"arrive：代表哪个机构 · The body that one comes for"`
	} `nameHint:"IssueAction"`
}

func (s *Server) actOnIssue(ctx context.Context, in *actOnIssueInput) (*issueOutput, error) {
	i, err := s.issueWithin(ctx, in.who, in.ID)
	if err != nil {
		return nil, err
	}
	c, err := s.commandOf(ctx, in)
	if err != nil {
		return nil, err
	}
	right, err := s.rightNowhere(in, c.Action)
	if err != nil {
		return nil, err
	}
	if c.Into != "" { // what one may not read, nothing becomes part of
		if _, err := s.issueWithin(ctx, in.who, c.Into); err != nil {
			if fault.As(err).Code == fault.IssueNotFound {
				err = fault.New(fault.MergeIntoMissing, "into", fault.With{"into": c.Into})
			}
			return nil, err
		}
	}
	c.By = s.actingAs(in.who, right, i.Object(), i.Hands, in.Body.Body)
	done, err := s.options.Issues.Do(ctx, in.who.City, in.ID, c)
	if err != nil {
		return nil, err
	}
	body, err := s.wholeOf(ctx, in.who, &done, maskPhone)
	return &issueOutput{body}, err
}

// rightNowhere refuses an action whose right the caller holds nowhere at all, whatever
// state the issue is in, and returns the right that they may do it by.
func (s *Server) rightNowhere(in *actOnIssueInput, action issue.Action) (access.Right, error) {
	var rights []access.Right
	for _, row := range issue.Lifecycle {
		if row.Action == action && row.Right != "" && !slices.Contains(rights, row.Right) {
			rights = append(rights, row.Right)
		}
	}
	for _, right := range rights {
		if in.who.Anywhere(right) {
			return right, nil
		}
	}
	if len(rights) > 0 {
		return "", fault.New(fault.RightMissing, "", fault.With{"right": rights[0]})
	}
	return access.IssueRead, nil // for citizens, for the system, or no action at all: refused by who they are
}

// commandOf reads a command, all but who gives it.
func (s *Server) commandOf(ctx context.Context, in *actOnIssueInput) (issue.Command, error) {
	b := &in.Body
	c := issue.Command{
		ID: b.Command, Action: issue.Action(b.Action), Actor: in.who.Actor, Reason: b.Reason, Unit: b.Unit, Document: b.Document,
		Into: b.Into, Category: b.Category, Condition: b.Condition, Body: b.Body,
	}
	for _, code := range b.Bodies {
		c.Bodies = append(c.Bodies, string(code))
	}
	if err := ownID(b.Command, fault.CommandInvalid, "command"); err != nil {
		return c, err
	}
	if err := printable("reason", b.Reason, "document", b.Document); err != nil {
		return c, err
	}
	var err error
	if c.Photos, err = s.photosSent(ctx, in.City, b.Photos); err != nil {
		return c, err
	}
	if c.Until, err = s.named("until", b.Until); err != nil {
		return c, err
	}
	if b.To != nil {
		c.To = &issue.Hands{Unit: b.To.Unit, Post: b.To.Post, Body: b.To.Body}
	}
	if b.Position != nil {
		at, err := b.Position.point()
		if err != nil {
			return c, inside("position", err)
		}
		c.At, c.AccuracyM = &at, b.Position.AccuracyM
	}
	if b.Place != nil {
		place, err := b.Place.place()
		if err == nil {
			err = printable("address", b.Place.Address)
		}
		if err != nil {
			return c, inside("place", err)
		}
		c.Place = &place
	}
	return c, nil
}

func (w *whereIStand) point() (geo.Point, error) {
	place, err := (&ReportedPlace{CRS: w.CRS, Lng: w.Lng, Lat: w.Lat}).place()
	return place.Point, err
}

// inside says in which object of a request the field at fault stands.
func inside(object string, err error) error {
	f := fault.As(err)
	return fault.New(f.Code, object+"."+f.Field, f.With)
}
