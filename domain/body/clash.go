package body

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"sizhang/domain/fault"
	"sizhang/domain/territory"
)

// Clash is a pair of charges of one category in one unit that hold at once. The
// numbers are places in the slice.
type Clash struct {
	Earlier, Later int
	// Doubled marks one body with one charge twice; else two bodies share it.
	Doubled bool
}

// Clashes returns, for every charge that begins while others for the same
// category and unit hold, one of those: that of the same body where there is
// one, else the first to have begun.
func Clashes(charges []Charge) []Clash {
	order := make([]int, 0, len(charges))
	for i, c := range charges {
		if !c.Empty() {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		x, y := &charges[a], &charges[b]
		return cmp.Or(strings.Compare(x.Category, y.Category), strings.Compare(x.Unit, y.Unit), x.From.Compare(y.From))
	})
	var clashes []Clash
	var open queue               // of the category in the unit
	byBody := map[string]queue{} // and of each body
	for k, i := range order {
		c := &charges[i]
		if k > 0 {
			if last := &charges[order[k-1]]; last.Category != c.Category || last.Unit != c.Unit {
				open, byBody = nil, map[string]queue{}
			}
		}
		open = open.at(charges, c.From)
		own := byBody[c.Body].at(charges, c.From)
		switch {
		case len(own) > 0:
			clashes = append(clashes, Clash{Earlier: own[0], Later: i, Doubled: true})
		case len(open) > 0:
			clashes = append(clashes, Clash{Earlier: open[0], Later: i})
		}
		open, byBody[c.Body] = append(open, i), append(own, i)
	}
	return clashes
}

// queue is charges in order of their beginning, of which the first counts.
type queue []int

// at drops the first charges that are over at an instant, which no later one asks
// about again. Each is dropped once, so that many that hold at once cost no more
// than few.
func (q queue) at(charges []Charge, from time.Time) queue {
	for len(q) > 0 && !charges[q[0]].InForce(from) {
		q = q[1:]
	}
	return q
}

// Finding says what clashes; charges are those that the clash is about.
func (c Clash) Finding(charges []Charge) territory.Finding {
	later, earlier := &charges[c.Later], &charges[c.Earlier]
	unit := cmp.Or(later.Unit, "*")
	if c.Doubled {
		return territory.Finding{Severity: territory.Refusal, Code: fault.ChargeDoubled, Unit: later.Unit, Field: "from", With: fault.With{
			"body": later.Body, "category": later.Category, "unit": unit, "from": day(later.From), "since": day(earlier.From),
		}}
	}
	return territory.Finding{Severity: territory.Note, Code: fault.ChargeShared, Unit: later.Unit, Field: "body", With: fault.With{
		"body": later.Body, "other": earlier.Body, "category": later.Category, "unit": unit, "from": day(later.From),
	}}
}

// day writes the day of an instant; one that is since ever has none.
func day(at time.Time) string {
	if at.IsZero() {
		return "…"
	}
	return at.Format(time.DateOnly)
}
