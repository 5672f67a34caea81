package clock

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// The slow model steps through time minute by minute and looks at the wall.

var modelHours = [][]Hours{
	OfficeHours(),
	{{Spans: []Span{{9 * time.Hour, 17*time.Hour + 30*time.Minute}}}},
	{{Spans: []Span{{8*time.Hour + 30*time.Minute, 12 * time.Hour}, {14 * time.Hour, 17*time.Hour + 30*time.Minute}}},
		{SeasonFrom: MonthDay{5, 1}, SeasonUntil: MonthDay{9, 30}, Spans: []Span{{8 * time.Hour, 12 * time.Hour}, {15 * time.Hour, 18 * time.Hour}}}},
	{{Spans: []Span{{8 * time.Hour, 12 * time.Hour}}},
		{From: DayOf(2025, 3, 1), Until: DayOf(2025, 12, 31), Spans: []Span{{8 * time.Hour, 13 * time.Hour}, {14 * time.Hour, 16 * time.Hour}, {20 * time.Hour, 24 * time.Hour}}}},
}

var modelZones = []*time.Location{China, time.FixedZone("", -9*60*60-30*60)}

// pool holds calendars, since one takes a while to make.
type pool []*Calendar

var pooled pool

func calendars(t testing.TB) pool {
	if pooled != nil {
		return pooled
	}
	var p pool
	all := append([]*time.Location{zone(t, "America/New_York"), zone(t, "Australia/Lord_Howe")}, modelZones...)
	for i, hours := range modelHours {
		for _, rule := range []Rule{SameMoment, EndOfDay} {
			p = append(p, made(t, func(s *Settings) {
				s.Zone, s.Hours, s.Workdays, s.CalendarDays = all[i], hours, rule, rule
			}))
		}
	}
	pooled = p
	return p
}

func (p pool) draw(t *rapid.T, rules ...Rule) *Calendar {
	var fit pool
	for _, c := range p {
		for _, r := range rules {
			if c.rule(Workdays) == r {
				fit = append(fit, c)
			}
		}
	}
	return fit[rapid.IntRange(0, len(fit)-1).Draw(t, "calendar")] // printed by its place, not whole
}

// drawTime is often at an edge: a whole hour, a holiday, the end of a year.
func drawTime(t *rapid.T, label string) time.Time {
	at := DayOf(2023, 12, 20) + Day(rapid.IntRange(0, 1100).Draw(t, label+" day"))
	ns := int64(at)*dayNS + rapid.Int64Range(0, 48).Draw(t, label+" half hour")*int64(30*time.Minute)
	if rapid.Bool().Draw(t, label+" odd") {
		ns += rapid.Int64Range(0, int64(30*time.Minute)).Draw(t, label+" ns")
	}
	return time.Unix(0, ns)
}

func drawLimit(t *rapid.T, label string) Limit {
	kind := rapid.SampledFrom(Kinds).Draw(t, label+" kind")
	l, err := Of(kind, float64(rapid.IntRange(1, 80).Draw(t, label+" quarters"))/4)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// modelWorks looks at the printed notices and at the wall.
func modelWorks(c *Calendar, at time.Time) bool {
	local := at.In(c.zone)
	y, m, d := local.Date()
	text := fmt.Sprintf("%04d-%02d-%02d", y, int(m), d)
	works := local.Weekday() != time.Saturday && local.Weekday() != time.Sunday
	for _, n := range notices {
		if n.until == "" {
			n.until = n.from
		}
		if n.from <= text && text <= n.until {
			works = n.kind == Workday
		}
	}
	if !works {
		return false
	}
	minute := time.Duration(local.Hour())*time.Hour + time.Duration(local.Minute())*time.Minute
	for _, s := range modelSpans(c, int(m), text) {
		if s.From <= minute && minute < s.Until {
			return true
		}
	}
	return false
}

// modelSpans knows the entries of modelHours by heart.
func modelSpans(c *Calendar, month int, text string) []Span {
	if len(c.hours) == 1 {
		return c.hours[0].Spans
	}
	second := c.hours[1].SeasonFrom.Month == 5 && month >= 5 && month <= 9 ||
		c.hours[1].SeasonFrom.Month == 0 && "2025-03-01" <= text && text <= "2025-12-31"
	if second {
		return c.hours[1].Spans
	}
	return c.hours[0].Spans
}

func TestHoursOfWorkAreThoseOfTheSlowModel(t *testing.T) {
	p := calendars(t)
	rapid.Check(t, func(t *rapid.T) {
		c := p.draw(t, SameMoment, EndOfDay)
		start := drawTime(t, "start").Truncate(time.Minute)
		minutes := rapid.IntRange(1, 3000).Draw(t, "minutes")
		got, err := c.Due(start, Limit{WorkHours, time.Duration(minutes) * time.Minute})
		if err != nil {
			t.Fatal(err)
		}
		at := start
		for minutes > 0 {
			if modelWorks(c, at) {
				minutes--
			}
			at = at.Add(time.Minute)
		}
		if !got.At.Equal(at) {
			t.Fatalf("from %s due %s, by the model %s", start.In(c.zone), got.At, at.In(c.zone))
		}
	})
}

func TestWorkdaysAreThoseOfTheSlowModel(t *testing.T) {
	c := made(t, nil)
	end := made(t, func(s *Settings) { s.Workdays = EndOfDay })
	rapid.Check(t, func(t *rapid.T) {
		start := drawTime(t, "start").Truncate(time.Minute)
		days := rapid.IntRange(1, 12).Draw(t, "days")
		got, _ := c.Due(start, Limit{Workdays, time.Duration(days) * 24 * time.Hour})
		// Where all days are eight hours, n workdays are 8n of them.
		want, _ := c.Due(start, Limit{WorkHours, time.Duration(days) * 8 * time.Hour})
		if !got.At.Equal(want.At) {
			t.Fatalf("%d workdays from %s: %s, by hours %s", days, start.In(China), got.At, want.At)
		}
		// By the civil code: next day on, count workdays, close at 18:00.
		y, m, d := start.In(China).Date()
		last := time.Date(y, m, d, 10, 0, 0, 0, China)
		for n := days; n > 0; {
			last = last.AddDate(0, 0, 1)
			if modelWorks(c, last) {
				n--
			}
		}
		if got, _ := end.Due(start, Limit{Workdays, time.Duration(days) * 24 * time.Hour}); !got.At.Equal(last.Add(8 * time.Hour)) {
			t.Fatalf("%d workdays from %s end %s, by the model %s", days, start.In(China), got.At, last)
		}
	})
}
