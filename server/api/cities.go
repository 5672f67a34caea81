package api

import (
	"context"
	"strings"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/geo"
)

var aboutCities = about{
	id: "cities", tag: tagUnits,
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
	Code           string      `json:"code" example:"110101"`
	Name           string      `json:"name" example:"东城区"`
	NameEN         string      `json:"name_en,omitempty"`
	CellResolution int         `json:"cell_resolution" minimum:"0" maximum:"15" doc:"duty 应答中 cell 的 H3 分辨率 · H3 resolution of the cell in a duty answer"`
	Levels         []levelBody `json:"levels"`
	Posts          []postBody  `json:"posts"`
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

func (s *Server) cities(context.Context, *struct{}) (*citiesOutput, error) {
	cities, err := s.known()
	if err != nil {
		return nil, err
	}
	out := &citiesOutput{}
	out.Body.Cities = []cityBody{}
	for _, t := range cities {
		out.Body.Cities = append(out.Body.Cities, cityOf(t.Profile()))
	}
	return out, nil
}

func cityOf(p *city.Profile) cityBody {
	body := cityBody{
		Code: p.Code, Name: p.Names.ZH, NameEN: p.Names.EN, CellResolution: p.CellResolution,
		Levels: make([]levelBody, len(p.Levels)), Posts: make([]postBody, len(p.Posts)),
	}
	for i, l := range p.Levels {
		body.Levels[i] = levelBody{l.ID, l.Names.ZH, l.Names.EN, append([]string{}, l.Parents...), string(l.Form), l.Resolution}
	}
	for i, post := range p.Posts {
		body.Posts[i] = postBody{post.ID, post.Names.ZH, post.Names.EN, string(post.Kind), append([]string{}, post.Levels...)}
	}
	return body
}

// cityAt returns the city that answers for a point: the one asked for, or the
// one that holds it. It is nil where none does.
func (s *Server) cityAt(p geo.Point, code string) (*territory.Territory, error) {
	if code != "" {
		return s.cityNamed(code)
	}
	cities, err := s.known()
	if err != nil {
		return nil, err
	}
	if len(cities) == 1 {
		return cities[0], nil
	}
	t, _ := s.app.Find(p)
	return t, nil
}

// known returns every city. While none is loaded, "nobody answers there" would
// be a lie, so it refuses.
func (s *Server) known() ([]*territory.Territory, error) {
	cities := s.app.Cities()
	if len(cities) == 0 {
		if err := s.app.Ready(); err != nil {
			return nil, err
		}
	}
	return cities, nil
}

func (s *Server) cityNamed(code string) (*territory.Territory, error) {
	if t, ok := s.app.City(code); ok {
		return t, nil
	}
	if _, err := s.known(); err != nil {
		return nil, err
	}
	return nil, fault.New(fault.CityNotFound, "city", fault.With{"city": code})
}

// citiesNamed returns the one city asked for, or all.
func (s *Server) citiesNamed(code string) ([]*territory.Territory, error) {
	if code == "" {
		return s.known()
	}
	t, err := s.cityNamed(code)
	if err != nil {
		return nil, err
	}
	return []*territory.Territory{t}, nil
}

// unitNamed finds a unit by its code. Codes are unique within a city only, so a
// code that several cities have needs the city.
func (s *Server) unitNamed(field, code, cityCode string) (*territory.Territory, *territory.Unit, error) {
	cities, err := s.citiesNamed(cityCode)
	if err != nil {
		return nil, nil, err
	}
	var home *territory.Territory
	var unit *territory.Unit
	var having []string
	for _, t := range cities {
		if u, ok := t.At(s.app.Now()).Unit(code); ok {
			home, unit = t, u
			having = append(having, t.Profile().Code)
		}
	}
	switch len(having) {
	case 0:
		return nil, nil, fault.New(fault.UnitNotFound, field, fault.With{"unit": code})
	case 1:
		return home, unit, nil
	}
	return nil, nil, fault.New(fault.CityAmbiguous, "city", fault.With{"unit": code, "cities": strings.Join(having, ", ")})
}

// checkLevel refuses a level that none of the cities has; empty means any.
func checkLevel(cities []*territory.Territory, level string) error {
	if level == "" {
		return nil
	}
	known := ""
	for _, t := range cities {
		if _, _, ok := t.Profile().Level(level); ok {
			return nil
		}
		known = t.Profile().LevelIDs()
	}
	return fault.New(fault.LevelUnknown, "level", fault.With{"level": level, "known": known})
}
