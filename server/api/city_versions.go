package api

import (
	"context"

	"sizhang/domain/fault"
)

var aboutVersions = about{
	id: "versions", tag: tagState, access: openToAll,
	zh: "一个城市的版本", en: "A city's versions",
	note:     "按生效先后；`parts` 为构成这一版的各次导入。\n\nIn the order in which they take effect; `parts` are the imports that each is made of.",
	problems: []fault.Code{fault.CityNotFound},
}

type versionsOutput struct {
	Body struct {
		City     string        `json:"city" example:"110101"`
		Versions []versionBody `json:"versions"`
	} `nameHint:"Versions"`
}

// versionBody is a version without what is in it.
type versionBody struct {
	Number    int          `json:"number" minimum:"1"`
	Effective *string      `json:"effective" format:"date-time" doc:"生效时间；null 为自始 · When it takes effect; null is since ever"`
	Published *string      `json:"published" format:"date-time" doc:"发布时间；null 为不详 · When it was published; null where that is not known"`
	Served    bool         `json:"served" doc:"现行 · The one in force now"`
	Draft     string       `json:"draft,omitempty" doc:"由哪个草案而来 · The draft that it was"`
	Parts     []ImportPart `json:"parts"`
}

func (s *Server) versions(ctx context.Context, in *CityInput) (*versionsOutput, error) {
	c, err := s.cityNamed(in.City)
	if err != nil {
		return nil, err
	}
	infos, err := s.app.Versions(ctx, in.City)
	if err != nil {
		return nil, err
	}
	served, _ := c.At(s.app.Now()).Version()
	out := &versionsOutput{}
	out.Body.City, out.Body.Versions = in.City, make([]versionBody, len(infos))
	for i, v := range infos {
		parts := make([]ImportPart, len(v.Parts))
		for k, p := range v.Parts {
			parts[k] = s.partOf(p)
		}
		out.Body.Versions[i] = versionBody{
			v.Number, s.momentText(v.Effective), s.momentText(v.Published), v.Number == served.Number, v.Draft, parts,
		}
	}
	return out, nil
}
