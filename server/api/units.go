package api

import (
	"context"
	"slices"
	"strings"

	"sizhang/domain/fault"
	"sizhang/domain/territory"
)

var aboutUnits = about{
	id: "units", tag: tagUnits, access: openToAll,
	zh: "列出单元", en: "List units",
	note: "按代码排序，逐页给出：把上一页的 `next` 原样作为 `after`；`next` 为 null 即到末页。\n\n" +
		"By code, page by page: pass `next` of the page before as `after`; `next` is null on the last page.",
	problems: []fault.Code{fault.CityNotFound, fault.CityAmbiguous, fault.LevelUnknown, fault.UnitNotFound, fault.UnitGone, fault.UnitNotYet, fault.CursorInvalid, fault.InstantInvalid},
}

type unitsInput struct {
	Level  string `query:"level" doc:"层级 · Level" example:"subdistrict"`
	Parent string `query:"parent" doc:"上级单元的代码 · Code of the unit above" example:"110101000000"`
	City   string `query:"city" doc:"城市代码；不给则全部 · City code; all when not given" example:"110101"`
	After  string `query:"after" doc:"上一页的 next · next of the page before"`
	AtInput
	Limit int `query:"limit" minimum:"1" maximum:"1000" default:"100" doc:"每页个数 · Units a page"`
}

type unitsOutput struct {
	Body struct {
		At    string        `json:"at,omitempty" format:"date-time" doc:"所问的时刻 · The instant asked about"`
		Units []UnitSummary `json:"units"`
		Next  *string       `json:"next" doc:"下一页的标记 · Mark of the next page"`
	} `nameHint:"Units"`
}

// UnitSummary is a unit in a list.
type UnitSummary struct {
	UnitRef
	City     string  `json:"city" example:"110101"`
	Parent   *string `json:"parent" doc:"上级单元的代码；顶层为 null · Code of the unit above; null for a root" example:"110101001000"`
	GridCode string  `json:"grid_code,omitempty" doc:"15 位单元网格编码 · Legal 15-digit unit-grid code" example:"110101001001003"`
	HasShape bool    `json:"has_shape" doc:"有图形，而不只有名称 · Has a shape, not only a name"`
}

func summaryOf(m moment, u *territory.Unit) UnitSummary {
	summary := UnitSummary{
		UnitRef: refTo(m, u), City: m.Profile().Code, GridCode: u.GridCode, HasShape: len(u.Shape) > 0,
	}
	if u.Parent != "" {
		summary.Parent = &u.Parent
	}
	return summary
}

func (s *Server) units(_ context.Context, in *unitsInput) (*unitsOutput, error) {
	at, err := s.instant(in.At)
	if err != nil {
		return nil, err
	}
	cities, err := s.momentsNamed(in.City, at)
	if err != nil {
		return nil, err
	}
	if in.Parent != "" {
		home, _, err := s.unitNamed("parent", in.Parent, in.City, at)
		if err != nil {
			return nil, err
		}
		cities = []moment{home}
	}
	if err := checkLevel(cities, in.Level); err != nil {
		return nil, err
	}
	cities, after, err := resume(cities, in.After)
	if err != nil {
		return nil, err
	}
	out := &unitsOutput{}
	out.Body.At, out.Body.Units = s.echo(at), []UnitSummary{}
	for i, m := range cities {
		page, more := m.List(in.Level, in.Parent, after, in.Limit-len(out.Body.Units))
		for _, u := range page {
			out.Body.Units = append(out.Body.Units, summaryOf(m, u))
		}
		after = ""
		if full := len(out.Body.Units) == in.Limit; full && (more || i+1 < len(cities)) {
			next := m.Profile().Code + "/" + page[len(page)-1].Code
			out.Body.Next = &next
			break
		}
	}
	return out, nil
}

// resume reads a page mark, city/code: the cities from that one on and the last
// unit that the client has of it.
func resume(cities []moment, mark string) ([]moment, string, error) {
	if mark == "" {
		return cities, "", nil
	}
	code, after, ok := strings.Cut(mark, "/")
	from := slices.IndexFunc(cities, func(m moment) bool { return m.Profile().Code == code })
	if !ok || from < 0 {
		return nil, "", fault.New(fault.CursorInvalid, "after", nil)
	}
	return cities[from:], after, nil
}
