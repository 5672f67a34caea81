package api

import (
	"math"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"sizhang/domain/territory"
)

// The shapes that several answers share. Codes and ids are for programs; the
// names beside them are for people, so that a client can show an answer without
// asking for the profile first. A struct that others embed is exported, or huma
// would not see its fields.

// UnitRef names a unit wherever an answer mentions it.
type UnitRef struct {
	Level     string `json:"level" doc:"层级 · Level" example:"community"`
	LevelName string `json:"level_name" example:"社区"`
	Code      string `json:"code" doc:"单元代码，市内唯一 · Unique within the city" example:"110101001001"`
	Name      string `json:"name" example:"多福巷社区"`
	NameEN    string `json:"name_en,omitempty"`
	Generated bool   `json:"generated,omitempty" doc:"演示用的虚构数据 · Made up for a demonstration"`
}

func refTo(m moment, u *territory.Unit) UnitRef {
	level, _, _ := m.Profile().Level(u.Level)
	return UnitRef{
		Level: u.Level, LevelName: level.Names.ZH,
		Code: u.Code, Name: u.Names.ZH, NameEN: u.Names.EN, Generated: u.Generated,
	}
}

// head is a person in office at a unit.
type head struct {
	Post      string  `json:"post" doc:"岗位 · Post" example:"grid_head"`
	PostName  string  `json:"post_name" example:"网格长"`
	Name      string  `json:"name" doc:"姓名 · The person's name" example:"张三"`
	Since     string  `json:"since" format:"date" doc:"任职首日 · First day in office" example:"2024-03-01"`
	Until     *string `json:"until" format:"date" doc:"已不在任的首日；未定为 null · First day no longer in office; null while none is known"`
	Document  string  `json:"document" doc:"任命文号 · The paper that appointed them" example:"东政发〔2024〕3号"`
	Deputy    bool    `json:"deputy" doc:"副职或代理 · Stands in for the principal"`
	Generated bool    `json:"generated,omitempty" doc:"演示用的虚构数据 · Made up for a demonstration"`
}

func headsOf(holders []territory.Holder, zone *time.Location) []head {
	heads := make([]head, len(holders))
	for i, h := range holders {
		heads[i] = head{
			Post: h.Post.ID, PostName: h.Post.Names.ZH, Name: h.Term.Name,
			Since:    h.Term.From.In(zone).Format(time.DateOnly),
			Document: h.Term.Document, Deputy: h.Term.Deputy, Generated: h.Term.Generated,
		}
		if !h.Term.Until.IsZero() {
			until := h.Term.Until.In(zone).Format(time.DateOnly)
			heads[i].Until = &until
		}
	}
	return heads
}

// firstAnswer is who answers first.
type firstAnswer struct {
	Level     string `json:"level" example:"grid"`
	LevelName string `json:"level_name" example:"网格"`
	Code      string `json:"code" doc:"单元代码 · The unit's code" example:"110101001001003"`
	UnitName  string `json:"unit_name" example:"第三网格"`
	Post      string `json:"post" example:"grid_head"`
	PostName  string `json:"post_name" example:"网格长"`
	Name      string `json:"name" doc:"姓名 · The person's name" example:"张三"`
	Fallback  bool   `json:"fallback" doc:"属地兜底：更小的单元无人在任 · A more specific unit has nobody in office"`
	Generated bool   `json:"generated,omitempty" doc:"演示用的虚构数据 · Made up for a demonstration"`
}

func answerOf(m moment, a *territory.Answer) *firstAnswer {
	if a == nil {
		return nil
	}
	unit := refTo(m, a.Unit)
	return &firstAnswer{
		Level: unit.Level, LevelName: unit.LevelName, Code: unit.Code, UnitName: unit.Name,
		Post: a.Post.ID, PostName: a.Post.Names.ZH, Name: a.Term.Name,
		Fallback: a.Fallback, Generated: unit.Generated || a.Term.Generated,
	}
}

// round keeps so many decimals: what a reader can use, not what a float holds.
func round(x float64, decimals int) float64 {
	scale := math.Pow10(decimals)
	return math.Round(x*scale) / scale
}

// schemaOf returns the reference to a type's schema.
func schemaOf[T any](r huma.Registry) *huma.Schema {
	return r.Schema(reflect.TypeFor[T](), true, "")
}
