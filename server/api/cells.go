package api

import (
	"context"
	"math"
	"slices"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/geo/hex"
)

var aboutCell = about{
	id: "cell", tag: tagDuty, access: openToAll,
	zh: "这个网格属于谁", en: "Who owns a cell",
	note: "任何分辨率（0–15）的 H3 网格。`share` 为单元占网格真实面积的比例；整格由同一人负责时给出 `answers`，否则 `split` 为真。每个城市最多列出 1,000 个单元，更多时只留范围最大的，可用 `level` 分层查询。\n\n" +
		"An H3 cell of any resolution, 0–15. `share` is the part of the cell's true area that the unit owns; `answers` is given where one person answers for all of it, else `split` is true. At most 1,000 units a city are listed, the widest where there are more: ask by `level` for the rest.",
	problems: []fault.Code{fault.CellInvalid, fault.CityNotFound, fault.LevelUnknown, fault.InstantInvalid},
}

// maxCellUnits is how many owners of a cell are listed for a city.
const maxCellUnits = 1000

type cellInput struct {
	Cell  string `path:"cell" doc:"H3 网格，十六进制 · H3 cell in hexadecimal" example:"8b31aa42d495fff"`
	City  string `query:"city" doc:"只看这个城市 · Only this city" example:"110101"`
	Level string `query:"level" doc:"只看这个层级 · Only this level" example:"subdistrict"`
	AtInput
}

type cellOutput struct{ Body cellBody }

// cellBody is who owns a cell.
type cellBody struct {
	At         string     `json:"at,omitempty" format:"date-time" doc:"所问的时刻 · The instant asked about"`
	Cell       string     `json:"cell" example:"8b31aa42d495fff"`
	Resolution int        `json:"resolution" minimum:"0" maximum:"15"`
	AreaM2     float64    `json:"area_m2" doc:"真实面积，平方米 · True area in square metres"`
	Units      []cellUnit `json:"units" doc:"最具体的在前，同级面积大的在前 · The most specific first, larger shares first"`
	Truncated  bool       `json:"truncated,omitempty" doc:"单元过多，未全部列出 · Not all units are listed"`
	// Outstanding is left out where it is not known.
	Outstanding *int         `json:"outstanding,omitempty" minimum:"0" doc:"网格内的未结问题数；问过去、或服务不管问题时没有 · How many issues are outstanding in the cell; left out for another day and where none are kept" example:"2"`
	Split       bool         `json:"split" doc:"各处负责人不同 · Different spots have different answers"`
	Answers     *firstAnswer `json:"answers"`
}

// TransformSchema is where huma lets the schema say that answers may be null.
func (cellBody) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	return orNull(s, "answers")
}

type cellUnit struct {
	UnitRef
	City  string  `json:"city" example:"110101"`
	Share float64 `json:"share" exclusiveMinimum:"0" maximum:"1" doc:"占网格面积的比例 · Part of the cell's area"`
	Heads []head  `json:"heads"`
}

func (s *Server) cell(_ context.Context, in *cellInput) (*cellOutput, error) {
	cell, err := hex.Parse(in.Cell)
	if err != nil {
		return nil, fault.New(fault.CellInvalid, "cell", fault.With{"cell": strconv.Quote(in.Cell)})
	}
	at, err := s.instant(in.At)
	if err != nil {
		return nil, err
	}
	cities, err := s.momentsNamed(in.City, at)
	if err != nil {
		return nil, err
	}
	if err := checkLevel(cities, in.Level); err != nil {
		return nil, err
	}
	out := &cellOutput{Body: cellBody{
		At:         s.echo(at),
		Cell:       cell.String(),
		Resolution: cell.Resolution(),
		AreaM2:     round(cell.AreaM2(), 3),
		Units:      []cellUnit{},
	}}
	owners := 0
	for _, m := range cities {
		if n, counted := s.outstandingIn(m.city, cell, at); counted {
			if out.Body.Outstanding != nil {
				n += *out.Body.Outstanding
			}
			out.Body.Outstanding = &n
		}
		if duty := m.CellDuty(cell); len(duty.Units) > 0 {
			owners++
			s.addCity(&out.Body, m, duty, in.Level)
		}
	}
	if owners > 1 {
		out.Body.Split, out.Body.Answers = true, nil
	}
	return out, nil
}

// addCity adds what one city owns of the cell. Where that is too much to list,
// the widest units stay: they say most about a wide cell.
func (s *Server) addCity(body *cellBody, m moment, duty territory.CellDuty, level string) {
	body.Split = duty.Split
	body.Answers = answerOf(m, duty.Answer)
	units := duty.Units
	if level != "" {
		units = slices.DeleteFunc(units, func(u territory.CellShare) bool { return u.Unit.Level != level })
	}
	if more := len(units) - maxCellUnits; more > 0 {
		units, body.Truncated = units[more:], true
	}
	for _, u := range units {
		body.Units = append(body.Units, cellUnit{
			UnitRef: refTo(m, u.Unit),
			City:    m.Profile().Code,
			Share:   shareOf(u.Share),
			Heads:   headsOf(u.Heads, s.options.Zone),
		})
	}
}

// shareOf rounds to a millionth, but a sliver never to nothing.
func shareOf(share float64) float64 {
	return math.Max(round(share, 6), 1e-6)
}
