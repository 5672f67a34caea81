package indicator_test

import (
	"math"
	"testing"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/indicator"
	"sizhang/domain/issue"
)

// filedCards are n issues that were filed in March and closed in time.
func filedCards(n int, change func(k int, c *issue.Card)) []*issue.Card {
	cards := make([]*issue.Card, n)
	for k := range cards {
		at := march.From.Add(time.Duration(k) * time.Minute)
		cards[k] = &issue.Card{Source: issue.FromPatrol, State: issue.Closed, Reported: at, Filed: at, Fixed: at, Closed: at, Filer: "F", Dispatcher: "D"}
		if change != nil {
			change(k, cards[k])
		}
	}
	return cards
}

func scoredAs(t *testing.T, id string, by indicator.By, cards []*issue.Card, scheme *indicator.Scheme) indicator.Scored {
	t.Helper()
	r := of(t, indicator.Question{Cards: each(cards...), Now: askedAt, Period: march, By: by, Rows: []string{"F", "D"}, Scheme: scheme})
	for k, s := range r.Scheme.Scores {
		if s.ID != id {
			continue
		}
		if by == indicator.ByNothing {
			return r.Total.Scores[k]
		}
		return r.Rows[0].Scores[k]
	}
	t.Fatal(id)
	return indicator.Scored{}
}

// The bands for 立案数: 0 → 100, below 3 → 90, below 5 → 75, below 7 → 60, below 9 → 40,
// else 0. Everything else is perfect and makes 80 of 100.
func TestBandsOfFiled(t *testing.T) {
	for n, points := range []float64{1: 90, 2: 90, 3: 75, 4: 75, 5: 60, 6: 60, 7: 40, 8: 40, 9: 0, 10: 0} {
		if n == 0 {
			continue
		}
		if s := scoredAs(t, "area", indicator.ByNothing, filedCards(n, nil), nil); !s.OK || s.Points != 80+points/5 {
			t.Errorf("%d filed make %v", n, s)
		}
	}
	// Nothing filed is worth 100, but no data for the rest is no score.
	if s := scoredAs(t, "area", indicator.ByNothing, nil, nil); s.OK || s.Weighed != 20 || s.Of != 100 || s.Grade != "" || s.Points != 0 {
		t.Errorf("nothing makes %v", s)
	}
}

func TestBandsOfVolume(t *testing.T) {
	for _, row := range []struct {
		n      int
		points float64
	}{{1, 0}, {100, 0}, {101, 40}, {300, 40}, {301, 60}, {500, 60}, {501, 75}, {1200, 75}, {1201, 90}, {2000, 90}, {2001, 100}} {
		cards := filedCards(row.n, func(_ int, c *issue.Card) { c.Steps[1].Done, c.Steps[5].Done = 1, 1 })
		if s := scoredAs(t, "acceptor", indicator.ByPerson, cards, nil); !s.OK || s.Points != math.Round(750+row.points*2.5)/10 {
			t.Errorf("%d filed make %v, want %g", row.n, s, 75+row.points/4)
		}
	}
}

func TestGrades(t *testing.T) {
	// One item decides: a rate of n in 20 is 5 n points.
	scheme := indicator.DefaultScheme
	scheme.Scores = []indicator.Score{{ID: "one", By: []indicator.By{indicator.ByNothing}, Items: []indicator.Item{{Indicator: indicator.FileRightRate, Weight: 7}}}}
	for n, grade := range map[int]string{20: "A", 18: "A", 17: "B", 15: "B", 14: "C", 12: "C", 11: "D", 8: "D", 7: "E", 0: "E"} {
		cards := filedCards(20, func(k int, c *issue.Card) {
			if k >= n {
				c.State = issue.Void
			}
		})
		if s := scoredAs(t, "one", indicator.ByNothing, cards, &scheme); !s.OK || s.Points != float64(5*n) || s.Grade != grade {
			t.Errorf("%d of 20 make %v, want %s", n, s, grade)
		}
	}
}

// Items without data leave their weight to the others, down to half of it.
func TestWeightsWithoutData(t *testing.T) {
	scheme := indicator.DefaultScheme
	score := func(known, unknown int) indicator.Scored {
		scheme.Scores = []indicator.Score{{ID: "two", By: []indicator.By{indicator.ByNothing}, Items: []indicator.Item{
			{Indicator: indicator.ClosingRate, Weight: known, Less: true}, {Indicator: indicator.SatisfiedRate, Weight: unknown},
		}}}
		return scoredAs(t, "two", indicator.ByNothing, filedCards(4, func(k int, c *issue.Card) {
			if k == 0 {
				c.State, c.Closed = issue.Handling, time.Time{}
			}
		}), &scheme)
	}
	if s := score(50, 50); !s.OK || s.Points != 25 || s.Weighed != 50 || s.Of != 100 {
		t.Errorf("half with data makes %v", s)
	}
	if s := score(49, 51); s.OK {
		t.Errorf("less than half makes %v", s)
	}
}

// A number of 0 is no data, unless its item says that it counts.
func TestNoneOfANumber(t *testing.T) {
	scheme := indicator.DefaultScheme
	for zero, points := range map[bool]float64{false: 100, true: 60} {
		scheme.Scores = []indicator.Score{{ID: "none", By: []indicator.By{indicator.ByNothing}, Items: []indicator.Item{
			{Indicator: indicator.ClosingRate, Weight: 60}, {Indicator: indicator.Dispatched, Weight: 40, Bands: []indicator.Band{{Below: 1, Points: 0}, {Points: 100}}, ZeroCounts: zero},
		}}}
		if s := scoredAs(t, "none", indicator.ByNothing, filedCards(1, nil), &scheme); !s.OK || s.Points != points {
			t.Errorf("none dispatched, which counts %t, makes %v", zero, s)
		}
	}
}

// A figure is compared only with what there is.
func TestChanges(t *testing.T) {
	i, _, _ := indicator.Find(indicator.ClosingRate)
	for _, row := range []struct {
		now, before indicator.Figure
		change      float64
		known       bool
	}{
		{indicator.Figure{Numerator: 3, Denominator: 4}, indicator.Figure{Numerator: 1, Denominator: 2}, 0.25, true},
		{indicator.Figure{Numerator: 0, Denominator: 4}, indicator.Figure{Numerator: 1, Denominator: 2}, -0.5, true},
		{indicator.Figure{Numerator: 3, Denominator: 4}, indicator.Figure{}, 0, false},
		{indicator.Figure{}, indicator.Figure{Numerator: 1, Denominator: 2}, 0, false},
	} {
		if change, known := i.Change(row.now, row.before); known != row.known || known && change != row.change {
			t.Errorf("%v after %v is %g, %t", row.now, row.before, change, known)
		}
	}
	cards := filedCards(3, nil)
	q := indicator.Question{Cards: each(cards...), Now: askedAt, Period: march, Compare: indicator.Previous}
	if r := of(t, q); r.Total.Before != nil {
		t.Error("there was nothing in February, and it is compared")
	}
	cards[0].Filed = time.Date(2026, 2, 28, 23, 59, 59, 0, city.China)
	if r := of(t, q); r.Total.Before == nil || r.Total.Before.Figure(indicator.Filed).Numerator != 1 || r.Total.Figure(indicator.Filed).Numerator != 2 {
		t.Error("the last second of February is not February's")
	}
}

func TestTooManyCellsAreRefused(t *testing.T) {
	rows := make([]string, indicator.MaxCells/32)
	for k := range rows {
		rows[k] = time.Duration(k).String()
	}
	q := indicator.Question{Cards: each(), Now: askedAt, Period: march, Every: indicator.Daily, By: indicator.BySource, Rows: rows}
	refused := func() bool {
		_, err := indicator.Of(q)
		return err != nil && fault.As(err).Code == fault.IndicatorsTooMany
	}
	if !refused() { // 32 planes: March and its days
		t.Errorf("%d rows and the total, of 31 days, are not refused", len(rows))
	}
	q.Rows = rows[1:]
	if refused() {
		t.Errorf("%d rows are refused", len(q.Rows))
	}
	if q.Cards = each(filedCards(1, nil)...); !refused() { // it makes one more row
		t.Error("a row that is met makes too many, and is not refused")
	}
	if q.Every = indicator.Whole; refused() {
		t.Error("one plane is refused")
	}
}

// Whatever is shown of an indicator is there, in both languages, and a scheme's items
// are indicators.
func TestTheCatalogueIsWhole(t *testing.T) {
	seen := map[indicator.ID]bool{}
	for _, i := range indicator.All {
		if seen[i.ID] || i.Names.ZH == "" || i.Names.EN == "" || i.Formula.ZH == "" || i.Formula.EN == "" {
			t.Errorf("%+v", i)
		}
		seen[i.ID] = true
	}
	for _, s := range indicator.DefaultScheme.Scores {
		sum := 0
		for _, item := range s.Items {
			i, _, known := indicator.Find(item.Indicator)
			if sum += item.Weight; !known || (i.Kind == indicator.Number) != (item.Bands != nil) {
				t.Errorf("%s: %+v", s.ID, item)
			}
		}
		if sum != 100 {
			t.Errorf("the weights of %s add up to %d", s.ID, sum)
		}
	}
}
