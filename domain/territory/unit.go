// Package territory holds a city's units, the posts at them and who holds
// those, and answers for any point or cell who owns it and who answers for it.
package territory

import (
	"sizhang/domain/city"
	"sizhang/geo"
	"sizhang/geo/cover"
)

// Unit is a piece of territory (单元): a subdistrict, a grid, a street, a
// building. Its level says which.
type Unit struct {
	// Code identifies the unit within its city: 12 digits or longer by the
	// national rule, else whatever the profile's pattern for the level admits.
	Code  string
	Level string
	Names city.Names
	// Parent is the code of the unit above, empty for a root.
	Parent string
	// GridCode is the legal 15-digit unit-grid code (单元网格编码: 6 district, 3
	// street, 3 community, 3 serial; DB11/T 2157-2023), empty where there is none.
	GridCode string
	// Shape is the unit's ground in WGS84, derived from Declared; nil where the
	// unit is known by name only.
	Shape geo.Shape
	// Declared is the ground as it was given.
	Declared Declared
	// Predecessors are the codes of the units that this one was formed from (沿革):
	// each part of a split names the one, a merged unit names several.
	Predecessors []string
	// Ended marks a unit that is no more (撤销) from the version on that says so. It
	// stands only in drafts and versions, never among units in force.
	Ended bool
	// Generated marks a unit that was made up for a demonstration.
	Generated bool
}

// MaxCells is the most cells that Cells returns.
const MaxCells = 200_000

// Cells returns the cells of a resolution, 0 to 15, that share ground with the
// unit; a *cover.TooManyError when they are more than MaxCells.
func (u *Unit) Cells(res int) (cover.Cover, error) { return cover.Cells(u.Shape, res, MaxCells) }

// Declared is a unit's ground as its source gave it, kept beside the shape that
// was derived from it.
type Declared struct {
	// Datum of the coordinates below; empty where the unit has no ground.
	Datum geo.Datum
	// Shape or Lines in Datum's own longitude and latitude, before any repair.
	// A street given by its centreline has Lines and WidthM, in metres.
	Shape  geo.Shape
	Lines  []geo.Line
	WidthM float64
}
