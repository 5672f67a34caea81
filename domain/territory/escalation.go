package territory

import (
	"cmp"
	"slices"

	"sizhang/domain/city"
)

// Step is one post on an escalation line.
type Step struct {
	Unit *Unit
	Post *city.Post
	// Holders are in office there, the principal before their deputies; none where
	// the post is vacant and the matter goes on to the next step.
	Holders []Holder
}

// Line returns who a matter at the unit goes to, one after the other (升级链):
// the heads of the unit and of every unit above it, then the leaders of the unit
// and of every unit above it, each unit's posts in the profile's answering order:
// direct, in charge, principal. It is false where there is no such unit.
//
// Above a unit stand its parents and, at wider levels where it has no parent, the
// unit that holds a point inside it: a grid hangs under a community, but the head of its
// 片区 is on the line, too.
func (m Moment) Line(code string) ([]Step, bool) {
	at, ok := m.t.byCode[code]
	if !ok || m.stage(at) == nil {
		return nil, false
	}
	upward := m.upward(at)
	var steps []Step
	for _, kind := range []city.PostKind{city.Head, city.Leader} {
		for _, line := range upward {
			steps = m.addSteps(steps, line, kind)
		}
	}
	return steps, true
}

// upward returns the unit and all that stand above it, the most specific first.
func (m *Moment) upward(unit int32) chain {
	found := chain{unit}
	own := m.rank(unit)
	levels := uint64(1) << own
	for up := m.stage(unit).parent; up != none; up = m.stage(up).parent {
		found = append(found, up)
		levels |= 1 << m.rank(up)
	}
	if shape := m.stage(unit).Shape; len(shape) > 0 {
		middle, _ := shape.Inner()
		var room [chainRoom]int32
		around, _ := m.locate(room[:0], middle)
		for _, other := range around {
			if rank := m.rank(other); rank < own && levels>>rank&1 == 0 {
				found = append(found, other)
				levels |= 1 << rank
			}
		}
	}
	slices.SortFunc(found, func(a, b int32) int { return cmp.Or(m.rank(b)-m.rank(a), cmp.Compare(a, b)) })
	return found
}

// addSteps appends the posts of a kind at one unit, vacant ones among them.
func (m *Moment) addSteps(steps []Step, line int32, kind city.PostKind) []Step {
	unit := m.stage(line)
	heads := m.addHeads(nil, line)
	for i := range m.of.profile.Posts {
		post := &m.of.profile.Posts[i]
		if post.Kind != kind || !post.At(unit.Level) {
			continue
		}
		step := Step{Unit: &unit.Unit, Post: post}
		for _, h := range heads {
			if h.Post.ID == post.ID {
				step.Holders = append(step.Holders, h)
			}
		}
		steps = append(steps, step)
	}
	return steps
}
