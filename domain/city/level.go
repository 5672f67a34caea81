package city

import (
	"regexp"
	"slices"

	"sizhang/geo"
)

// Resolutions that a profile gets where it does not choose: a cell of a few
// houses to name a spot; owner indexes that end at 11 for wide areas and at 12,
// which is finer, for streets and buildings. A profile sets 12 for its grids
// itself.
const (
	DefaultCellResolution  = 12
	DefaultTilingEnds      = 11
	DefaultOverlappingEnds = 12
)

// DefaultResolution is where the owner index of a level of this form ends when
// the profile does not say; 0 for unmapped levels, which have none.
func (f Form) DefaultResolution() int {
	switch f {
	case Tiling:
		return DefaultTilingEnds
	case Overlapping:
		return DefaultOverlappingEnds
	}
	return 0
}

// Pattern compiles the level's code pattern so that it must match whole. An
// empty pattern matches every code.
func (l Level) Pattern() (*regexp.Regexp, error) {
	if l.Code == "" {
		return regexp.Compile("")
	}
	// The pattern is compiled alone first: an unbalanced one must not become
	// valid by what is put around it.
	if _, err := regexp.Compile(l.Code); err != nil {
		return nil, err
	}
	return regexp.Compile(`^(?:` + l.Code + `)$`)
}

// Admits says whether a unit of this level may hang under one of the parent
// level.
func (l Level) Admits(parent string) bool { return slices.Contains(l.Parents, parent) }

// Root says whether units of this level have no unit above them.
func (l Level) Root() bool { return len(l.Parents) == 0 }

// At says whether units of the level have this post.
func (p Post) At(level string) bool { return slices.Contains(p.Levels, level) }

// Box returns the extent as a box, and false for the zero Extent, which limits
// nothing.
func (e Extent) Box() (geo.Box, bool) {
	return geo.Box{Min: geo.Point{Lng: e.West, Lat: e.South}, Max: geo.Point{Lng: e.East, Lat: e.North}}, e != Extent{}
}
