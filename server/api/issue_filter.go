package api

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"sizhang/domain/access"
	"sizhang/domain/fault"
	"sizhang/domain/issue"
	"sizhang/geo"
	"sizhang/geo/hex"
	"sizhang/server/app"
	"sizhang/server/issues/board"
)

// IssueFilter is the query of every question about many issues: what fits all of it.
type IssueFilter struct {
	SignedIn
	CityInput
	Cell      string         `query:"cell" maxLength:"16" doc:"H3 网格，任何分辨率 · H3 cell of any resolution" example:"8b31aa42d495fff"`
	Ring      int            `query:"ring" minimum:"0" maximum:"50" doc:"与 cell 并用：外扩几圈 · With cell: so many rings around it"`
	Unit      string         `query:"unit" maxLength:"100" doc:"单元及其下辖 · A unit and all below it" example:"110101001000"`
	Box       string         `query:"box" maxLength:"100" doc:"西,南,东,北 · west,south,east,north" example:"116.40,39.90,116.42,39.92"`
	Near      string         `query:"near" maxLength:"60" doc:"经度,纬度；与 radius_m 并用 · longitude,latitude, with radius_m" example:"116.4166,39.9288"`
	RadiusM   float64        `query:"radius_m" minimum:"0" maximum:"50000" doc:"与 near 并用：半径，米 · With near: metres around it"`
	CRS       string         `query:"crs" enum:"wgs84,gcj02,bd09" default:"wgs84" doc:"box 与 near 的坐标系 · Datum of box and near"`
	State     string         `query:"state" maxLength:"300" doc:"状态，逗号分隔 · States, with commas between" example:"dispatched,handling"`
	Open      optional[bool] `query:"open" doc:"true 只要未结的，false 只要已结的 · true for what is outstanding, false for what is over"`
	Clock     string         `query:"clock" enum:"on_time,due_soon,overdue,paused" doc:"处置时限：余 24 小时以上、24 小时内到期、超期、挂账 · Limit of handling: more than 24 hours left, due within 24 hours, overdue, suspended" example:"overdue"`
	Category  string         `query:"category" maxLength:"100" doc:"问题类别及其下级 · A category and all below it" example:"C0305"`
	Source    string         `query:"source" maxLength:"200" doc:"来源，逗号分隔 · Sources, with commas between" example:"citizen,hotline"`
	Person    string         `query:"person" maxLength:"200" doc:"承办人或上报人：人员编号 · Who works on it or reported it: a person's id" example:"P0001"`
	HandsUnit string         `query:"hands_unit" maxLength:"100" doc:"在哪个单元手中 · In the hands of which unit" example:"110101001001"`
	HandsPost string         `query:"hands_post" maxLength:"100" doc:"在哪个岗位手中 · In the hands of which post" example:"grid_head"`
	HandsBody string         `query:"hands_body" maxLength:"100" doc:"在哪个机构手中 · In the hands of which body" example:"urban_management"`
	Concerns  string         `query:"body" maxLength:"100" doc:"涉及的部门或监督单位 · A department or supervisor that it concerns" example:"urban_management"`
	Q         string         `query:"q" maxLength:"100" doc:"文字：说明、地址、受理号、外部工单号 · Text: in what was said, the address, the receipt number, the number elsewhere" example:"井盖"`
	Flag      string         `query:"flag" maxLength:"200" doc:"标记，逗号分隔，须全部具备 · Flags, with commas between, all of which it must have" example:"disputed,chronic"`
	From      string         `query:"from" doc:"自何时上报：时刻，或日期（当日零时） · Reported from when: an instant (RFC 3339) or a date" example:"2026-03-01"`
	Until     string         `query:"until" doc:"至何时上报（不含） · First instant that is not asked about" example:"2026-04-01"`
}

// flagNames are the flags that can be asked for.
var flagNames = []string{"disputed", "fallback", "chronic", "on_the_spot", "whistled", "citizen", "late", "exempt", "true", "untrue", "escalated", "provisional", "undone"}

// filterOf reads the query; its scope is what the caller may read.
func (s *Server) filterOf(in *IssueFilter) (board.Filter, error) {
	f := board.Filter{
		Scope: in.who.Scope(access.IssueRead), Unit: in.Unit, Person: in.Person, HandsUnit: in.HandsUnit, HandsPost: in.HandsPost, HandsBody: in.HandsBody,
		Body: in.Concerns, Text: in.Q, Clock: board.Clock(in.Clock), Open: in.Open.Given && in.Open.Value, Closed: in.Open.Given && !in.Open.Value,
	}
	c, err := s.cityNamed(in.City)
	if err != nil {
		return f, err
	}
	for _, read := range []func() error{
		func() error { return in.spots(&f) },
		func() (err error) { f.States, err = oneOfAll("state", in.State, stateNames()); return },
		func() (err error) { f.Sources, err = oneOfAll("source", in.Source, issue.Sources); return },
		func() (err error) { f.Flagged, err = oneOfAll("flag", in.Flag, flagNames); return },
		func() (err error) { f.Categories, err = categoriesBelow(c, in.Category); return },
		func() (err error) { f.From, err = s.named("from", in.From); return },
		func() (err error) { f.Until, err = s.named("until", in.Until); return },
	} {
		if err := read(); err != nil {
			return f, err
		}
	}
	return f, nil
}

// spots reads where: a cell, a box, a place with a radius.
func (in *IssueFilter) spots(f *board.Filter) error {
	switch {
	case in.Ring > 0 && in.Cell == "":
		return invalid{fault.New(fault.FieldMissing, "cell", nil)}
	case in.Near != "" && !(in.RadiusM > 0):
		return invalid{fault.New(fault.FieldMissing, "radius_m", nil)}
	case in.RadiusM != 0 && in.Near == "":
		return invalid{fault.New(fault.FieldMissing, "near", nil)}
	}
	if in.Cell != "" {
		cell, err := hex.Parse(in.Cell)
		if err != nil {
			return fault.New(fault.CellInvalid, "cell", fault.With{"cell": strconv.Quote(in.Cell)})
		}
		f.Cell, f.Ring = cell, in.Ring
	}
	datum, err := datumOf(in.CRS)
	if err != nil {
		return err
	}
	if in.Near != "" {
		p, err := pointsIn("near", in.Near, 1, datum)
		if err != nil {
			return err
		}
		f.Near, f.RadiusM = &p[0], in.RadiusM
	}
	if in.Box != "" {
		corners, err := pointsIn("box", in.Box, 2, datum)
		if err != nil {
			return err
		}
		f.Box = &board.Box{West: corners[0].Lng, South: corners[0].Lat, East: corners[1].Lng, North: corners[1].Lat}
	}
	return nil
}

// pointsIn reads so many points as longitude,latitude,longitude,…
func pointsIn(field, text string, count int, datum geo.Datum) ([]geo.Point, error) {
	parts := strings.Split(text, ",")
	if len(parts) != 2*count {
		const corners = "116.40,39.90,116.41,39.91"
		example := strings.Join(strings.Split(corners, ",")[:2*count], ",")
		return nil, invalid{fault.New(fault.NumbersCount, field, fault.With{"count": 2 * count, "example": example})}
	}
	numbers := make([]float64, len(parts))
	for i, part := range parts {
		x, err := strconv.ParseFloat(strings.TrimSpace(part), 64)
		if err != nil || math.IsNaN(x) {
			return nil, invalid{fault.New(fault.NotANumber, field, nil)}
		}
		numbers[i] = x
	}
	points := make([]geo.Point, count)
	for i := range points {
		p, err := wgs84(datum, numbers[2*i], numbers[2*i+1])
		if err != nil {
			f := fault.As(err)
			return nil, fault.New(f.Code, field, f.With)
		}
		points[i] = p
	}
	return points, nil
}

// oneOfAll reads a list with commas between, of which each must be known.
func oneOfAll[T ~string](field, text string, known []T) ([]T, error) {
	var list []T
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		if !slices.Contains(known, T(part)) {
			return nil, invalid{fault.New(fault.NotOneOf, field, fault.With{"limit": joined(known)})}
		}
		list = append(list, T(part))
	}
	return list, nil
}

func joined[T ~string](list []T) string {
	texts := make([]string, len(list))
	for i, text := range list {
		texts[i] = string(text)
	}
	return strings.Join(texts, ", ")
}

func stateNames() []issue.State {
	names := make([]issue.State, len(issue.States))
	for i, info := range issue.States {
		names[i] = info.State
	}
	return names
}

// categoriesBelow returns the category and all below it; none where none is asked for.
func categoriesBelow(c *app.City, code string) ([]string, error) {
	if code == "" {
		return nil, nil
	}
	if _, ok := c.Bodies.Category(code); !ok {
		return nil, fault.New(fault.CategoryUnknown, "category", fault.With{"category": strconv.Quote(code)})
	}
	list := []string{code}
	for i := 0; i < len(list); i++ { // a register has no circles
		for _, category := range c.Bodies.Categories() {
			if category.Parent == list[i] {
				list = append(list, category.Code)
			}
		}
	}
	return list, nil
}
