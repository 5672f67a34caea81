package api

import (
	"bytes"
	"context"
	"errors"

	"github.com/danielgtaylor/huma/v2"

	"sizhang/domain/fault"
	"sizhang/geo/cover"
	"sizhang/server/picture"
)

var aboutPicture = about{
	id: "picture", tag: tagUnits, access: openToAll,
	zh: "单元的图", en: "A picture of a unit",
	note: "SVG：单元、其下级的边界，网格按所属下级着色，跨界网格加斜纹。不给 `res` 时自选合适的分辨率；最多 20,000 个网格。\n\n" +
		"SVG: the unit, its children's borders, its cells coloured by the child that owns them, shared ones hatched. Without `res`, a fitting resolution is chosen; at most 20,000 cells.",
	produces: []string{svgType},
	problems: []fault.Code{fault.UnitNotFound, fault.UnitGone, fault.UnitNotYet, fault.InstantInvalid, fault.CityNotFound, fault.CityAmbiguous, fault.UnitWithoutShape, fault.TooManyCells},
	answer: func(huma.Registry) map[string]*huma.Response {
		return notModified(map[string]*huma.Response{"200": {
			Description: "图 · The picture",
			Content:     map[string]*huma.MediaType{svgType: {Schema: &huma.Schema{Type: huma.TypeString}}},
		}})
	},
}

const svgType = "image/svg+xml"

type pictureInput struct {
	UnitAtInput
	Res optional[int] `query:"res" minimum:"0" maximum:"15" doc:"H3 分辨率；不给则自选 · H3 resolution; chosen when not given" example:"10"`
}

func (s *Server) picture(_ context.Context, in *pictureInput) (*written, error) {
	m, u, err := s.unitAt(&in.UnitAtInput)
	if err != nil {
		return nil, err
	}
	options := picture.Options{Res: picture.Fitting, Attribution: s.options.Attribution}
	if in.Res.Given {
		options.Res = in.Res.Value
	}
	var svg bytes.Buffer
	if err := picture.SVG(&svg, m.Moment, u, options); err != nil {
		return nil, cellsRefused(err)
	}
	return tagged(svgType, svg.Bytes()), nil
}

// cellsRefused words a cover that would have had too many cells.
func cellsRefused(err error) error {
	var tooMany *cover.TooManyError
	if errors.As(err, &tooMany) {
		return fault.New(fault.TooManyCells, "res", fault.With{"given": tooMany.AtLeast, "max": tooMany.Max})
	}
	return err
}
