package profile

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"sizhang/domain/clock"
	"sizhang/domain/fault"
)

// hours are hours of work (作息时间). The first entry holds always; those behind it
// are in force between days, or in a season of every year.
type hours struct {
	Time        string `yaml:"time"` // 08:00-12:00, 14:00-18:00
	From        digits `yaml:"from,omitempty"`
	Until       digits `yaml:"until,omitempty"`
	SeasonFrom  digits `yaml:"season_from,omitempty"`
	SeasonUntil digits `yaml:"season_until,omitempty"`
}

func (r *reading) hours(list []hours) []clock.Hours {
	all := make([]clock.Hours, len(list))
	for i, h := range list {
		at := fmt.Sprintf("issues.hours[%d]", i)
		all[i] = clock.Hours{
			Spans: r.spans(at+".time", h.Time),
			From:  r.day(at+".from", string(h.From)), Until: r.day(at+".until", string(h.Until)),
			SeasonFrom: r.monthDay(at+".season_from", string(h.SeasonFrom)), SeasonUntil: r.monthDay(at+".season_until", string(h.SeasonUntil)),
		}
	}
	return all
}

// spanPattern is a stretch of a day; 24:00 is its end.
var spanPattern = regexp.MustCompile(`^(\d{1,2})[:：](\d{2})\s*[-–—~至]\s*(\d{1,2})[:：](\d{2})$`)

func (r *reading) spans(field, text string) []clock.Span {
	var spans []clock.Span
	for _, one := range strings.FieldsFunc(text, func(c rune) bool { return strings.ContainsRune(",，、;；", c) }) {
		span, ok := spanOf(strings.TrimSpace(one))
		if !ok {
			r.refuse(fault.HoursUnread, field, fault.With{"text": text})
			return clock.OfficeHours()[0].Spans // so that no more is said about it
		}
		spans = append(spans, span)
	}
	return spans
}

func spanOf(text string) (clock.Span, bool) {
	found := spanPattern.FindStringSubmatch(text)
	if found == nil {
		return clock.Span{}, false
	}
	from, begins := timeOfDay(found[1], found[2])
	until, ends := timeOfDay(found[3], found[4])
	return clock.Span{From: from, Until: until}, begins && ends
}

// timeOfDay reads two numbers of at most two digits; false for what no clock shows.
func timeOfDay(hour, minute string) (time.Duration, bool) {
	h, _ := strconv.Atoi(hour)
	m, _ := strconv.Atoi(minute)
	of := time.Duration(h)*time.Hour + time.Duration(m)*time.Minute
	return of, m < 60 && of <= 24*time.Hour
}

func (r *reading) day(field, text string) clock.Day {
	if text == "" {
		return 0
	}
	d, err := clock.ParseDay(text)
	if err != nil {
		r.refuse(fault.HoursUnread, field, fault.With{"text": text})
	}
	return d
}

func (r *reading) monthDay(field, text string) clock.MonthDay {
	if text == "" {
		return clock.MonthDay{}
	}
	t, err := time.Parse("2006-01-02", "2024-"+text) // a leap year
	if err != nil {
		r.refuse(fault.HoursUnread, field, fault.With{"text": text})
		return clock.MonthDay{}
	}
	return clock.MonthDay{Month: t.Month(), Day: t.Day()}
}

func hoursOf(all []clock.Hours) []hours {
	list := make([]hours, len(all))
	for i, h := range all {
		var spans []string
		for _, s := range h.Spans {
			spans = append(spans, wall(s.From)+"-"+wall(s.Until))
		}
		list[i] = hours{
			Time: strings.Join(spans, ", "), From: dayText(h.From), Until: dayText(h.Until),
			SeasonFrom: monthDayText(h.SeasonFrom), SeasonUntil: monthDayText(h.SeasonUntil),
		}
	}
	return list
}

func wall(d time.Duration) string {
	return fmt.Sprintf("%02d:%02d", d/time.Hour, d%time.Hour/time.Minute)
}

func dayText(d clock.Day) digits {
	if d == 0 {
		return ""
	}
	return digits(d.String())
}

func monthDayText(m clock.MonthDay) digits {
	if m == (clock.MonthDay{}) {
		return ""
	}
	return digits(fmt.Sprintf("%02d-%02d", m.Month, m.Day))
}
