package diff

import (
	"cmp"
	"slices"

	"sizhang/domain/city"
	"sizhang/domain/territory"
	"sizhang/geo"
	"sizhang/geo/carve"
)

// side is one of the two states, made ready to be asked.
type side struct {
	State
	byCode map[string]*territory.Unit
	levels map[string]*layer
	heads  map[string][]holding // by unit, see people.go
	ground map[*territory.Unit]geo.Shape
}

// layer is the units of one level that have ground, by code; none where the
// profile of the state has the level without ground.
type layer struct {
	units []*territory.Unit
	boxes *territory.Boxes
}

func newSide(s State) *side {
	out := &side{State: s, byCode: make(map[string]*territory.Unit, len(s.Units)), levels: map[string]*layer{}, ground: map[*territory.Unit]geo.Shape{}}
	for _, level := range s.Profile.Levels {
		out.levels[level.ID] = &layer{}
	}
	for i := range s.Units {
		u := &s.Units[i]
		if u.Ended {
			continue
		}
		out.byCode[u.Code] = u
		if l := out.levels[u.Level]; l != nil && len(out.shape(u)) > 0 {
			l.units = append(l.units, u)
		}
	}
	for _, l := range out.levels {
		slices.SortFunc(l.units, func(a, b *territory.Unit) int { return cmp.Compare(a.Code, b.Code) })
		l.boxes = territory.NewBoxes(l.units)
	}
	out.seat()
	return out
}

// level returns the layer of a level; an empty one where the state has no such
// level.
func (s *side) level(id string) *layer {
	if l := s.levels[id]; l != nil {
		return l
	}
	return &layer{boxes: territory.NewBoxes(nil)}
}

// form returns the form of a level; empty where the state has no such level.
func (s *side) form(id string) city.Form {
	level, _, _ := s.Profile.Level(id)
	return level.Form
}

// shape returns the ground by which a unit is found; nil where it has none.
func (s *side) shape(u *territory.Unit) geo.Shape {
	if u == nil || s.form(u.Level) == city.Unmapped {
		return nil
	}
	return u.Shape
}

// noise is how much ground may come of rounding where a shape so large is
// measured; less is nothing.
func noise(m2 float64) float64 { return 0.05 + 1e-10*m2 }

// owned returns the part of a unit's ground that is its alone: where units of a
// tiling level overlap, the ground belongs to the lowest code. Where the
// overlap cannot be cut out, the unit keeps it.
func (s *side) owned(u *territory.Unit) geo.Shape {
	if u == nil {
		return nil
	}
	if shape, known := s.ground[u]; known {
		return shape
	}
	var others []geo.Shape
	s.level(u.Level).boxes.Near(u.Shape.Box(), func(other territory.Placed) {
		if other.Code >= u.Code {
			return
		}
		if m2, _ := geo.Overlap(u.Shape, other.Shape); m2 > noise(0) {
			others = append(others, other.Shape)
		}
	})
	shape := u.Shape
	if len(others) > 0 {
		if part, err := carve.Difference(u.Shape, others...); err == nil {
			shape = part
		}
	}
	s.ground[u] = shape
	return shape
}

// owner returns the unit of a tiling level that owns a point: the lowest code of
// those that hold it; nil for nobody.
func (s *side) owner(level string, p geo.Point) *territory.Unit {
	var owner *territory.Unit
	s.level(level).boxes.Near(geo.Box{Min: p, Max: p}, func(u territory.Placed) {
		if (owner == nil || u.Code < owner.Code) && u.Shape.Contains(p) {
			owner = u.Unit
		}
	})
	return owner
}
