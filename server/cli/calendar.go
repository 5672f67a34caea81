package cli

import (
	"time"

	"sizhang/domain/clock"
	"sizhang/domain/fault"
)

type calendarCommands struct {
	Show calendarShow `cmd:"" help:"查看某年的放假与调休 / show the holidays and make-up workdays of a year."`
}

type calendarShow struct {
	citySettings
	Year int  `help:"年份，默认今年 / the year; this one by default." placeholder:"YEAR"`
	JSON bool `name:"json" help:"用 JSON / print as JSON."`
}

// Help is shown by calendar show --help.
func (calendarShow) Help() string {
	return "示例 / Example:\n\n  sizhang calendar show --city 110101 --data data --year 2026"
}

// Validate checks the settings before anything starts.
func (c *calendarShow) Validate() error {
	if c.Year != 0 && (c.Year < 1900 || c.Year > 2200) {
		return usageError("年份在 1900 至 2200 之间 / the year is from 1900 to 2200")
	}
	return c.citySettings.Validate()
}

// Run shows the city's calendar of a year.
func (c *calendarShow) Run(r *run) error {
	return c.begin(r, func(w *working) error {
		if _, err := w.app.Profile(r.ctx, c.City, ""); err != nil {
			return err
		}
		calendar, version, err := w.app.Calendar(r.ctx, c.City)
		if err != nil {
			return err
		}
		of := yearOf(calendar, c.Year)
		if c.Year == 0 {
			year, _, _ := calendar.DayAt(w.app.Now()).Date()
			of = yearOf(calendar, year)
		}
		of.City, of.Version = c.City, version
		if c.JSON {
			return r.printDocument(of)
		}
		return of.print(r)
	})
}

// calendarYear is one year of a calendar.
type calendarYear struct {
	City      string        `json:"city"`
	Version   string        `json:"version"`
	Year      int           `json:"year"`
	Published bool          `json:"published"`
	Workdays  int           `json:"workdays"`
	Days      []calendarDay `json:"days"`
}

type calendarDay struct {
	Date string `json:"date"`
	Kind string `json:"kind"`
	Name string `json:"name,omitempty"`
	on   time.Weekday
}

func yearOf(c *clock.Calendar, year int) calendarYear {
	of := calendarYear{Year: year, Published: c.Published(year), Days: []calendarDay{}}
	for d := clock.DayOf(year, time.January, 1); d < clock.DayOf(year+1, time.January, 1); d++ {
		if c.Works(d) {
			of.Workdays++
		}
		if e, named := c.Exception(d); named {
			of.Days = append(of.Days, calendarDay{d.String(), string(e.Kind), e.Name, d.Weekday()})
		}
	}
	return of
}

func (y calendarYear) print(r *run) error {
	if !y.Published {
		if err := r.say("%d 年的放假安排尚未导入，暂按周末推算（预计）。", "The holidays of %d are not known yet; it is reckoned by weekends, provisionally.", y.Year); err != nil {
			return err
		}
	}
	var rows [][]string
	for _, d := range y.Days {
		kind := pick(r.lang, map[string]string{"holiday": "放假", "workday": "调休上班"}[d.Kind], d.Kind)
		rows = append(rows, []string{d.Date, weekday(d.on, r.lang), kind, d.Name})
	}
	if err := columns(r.stdout, rows); err != nil {
		return err
	}
	return r.say("%d 年共 %d 个工作日；日历版本 %s。", "%d has %d workdays; version %s of the calendar.", y.Year, y.Workdays, y.Version)
}

func weekday(d time.Weekday, in fault.Language) string {
	return pick(in, "周"+string([]rune("日一二三四五六")[d]), d.String()[:3])
}
