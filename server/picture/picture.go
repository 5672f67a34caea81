// Package picture draws a unit as an SVG: its outline, its children, and its
// cells coloured by the child that owns them. It is what a clerk prints and what
// the README shows, so it must be read in sunlight, in black and white and by
// the colour-blind.
package picture

import (
	"io"
	"math"
	"slices"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/geo"
	"sizhang/geo/cover"
	"sizhang/geo/hex"
)

// Options of a picture.
type Options struct {
	// Res is the H3 resolution of the cells, or Fitting.
	Res int
	// Attribution names the sources of the data; it may be empty.
	Attribution string
}

// Fitting chooses the finest resolution that gives at most about fittingCells.
const Fitting = -1

const (
	fittingCells = 2500
	maxCells     = 20_000
)

// SVG writes the picture of the unit. The same territory gives the same bytes.
// It refuses a unit without a shape with unit_without_shape, and a resolution
// that gives more than maxCells with a *cover.TooManyError.
func SVG(w io.Writer, m territory.Moment, u *territory.Unit, o Options) error {
	s, err := gather(m, u, o)
	if err != nil {
		return err
	}
	return draw(w, s)
}

// scene is all that is drawn.
type scene struct {
	unit        *territory.Unit
	level       city.Level // the unit's
	areas       []area
	areaLevel   city.Level // the areas'
	split       bool       // the areas are the unit's children, not the unit itself
	res         int
	cells       []cell
	attribution string
}

// area is a piece of ground with a colour of its own.
type area struct {
	unit   *territory.Unit
	colour int
}

// cell is one hexagon.
type cell struct {
	hex.Cell
	area  int  // that owns its centre; -1 for none
	mixed bool // not wholly one area's
}

func gather(m territory.Moment, u *territory.Unit, o Options) (*scene, error) {
	if len(u.Shape) == 0 {
		return nil, fault.New(fault.UnitWithoutShape, "code", fault.With{"unit": u.Code})
	}
	s := &scene{unit: u, res: o.Res, attribution: o.Attribution}
	s.level, _, _ = m.Profile().Level(u.Level)
	s.pickAreas(m)
	if s.res == Fitting {
		s.res = fittingRes(u.Shape)
	}
	whole, err := u.Cells(s.res)
	if err != nil {
		return nil, err
	}
	if whole.Len() > maxCells {
		return nil, &cover.TooManyError{AtLeast: whole.Len(), Max: maxCells}
	}
	return s, s.colourCells(m, whole)
}

// pickAreas takes the children of one level: the widest that tiles the unit, or
// else the widest with any ground. A unit without such children stands for
// itself.
func (s *scene) pickAreas(m territory.Moment) {
	byLevel := map[string][]area{}
	for _, child := range m.Children(s.unit.Code) {
		if len(child.Shape) > 0 {
			byLevel[child.Level] = append(byLevel[child.Level], area{unit: child})
		}
	}
	for _, form := range []city.Form{city.Tiling, city.Overlapping} {
		for _, level := range m.Profile().Levels {
			if level.Form == form && len(byLevel[level.ID]) > 0 && !s.split {
				s.areas, s.areaLevel, s.split = byLevel[level.ID], level, true
			}
		}
	}
	if !s.split {
		s.areas, s.areaLevel = []area{{unit: s.unit}}, s.level
	}
}

// colourCells finds each cell's owner and gives areas that meet different
// colours: two areas meet where they share a cell.
func (s *scene) colourCells(m territory.Moment, whole cover.Cover) error {
	index := map[string]int{}
	holders := map[hex.Cell][]int{}
	mixed := map[hex.Cell]bool{}
	for _, c := range whole.Border {
		mixed[c] = true
	}
	for i, a := range s.areas {
		index[a.unit.Code] = i
		part, err := a.unit.Cells(s.res)
		if err != nil {
			return err
		}
		for _, c := range part.Inside {
			holders[c] = append(holders[c], i)
		}
		for _, c := range part.Border {
			holders[c] = append(holders[c], i)
			mixed[c] = true
		}
	}
	colours := colour(meetings(len(s.areas), holders))
	for i := range s.areas {
		s.areas[i].colour = colours[i]
	}
	for _, c := range slices.Concat(whole.Inside, whole.Border) {
		owner := -1
		if unit, ok := m.Owner(s.areaLevel.ID, c); ok {
			if i, ours := index[unit.Code]; ours {
				owner = i
			}
		}
		s.cells = append(s.cells, cell{c, owner, mixed[c] || owner < 0 || len(holders[c]) > 1})
	}
	return nil
}

// fittingRes estimates the cells by the shape's area, and along its border by
// the length. It measures a cell in the middle: cells differ by half in area
// over the globe.
func fittingRes(shape geo.Shape) int {
	box := shape.Box()
	middle := geo.Point{Lng: (box.Min.Lng + box.Max.Lng) / 2, Lat: (box.Min.Lat + box.Max.Lat) / 2}
	length := 0.0
	for ring := range shape.Rings {
		for i := 1; i < len(ring); i++ {
			length += geo.Distance(ring[i-1], ring[i])
		}
	}
	area := shape.AreaM2()
	for res := hex.MaxResolution; res > 0; res-- {
		c, err := hex.At(middle, res)
		if err != nil { // a shape lies on the globe
			break
		}
		one := c.AreaM2()
		const hexagon = 2.598 // area of a hexagon with an edge of 1
		if area/one+length/(2*math.Sqrt(one/hexagon)) <= fittingCells {
			return res
		}
	}
	return 0
}
