package intake

import (
	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/geo"
)

// feature takes in one feature of the file.
func (s *shapes) feature(f geo.Feature) {
	s.report.Read++
	p := properties{&record{report: s.report, index: f.Index + 1}, f.Properties}
	if !geo.DeclaresWGS84(f.CRS) {
		p.refuse(fault.GeoJSONOtherCRS, "crs", fault.With{"crs": f.CRS})
		return
	}
	level, dropped, ok := s.level(p)
	if !ok || dropped {
		return
	}
	unit, ok := s.identity(p, level)
	if !ok {
		return
	}
	if unit.Ended {
		s.keep(p.record, unit)
		return
	}
	geometry := inOrder(p.record, f.Geometry, s.Profile.Extent, s.CRS)
	if unit.Declared, ok = s.ground.declare(p, geometry); ok {
		s.keep(p.record, unit)
	}
}

// level returns the level of a feature.
func (s *shapes) level(p properties) (level city.Level, dropped, ok bool) {
	if s.LevelProp == "" {
		level, _, _ = s.Profile.Level(s.Level)
		return level, false, true
	}
	if v, there := p.lookup(s.CodeProp); there {
		p.code = brief(v) // as it stands: identity looks at it once the level is known
	}
	name, ok := p.need(s.LevelProp)
	if !ok {
		return city.Level{}, false, false
	}
	return s.names.level(p.record, s.LevelProp, name)
}

// identity reads all of a unit but its ground.
func (s *shapes) identity(p properties, level city.Level) (territory.Unit, bool) {
	before := s.report.faults
	raw, ok := p.need(s.CodeProp)
	if !ok {
		return territory.Unit{}, false
	}
	p.code = raw
	code, ok := s.codes.read(p.record, s.CodeProp, raw, level.ID)
	if !ok {
		return territory.Unit{}, false
	}
	p.code = code
	unit := territory.Unit{Code: code, Level: level.ID, GridCode: p.text(s.GridCodeProp)}
	unit.Names.ZH, unit.Names.EN = p.text(s.NameProp), p.text(s.NameENProp)
	unit.Parent, _ = s.codes.parent(p.record, s.ParentProp, p.text(s.ParentProp), level)
	unit.Predecessors = s.codes.listed(p.record, s.PredecessorsProp, p.list(s.PredecessorsProp), level)
	unit.Ended = p.flag(s.EndedProp)
	return unit, s.report.faults == before
}

// keep takes a unit in, as a new one or as a further piece of one.
func (s *shapes) keep(r *record, unit territory.Unit) {
	first, twice := s.report.place(unit.Code, r.index)
	switch {
	case !twice:
		p := &piece{record: *r, unit: unit, count: 1}
		s.units = append(s.units, p)
		if s.MergeByCode {
			s.merged[unit.Code] = p
		} else {
			s.derive(p)
		}
	case s.MergeByCode:
		s.merge(s.merged[unit.Code], r, unit)
	default:
		r.refuse(fault.CodeDoubled, s.CodeProp, fault.With{"code": unit.Code, "first": first})
	}
}

func (s *shapes) derive(p *piece) {
	if p.unit.Ended {
		return
	}
	p.unit.Shape, _ = s.ground.derive(&p.record, p.unit.Declared)
}

// finish derives the ground of units that may have been of several pieces, and
// returns the units whose ground is good and those that end.
func (s *shapes) finish() []territory.Unit {
	units := make([]territory.Unit, 0, len(s.units))
	for _, p := range s.units {
		if s.MergeByCode {
			if stop(s.ctx, s.report) {
				break
			}
			s.derive(p)
		}
		if p.count > 1 {
			p.find(territory.Note, fault.UnitsMerged, s.CodeProp, fault.With{"count": p.count})
		}
		if p.unit.Shape != nil || p.unit.Ended {
			units = append(units, p.unit)
		}
	}
	s.report.Kept = len(units)
	return units
}
