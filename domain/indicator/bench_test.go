package indicator_test

import (
	"fmt"
	"testing"
	"time"

	"sizhang/domain/indicator"
	"sizhang/domain/issue"
)

// million is a city's worth of cards over a year: 1,000 grids in chains of five units,
// 3,000 people, 90 categories.
func million(n int) []issue.Card {
	cards := make([]issue.Card, n)
	chains := make([][]string, 1000)
	for g := range chains {
		chains[g] = []string{fmt.Sprintf("G%04d", g), fmt.Sprintf("C%03d", g/5), fmt.Sprintf("S%02d", g/50), fmt.Sprintf("D%d", g/250), "city"}
	}
	people := make([]string, 3000)
	for k := range people {
		people[k] = fmt.Sprintf("P%04d", k)
	}
	categories := make([]string, 90)
	for k := range categories {
		categories[k] = fmt.Sprintf("K%02d", k)
	}
	begin := indicator.Day(2026, 1, 1)
	for k := range cards {
		c, x := &cards[k], uint64(k)*0x9e3779b97f4a7c15>>20
		pick := func(n int) int { x = x*6364136223846793005 + 1442695040888963407; return int(x>>33) % n }
		grid := pick(1000)
		c.ID, c.Units, c.Spots = "id", chains[grid], chains[grid][:1]
		c.Category, c.Source, c.State = categories[pick(90)], issue.Sources[pick(9)], issue.Closed
		if pick(10) == 0 {
			c.State = issue.States[pick(len(issue.States))].State
		}
		c.Reporter, c.Filer, c.Dispatcher, c.Worker, c.Checker = people[pick(3000)], people[pick(20)], people[pick(20)], people[grid*3], people[pick(500)]
		c.Hands = issue.Hands{Unit: chains[grid][0], Post: "grid_head", Person: people[grid*3]}
		c.Department = categories[pick(30)]
		at := begin.Add(time.Duration(pick(365*86400)) * time.Second)
		c.Found, c.Reported, c.Filed, c.Dispatched = at.Add(-time.Minute), at, at.Add(time.Hour), at.Add(2*time.Hour)
		c.Claimed, c.Fixed, c.Due = at.Add(3*time.Hour), at.Add(time.Duration(pick(72))*time.Hour), at.Add(48*time.Hour)
		c.Late = c.Fixed.After(c.Due)
		c.Checked, c.Announced = c.Fixed.Add(time.Hour), c.Fixed.Add(time.Hour)
		c.Closed, c.Answered = c.Fixed.Add(2*time.Hour), c.Fixed.Add(2*time.Hour)
		c.Reworks = pick(20) / 19
		for s := range c.Steps {
			c.Steps[s] = issue.Step{Begun: 1, Done: 1, Late: pick(12) / 11}
		}
	}
	return cards
}

// How long the indicators of a million issues take, beside a bare walk over the same
// cards that reads one instant of each.
func BenchmarkIndicators(b *testing.B) {
	const n = 1_000_000
	cards := million(n)
	each := func(yield func(*issue.Card) bool) {
		for k := range cards {
			if !yield(&cards[k]) {
				return
			}
		}
	}
	year := indicator.Span(indicator.Day(2026, 1, 1), indicator.Day(2027, 1, 1))
	now := indicator.Day(2027, 2, 1)
	b.Run("bare", func(b *testing.B) {
		for b.Loop() {
			sum := int64(0)
			for c := range each {
				sum += c.Reported.Unix() + c.Closed.Unix() + c.Due.Unix()
			}
			if sum == 0 {
				b.Fatal("nothing")
			}
		}
	})
	ask := func(name string, q indicator.Question) {
		q.Cards, q.Now = each, now
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				r, err := indicator.Of(q)
				if err != nil || r.Total.Figure(indicator.Reported).Numerator == 0 {
					b.Fatal(err)
				}
			}
		})
	}
	ask("total", indicator.Question{Period: year})
	for _, by := range indicator.Bys {
		ask(string(by), indicator.Question{Period: year, By: by})
	}
	ask("months", indicator.Question{Period: year, Every: indicator.Monthly})
	ask("unit_months", indicator.Question{Period: year, Every: indicator.Monthly, By: indicator.ByUnit, Takes: func(code string) bool { return code[0] == 'S' }})
	ask("one_month_unit", indicator.Question{Period: indicator.Span(indicator.Day(2026, 6, 1), indicator.Day(2026, 7, 1)), By: indicator.ByUnit, Compare: indicator.Previous})
}
