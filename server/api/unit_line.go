package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"sizhang/domain/fault"
)

var aboutUnitLine = about{
	id: "unitLine", tag: tagUnits, access: openToAll,
	zh: "单元的升级链", en: "The escalation line of a unit",
	note: "事情逐级找谁：先是本单元及其上各级的长，再是本单元及其上各级的领导（分管、直接、主要）。空缺的岗位 `vacant` 为真，事情转到下一步。\n\n" +
		"Who a matter goes to, one after the other: the heads of the unit and of every unit above it, then the leaders of the unit and of every unit above it. A post that nobody holds is `vacant`: the matter goes on to the next step.",
	problems: []fault.Code{fault.UnitNotFound, fault.UnitGone, fault.UnitNotYet, fault.CityNotFound, fault.CityAmbiguous, fault.InstantInvalid},
}

type unitLineOutput struct{ Body unitLineBody }

// unitLineBody is an escalation line.
type unitLineBody struct {
	Code    string      `json:"code"`
	City    string      `json:"city" example:"110101"`
	At      string      `json:"at,omitempty" format:"date-time" doc:"所问的时刻 · The instant asked about"`
	Version *versionRef `json:"version" doc:"作答的版本 · The version that answers"`
	Steps   []step      `json:"steps"`
}

// TransformSchema is where huma lets the schema say that version may be null.
func (unitLineBody) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	return orNull(s, "version")
}

// step is one post on the line.
type step struct {
	Unit     UnitRef `json:"unit"`
	Post     string  `json:"post" example:"grid_head"`
	PostName string  `json:"post_name" example:"网格长"`
	Kind     string  `json:"kind" enum:"head,leader" doc:"长或领导 · Head or leader"`
	Holders  []head  `json:"holders" doc:"在任者，正职在前 · In office, the principal first"`
	Vacant   bool    `json:"vacant" doc:"无人在任 · Nobody is in office"`
}

func (s *Server) unitLine(_ context.Context, in *UnitAtInput) (*unitLineOutput, error) {
	m, u, err := s.unitAt(in)
	if err != nil {
		return nil, err
	}
	line, _ := m.Line(u.Code)
	body := unitLineBody{Code: u.Code, City: m.Profile().Code, At: s.echoOf(m), Version: s.versionOf(m), Steps: make([]step, len(line))}
	for i, st := range line {
		body.Steps[i] = step{
			Unit: refTo(m, st.Unit), Post: st.Post.ID, PostName: st.Post.Names.ZH, Kind: string(st.Post.Kind),
			Holders: headsOf(st.Holders, s.options.Zone), Vacant: len(st.Holders) == 0,
		}
	}
	return &unitLineOutput{body}, nil
}
