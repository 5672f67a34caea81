package intake

import (
	"strings"

	"sizhang/domain/fault"
	"sizhang/domain/territory"
)

// merge adds a further feature to the unit that an earlier one began. The two
// may leave things out, but must not contradict each other.
func (s *shapes) merge(p *piece, r *record, more territory.Unit) {
	before := s.report.faults
	agree := func(field string, into *string, value string) {
		if *into == "" {
			*into = value
		}
		if value != "" && *into != value {
			r.refuse(fault.MergeConflict, field, fault.With{"code": p.unit.Code, "property": field, "first": *into, "other": value})
		}
	}
	agree(s.LevelProp, &p.unit.Level, more.Level)
	agree(s.NameProp, &p.unit.Names.ZH, more.Names.ZH)
	agree(s.NameENProp, &p.unit.Names.EN, more.Names.EN)
	agree(s.ParentProp, &p.unit.Parent, more.Parent)
	agree(s.GridCodeProp, &p.unit.GridCode, more.GridCode)
	predecessors := strings.Join(p.unit.Predecessors, ", ")
	if agree(s.PredecessorsProp, &predecessors, strings.Join(more.Predecessors, ", ")); len(p.unit.Predecessors) == 0 {
		p.unit.Predecessors = more.Predecessors
	}
	if p.unit.Ended != more.Ended {
		r.refuse(fault.MergeConflict, s.EndedProp, fault.With{"code": p.unit.Code, "property": s.EndedProp, "first": p.unit.Ended, "other": more.Ended})
	}
	into, from := &p.unit.Declared, more.Declared
	if kind(*into) != kind(from) {
		r.refuse(fault.MergeConflict, "geometry", fault.With{"code": p.unit.Code, "property": "geometry", "first": kind(*into), "other": kind(from)})
	} else if into.WidthM != from.WidthM {
		r.refuse(fault.MergeConflict, "width", fault.With{"code": p.unit.Code, "property": "width", "first": into.WidthM, "other": from.WidthM})
	}
	if s.report.faults > before {
		return
	}
	into.Shape = append(into.Shape, from.Shape...)
	into.Lines = append(into.Lines, from.Lines...)
	p.count++
}

func kind(d territory.Declared) string {
	if d.Lines != nil {
		return "LineString"
	}
	return "Polygon"
}
