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
	var open []int // those that may still hold, in order of their beginning
	for k, i := range order {
		c := &charges[i]
		if k > 0 {
			if last := &charges[order[k-1]]; last.Category != c.Category || last.Unit != c.Unit {
				open = open[:0]
			}
		}
		open = slices.DeleteFunc(open, func(j int) bool { return !charges[j].InForce(c.From) })
		if len(open) > 0 {
			same := slices.IndexFunc(open, func(j int) bool { return charges[j].Body == c.Body })
			clashes = append(clashes, Clash{Earlier: open[max(same, 0)], Later: i, Doubled: same >= 0})
		}
		open = append(open, i)
	}
	return clashes
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
