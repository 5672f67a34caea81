package territory

import (
	"slices"
	"strings"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/geo"
)

// lineageShare is how much of the smaller of two grounds must have passed from
// one unit to another for the other to have come of it: parts of a split, and
// units that a merger takes in, pass nearly whole, while a border that was only
// drawn anew moves slivers of a few hundredths. It is the smaller ground that
// counts because a large unit may take in a small one, and a small one be cut
// out of a large.
const lineageShare = 0.1

// Descend gives predecessors by place to a draft's units, against those in force.
// It wants the whole draft, whatever files it came in: what one ends, another may
// have brought the heirs of, and what a file does to another of the same draft
// never was. It changes the draft and says what it did.
func Descend(p *city.Profile, inForce, draft []Unit) []Finding {
	d := newDrafting(p, inForce, draft)
	d.descendByPlace(draft)
	return d.findings
}

// descendByPlace gives predecessors to units that state none: those of their level
// whose ground they took over. A new unit comes of units that end and of units
// that go on smaller; one that was there before only of units that end, which it
// takes in beside what it came of itself.
func (d *drafting) descendByPlace(draft []Unit) {
	giving := map[string]*Boxes{}
	for i := range draft {
		u := &draft[i]
		old := d.inForce[u.Code]
		if u.Ended || len(u.Shape) == 0 || d.statesDescent(u, old) {
			continue
		}
		if giving[u.Level] == nil {
			giving[u.Level] = d.giving(u.Level)
		}
		whole, _ := geo.Overlap(u.Shape, u.Shape)
		var from []*Unit
		giving[u.Level].Near(u.Shape.Box(), func(g Placed) {
			if g.Code != u.Code && (old == nil || d.ends(g.Code)) && d.passed(g.Unit, u, whole) {
				from = append(from, g.Unit)
			}
		})
		d.descend(u, from)
	}
}

// statesDescent says whether the draft itself says what a unit came of.
func (d *drafting) statesDescent(u, inForce *Unit) bool {
	if inForce == nil {
		return len(u.Predecessors) > 0
	}
	return !slices.Equal(codeSet(u.Predecessors), codeSet(inForce.Predecessors))
}

// giving returns the units of a level in force that the draft ends or whose
// ground it changes.
func (d *drafting) giving(level string) *Boxes {
	var units []*Unit
	for _, code := range d.draftCodes() {
		if old := d.inForce[code]; old != nil && old.Level == level && (d.ends(code) || !old.Shape.Equal(d.draft[code].Shape)) {
			units = append(units, old)
		}
	}
	return NewBoxes(units)
}

// passed says whether enough ground passes from the old unit to the other, whose
// whole ground is given in square metres. What the old one keeps does not pass,
// nor what the other had already: two units that overlap are no split.
func (d *drafting) passed(from, to *Unit, whole float64) bool {
	m2, _ := geo.Overlap(from.Shape, to.Shape)
	if still := d.unit(from.Code); still != nil {
		kept, _ := geo.Overlap(still.Shape, to.Shape)
		m2 -= kept
	}
	if was := d.inForce[to.Code]; was != nil {
		had, _ := geo.Overlap(from.Shape, was.Shape)
		m2 -= had
	}
	given, _ := geo.Overlap(from.Shape, from.Shape)
	return m2 >= lineageShare*min(whole, given)
}

func (d *drafting) descend(u *Unit, from []*Unit) {
	if len(from) == 0 {
		return
	}
	names := make([]string, len(from))
	codes := slices.Clone(u.Predecessors)
	for i, old := range from {
		codes = append(codes, old.Code)
		names[i] = old.Names.ZH + " " + old.Code
	}
	u.Predecessors = codeSet(codes)
	d.add(Repair, fault.PredecessorsByPlace, u, "predecessors", nil, fault.With{"predecessors": strings.Join(names, ", ")})
}
