package indicator

import (
	"cmp"
	"iter"
	"slices"
	"time"

	"sizhang/domain/fault"
	"sizhang/domain/issue"
)

// Question asks for figures.
type Question struct {
	Cards iter.Seq[*issue.Card]
	// Now is when it is asked: what is due is due by then.
	Now    time.Time
	Period Period
	Every  Every
	By     By
	// Rows are groups that are answered for whether or not they have issues, in the
	// order in which they come, each once. Takes says which further units or categories make a
	// group; all of them where it is nil.
	Rows  []string
	Takes func(code string) bool
	// Above is the code of the category above, empty at the top; nil where categories
	// have none above them.
	Above   func(category string) string
	Compare Compare
	// Scheme is DefaultScheme where nil.
	Scheme *Scheme
}

// Report is the figures that were asked for.
type Report struct {
	Now     time.Time
	Period  Period // with Every, from the first period's beginning to the last one's end
	Every   Every
	By      By
	Compare Compare
	Scheme  *Scheme
	Total   Row
	// Rows are the groups: those of Question.Rows, then the others by their keys.
	Rows []Row
}

// Row is the figures of one group.
type Row struct {
	Key Key
	Cell
	// Parts are the figures of each period that the time was split into.
	Parts []Cell
}

// Cell is the figures of one group in one period.
type Cell struct {
	Period  Period
	Figures []Figure // by the place of the indicator in All
	Spreads [latencies]Spread
	Scores  []Scored // by the place of the score in the scheme; OK false where it is not for such groups
	// Before is what it is compared with; nil where there is no such time, or where
	// the city had no issue in it at all, so that nothing is known.
	Before *Cell
}

// Figure returns the figure with the id.
func (c *Cell) Figure(id ID) Figure {
	_, k, _ := Find(id)
	return c.Figures[k]
}

// MaxCells bounds how many groups and periods an answer has, their product: one is some
// 3 kB in an answer.
const MaxCells = 50_000

// Of answers the question, in one pass over the cards. It is refused with
// fault.IndicatorsTooMany where there are more groups and periods than MaxCells.
func Of(q Question) (*Report, error) {
	if q.Scheme == nil {
		q.Scheme = &DefaultScheme
	}
	r := &Report{Now: q.Now, Period: q.Period, Every: q.Every, By: q.By, Compare: q.Compare, Scheme: q.Scheme}
	periods := q.Period.Split(q.Every)
	if n := len(periods); n > 0 {
		r.Period = Period{periods[0].From, periods[n-1].Until}
	}
	s := newSurvey(&q, r.Period, periods)
	tooMany := fault.New(fault.IndicatorsTooMany, "", fault.With{"max": MaxCells})
	if s.full() {
		return nil, tooMany
	}
	for c := range q.Cards {
		if s.add(c); s.full() {
			return nil, tooMany
		}
	}
	s.end()
	r.Total = s.row(0)
	for slot := 1; slot < len(s.groups.keys); slot++ {
		r.Rows = append(r.Rows, s.row(slot))
	}
	slices.SortFunc(r.Rows[len(q.Rows):], func(a, b Row) int { return a.Key.compare(b.Key) })
	return r, nil
}

func (k Key) compare(o Key) int {
	return cmp.Or(cmp.Compare(k.Unit, o.Unit), cmp.Compare(k.Post, o.Post), cmp.Compare(k.Code, o.Code))
}
