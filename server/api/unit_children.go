package api

import (
	"context"

	"sizhang/domain/fault"
)

var aboutUnitChildren = about{
	id: "unitChildren", tag: tagUnits,
	zh: "下级单元", en: "The units below a unit",
	note: "直接下级，先按层级、再按代码；最多 10,000 个，更多时请用 `/api/v1/units?parent=` 翻页。\n\n" +
		"Direct children by level, then code; at most 10,000: page through `/api/v1/units?parent=` where there are more.",
	problems: []fault.Code{fault.UnitNotFound, fault.CityNotFound, fault.CityAmbiguous},
}

const maxChildren = 10_000

type unitChildrenOutput struct {
	Body struct {
		Units     []UnitSummary `json:"units"`
		Truncated bool          `json:"truncated,omitempty" doc:"下级过多，未全部列出 · Not all children are listed"`
	} `nameHint:"Children"`
}

func (s *Server) unitChildren(_ context.Context, in *UnitInput) (*unitChildrenOutput, error) {
	t, u, err := s.unitNamed("code", in.Code, in.City)
	if err != nil {
		return nil, err
	}
	children := t.At(s.app.Now()).Children(u.Code)
	out := &unitChildrenOutput{}
	if len(children) > maxChildren {
		children, out.Body.Truncated = children[:maxChildren], true
	}
	out.Body.Units = make([]UnitSummary, len(children))
	for i, child := range children {
		out.Body.Units[i] = summaryOf(t, child)
	}
	return out, nil
}
