package report

import (
	"sizhang/domain/diff"
)

// DiffBody is what a draft changes as machines read it. Every list says how many
// there are in all beside those that it holds; square metres come to two
// decimals. The places are in the GeoJSON, see DiffGeoJSON.
type DiffBody struct {
	City      string                   `json:"city"`
	BeforeAt  string                   `json:"before_at,omitempty"`
	AfterAt   string                   `json:"after_at,omitempty"`
	Added     int                      `json:"added"`
	Ended     int                      `json:"ended"`
	Changed   int                      `json:"changed"`
	Unchanged int                      `json:"unchanged"`
	Units     DiffList[DiffUnitChange] `json:"units"`
	Levels    []DiffLevel              `json:"levels"`
	Moves     DiffList[DiffMove]       `json:"moves"`
	People    DiffList[DiffPerson]     `json:"people"`
	Posts     DiffList[DiffPost]       `json:"posts"`
	Spots     DiffList[DiffSpot]       `json:"spots"`
	Issues    *DiffIssues              `json:"issues,omitempty"`
}

// DiffList is the first of things, and how many there are in all.
type DiffList[T any] struct {
	Total int `json:"total"`
	Items []T `json:"items"`
}

// DiffUnit names a unit.
type DiffUnit struct {
	Code   string `json:"code"`
	Level  string `json:"level"`
	NameZH string `json:"name_zh"`
	NameEN string `json:"name_en,omitempty"`
}

// DiffUnitChange is a unit that was added, ended or changed.
type DiffUnitChange struct {
	Change diff.Kind `json:"change"`
	DiffUnit
	Fields       []diff.Field `json:"fields,omitempty"`
	Parent       string       `json:"parent,omitempty"`
	ParentBefore string       `json:"parent_before,omitempty"`
	Predecessors []string     `json:"predecessors,omitempty"`
	BeforeM2     float64      `json:"before_m2"`
	AfterM2      float64      `json:"after_m2"`
	GainedM2     float64      `json:"gained_m2"`
	LostM2       float64      `json:"lost_m2"`
}

// DiffLevel is the ground of one level that changes hands. Cells is null where
// there were too many to count.
type DiffLevel struct {
	Level     string                 `json:"level"`
	M2        float64                `json:"m2"`
	Cells     *int                   `json:"cells"`
	Transfers DiffList[DiffTransfer] `json:"transfers"`
}

// DiffTransfer is ground that passes from one unit to another; null is nobody.
type DiffTransfer struct {
	From  *DiffUnit         `json:"from"`
	To    *DiffUnit         `json:"to"`
	M2    float64           `json:"m2"`
	Cells *DiffList[string] `json:"cells"`
}

// DiffMove is a finer unit that changes hands.
type DiffMove struct {
	Unit  DiffUnit   `json:"unit"`
	At    [2]float64 `json:"at"` // longitude, latitude
	Level string     `json:"level"`
	From  *DiffUnit  `json:"from"`
	To    *DiffUnit  `json:"to"`
}

// DiffPerson is what somebody in office gains and loses.
type DiffPerson struct {
	Person string       `json:"person"`
	Name   string       `json:"name"`
	Gained []DiffUnit   `json:"gained"`
	Lost   []DiffUnit   `json:"lost"`
	Ground []DiffGround `json:"ground"`
}

// DiffGround is what somebody gains and loses at units of one level.
type DiffGround struct {
	Level       string  `json:"level"`
	GainedM2    float64 `json:"gained_m2"`
	LostM2      float64 `json:"lost_m2"`
	GainedCells int     `json:"gained_cells"`
	LostCells   int     `json:"lost_cells"`
	// Issues that are open, see DiffIssues.
	GainedIssues int         `json:"gained_issues,omitempty"`
	LostIssues   int         `json:"lost_issues,omitempty"`
	Finer        []DiffFiner `json:"finer"`
}

// DiffFiner counts finer units of a level.
type DiffFiner struct {
	Level  string `json:"level"`
	Gained int    `json:"gained"`
	Lost   int    `json:"lost"`
}

// DiffPost is a post that others hold than before.
type DiffPost struct {
	Unit   DiffUnit     `json:"unit"`
	Post   string       `json:"post"`
	Before []DiffHolder `json:"before"`
	After  []DiffHolder `json:"after"`
}

// DiffHolder is a person in office.
type DiffHolder struct {
	Person   string `json:"person"`
	Name     string `json:"name"`
	Deputy   bool   `json:"deputy,omitempty"`
	Document string `json:"document,omitempty"`
}

// DiffSpot is a spot that changes owner or first answer.
type DiffSpot struct {
	ID     string      `json:"id"`
	Kind   string      `json:"kind,omitempty"`
	At     [2]float64  `json:"at"` // longitude, latitude
	Owners []DiffOwner `json:"owners"`
	Before *DiffAnswer `json:"before"`
	After  *DiffAnswer `json:"after"`
}

// DiffOwner is a level at which a spot changes hands; null is nobody.
type DiffOwner struct {
	Level string    `json:"level"`
	From  *DiffUnit `json:"from"`
	To    *DiffUnit `json:"to"`
}

// DiffAnswer is who answers first.
type DiffAnswer struct {
	Unit DiffUnit `json:"unit"`
	Post string   `json:"post"`
	DiffHolder
	Fallback bool `json:"fallback,omitempty"`
}
