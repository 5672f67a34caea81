package report

import (
	"strconv"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/indicator"
)

// Indicators are figures with the names of all that they are about.
type Indicators struct {
	*indicator.Report
	Profile *city.Profile
	// Unit is the one that the issues were kept to, empty for the whole city.
	Unit      string
	UnitNames city.Names
	// Level is that of the rows by unit.
	Level city.Level
	// Labels name the rows, one by one.
	Labels []city.Names
}

// indicatorBys say what the rows are.
var indicatorBys = map[indicator.By]city.Names{
	indicator.ByNothing: {ZH: "合计", EN: "Total"}, indicator.ByUnit: {ZH: "辖区", EN: "Unit"}, indicator.ByHead: {ZH: "承办人", EN: "Head"},
	indicator.ByPerson: {ZH: "人员", EN: "Person"}, indicator.ByDepartment: {ZH: "部门", EN: "Department"},
	indicator.ByCategory: {ZH: "类别", EN: "Category"}, indicator.BySource: {ZH: "来源", EN: "Source"},
}

var indicatorCompares = map[indicator.Compare]city.Names{
	indicator.YearBefore: {ZH: "同比", EN: "than a year before"}, indicator.Previous: {ZH: "环比", EN: "than the time before"},
}

var noData = city.Names{ZH: "无数据", EN: "no data"}

// totalNames name the row of all.
var totalNames = indicatorBys[indicator.ByNothing]

// place names the city, and the unit that was asked about.
func (r *Indicators) place(english bool) string {
	name := r.Profile.Names.In(english)
	if r.Unit != "" {
		name += " " + r.UnitNames.In(english)
	}
	return name
}

// rowNames are what the rows are called, by unit with their level.
func (r *Indicators) rowNames() city.Names {
	names := indicatorBys[r.By]
	if r.Level.ID != "" {
		return r.Level.Names
	}
	return names
}

// periodText writes a time as people do: whole days by their first and last, all else
// by its instants.
func periodText(p indicator.Period) string {
	if day(p.From) && day(p.Until) {
		last := p.Until.AddDate(0, 0, -1)
		if last.Equal(p.From) {
			return p.From.Format(time.DateOnly)
		}
		return p.From.Format(time.DateOnly) + " – " + last.Format(time.DateOnly)
	}
	return instantText(p.From) + " – " + instantText(p.Until)
}

func day(at time.Time) bool {
	h, m, s := at.In(city.China).Clock()
	return h == 0 && m == 0 && s == 0
}

func instantText(at time.Time) string { return at.In(city.China).Format("2006-01-02 15:04") }

// figureText writes a figure: a number, or a percentage that never rounds up.
func figureText(i *indicator.Indicator, f indicator.Figure, in bool) string {
	if _, known := i.Value(f); !known {
		return noData.In(in)
	}
	if i.Kind == indicator.Number {
		return strconv.Itoa(f.Numerator)
	}
	return tenths(f.Numerator*1000/f.Denominator, f.Numerator > 0)
}

// changeText writes how a figure changed: a number, or per cent of the denominators;
// empty where nothing was compared.
func changeText(i *indicator.Indicator, c *indicator.Cell, place int) string {
	if c.Before == nil {
		return ""
	}
	change, known := i.Change(c.Figures[place], c.Before.Figures[place])
	switch {
	case !known:
		return ""
	case i.Kind == indicator.Number:
		return signed(strconv.Itoa(int(change)))
	}
	return signed(strconv.FormatFloat(change*100, 'f', 1, 64))
}

func signed(text string) string {
	switch {
	case text == "0" || text == "0.0" || text == "-0.0":
		return "0"
	case text[0] != '-':
		return "+" + text
	}
	return text
}

// durationText writes a time as people say it: 45m, 3.5h, 2.1d.
func durationText(d time.Duration) string {
	switch {
	case d < time.Hour:
		return strconv.Itoa(int(d/time.Minute)) + "m"
	case d < 48*time.Hour:
		return strconv.FormatFloat(d.Hours(), 'f', 1, 64) + "h"
	}
	return strconv.FormatFloat(d.Hours()/24, 'f', 1, 64) + "d"
}

// scoreText writes points and grade.
func scoreText(s indicator.Scored, english bool) string {
	if !s.OK {
		return noData.In(english)
	}
	return strconv.FormatFloat(s.Points, 'f', 1, 64) + " " + s.Grade
}

// scored are the places of the scores that the rows have.
func (r *Indicators) scored() []int {
	var all []int
	for k := range r.Scheme.Scores {
		if r.Scheme.Scores[k].For(r.By) {
			all = append(all, k)
		}
	}
	return all
}
