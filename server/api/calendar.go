package api

import (
	"context"
	"time"

	"sizhang/domain/clock"
	"sizhang/domain/fault"
)

var aboutCalendar = about{
	id: "calendar", tag: tagState, access: openToAll,
	zh: "工作日历", en: "The work calendar",
	note: "现行的放假与调休上班：时限按它推算。`year` 不给即今年。`published` 为 false 时，该年的放假安排尚未导入，暂按周末推算。`version` 随日历、工作时间与规则而变，时钟据此重算。\n\n" +
		"The holidays and make-up workdays in force, by which time limits are reckoned. This year where `year` is not given. Where `published` is false the year's holidays are not known yet, and it is reckoned by weekends. `version` changes with the days, the hours and the rules; clocks are reckoned anew by it.",
	problems: []fault.Code{fault.CityNotFound},
}

type calendarInput struct {
	CityInput
	Year int `query:"year" minimum:"1900" maximum:"2200" doc:"年份；不给即今年 · The year; this one when not given" example:"2026"`
}

type calendarOutput struct {
	Body struct {
		City      string        `json:"city" example:"110101"`
		Version   string        `json:"version" doc:"日历的版本 · The calendar's version" example:"3f1c9a77e0b5d214"`
		Year      int           `json:"year" example:"2026"`
		Published bool          `json:"published" doc:"该年的放假安排已知 · The year's holidays are known"`
		Workdays  int           `json:"workdays" doc:"该年工作日数 · Workdays of the year"`
		Years     []int         `json:"years" doc:"放假安排已知的年份 · Years whose holidays are known"`
		Days      []calendarDay `json:"days" doc:"放假与调休上班的日子 · Holidays and make-up workdays"`
	} `nameHint:"Calendar"`
}

// calendarDay is a day that is not as its weekday says.
type calendarDay struct {
	Date string `json:"date" format:"date" example:"2026-02-14"`
	Kind string `json:"kind" enum:"holiday,workday" doc:"放假、调休上班" example:"workday"`
	Name string `json:"name,omitempty" doc:"节日 · The holiday" example:"春节"`
}

func (s *Server) calendar(ctx context.Context, in *calendarInput) (*calendarOutput, error) {
	if _, err := s.cityNamed(in.City); err != nil {
		return nil, err
	}
	c, version, err := s.app.Calendar(ctx, in.City)
	if err != nil {
		return nil, err
	}
	out := &calendarOutput{}
	of := &out.Body
	of.City, of.Version, of.Year, of.Years, of.Days = in.City, version, in.Year, c.Years(), []calendarDay{}
	if of.Year == 0 {
		of.Year, _, _ = c.DayAt(s.app.Now()).Date()
	}
	of.Published = c.Published(of.Year)
	for d := clock.DayOf(of.Year, time.January, 1); d < clock.DayOf(of.Year+1, time.January, 1); d++ {
		if c.Works(d) {
			of.Workdays++
		}
		if e, named := c.Exception(d); named {
			of.Days = append(of.Days, calendarDay{d.String(), string(e.Kind), e.Name})
		}
	}
	return out, nil
}
