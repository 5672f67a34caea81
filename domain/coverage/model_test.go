package coverage_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sizhang/domain/city"
	"sizhang/domain/coverage"
	"sizhang/domain/sponsor"
	"sizhang/domain/territory"
)

// drawn is any city of the small profile, sound or not.
func drawn(t *rapid.T) coverage.City {
	c := coverage.City{Profile: profile(), At: now}
	var codes []string
	for i := range rapid.IntRange(0, 14).Draw(t, "units") {
		level := rapid.SampledFrom(c.Profile.Levels).Draw(t, "level")
		u := unit(level.ID, fmt.Sprintf("u%02d", i), "", nil)
		if len(codes) > 0 && rapid.Bool().Draw(t, "hangs") {
			u.Parent = rapid.SampledFrom(codes).Draw(t, "parent")
		}
		if rapid.Bool().Draw(t, "shaped") {
			u.Shape = box(float64(i), 0, 1, 1)
		}
		u.Generated = rapid.Bool().Draw(t, "generated")
		c.Units, codes = append(c.Units, u), append(codes, u.Code)
	}
	if len(codes) == 0 {
		return c
	}
	moment := rapid.Custom(func(t *rapid.T) time.Time {
		return now.AddDate(rapid.IntRange(-1, 1).Draw(t, "year"), 0, 0)
	})
	until := func() (end time.Time) {
		if rapid.Bool().Draw(t, "ends") {
			end = moment.Draw(t, "until")
		}
		return end
	}
	for range rapid.IntRange(0, 25).Draw(t, "seats") {
		post := rapid.SampledFrom(c.Profile.Posts).Draw(t, "post")
		c.Seats = append(c.Seats, seat(rapid.SampledFrom(codes).Draw(t, "at"), post.ID, territory.Term{From: moment.Draw(t, "from"), Until: until()}))
	}
	for range rapid.IntRange(0, 12).Draw(t, "sponsorships") {
		c.Sponsorships = append(c.Sponsorships, sponsor.Sponsorship{
			Kind: rapid.SampledFrom([]string{"link", "adopt", "unknown"}).Draw(t, "kind"),
			Unit: rapid.SampledFrom(codes).Draw(t, "of"), From: moment.Draw(t, "since"), Until: until(),
		})
	}
	c.Units = rapid.Permutation(c.Units).Draw(t, "order")
	return c
}

// slow recounts a city by asking every question of every unit again, with none
// of the survey's tables.
type slow struct{ coverage.City }

func (s slow) held(unit, post string) bool {
	return slices.ContainsFunc(s.Seats, func(seat territory.Seat) bool {
		return seat.Unit == unit && seat.Post == post && slices.ContainsFunc(seat.Terms, func(t territory.Term) bool {
			return !s.At.Before(t.From) && (t.Until.IsZero() || s.At.Before(t.Until))
		})
	})
}

func (s slow) sponsored(unit, kind string) bool {
	return slices.ContainsFunc(s.Sponsorships, func(o sponsor.Sponsorship) bool {
		return o.Unit == unit && o.Kind == kind && !s.At.Before(o.From) && (o.Until.IsZero() || s.At.Before(o.Until))
	})
}

func (s slow) rank(level string) int {
	return slices.IndexFunc(s.Profile.Levels, func(l city.Level) bool { return l.ID == level })
}

// above returns the units over u, and whether they end at a top level.
func (s slow) above(u territory.Unit) (up []territory.Unit, top bool) {
	if u.Parent == "" {
		return nil, len(s.Profile.Levels[s.rank(u.Level)].Parents) == 0
	}
	i := slices.IndexFunc(s.Units, func(o territory.Unit) bool { return o.Code == u.Parent })
	if s.rank(s.Units[i].Level) >= s.rank(u.Level) {
		return nil, false
	}
	up, top = s.above(s.Units[i])
	return append([]territory.Unit{s.Units[i]}, up...), top
}

// holds says whether u has a unit of the level somewhere below it.
func (s slow) holds(u territory.Unit, level string) bool {
	return slices.ContainsFunc(s.Units, func(lower territory.Unit) bool {
		up, _ := s.above(lower)
		return lower.Level == level && slices.ContainsFunc(up, func(o territory.Unit) bool { return o.Code == u.Code })
	})
}

func (s slow) has(level string) bool {
	return slices.ContainsFunc(s.Units, func(u territory.Unit) bool { return u.Level == level })
}

// next is worded for the small profile alone.
func (s slow) next(level string) string {
	hung := func(upper, lower string) bool {
		return slices.ContainsFunc(s.Units, func(u territory.Unit) bool { return u.Level == upper && s.holds(u, lower) })
	}
	wanted := map[string][]string{"city": {"county", "community"}, "county": {"community"}, "community": {"group", "grid"}}
	for _, lower := range wanted[level] {
		if s.has(lower) {
			return lower
		}
	}
	if (level == "county" || level == "community") && hung(level, "street") {
		return "street"
	}
	return ""
}

func TestCountsAgreeWithASlowRecount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := slow{drawn(t)}
		var got, missing []string
		r := coverage.Of(s.City)
		for _, m := range r.Missing {
			for _, item := range append(m.Of, coverage.Item{})[:max(1, len(m.Of))] {
				missing = append(missing, strings.TrimSpace(m.Code+" "+string(m.Lack)+" "+item.ID))
			}
		}
		for _, l := range r.Levels {
			got = append(got, fmt.Sprint(l.ID, l.Units, short(l.Heads), short(l.Leaders), short(l.Sponsored), short(l.Shaped),
				short(l.Connected), short(l.Reaching), l.NextLevel, short(l.Generated)))
			for _, kind := range l.Sponsors {
				got = append(got, kind.ID+short(kind.Measure))
			}
		}
		want, wantMissing := s.recount()
		if !slices.Equal(got, want) {
			t.Fatalf("got  %q\nwant %q", got, want)
		}
		if !slices.Equal(missing, wantMissing) {
			t.Fatalf("missing\n%q\nwant\n%q", missing, wantMissing)
		}
	})
}

func (s slow) recount() (counts, missing []string) {
	for _, l := range s.Profile.Levels {
		var of []territory.Unit
		for _, u := range s.Units {
			if u.Level == l.ID {
				of = append(of, u)
			}
		}
		slices.SortFunc(of, func(a, b territory.Unit) int { return strings.Compare(a.Code, b.Code) })
		tally := func(applies bool, has func(territory.Unit) bool) string {
			switch {
			case !applies:
				return "n/a"
			case len(of) == 0:
				return "none"
			}
			n := 0
			for _, u := range of {
				if has(u) {
					n++
				}
			}
			return fmt.Sprintf("%d/%d", n, len(of))
		}
		led, next := l.ID == "county" || l.ID == "community", s.next(l.ID)
		sponsorable := l.ID == "community" || l.ID == "street"
		heads := func(u territory.Unit) bool { return s.held(u.Code, "street_head") || s.held(u.Code, "vice_head") }
		leaders := func(u territory.Unit) bool {
			return s.held(u.Code, "direct") && s.held(u.Code, "charge") && s.held(u.Code, "principal")
		}
		linked := func(u territory.Unit) bool { return l.ID == "community" && s.sponsored(u.Code, "link") }
		adopted := func(u territory.Unit) bool { return s.sponsored(u.Code, "adopt") }
		shaped := func(u territory.Unit) bool { return u.Shape != nil }
		connected := func(u territory.Unit) bool { _, top := s.above(u); return top }
		reaching := func(u territory.Unit) bool { return s.holds(u, next) }
		counts = append(counts, fmt.Sprint(l.ID, len(of), tally(l.ID == "street", heads), tally(led, leaders),
			tally(sponsorable, func(u territory.Unit) bool { return linked(u) || adopted(u) }),
			tally(l.ID != "group", shaped), tally(l.ID != "city", connected), tally(next != "", reaching), next,
			tally(true, func(u territory.Unit) bool { return u.Generated })))
		if l.ID == "community" {
			counts = append(counts, "link"+tally(true, linked))
		}
		if sponsorable {
			counts = append(counts, "adopt"+tally(true, adopted))
		}
		for _, u := range of {
			lack := func(lacks bool, line string) {
				if lacks {
					missing = append(missing, u.Code+" "+line)
				}
			}
			lack(l.ID == "street" && !heads(u), "head street_head")
			lack(l.ID == "street" && !heads(u), "head vice_head")
			for _, post := range []string{"direct", "charge", "principal"} {
				lack(led && !s.held(u.Code, post), "leaders "+post)
			}
			lack(l.ID == "community" && !linked(u), "sponsor link")
			lack(l.ID != "group" && !shaped(u), "shape")
			lack(l.ID != "city" && !connected(u), "parent")
			lack(next != "" && !reaching(u), "below "+next)
		}
	}
	return counts, missing
}

func TestTheOrderOfTheUnitsDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawn(t)
		other := c
		other.Units = rapid.Permutation(c.Units).Draw(t, "other order")
		if a, b := fmt.Sprintf("%+v", coverage.Of(c)), fmt.Sprintf("%+v", coverage.Of(other)); a[strings.Index(a, "Levels:"):] != b[strings.Index(b, "Levels:"):] {
			t.Fatalf("%s\n%s", a, b)
		}
	})
}
