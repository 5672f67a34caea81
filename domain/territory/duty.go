package territory

import (
	"sizhang/domain/city"
	"sizhang/geo/hex"
)

// Duty says who answers for a point (责任链): the units that hold it and the
// people in office there.
type Duty struct {
	// Cell holds the point, at the profile's CellResolution.
	Cell hex.Cell
	// Units that hold the point, from the most specific up.
	Units []UnitDuty
	// Answer is who answers first; nil where no post of any unit is held.
	Answer *Answer
	// Ambiguous are the other units within the accuracy, nearest first.
	Ambiguous []Neighbour
}

// UnitDuty is a unit and who is in office there, in answering order.
type UnitDuty struct {
	Unit  *Unit
	Heads []Holder
}

// Holder is a person in office.
type Holder struct {
	Post *city.Post
	Term *Term
}

// Answer names the one who answers first (第一责任人).
type Answer struct {
	Unit *Unit
	Holder
	// Fallback marks the territorial fallback 属地兜底: a more specific unit has
	// nobody in office, or a leader stands in where there is no head.
	Fallback bool
}

// Neighbour is a unit that does not hold the point but lies near it.
type Neighbour struct {
	Unit *Unit
	// Metres from the point to the unit's nearest border.
	Metres float64
}

// CellDuty says who owns a cell.
type CellDuty struct {
	Cell hex.Cell
	// AreaM2 is the cell's true area in square metres.
	AreaM2 float64
	// Units that own some of it, from the most specific up, larger shares first.
	Units []CellShare
	// Answer is who answers for every spot of the cell; nil where it is split
	// or nobody does.
	Answer *Answer
	// Split is true where different spots of the cell have different answers.
	Split bool
}

// CellShare is how much of a cell a unit owns.
type CellShare struct {
	Unit *Unit
	// Share of the cell's true area, over 0 and at most 1.
	Share float64
	Heads []Holder
}
