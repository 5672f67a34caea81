package api

import (
	"context"
	"slices"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/geo/hex"
)

var aboutUnitCells = about{
	id: "unitCells", tag: tagUnits, access: openToAll,
	zh: "单元的网格", en: "The cells of a unit",
	note: "`cells` 为与单元相交的全部网格，`border` 为其中只有一部分在单元内的；`compact=true` 时 `cells` 把完整的一族合并为上一级网格，`count` 仍为合并前的个数。最多 200,000 个。\n\n" +
		"`cells` are all that touch the unit, `border` those only partly inside; with `compact=true`, `cells` has complete families merged into their parents, while `count` is still the number before. At most 200,000.",
	problems: []fault.Code{fault.UnitNotFound, fault.UnitGone, fault.UnitNotYet, fault.InstantInvalid, fault.CityNotFound, fault.CityAmbiguous, fault.UnitWithoutShape, fault.TooManyCells},
	answer: func(r huma.Registry) map[string]*huma.Response {
		return notModified(map[string]*huma.Response{"200": {
			Description: "网格 · The cells",
			Content:     map[string]*huma.MediaType{jsonType: {Schema: schemaOf[unitCellsBody](r)}},
		}})
	},
}

type unitCellsInput struct {
	UnitAtInput
	Res     optional[int] `query:"res" minimum:"0" maximum:"15" doc:"H3 分辨率；不给则为该层级的 · H3 resolution; the level's own when not given" example:"10"`
	Compact bool          `query:"compact" doc:"合并完整的网格族 · Merge complete families"`
}

// unitCellsBody is the contract of what appendUnitCells writes.
type unitCellsBody struct {
	Code   string   `json:"code"`
	Res    int      `json:"res" minimum:"0" maximum:"15"`
	Count  int      `json:"count" minimum:"0"`
	Cells  []string `json:"cells"`
	Border []string `json:"border"`
}

func (s *Server) unitCells(_ context.Context, in *unitCellsInput) (*written, error) {
	m, u, err := s.unitAt(&in.UnitAtInput)
	if err != nil {
		return nil, err
	}
	res := in.Res.Value
	if !in.Res.Given {
		level, _, _ := m.Profile().Level(u.Level)
		res = level.Resolution
	}
	cells, border, err := cellsOf(u, res)
	if err != nil {
		return nil, err
	}
	count := len(cells)
	if in.Compact {
		if cells, err = hex.Compact(cells); err != nil {
			return nil, err
		}
		slices.Sort(cells)
	}
	text := append([]byte(nil), `{"code":`...)
	text = appendText(text, u.Code)
	text = append(text, `,"res":`...)
	text = strconv.AppendInt(text, int64(res), 10)
	text = append(text, `,"count":`...)
	text = strconv.AppendInt(text, int64(count), 10)
	text = append(text, `,"cells":`...)
	text = appendCells(text, cells)
	text = append(text, `,"border":`...)
	text = appendCells(text, border)
	return tagged(jsonType, append(text, "}\n"...)), nil
}

// cellsOf returns all cells that touch the unit, in order, and those of them
// that are only partly inside.
func cellsOf(u *territory.Unit, res int) (all, border []hex.Cell, err error) {
	if len(u.Shape) == 0 {
		return nil, nil, fault.New(fault.UnitWithoutShape, "code", fault.With{"unit": u.Code})
	}
	found, err := u.Cells(res)
	if err != nil {
		return nil, nil, cellsRefused(err)
	}
	all = slices.Concat(found.Inside, found.Border)
	slices.Sort(all)
	return all, found.Border, nil
}
