// Package figures asks for the indicators of a city (绩效指标): it knows which units
// and categories make rows, and what everything is called. What is counted how is
// domain/indicator's.
package figures

import (
	"slices"
	"strings"
	"time"

	"sizhang/domain/access"
	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/indicator"
	"sizhang/domain/issue"
	"sizhang/domain/territory"
	"sizhang/server/app"
	"sizhang/server/issues/board"
	"sizhang/server/report"
)

// Cards are what is counted; *board.Board answers.
type Cards interface {
	Each(f board.Filter, now time.Time, visit func(*issue.Card) bool)
}

// Question is what can be asked of a city's indicators.
type Question struct {
	// Scope is what may be counted: that of access.IssueRead.
	Scope access.Scope
	Now   time.Time
	// From and Until bound the time; from the beginning of this month, until now, where
	// they are zero.
	From, Until time.Time
	Every       indicator.Every
	By          indicator.By
	// Level is the id of the level whose units make the rows; that below Unit which has
	// several there, where it is empty.
	Level string
	// Unit keeps to the issues of a unit and all below it; empty for the whole city.
	Unit    string
	Compare indicator.Compare
}

// Of answers the question. It is refused with fault.PeriodInvalid, fault.UnitNotFound,
// fault.LevelUnknown and fault.IndicatorsTooMany.
func Of(c *app.City, cards Cards, q Question) (*report.Indicators, error) {
	m := c.At(q.Now)
	period, err := q.period()
	if err != nil {
		return nil, err
	}
	answer := &report.Indicators{Profile: m.Profile(), Unit: q.Unit}
	if q.Unit != "" {
		unit, there := m.Unit(q.Unit)
		if !there {
			return nil, fault.New(fault.UnitNotFound, "unit", fault.With{"unit": q.Unit})
		}
		answer.UnitNames = unit.Names
	}
	ask := indicator.Question{
		Now: q.Now, Period: period, Every: q.Every, By: q.By, Compare: q.Compare,
		Cards: func(yield func(*issue.Card) bool) {
			cards.Each(board.Filter{Scope: q.Scope, Unit: q.Unit}, q.Now, yield)
		},
	}
	if err := q.rows(c, m, &ask, answer); err != nil {
		return nil, err
	}
	if answer.Report, err = indicator.Of(ask); err != nil {
		return nil, err
	}
	names := namer(c, m, q.By)
	for _, row := range answer.Rows {
		answer.Labels = append(answer.Labels, names(row.Key))
	}
	return answer, nil
}

func (q *Question) period() (indicator.Period, error) {
	from, until := q.From, q.Until
	if until.IsZero() {
		until = q.Now
	}
	if from.IsZero() {
		y, month, _ := until.Add(-time.Second).In(city.China).Date()
		from = indicator.Day(y, month, 1)
	}
	p := indicator.Span(from, until)
	if !p.From.Before(p.Until) || !city.Known(p.From) || !city.Known(p.Until) {
		return p, fault.New(fault.PeriodInvalid, "from", nil)
	}
	return p, nil
}

// rows says which groups there are.
func (q *Question) rows(c *app.City, m territory.Moment, ask *indicator.Question, answer *report.Indicators) error {
	switch q.By {
	case indicator.ByUnit:
		level, err := q.level(m)
		if err != nil {
			return err
		}
		answer.Level = level
		for u := range m.Units() {
			if u.Level == level.ID && q.within(m, u.Code) {
				ask.Rows = append(ask.Rows, u.Code)
			}
		}
		ask.Takes = func(code string) bool { return false }
		if !reaches(q.Scope) {
			// Whose scope is a body's has no units: theirs are those where they have issues.
			units := ask.Rows
			ask.Rows, ask.Takes = nil, func(code string) bool { return slices.Contains(units, code) }
		}
	case indicator.ByCategory:
		above := map[string]string{}
		for _, category := range c.Bodies.Categories() {
			above[category.Code] = category.Parent
		}
		ask.Above = func(code string) string { return above[code] }
	case indicator.BySource:
		for _, source := range issue.Sources {
			ask.Rows = append(ask.Rows, string(source))
		}
	}
	return nil
}

// reaches says whether a scope is of units at all.
func reaches(s access.Scope) bool { return s.Whole() || len(s.Trees())+len(s.Alone()) > 0 }

// within says whether the unit is asked about: below the one asked for, and in the
// scope or above something in it.
func (q *Question) within(m territory.Moment, code string) bool {
	above := m.Above(code)
	if q.Unit != "" && !slices.Contains(above, q.Unit) {
		return false
	}
	if !reaches(q.Scope) || q.Scope.Holds(access.Object{City: q.Scope.City(), Units: above}) {
		return true
	}
	for _, own := range slices.Concat(q.Scope.Trees(), q.Scope.Alone()) {
		if slices.Contains(m.Above(own), code) {
			return true
		}
	}
	return false
}

// level returns the level that was asked for, or else the widest below the unit asked
// for that has several units there.
func (q *Question) level(m territory.Moment) (city.Level, error) {
	profile := m.Profile()
	if q.Level != "" {
		level, _, known := profile.Level(q.Level)
		if !known {
			ids := make([]string, len(profile.Levels))
			for i, l := range profile.Levels {
				ids[i] = l.ID
			}
			return level, fault.New(fault.LevelUnknown, "level", fault.With{"level": q.Level, "known": strings.Join(ids, ", ")})
		}
		return level, nil
	}
	have := map[string]int{}
	for u := range m.Units() {
		if u.Code != q.Unit && (q.Unit == "" || slices.Contains(m.Above(u.Code), q.Unit)) {
			have[u.Level]++
		}
	}
	widest := city.Level{}
	for _, l := range profile.Levels {
		switch {
		case have[l.ID] > 1:
			return l, nil
		case have[l.ID] == 1 && widest.ID == "":
			widest = l
		}
	}
	if widest.ID == "" {
		widest = profile.Levels[len(profile.Levels)-1]
	}
	return widest, nil
}
