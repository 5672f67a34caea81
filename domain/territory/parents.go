package territory

import (
	"slices"
	"strings"

	"sizhang/domain/city"
	"sizhang/domain/fault"
)

// parent wants the unit above to exist and to be of a level that may be above.
// Only overlapping levels, whose owners are found by their own ground, do
// without: a street may cross every border there is.
func (d *drafting) parent(u *Unit) {
	level, _, known := d.profile.Level(u.Level)
	if !known {
		return
	}
	if u.Parent == "" {
		switch {
		case level.Root():
		case level.Form == city.Overlapping:
			d.add(Note, fault.ParentNone, u, "parent", nil, fault.With{"admitted": d.profile.LevelLabels(level.Parents...)})
		default:
			d.add(Refusal, fault.ParentMissing, u, "parent", nil, fault.With{"level": level.Label(), "admitted": d.profile.LevelLabels(level.Parents...)})
		}
		return
	}
	above := d.unit(u.Parent)
	if above == nil && d.ends(u.Parent) {
		return // said of the unit that ends
	}
	if above == nil {
		d.add(Refusal, fault.ParentUnknown, u, "parent", nil, fault.With{"parent": u.Parent})
		return
	}
	if u.Shape != nil && above.Shape != nil && !u.Shape.Box().Overlaps(above.Shape.Box()) {
		at := u.Shape[0][0][0]
		d.add(Refusal, fault.ParentElsewhere, u, "geometry", &at, fault.With{"parent": above.Names.ZH + " " + above.Code})
	}
	if !level.Admits(above.Level) {
		d.add(Refusal, fault.ParentLevel, u, "parent", nil, fault.With{
			"parent": u.Parent, "parent_level": d.profile.LevelLabels(above.Level),
			"level": level.Label(), "admitted": d.profile.LevelLabels(level.Parents...),
		})
	}
}

// cycles reports every circle of parents once, at its lowest code. Levels that
// are in order make circles impossible, so one comes with wrong parent levels.
func (d *drafting) cycles() {
	done := map[string]bool{}
	for _, code := range d.draftCodes() {
		var path []string
		for at := code; at != "" && !done[at]; {
			u := d.unit(at)
			if u == nil {
				break
			}
			if i := slices.Index(path, at); i >= 0 {
				d.cycle(path[i:])
				break
			}
			path = append(path, at)
			at = u.Parent
		}
		for _, at := range path {
			done[at] = true
		}
	}
}

func (d *drafting) cycle(codes []string) {
	lowest := slices.Index(codes, slices.Min(codes))
	chain := slices.Concat(codes[lowest:], codes[:lowest+1])
	d.add(Refusal, fault.ParentCycle, d.unit(chain[0]), "parent", nil, fault.With{"chain": strings.Join(chain, " → ")})
}

func (d *drafting) draftCodes() []string {
	codes := make([]string, 0, len(d.draft))
	for code := range d.draft {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	return codes
}
