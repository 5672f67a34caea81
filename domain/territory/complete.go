package territory

import (
	"strings"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/geo"
)

// Complete fills in what can be known about a draft's units without asking: one
// without a parent hangs under the unit whose ground holds it, one without a name
// is called by its code. It changes the draft and says what it did. Descend does
// the same for predecessors, once the draft is whole.
func Complete(p *city.Profile, inForce, draft []Unit) []Finding {
	d := newDrafting(p, inForce, draft)
	d.hangByPlace(draft)
	for i := range draft {
		if u := &draft[i]; strings.TrimSpace(u.Names.ZH) == "" {
			u.Names.ZH = u.Code
			d.add(Note, fault.NamedByCode, u, "name", nil, nil)
		}
	}
	return d.findings
}

// hangByPlace gives parents to the units that have ground but no parent.
func (d *drafting) hangByPlace(draft []Unit) {
	indexes := map[string]*Boxes{}
	for i := range draft {
		u := &draft[i]
		level, _, known := d.profile.Level(u.Level)
		if !known || u.Parent != "" || level.Root() || u.Shape == nil {
			continue
		}
		parent := d.holder(u, level, indexes)
		if parent == nil {
			continue
		}
		u.Parent = parent.Code
		d.add(Repair, fault.ParentByPlace, u, "parent", nil, fault.With{"parent": parent.Names.ZH + " " + parent.Code})
	}
}

// holder returns the most specific unit that may be above u and whose ground
// holds more than half of u's; nil where there is none.
func (d *drafting) holder(u *Unit, level city.Level, indexes map[string]*Boxes) *Unit {
	box := u.Shape.Box()
	whole, _ := geo.Overlap(u.Shape, u.Shape)
	for i := len(d.profile.Levels) - 1; i >= 0; i-- {
		above := d.profile.Levels[i].ID
		if !level.Admits(above) {
			continue
		}
		if indexes[above] == nil {
			indexes[above] = NewBoxes(d.ofLevel(above))
		}
		var holder *Unit
		most := whole / 2
		indexes[above].Near(box, func(c Placed) {
			if m2, _ := geo.Overlap(u.Shape, c.Shape); m2 > most {
				holder, most = c.Unit, m2
			}
		})
		if holder != nil {
			return holder
		}
	}
	return nil
}
