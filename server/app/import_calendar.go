package app

import (
	"context"
	"fmt"
	"slices"

	"sizhang/domain/clock"
	"sizhang/domain/fault"
	"sizhang/server/calendar"
	"sizhang/server/store"
)

// calendarBody is one import of days: what it said, beside what stood before. Each
// is a document that is never changed, called by its number, so that of two imports
// at once the second finds the first.
type calendarBody struct {
	Imported string    `json:"imported"`
	Source   Source    `json:"source"`
	Days     []dayBody `json:"days"`
}

type dayBody struct {
	Date string `json:"date"`
	Kind string `json:"kind"`
	Name string `json:"name,omitempty"`
}

func calendarID(number int) string { return fmt.Sprintf("%06d", number) }

// calendars returns the days of every import of the city, in order.
func (a *App) calendars(ctx context.Context, code string) ([][]clock.Exception, error) {
	var imports [][]clock.Exception
	err := a.each(ctx, store.Query{Collection: store.Calendars, City: code}, func(d store.Document) error {
		body, err := decode[calendarBody](d)
		if err != nil {
			return err
		}
		days := make([]clock.Exception, len(body.Days))
		for i, of := range body.Days {
			days[i] = clock.Exception{Kind: clock.ExceptionKind(of.Kind), Name: of.Name}
			if days[i].Day, err = clock.ParseDay(of.Date); err != nil {
				return err
			}
		}
		imports = append(imports, days)
		return nil
	})
	return imports, err
}

// tableOf lays the imports over the shipped table, the later on top.
func tableOf(imports [][]clock.Exception) calendar.Table {
	table := calendar.Shipped()
	for _, days := range imports {
		table = table.With(calendar.Table{Days: days})
	}
	return table
}

// CalendarImport says what an import of days came to.
type CalendarImport struct {
	// Number counts the city's imports; 0 where nothing was new, and nothing kept.
	Number                    int
	Added, Changed, Unchanged int
	// Years are those whose holidays are known with it.
	Years []int
}

// PlanCalendar says what ImportCalendar would come to now, and writes nothing.
func (a *App) PlanCalendar(ctx context.Context, code string, days []clock.Exception) (CalendarImport, error) {
	if _, err := a.Profile(ctx, code, ""); err != nil {
		return CalendarImport{}, err
	}
	imports, err := a.calendars(ctx, code)
	if err != nil {
		return CalendarImport{}, err
	}
	_, outcome := freshDays(tableOf(imports), days)
	return outcome, nil
}

// ImportCalendar lays days over those that the city's calendar names, at once and for
// good: a day that should be none after all is imported again as what it is. Of what
// is there already nothing is kept.
func (a *App) ImportCalendar(ctx context.Context, code string, days []clock.Exception, from Source) (CalendarImport, error) {
	if _, err := a.Profile(ctx, code, ""); err != nil { // a city begins with its profile
		return CalendarImport{}, err
	}
	for range attempts {
		imports, err := a.calendars(ctx, code)
		if err != nil {
			return CalendarImport{}, err
		}
		fresh, outcome := freshDays(tableOf(imports), days)
		if len(fresh) == 0 {
			return outcome, nil
		}
		outcome.Number = len(imports) + 1
		body := calendarBody{Imported: store.FormatInstant(a.now()), Source: from}
		for _, d := range fresh {
			body.Days = append(body.Days, dayBody{d.Day.String(), string(d.Kind), d.Name})
		}
		err = a.store.Insert(ctx, store.Document{Collection: store.Calendars, City: code, ID: calendarID(outcome.Number), Body: encode(body)})
		if !overtaken(err) {
			if err == nil {
				a.almanac(code).heard.Add(1)
			}
			return outcome, err
		}
	}
	return CalendarImport{}, fault.New(fault.TooBusy, "calendar", nil)
}

// freshDays returns the days that are not in the table as they are, and counts them.
func freshDays(table calendar.Table, days []clock.Exception) ([]clock.Exception, CalendarImport) {
	known := make(map[clock.Day]clock.Exception, len(table.Days))
	for _, d := range table.Days {
		known[d.Day] = d
	}
	var fresh []clock.Exception
	var o CalendarImport
	for _, d := range days {
		switch was, there := known[d.Day]; {
		case !there:
			o.Added++
		case was == d:
			o.Unchanged++
			continue
		default:
			o.Changed++
		}
		fresh = append(fresh, d)
	}
	o.Years = slices.Clone(table.With(calendar.Table{Days: fresh}).Years)
	return fresh, o
}
