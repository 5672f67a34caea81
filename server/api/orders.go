package api

import (
	"context"
	"math"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"sizhang/domain/access"
	"sizhang/domain/fault"
	"sizhang/domain/issue"
	"sizhang/geo"
	"sizhang/server/app"
)

var aboutFileOrder = about{
	id: "fileOrder", tag: tagOrders, access: rightTo(access.IssueOrder, somewhere), status: 201, answer: filed[orderBody],
	zh: "转来 12345 工单", en: "Hand a work order over",
	note: "由热线系统的账号提交，须有 `issue.order`（登记工单）。同一账号再交同一 `outside`（工单号）即同一件，照原样返回（200），内容不改；别的账号交过的为 409。类别用代码，或用名称 `category_name`（须只有一个同名）。有位置则须声明坐标系；没有位置而给出 `unit` 时，取该单元内部一点、以其大小为精度，因而靠近边界时归属待裁定；两者都没有则拒绝。\n\n" +
		"By the account of the hotline's system, with `issue.order`. The same `outside` number by the same account is the same order (200) and stays as it was; one that another account handed over is 409. The category is its code, or a name that one category alone has. A position needs its datum; without one, a `unit` stands for a point within it, as uncertain as the unit is wide, so that near a border somebody has to decide whose place it is; with neither the order is refused.",
	json: map[string]any{
		"outside": "12345-20260301-0001", "category": "C0305", "text": "来电反映楼下垃圾无人清运", "name": "王女士", "phone": "13800000000",
		"address": "多福巷社区", "unit": "110101001001",
	},
	problems: append([]fault.Code{fault.OutsideTaken, fault.OutsideInvalid, fault.UnitNotFound, fault.UnitWithoutShape, fault.CategoryAmbiguous, fault.OrderPlaceMissing},
		without(filingProblems, fault.PhotoKindUnknown, fault.PhotosTooMany, fault.PhotoNotFound, fault.PhotosUnkept, fault.IssueIDInvalid, fault.IssueExists)...),
	maxBody: maxReport,
}

type fileOrderInput struct {
	SignedIn
	CityInput
	Body struct {
		Outside      string   `json:"outside" minLength:"1" maxLength:"100" doc:"工单号 · Number of the order" example:"12345-20260301-0001"`
		Category     string   `json:"category,omitempty" maxLength:"100" doc:"类别的代码 · Code of the category" example:"C0305"`
		CategoryName string   `json:"category_name,omitempty" maxLength:"100" doc:"或类别的名称 · Or the category's name" example:"垃圾箱"`
		Text         string   `json:"text,omitempty" maxLength:"4000" doc:"来电内容 · What the caller said" example:"来电反映楼下垃圾无人清运"`
		Name         string   `json:"name,omitempty" maxLength:"50" doc:"来电人 · The caller" example:"王女士"`
		Phone        string   `json:"phone,omitempty" maxLength:"50" doc:"来电号码 · The caller's telephone" example:"13800000000"`
		Address      string   `json:"address,omitempty" doc:"地址 · Address" example:"多福巷社区"`
		CRS          string   `json:"crs,omitempty" enum:"wgs84,gcj02,bd09" doc:"坐标系；有位置时必须声明 · Datum, which a position needs" example:"gcj02"`
		Lng          *float64 `json:"lng,omitempty" doc:"经度 · Longitude in degrees" example:"116.4228"`
		Lat          *float64 `json:"lat,omitempty" doc:"纬度 · Latitude in degrees" example:"39.9302"`
		AccuracyM    float64  `json:"accuracy_m,omitempty" doc:"定位精度，米 · Accuracy in metres" example:"30"`
		Unit         string   `json:"unit,omitempty" maxLength:"100" doc:"没有位置时：所属单元 · Without a position: the unit that it lies in" example:"110101001001"`
		Received     string   `json:"received,omitempty" doc:"来电时间；不给为现在 · When the call came; now when not given" example:"2026-03-01T08:30:00+08:00"`
	} `nameHint:"OrderRequest"`
}

type orderOutput struct {
	Status int
	Body   orderBody
}

// orderBody is how an order stands, for the system that it came from.
type orderBody struct {
	Outside  string     `json:"outside" doc:"工单号 · Number of the order" example:"12345-20260301-0001"`
	ID       string     `json:"id" doc:"问题编号 · The issue's id"`
	Number   string     `json:"number" doc:"受理号 · Receipt number"`
	State    string     `json:"state" example:"dispatched"`
	ZH       string     `json:"state_name" example:"待认领"`
	EN       string     `json:"state_name_en" example:"Dispatched"`
	Open     bool       `json:"open" doc:"未结 · Outstanding"`
	Disputed bool       `json:"disputed" doc:"归属待裁定 · Whose place it is has to be decided"`
	Hands    handsNamed `json:"hands" doc:"在谁手中 · In whose hands it is"`
	Due      *string    `json:"due" format:"date-time" doc:"截止时间；没有为 null · Deadline; null where there is none"`
	Reported *string    `json:"reported" format:"date-time"`
	Fixed    *string    `json:"fixed" format:"date-time"`
	Closed   *string    `json:"closed" format:"date-time"`
	Into     string     `json:"into,omitempty" doc:"并入的问题 · The issue that it became part of"`
}

// handsNamed are hands without who is there.
type handsNamed struct {
	Unit     string `json:"unit,omitempty" example:"110101001001"`
	UnitName string `json:"unit_name,omitempty" example:"多福巷社区"`
	PostName string `json:"post_name,omitempty" example:"网格长"`
	Body     string `json:"body,omitempty" example:"urban_management"`
	BodyName string `json:"body_name,omitempty" example:"城管局"`
}

func (s *Server) fileOrder(ctx context.Context, in *fileOrderInput) (*orderOutput, error) {
	desk, err := s.desk()
	if err != nil {
		return nil, err
	}
	c, err := s.cityNamed(in.City)
	if err != nil {
		return nil, err
	}
	b := &in.Body
	switch was, err := desk.ByOutside(ctx, in.City, issue.FromHotline, b.Outside); {
	case err == nil:
		return s.filedOrder(c, in, &was, false)
	case fault.As(err).Code != fault.IssueNotFound:
		return nil, err
	}
	if err := printable("outside", b.Outside, "text", b.Text, "name", b.Name, "phone", b.Phone, "address", b.Address); err != nil {
		return nil, err
	}
	id := uuid.NewString() // by chance: nobody takes the id of an order before it comes
	f := issue.Filing{City: in.City, ID: id, Source: issue.FromHotline, Outside: b.Outside, Text: b.Text, Actor: in.who.Actor, Command: id}
	if f.Place, err = s.placeOfOrder(c, in); err != nil {
		return nil, err
	}
	if f.Category, err = categoryNamed(c, b.Category, b.CategoryName); err != nil {
		return nil, err
	}
	if f.Found, err = s.named("received", b.Received); err != nil {
		return nil, err
	}
	f.By = s.actingAs(in.who, access.IssueOrder, s.spotOf(c, f.Place.Point), issue.Hands{}, "")
	f.By.Kind = issue.ByPartner
	f.Reporter = issue.Reporter{Kind: issue.Partner, By: f.By, Name: b.Name, Contact: b.Phone}
	i, first, err := desk.File(ctx, f)
	if err != nil {
		return nil, atPosition(err)
	}
	return s.filedOrder(c, in, &i, first)
}

// filedOrder answers with an order that is here to who handed it over. To others no more
// is said than that the number is taken.
func (s *Server) filedOrder(c *app.City, in *fileOrderInput, i *issue.Issue, first bool) (*orderOutput, error) {
	if !handedOver(i, in.who.Actor) {
		return nil, fault.New(fault.OutsideTaken, "outside", fault.With{"outside": in.Body.Outside})
	}
	return &orderOutput{statusOfFiling(first), s.orderOf(c, i)}, nil
}

// mostUncertain is how uncertain a place may be, in metres, as package issue has it.
const mostUncertain = 5000

// placeOfOrder is the position of an order or, where it has none, a point well within
// the unit that it names, as uncertain as the unit is wide.
func (s *Server) placeOfOrder(c *app.City, in *fileOrderInput) (issue.Place, error) {
	b := &in.Body
	switch {
	case b.Lng != nil && b.Lat != nil:
		p := ReportedPlace{b.CRS, *b.Lng, *b.Lat, b.AccuracyM, b.Address}
		return p.place()
	case b.Lng != nil || b.Lat != nil:
		missing := "lng"
		if b.Lng != nil {
			missing = "lat"
		}
		return issue.Place{}, invalid{fault.New(fault.FieldMissing, missing, nil)}
	case b.Unit == "":
		return issue.Place{}, fault.New(fault.OrderPlaceMissing, "lng", nil)
	}
	m := c.At(s.app.Now())
	u, ok := m.Unit(b.Unit)
	if !ok {
		return issue.Place{}, fault.New(fault.UnitNotFound, "unit", fault.With{"unit": b.Unit})
	}
	inner, ok := u.Shape.Inner()
	if !ok {
		return issue.Place{}, fault.New(fault.UnitWithoutShape, "unit", fault.With{"unit": b.Unit})
	}
	box := u.Shape.Box()
	across := geo.Distance(box.Min, box.Max) / 2
	return issue.Place{Point: inner, Datum: geo.WGS84, X: inner.Lng, Y: inner.Lat, AccuracyM: math.Round(min(across, mostUncertain)), Address: b.Address}, nil
}

// categoryNamed finds a category by its code, or by a name that one alone has.
func categoryNamed(c *app.City, code, name string) (string, error) {
	if code != "" {
		return code, nil // known or not, the domain decides
	}
	if name = strings.TrimSpace(name); name == "" {
		return "", invalid{fault.New(fault.FieldMissing, "category", nil)}
	}
	var codes []string
	for _, category := range c.Bodies.Categories() {
		if category.Names.ZH == name || category.Names.EN == name {
			codes = append(codes, category.Code)
		}
	}
	switch len(codes) {
	case 0:
		return "", fault.New(fault.CategoryUnknown, "category_name", fault.With{"category": strconv.Quote(name)})
	case 1:
		return codes[0], nil
	}
	return "", fault.New(fault.CategoryAmbiguous, "category_name", fault.With{"name": name, "codes": strings.Join(codes, ", ")})
}

func (s *Server) orderOf(c *app.City, i *issue.Issue) orderBody {
	n, card, state := s.namingOf(c), i.Card(), i.State.Info()
	hands := n.hands(i.Hands)
	return orderBody{
		Outside: i.Outside, ID: i.ID, Number: i.Number, State: string(i.State), ZH: state.ZH, EN: state.EN, Open: state.Open, Disputed: i.Routing.Disputed(),
		Hands: handsNamed{hands.Unit, hands.UnitName, hands.PostName, hands.Body, hands.BodyName},
		Due:   s.momentText(card.Due), Reported: s.momentText(card.Reported), Fixed: s.momentText(card.Fixed), Closed: s.momentText(card.Closed), Into: i.Into,
	}
}
