package body

import (
	"slices"

	"sizhang/domain/city"
	"sizhang/domain/clock"
)

// Category is a kind of problem (问题类别), at any depth: class 大类, small class
// 小类. What it leaves out it has from the category above, see Register.Details.
type Category struct {
	Code   string
	Names  city.Names
	Parent string // code of the category above, empty at the top
	// Kind tells components 部件 from events 事件.
	Kind CategoryKind
	// Department is the code of the body that handles it where no charge says who
	// (处置单位), Supervisor that of the body that watches over it (监督单位).
	Department, Supervisor string
	// Hands says who gets its issues first; the city's rule where empty.
	Hands city.Hands
	// PhotosReport and PhotosFinish are how many photos a report and a finished
	// issue must have at least: 0 is as the city's rules say, NoPhotos is none.
	PhotosReport, PhotosFinish int
	// Conditions are what it takes for an issue to be filed, and how long each
	// may take; the first is the usual one.
	Conditions []Condition
}

// NoPhotos demands none, whatever stands above.
const NoPhotos = -1

// ClearPhotos is what an import carries for a demand that is to be left out from
// then on, as overlay.Clear is for texts. Nothing is kept so.
const ClearPhotos = -2

// MaxConditions is how many conditions a category has.
const MaxConditions = 100

// CategoryKind is the first division of the standard (GB/T 30428.2).
type CategoryKind string

const (
	Component  CategoryKind = "component" // 部件: something of the city's that is broken or gone
	Occurrence CategoryKind = "event"     // 事件: something that happens
)

// Condition is one row of the table of filing and closing conditions (立案条件、结案
// 条件) of a category, with its time limit (GB/T 30428.8).
type Condition struct {
	// Code tells the conditions of a category apart, such as 1 or 2.
	Code            string
	Filing, Closing string
	Limit           clock.Limit
}

// Equal says whether two categories are the same in all they say.
func (c Category) Equal(o Category) bool {
	return c.Code == o.Code && c.Names == o.Names && c.Parent == o.Parent && c.Kind == o.Kind && c.Department == o.Department &&
		c.Supervisor == o.Supervisor && c.Hands == o.Hands && c.PhotosReport == o.PhotosReport && c.PhotosFinish == o.PhotosFinish &&
		slices.Equal(c.Conditions, o.Conditions)
}

// Condition returns the condition with the code, the first where it is empty.
func (c *Category) Condition(code string) (Condition, bool) {
	for _, condition := range c.Conditions {
		if code == "" || condition.Code == code {
			return condition, true
		}
	}
	return Condition{}, false
}
