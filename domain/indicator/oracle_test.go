package indicator_test

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sizhang/domain/indicator"
	"sizhang/domain/issue"
)

// The oracle: every indicator once more, straight from the words of its formula, with
// none of the program's parts. Each answers whether the issue is in the denominator and
// in the numerator, and which instant puts it into a period.
type verdict struct {
	at       time.Time
	of, have bool
}

func state(c *issue.Card, states ...issue.State) bool { return slices.Contains(states, c.State) }

func is(c *issue.Card, sources ...issue.Source) bool { return slices.Contains(sources, c.Source) }

func has(t time.Time) bool { return !t.IsZero() }

// oracleNow is when the oracle is asked.
var oracleNow = askedAt

// running says whether a clock of the stage runs and is past its deadline.
func running(c *issue.Card, s issue.Stage) bool {
	late := false
	for _, r := range c.Running {
		if r.Stage == s && r.Due.Before(oracleNow) {
			late = true
		}
	}
	return late
}

func counts(c *issue.Card) bool { return !state(c, issue.Suspended, issue.Merged) }

func over(c *issue.Card) bool { return state(c, issue.Closed, issue.Ordered, issue.Struck) }

func finished(c *issue.Card) bool {
	return has(c.Fixed) && (over(c) || state(c, issue.Checking, issue.Asking, issue.Void, issue.Merged))
}

func late(c *issue.Card) bool {
	if c.Exempt {
		return false
	}
	if !has(c.Fixed) && has(c.Due) && c.Closed.After(c.Due) {
		return true
	}
	return c.Late
}

func due(c *issue.Card) bool {
	return counts(c) && !state(c, issue.Void) && has(c.Due) && !c.Due.After(oracleNow)
}

func toClose(c *issue.Card) bool { return counts(c) && has(c.Filed) && !state(c, issue.Void) }

func sent(c *issue.Card) bool {
	if c.OnTheSpot && c.Dispatches == 0 {
		return false
	}
	return has(c.Dispatched)
}

func toDispatch(c *issue.Card) bool {
	return counts(c) && !state(c, issue.Void) && (sent(c) || running(c, issue.ToDispatch))
}

var public = []issue.Source{issue.FromCitizen, issue.FromHotline}
var inspectors = []issue.Source{issue.FromPatrol, issue.FromHead}

var oracle = map[indicator.ID]func(c *issue.Card) verdict{
	indicator.Reported: func(c *issue.Card) verdict { return verdict{c.Reported, true, true} },
	indicator.Filed:    func(c *issue.Card) verdict { ok := counts(c) && has(c.Filed); return verdict{c.Filed, ok, ok} },
	indicator.Dispatched: func(c *issue.Card) verdict {
		ok := counts(c) && sent(c)
		return verdict{c.Dispatched, ok, ok}
	},
	indicator.Handled: func(c *issue.Card) verdict {
		ok := counts(c) && finished(c) && !state(c, issue.Void)
		return verdict{c.Fixed, ok, ok}
	},
	indicator.Closed:    func(c *issue.Card) verdict { return verdict{c.Closed, over(c), true} },
	indicator.Voided:    func(c *issue.Card) verdict { return verdict{c.Reported, state(c, issue.Void), true} },
	indicator.Merged:    func(c *issue.Card) verdict { return verdict{c.Reported, state(c, issue.Merged), true} },
	indicator.Suspended: func(c *issue.Card) verdict { return verdict{c.Reported, state(c, issue.Suspended), true} },
	indicator.Open: func(c *issue.Card) verdict {
		return verdict{c.Reported, !over(c) && !state(c, issue.Void, issue.Merged), true}
	},
	indicator.Overdue: func(c *issue.Card) verdict {
		return verdict{c.Due, due(c) && !over(c) && !state(c, issue.Checking, issue.Asking), true}
	},
	indicator.OnTheSpot: func(c *issue.Card) verdict { return verdict{c.Filed, counts(c) && has(c.Filed) && c.OnTheSpot, true} },

	indicator.FilingRate: func(c *issue.Card) verdict { return verdict{c.Reported, counts(c), has(c.Filed)} },
	indicator.ValidReportRate: func(c *issue.Card) verdict {
		return verdict{c.Reported, counts(c) && is(c, inspectors...), has(c.Filed) && !state(c, issue.Void)}
	},
	indicator.PublicReportRate: func(c *issue.Card) verdict {
		return verdict{c.Filed, counts(c) && has(c.Filed), is(c, public...) && !state(c, issue.Void)}
	},
	indicator.MissedRate: func(c *issue.Card) verdict {
		return verdict{c.Filed, counts(c) && has(c.Filed), !is(c, inspectors...) && !state(c, issue.Void)}
	},
	indicator.VerifyInTimeRate: func(c *issue.Card) verdict {
		s, overdue := c.Steps[1], running(c, issue.ToVerify)
		return verdict{c.Reported, counts(c) && (s.Done > 0 || overdue), s.Late == 0 && !overdue}
	},
	indicator.CheckInTimeRate: func(c *issue.Card) verdict {
		s, overdue := c.Steps[5], running(c, issue.ToCheck)
		return verdict{c.Fixed, counts(c) && (s.Done > 0 || overdue), s.Late == 0 && !overdue}
	},
	indicator.FileInTimeRate: func(c *issue.Card) verdict { return verdict{c.Filed, counts(c) && has(c.Filed), c.Steps[0].Late == 0} },
	indicator.FileRightRate:  func(c *issue.Card) verdict { return verdict{c.Filed, counts(c) && has(c.Filed), !state(c, issue.Void)} },
	indicator.DispatchInTimeRate: func(c *issue.Card) verdict {
		return verdict{c.Filed, toDispatch(c), sent(c) && c.Steps[2].Late == 0 && !running(c, issue.ToDispatch)}
	},
	indicator.DispatchRightRate: func(c *issue.Card) verdict {
		return verdict{c.Filed, toDispatch(c), sent(c) && c.Bounces == 0}
	},
	indicator.HandlingRate:     func(c *issue.Card) verdict { return verdict{c.Due, due(c), finished(c)} },
	indicator.HandleInTimeRate: func(c *issue.Card) verdict { return verdict{c.Due, due(c), finished(c) && (!c.Late || c.Exempt)} },
	indicator.OverdueRate: func(c *issue.Card) verdict {
		return verdict{c.Due, due(c), !over(c) && !state(c, issue.Checking, issue.Asking)}
	},
	indicator.PostponedRate:   func(c *issue.Card) verdict { return verdict{c.Due, due(c), c.Postponements > 0} },
	indicator.ClosingRate:     func(c *issue.Card) verdict { return verdict{c.Filed, toClose(c), over(c)} },
	indicator.CloseInTimeRate: func(c *issue.Card) verdict { return verdict{c.Filed, toClose(c), over(c) && !late(c)} },
	indicator.CloseLateRate:   func(c *issue.Card) verdict { return verdict{c.Filed, toClose(c), over(c) && late(c)} },
	indicator.ReworkRate:      func(c *issue.Card) verdict { return verdict{c.Filed, toClose(c), c.Reworks > 0} },
	indicator.FinishRate:      func(c *issue.Card) verdict { return verdict{c.Reported, counts(c) && !state(c, issue.Void), over(c)} },
	indicator.ResponseRate: func(c *issue.Card) verdict {
		overdue := running(c, issue.ToClaim)
		return verdict{c.Dispatched, counts(c) && !state(c, issue.Void) && is(c, issue.FromHotline) && (has(c.Claimed) || overdue), c.Steps[3].Late == 0 && !overdue}
	},
	indicator.SolvedRate: func(c *issue.Card) verdict {
		return verdict{c.Checked, counts(c) && !state(c, issue.Void) && is(c, issue.FromHotline) && c.Answer != "", c.Answer != issue.Objected}
	},
	indicator.SatisfiedRate: func(c *issue.Card) verdict {
		return verdict{c.Checked, counts(c) && !state(c, issue.Void) && is(c, issue.FromHotline) && (c.Answer == issue.Approved || c.Answer == issue.Objected), c.Answer == issue.Approved}
	},
}

// oracleRoles say whose an issue is by person.
var oracleRoles = map[string]func(c *issue.Card) string{
	"上报人": func(c *issue.Card) string { return c.Reporter }, "核实人": func(c *issue.Card) string { return c.Verifier },
	"立案人": func(c *issue.Card) string { return c.Filer }, "派遣人": func(c *issue.Card) string { return c.Dispatcher },
	"核查人": func(c *issue.Card) string { return c.Checker }, "承办人": func(c *issue.Card) string { return cmp.Or(c.Worker, c.Hands.Person) },
}

// drawCard makes a card of which anything may be so, likely or not, around March.
func drawCard(t *rapid.T, k int) *issue.Card {
	bound := []time.Time{march.From, march.Until, march.From.Add(-time.Second), march.Until.Add(-time.Second), oracleNow, oracleNow.Add(time.Second), oracleNow.Add(-time.Second), indicator.Day(2026, 3, 16)}
	at := func(name string) time.Time {
		switch rapid.IntRange(0, 9).Draw(t, name) {
		case 0, 1, 2:
			return time.Time{}
		case 3:
			return rapid.SampledFrom(bound).Draw(t, name)
		}
		return march.From.Add(time.Duration(rapid.IntRange(-40*86400, 70*86400).Draw(t, name)) * time.Second)
	}
	few := func(name string) int { return max(0, rapid.IntRange(-2, 2).Draw(t, name)) }
	who := func(name string) string { return rapid.SampledFrom([]string{"", "P1", "P2", "P3"}).Draw(t, name) }
	c := &issue.Card{
		ID: fmt.Sprint(k), Source: rapid.SampledFrom(issue.Sources).Draw(t, "source"), State: rapid.SampledFrom(issue.States).Draw(t, "state").State,
		Found: at("found"), Reported: at("reported"), Filed: at("filed"), Dispatched: at("dispatched"), Claimed: at("claimed"), Due: at("due"),
		Fixed: at("fixed"), Announced: at("announced"), Checked: at("checked"), Closed: at("closed"), Answered: at("answered"),
		Postponements: few("postponements"), Bounces: few("bounces"), Reworks: few("reworks"), Dispatches: few("dispatches"),
		Answer:   rapid.SampledFrom([]issue.Answer{"", issue.Approved, issue.Objected, issue.Silent}).Draw(t, "answer"),
		Reporter: who("reporter"), Verifier: who("verifier"), Filer: who("filer"), Dispatcher: who("dispatcher"), Worker: who("worker"), Checker: who("checker"),
		Category: rapid.SampledFrom([]string{"", "K", "K1", "K11", "L"}).Draw(t, "category"), Department: who("department"),
		Units: rapid.SampledFrom([][]string{nil, {"A1", "A", "T"}, {"A2", "A", "T"}, {"B1", "B", "T"}, {"S", "A1", "A", "T"}}).Draw(t, "units"),
	}
	c.Late, c.Exempt, c.OnTheSpot = rapid.Bool().Draw(t, "late"), rapid.Bool().Draw(t, "exempt"), rapid.Bool().Draw(t, "on the spot")
	c.Hands = issue.Hands{Unit: rapid.SampledFrom([]string{"", "A1"}).Draw(t, "unit"), Person: who("hands"), Body: rapid.SampledFrom([]string{"", "P1", "P4"}).Draw(t, "body")}
	for s := range c.Steps {
		done := few("done")
		c.Steps[s] = issue.Step{Begun: done, Done: done, Late: min(done, few("late steps"))}
	}
	for _, s := range issue.Stages {
		if rapid.IntRange(0, 3).Draw(t, "runs") == 0 {
			due := oracleNow.Add(time.Duration(rapid.IntRange(-2, 2).Draw(t, "due in")) * time.Second)
			c.Running = append(c.Running, issue.Running{Stage: s, Due: due})
		}
	}
	return c
}

// groupsOf says in which groups an issue counts, by their code, as By says.
func groupsOf(c *issue.Card, by indicator.By, i *indicator.Indicator) []string {
	switch by {
	case indicator.ByUnit:
		return c.Units
	case indicator.ByHead:
		return []string{c.Hands.Unit + "/" + cmp.Or(c.Worker, c.Hands.Person)}
	case indicator.ByPerson:
		return []string{oracleRoles[indicator.Roles[i.Role].ZH](c)}
	case indicator.ByDepartment:
		return []string{cmp.Or(c.Hands.Body, c.Department)}
	case indicator.ByCategory:
		return map[string][]string{"": {""}, "K": {"K"}, "K1": {"K1", "K"}, "K11": {"K11", "K1", "K"}, "L": {"L"}}[c.Category]
	}
	return []string{string(c.Source)}
}

func within(p indicator.Period, at time.Time) bool {
	return has(at) && !at.Before(p.From) && at.Before(p.Until)
}

// figure is what the oracle counts.
func figure(cards []*issue.Card, i *indicator.Indicator, p indicator.Period, member func(*issue.Card) bool) indicator.Figure {
	f := indicator.Figure{}
	for _, c := range cards {
		v := oracle[i.ID](c)
		if !member(c) || !v.of || !within(p, v.at) {
			continue
		}
		if f.Denominator++; v.have || i.Kind == indicator.Number {
			f.Numerator++
		}
	}
	if i.Kind == indicator.Number {
		f.Denominator = 0
	}
	return f
}

// Whatever the issues are like, whichever way they are grouped, split and compared,
// every figure is what the oracle counts, one by one.
func TestAgainstTheOracle(t *testing.T) {
	if len(oracle) != len(indicator.All) {
		t.Fatalf("the oracle knows %d of %d indicators", len(oracle), len(indicator.All))
	}
	above := map[string]string{"K11": "K1", "K1": "K"}
	rapid.Check(t, func(t *rapid.T) {
		oracleNow = rapid.SampledFrom([]time.Time{askedAt, indicator.Day(2026, 3, 20), march.Until}).Draw(t, "now")
		var cards []*issue.Card
		for k := range rapid.IntRange(0, 12).Draw(t, "n") {
			cards = append(cards, drawCard(t, k))
		}
		q := indicator.Question{
			Cards: each(cards...), Now: oracleNow, Period: march,
			By:      rapid.SampledFrom(append([]indicator.By{indicator.ByNothing}, indicator.Bys...)).Draw(t, "by"),
			Every:   rapid.SampledFrom([]indicator.Every{indicator.Whole, indicator.Daily, indicator.Weekly, indicator.HalfMonth, indicator.Monthly}).Draw(t, "every"),
			Compare: rapid.SampledFrom([]indicator.Compare{indicator.NotCompared, indicator.Previous, indicator.YearBefore}).Draw(t, "compare"),
			Above:   func(code string) string { return above[code] },
		}
		r, err := indicator.Of(q)
		if err != nil {
			t.Fatal(err)
		}
		everybody := func(*issue.Card) bool { return true }
		check := func(name string, c *indicator.Cell, member func(i *indicator.Indicator) func(*issue.Card) bool) {
			for k := range indicator.All {
				i := &indicator.All[k]
				if want := figure(cards, i, c.Period, member(i)); c.Figures[k] != want {
					t.Fatalf("%s of %s in %v: %v, the oracle says %v", i.ID, name, c.Period, c.Figures[k], want)
				}
			}
		}
		all := func(name string, row *indicator.Row, member func(i *indicator.Indicator) func(*issue.Card) bool) {
			cells := append([]indicator.Cell{row.Cell}, row.Parts...)
			for k := range cells {
				check(name, &cells[k], member)
				if b := cells[k].Before; b != nil {
					if want, ok := cells[k].Period.Before(q.Compare); !ok || b.Period != want {
						t.Fatalf("%v is compared with %v", cells[k].Period, b.Period)
					}
					check(name+" before", b, member)
				}
			}
		}
		all("the total", &r.Total, func(*indicator.Indicator) func(*issue.Card) bool { return everybody })
		spreads(t, cards, &r.Total.Cell)
		known := map[string]bool{}
		for k := range r.Rows {
			code := r.Rows[k].Key.Code
			if q.By == indicator.ByHead {
				code = r.Rows[k].Key.Unit + "/" + code
			}
			if known[code] {
				t.Fatalf("two rows of %q", code)
			}
			known[code] = true
			all(code, &r.Rows[k], func(i *indicator.Indicator) func(*issue.Card) bool {
				return func(c *issue.Card) bool { return slices.Contains(groupsOf(c, q.By, i), code) }
			})
		}
		if q.By == indicator.ByNothing {
			return
		}
		for _, c := range cards { // whatever counts in the total counts in its groups
			for k := range indicator.All {
				i := &indicator.All[k]
				if v := oracle[i.ID](c); v.of && within(r.Period, v.at) {
					for _, code := range groupsOf(c, q.By, i) {
						if !known[code] {
							t.Fatalf("no row of %q", code)
						}
					}
				}
			}
		}
	})
}

// spreads holds the latencies against sorted lists.
func spreads(t *rapid.T, cards []*issue.Card, cell *indicator.Cell) {
	pairs := []func(c *issue.Card) (time.Time, time.Time){
		func(c *issue.Card) (time.Time, time.Time) { return c.Found, c.Claimed }, func(c *issue.Card) (time.Time, time.Time) { return c.Claimed, c.Fixed },
		func(c *issue.Card) (time.Time, time.Time) { return c.Fixed, c.Announced }, func(c *issue.Card) (time.Time, time.Time) { return c.Announced, c.Answered },
		func(c *issue.Card) (time.Time, time.Time) { return c.Found, c.Answered },
	}
	for k, pair := range pairs {
		var took []time.Duration
		for _, c := range cards {
			if from, to := pair(c); counts(c) && !state(c, issue.Void) && has(from) && within(cell.Period, to) {
				took = append(took, max(0, to.Sub(from)))
			}
		}
		slices.Sort(took)
		want := indicator.Spread{N: len(took)}
		if n := len(took); n > 0 {
			want.Median = (took[(n-1)/2] + took[n/2]) / 2
			want.P90 = took[int(math.Ceil(0.9*float64(n)-1e-9))-1]
		}
		if cell.Spreads[k] != want {
			t.Fatalf("%s is %v of %v, want %v", indicator.Latencies[k].ID, cell.Spreads[k], took, want)
		}
	}
}

// The rates that share a denominator add up, whatever the issues.
func TestRatesAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var cards []*issue.Card
		for k := range rapid.IntRange(0, 12).Draw(t, "n") {
			cards = append(cards, drawCard(t, k))
		}
		r, err := indicator.Of(indicator.Question{Cards: each(cards...), Now: askedAt, Period: march})
		if err != nil {
			t.Fatal(err)
		}
		f := r.Total.Figure
		if f(indicator.CloseInTimeRate).Numerator+f(indicator.CloseLateRate).Numerator != f(indicator.ClosingRate).Numerator {
			t.Error("closed in time and late do not make closed")
		}
		if f(indicator.Overdue).Numerator != f(indicator.OverdueRate).Numerator {
			t.Error("overdue is told twice, and differently")
		}
		for _, id := range []indicator.ID{indicator.PublicReportRate, indicator.MissedRate, indicator.FileInTimeRate, indicator.FileRightRate} {
			if f(id).Denominator != f(indicator.Filed).Numerator {
				t.Errorf("%s is not of all that was filed", id)
			}
		}
	})
}
