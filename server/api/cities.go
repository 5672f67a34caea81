package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"
)

var aboutCities = about{
	id: "cities", tag: tagUnits, access: openToAll,
	zh: "城市及其层级与岗位", en: "The cities with their levels and posts",
	note: "层级由大到小；岗位按先负责的在前。\n\nLevels from the widest on; posts in answering order.",
}

type citiesOutput struct {
	Body struct {
		Cities []cityBody `json:"cities"`
	} `nameHint:"Cities"`
}

// cityBody is a city's profile as clients need it.
type cityBody struct {
	Code           string            `json:"code" example:"110101"`
	Name           string            `json:"name" example:"东城区"`
	NameEN         string            `json:"name_en,omitempty"`
	CellResolution int               `json:"cell_resolution" minimum:"0" maximum:"15" doc:"duty 应答中 cell 的 H3 分辨率 · H3 resolution of the cell in a duty answer"`
	Levels         []levelBody       `json:"levels"`
	Posts          []postBody        `json:"posts"`
	Sponsorships   []sponsorKindBody `json:"sponsorships" doc:"包保的种类 · The kinds of sponsorship"`
	Version        *versionRef       `json:"version" doc:"现行版本；尚无为 null · The version in force; null while there is none"`
}

// TransformSchema is where huma lets the schema say that version may be null.
func (cityBody) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	return orNull(s, "version")
}

type levelBody struct {
	ID         string   `json:"id" example:"community"`
	Name       string   `json:"name" example:"社区"`
	NameEN     string   `json:"name_en,omitempty"`
	Parents    []string `json:"parents"`
	Form       string   `json:"form" enum:"tiling,overlapping,unmapped" doc:"互不重叠、可重叠、无图形 · Whether units of the level overlap or have no shape"`
	Resolution int      `json:"resolution" minimum:"0" maximum:"15"`
}

type postBody struct {
	ID     string   `json:"id" example:"grid_head"`
	Name   string   `json:"name" example:"网格长"`
	NameEN string   `json:"name_en,omitempty"`
	Kind   string   `json:"kind" enum:"head,leader" doc:"长或领导 · Head or leader"`
	Levels []string `json:"levels"`
}

type sponsorKindBody struct {
	ID     string   `json:"id" example:"street_adoption"`
	Name   string   `json:"name" example:"包街单位"`
	NameEN string   `json:"name_en,omitempty"`
	By     string   `json:"by" enum:"body,person" doc:"由单位或由个人 · Agencies or persons"`
	Levels []string `json:"levels"`
}

func (s *Server) cities(context.Context, *struct{}) (*citiesOutput, error) {
	cities, err := s.known()
	if err != nil {
		return nil, err
	}
	out := &citiesOutput{}
	out.Body.Cities = []cityBody{}
	now := instant{Time: s.app.Now()}
	for _, c := range cities {
		out.Body.Cities = append(out.Body.Cities, s.cityOf(momentOf(c, now)))
	}
	return out, nil
}

func (s *Server) cityOf(m moment) cityBody {
	p := m.Profile()
	body := cityBody{
		Version: s.versionOf(m), Sponsorships: make([]sponsorKindBody, len(p.Sponsorships)),
		Code: p.Code, Name: p.Names.ZH, NameEN: p.Names.EN, CellResolution: p.CellResolution,
		Levels: make([]levelBody, len(p.Levels)), Posts: make([]postBody, len(p.Posts)),
	}
	for i, l := range p.Levels {
		body.Levels[i] = levelBody{l.ID, l.Names.ZH, l.Names.EN, append([]string{}, l.Parents...), string(l.Form), l.Resolution}
	}
	for i, post := range p.Posts {
		body.Posts[i] = postBody{post.ID, post.Names.ZH, post.Names.EN, string(post.Kind), append([]string{}, post.Levels...)}
	}
	for i, k := range p.Sponsorships {
		body.Sponsorships[i] = sponsorKindBody{k.ID, k.Names.ZH, k.Names.EN, string(k.By), append([]string{}, k.Levels...)}
	}
	return body
}
