package territory

import (
	"cmp"
	"slices"
	"strings"

	"sizhang/domain/fault"
)

// shownChildren is how many units a message names that stand in the way.
const shownChildren = 5

// end wants nothing to be left hanging under a unit that ends.
func (d *drafting) end(u *Unit) {
	d.sameLevel(u)
	left := d.under(u.Code)
	if len(left) == 0 {
		return
	}
	names := make([]string, 0, shownChildren+1)
	for _, child := range left[:min(len(left), shownChildren)] {
		names = append(names, child.Names.ZH+" "+child.Code)
	}
	if len(left) > shownChildren {
		names = append(names, "…")
	}
	d.add(Refusal, fault.EndedWithChildren, u, "ended", nil, fault.With{"count": len(left), "children": strings.Join(names, ", ")})
}

// under returns the units, as they would be, right below that of the code, by
// code.
func (d *drafting) under(code string) []*Unit {
	if d.children == nil {
		d.children = map[string][]*Unit{}
		for _, units := range d.levels {
			for _, u := range units {
				if u.Parent != "" {
					d.children[u.Parent] = append(d.children[u.Parent], u)
				}
			}
		}
		for _, units := range d.children {
			slices.SortFunc(units, func(a, b *Unit) int { return cmp.Compare(a.Code, b.Code) })
		}
	}
	return d.children[code]
}
