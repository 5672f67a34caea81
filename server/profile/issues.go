package profile

import (
	"slices"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/clock"
	"sizhang/domain/fault"
)

// issues are a city's rules for issues as YAML. Whatever is left out is as in the
// rules that the city would have without this part.
type issues struct {
	Hours            *[]hours    `yaml:"hours"`
	Workdays         *string     `yaml:"workdays"`
	CalendarDays     *string     `yaml:"calendar_days"`
	Hands            *string     `yaml:"hands"`
	FileAtOnce       *[]string   `yaml:"file_at_once,flow"`
	DispatchAtOnce   *bool       `yaml:"dispatch_at_once"`
	Limits           limits      `yaml:"limits"`
	Marks            *[]mark     `yaml:"marks"`
	MaxPostponements *int        `yaml:"max_postponements"`
	MaxSuspension    *int        `yaml:"max_suspension_days"`
	PhotosReport     *int        `yaml:"photos_report"`
	PhotosFinish     *int        `yaml:"photos_finish"`
	CheckWithinM     *float64    `yaml:"check_within_m"`
	BorderM          *float64    `yaml:"border_m"`
	Duplicates       *duplicates `yaml:"duplicates"`
	Chronic          *chronic    `yaml:"chronic"`
}

type duplicates struct {
	RadiusM *float64 `yaml:"radius_m"`
	Within  *int     `yaml:"within_hours"`
}

type chronic struct {
	Count      *int `yaml:"count"`
	Within     *int `yaml:"within_days"`
	Resolution *int `yaml:"resolution"`
}

const day = 24 * time.Hour

// rules returns the rules that the file says, over those that hold without it.
func (f *issues) rules(r city.IssueRules) (city.IssueRules, []error) {
	read := &reading{}
	if len(r.Hours) == 0 {
		r.Hours = clock.OfficeHours()
	}
	r.Workdays, r.CalendarDays = clock.SameMoment, clock.SameMoment
	r.FileAtOnce = slices.Clone(r.FileAtOnce)
	if f == nil {
		return r, nil
	}
	if f.Hours != nil && len(*f.Hours) > 0 {
		r.Hours = read.hours(*f.Hours)
	}
	r.Workdays = clock.Rule(or(f.Workdays, string(r.Workdays)))
	r.CalendarDays = clock.Rule(or(f.CalendarDays, string(r.CalendarDays)))
	r.Hands = city.Hands(or(f.Hands, string(r.Hands)))
	r.FileAtOnce = or(f.FileAtOnce, r.FileAtOnce)
	r.DispatchAtOnce = or(f.DispatchAtOnce, r.DispatchAtOnce)
	f.Limits.over(&r.Limits, read)
	if f.Marks != nil {
		r.Marks = read.marks(*f.Marks)
	}
	r.MaxPostponements = or(f.MaxPostponements, r.MaxPostponements)
	r.MaxSuspension = read.times("issues.max_suspension_days", f.MaxSuspension, day, r.MaxSuspension)
	r.PhotosReport, r.PhotosFinish = or(f.PhotosReport, r.PhotosReport), or(f.PhotosFinish, r.PhotosFinish)
	r.CheckWithinM, r.BorderM = or(f.CheckWithinM, r.CheckWithinM), or(f.BorderM, r.BorderM)
	if d := f.Duplicates; d != nil {
		r.Duplicates.RadiusM = or(d.RadiusM, r.Duplicates.RadiusM)
		r.Duplicates.Within = read.times("issues.duplicates.within_hours", d.Within, time.Hour, r.Duplicates.Within)
	}
	if c := f.Chronic; c != nil {
		r.Chronic.Count, r.Chronic.Resolution = or(c.Count, r.Chronic.Count), or(c.Resolution, r.Chronic.Resolution)
		r.Chronic.Within = read.times("issues.chronic.within_days", c.Within, day, r.Chronic.Within)
	}
	return r, read.problems
}

// issuesOf writes the rules, every default spelt out.
func issuesOf(r *city.IssueRules) *issues {
	text := func(s string) *string { return &s }
	whole := func(d, unit time.Duration) *int { n := int(d / unit); return &n }
	rule := func(r clock.Rule) *string {
		if r == "" {
			r = clock.SameMoment
		}
		return text(string(r))
	}
	sources, own := append([]string{}, r.FileAtOnce...), r.Hours
	if len(own) == 0 {
		own = clock.OfficeHours()
	}
	hours, marks := hoursOf(own), marksOf(r.Marks)
	return &issues{
		Hours: &hours, Workdays: rule(r.Workdays), CalendarDays: rule(r.CalendarDays),
		Hands: text(string(r.Hands)), FileAtOnce: &sources, DispatchAtOnce: &r.DispatchAtOnce, Limits: limitsOf(r.Limits), Marks: &marks,
		MaxPostponements: &r.MaxPostponements, MaxSuspension: whole(r.MaxSuspension, day),
		PhotosReport: &r.PhotosReport, PhotosFinish: &r.PhotosFinish, CheckWithinM: &r.CheckWithinM, BorderM: &r.BorderM,
		Duplicates: &duplicates{&r.Duplicates.RadiusM, whole(r.Duplicates.Within, time.Hour)},
		Chronic:    &chronic{&r.Chronic.Count, whole(r.Chronic.Within, day), &r.Chronic.Resolution},
	}
}

// reading gathers what cannot be read, each with the path of its field.
type reading struct{ problems []error }

func (r *reading) refuse(code fault.Code, field string, with fault.With) {
	r.problems = append(r.problems, fault.New(code, field, with))
}

// times reads a count of units of time; one beyond all bounds is refused here, since
// it would not fit into a time.
func (r *reading) times(field string, count *int, unit, otherwise time.Duration) time.Duration {
	const most = 1_000_000
	switch {
	case count == nil:
		return otherwise
	case *count < 0 || *count > most:
		r.refuse(fault.IssueNumber, field, fault.With{"given": *count, "min": 0, "max": int(366 * day / unit)})
		return otherwise
	}
	return time.Duration(*count) * unit
}
