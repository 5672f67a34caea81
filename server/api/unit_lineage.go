package api

import (
	"context"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/server/app"
)

var aboutUnitLineage = about{
	id: "unitLineage", tag: tagUnits, access: openToAll,
	zh: "单元的沿革", en: "The lineage of a unit",
	note: "`stages` 为单元历次的样子，先前的在前；`predecessors` 为其前身及前身的前身，`successors` 为由其而来的单元，近者（`steps` 小）在前。已撤销的单元也可查询。\n\n" +
		"`stages` are the unit as it stood from time to time, the first first; `predecessors` are the units that it came of and those that they came of, `successors` what came of it, the nearest (fewest `steps`) first. Units that have ended can be asked about, too.",
	problems: []fault.Code{fault.UnitNotFound, fault.CityNotFound, fault.CityAmbiguous},
}

type unitLineageOutput struct {
	Body unitLineageBody
}

// unitLineageBody is where a unit came from and what came of it.
type unitLineageBody struct {
	Code         string     `json:"code"`
	City         string     `json:"city" example:"110101"`
	Stages       []stage    `json:"stages" doc:"先前的在前 · The first first"`
	Predecessors []relative `json:"predecessors" doc:"近者在前 · The nearest first"`
	Successors   []relative `json:"successors" doc:"近者在前 · The nearest first"`
}

// stage is a unit as it stood for a time.
type stage struct {
	UnitRef
	Version int     `json:"version" minimum:"1" doc:"由哪一版而来 · The version that made it so"`
	From    *string `json:"from" format:"date-time" doc:"null 为自始 · null is since ever"`
	Until   *string `json:"until" format:"date-time" doc:"此时起不再如此；null 为至今 · First instant after it; null while it stands"`
	Parent  *string `json:"parent" doc:"上级单元的代码 · Code of the unit above"`
	AreaM2  float64 `json:"area_m2,omitempty" doc:"真实面积，平方米 · True area in square metres"`
}

// relative is a unit that another came of, or that came of it.
type relative struct {
	UnitRef
	Steps int         `json:"steps" minimum:"1" doc:"1 为直接的 · 1 is direct"`
	Since versionRef  `json:"since" doc:"由哪一版而来 · The version that brought it"`
	Ended *versionRef `json:"ended" doc:"由哪一版撤销；null 为未撤销 · The version that ended it; null while it stands"`
}

// TransformSchema is where huma lets the schema say that ended may be null.
func (relative) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	return orNull(s, "ended")
}

func (s *Server) unitLineage(_ context.Context, in *UnitInput) (*unitLineageOutput, error) {
	m, err := s.unitEver(in.Code, in.City)
	if err != nil {
		return nil, err
	}
	lineage := s.lineageOf(m.city)
	body := unitLineageBody{
		Code: in.Code, City: m.Profile().Code,
		Stages:       s.stagesOf(m.city, in.Code),
		Predecessors: s.relativesOf(m.city, lineage.Predecessors(in.Code)),
		Successors:   s.relativesOf(m.city, lineage.Successors(in.Code)),
	}
	return &unitLineageOutput{body}, nil
}

// stagesOf returns the unit as it stood from time to time, by the names that its
// level had then.
func (s *Server) stagesOf(c *app.City, code string) []stage {
	stages := []stage{}
	for _, past := range c.Past(code) {
		of := stage{
			UnitRef: refTo(momentOf(c, instant{Time: past.From}), past.Unit), Version: past.Version,
			From: s.momentText(past.From), Until: s.momentText(past.Until), AreaM2: round(past.Shape.AreaM2(), 1),
		}
		if past.Parent != "" {
			of.Parent = &past.Parent
		}
		stages = append(stages, of)
	}
	return stages
}

func (s *Server) relativesOf(c *app.City, of []territory.Relative) []relative {
	relatives := make([]relative, len(of))
	for i, r := range of {
		relatives[i] = relative{
			UnitRef: refTo(momentOf(c, instant{Time: r.Since.Effective}), r.Unit), Steps: r.Steps, Since: *s.refOf(r.Since),
		}
		if r.Ended.Number != 0 {
			relatives[i].Ended = s.refOf(r.Ended)
		}
	}
	return relatives
}

func (s *Server) refOf(v territory.VersionRef) *versionRef {
	return &versionRef{v.Number, s.momentText(v.Effective)}
}

// lineage is what came of what in a city, and the city that it was read from.
type lineage struct {
	of *app.City
	*territory.Lineage
}

// lineageOf returns the lineage of the city. Reading it takes a walk over every
// unit, so the last one of a city is kept.
func (s *Server) lineageOf(c *app.City) *territory.Lineage {
	code := c.Profile().Code
	if known, ok := s.lineages.Load(code); ok && known.(*lineage).of.Territory == c.Territory {
		return known.(*lineage).Lineage
	}
	fresh := &lineage{c, c.Lineage()}
	s.lineages.Store(code, fresh)
	return fresh.Lineage
}

// shownSuccessors is how many units a message names.
const shownSuccessors = 5

// successorsText names what came of a unit, for a message.
func (s *Server) successorsText(c *app.City, code string) string {
	var names []string
	for _, r := range s.lineageOf(c).Successors(code) {
		if r.Steps > 1 {
			break
		}
		if len(names) == shownSuccessors {
			names = append(names, "…")
			break
		}
		names = append(names, r.Unit.Names.ZH+" "+r.Unit.Code)
	}
	if names == nil {
		return "—"
	}
	return strings.Join(names, ", ")
}
