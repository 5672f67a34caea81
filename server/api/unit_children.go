package api

import (
	"context"

	"sizhang/domain/fault"
)

var aboutUnitChildren = about{
	id: "unitChildren", tag: tagUnits, access: openToAll,
	zh: "下级单元", en: "The units below a unit",
	note: "直接下级，先按层级、再按代码；最多 10,000 个，更多时请用 `/api/v1/units?parent=` 翻页。\n\n" +
		"Direct children by level, then code; at most 10,000: page through `/api/v1/units?parent=` where there are more.",
	problems: []fault.Code{fault.UnitNotFound, fault.UnitGone, fault.UnitNotYet, fault.CityNotFound, fault.CityAmbiguous, fault.InstantInvalid},
}

const maxChildren = 10_000

type unitChildrenOutput struct {
	Body struct {
		At        string        `json:"at,omitempty" format:"date-time" doc:"所问的时刻 · The instant asked about"`
		Units     []UnitSummary `json:"units"`
		Truncated bool          `json:"truncated,omitempty" doc:"下级过多，未全部列出 · Not all children are listed"`
	} `nameHint:"Children"`
}

func (s *Server) unitChildren(_ context.Context, in *UnitAtInput) (*unitChildrenOutput, error) {
	m, u, err := s.unitAt(in)
	if err != nil {
		return nil, err
	}
	children := m.Children(u.Code)
	out := &unitChildrenOutput{}
	out.Body.At = s.echoOf(m)
	if len(children) > maxChildren {
		children, out.Body.Truncated = children[:maxChildren], true
	}
	out.Body.Units = make([]UnitSummary, len(children))
	for i, child := range children {
		out.Body.Units[i] = summaryOf(m, child)
	}
	return out, nil
}
