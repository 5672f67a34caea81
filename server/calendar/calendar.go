// Package calendar reads the holidays and make-up workdays of a country from a table,
// and ships those of China. What they mean stands in domain/clock. README.md says
// where the shipped table is from and how it is brought up to date.
package calendar

import (
	_ "embed"

	"sizhang/domain/clock"
)

// China is the shipped table, as the file that it is.
//
//go:embed china.csv
var China []byte

// Table is what a file says about days.
type Table struct {
	Days []clock.Exception
	// Years are those whose holidays the days hold whole.
	Years []int
}

// Shipped returns the shipped table. It panics only if the shipped file is broken,
// which a test rules out.
func Shipped() Table {
	t, err := Parse(China)
	if err != nil {
		panic(err)
	}
	return t
}

// With lays a later table over this one: of a day that both name, the later counts.
func (t Table) With(later Table) Table {
	days := clock.Overlaid(t.Days, later.Days)
	return Table{Days: days, Years: clock.PublishedYears(days)}
}

// Calendar makes a city's calendar of the table and the city's own settings, such as
// its hours of work.
func (t Table) Calendar(own clock.Settings) (*clock.Calendar, error) {
	own.Exceptions, own.Published = t.Days, t.Years
	return clock.New(own)
}
