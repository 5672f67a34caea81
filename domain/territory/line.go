package territory

import (
	"cmp"
	"fmt"
	"slices"

	"sizhang/geo"
	"sizhang/geo/cover"
)

// line is a unit through time: all the shapes, names and parents that its code
// ever had. Who sat there stands apart, see benches.
type line struct {
	code    string
	stages  []stage // in order of time, most often one
	serving *stage  // the one in the served era; nil where there is none
	// children are the lines that ever hung right below.
	children []int32
}

// stage is a unit as it stood from one era to another.
type stage struct {
	Unit
	since, until int32 // eras; until is the first without it
	level        int32
	parent       int32 // line or none
}

// forever is the era that no version reaches.
const forever int32 = 1 << 30

// at returns the stage in the era; nil where the unit was not.
func (l *line) at(era int32) *stage {
	for i := len(l.stages) - 1; i >= 0; i-- {
		if s := &l.stages[i]; s.since <= era {
			if era < s.until {
				return s
			}
			return nil
		}
	}
	return nil
}

// chronicler writes the lines, version after version.
type chronicler struct {
	*Territory
	given    []Unit // of each line as last given, ground and all
	children []int  // how many units hang below each line now
}

// addLines makes a line of every unit that ever was.
func (t *Territory) addLines(versions []Version) error {
	for _, v := range versions {
		for i := range v.Units {
			t.byCode[v.Units[i].Code] = 0
		}
	}
	t.lines = make([]line, 0, len(t.byCode))
	for code := range t.byCode {
		t.lines = append(t.lines, line{code: code})
	}
	slices.SortFunc(t.lines, func(a, b line) int { return cmp.Compare(a.code, b.code) })
	for i := range t.lines {
		t.byCode[t.lines[i].code] = int32(i)
	}
	c := &chronicler{Territory: t, given: make([]Unit, len(t.lines)), children: make([]int, len(t.lines))}
	for v := range versions {
		if err := c.add(int32(v), versions[v].Units); err != nil {
			if len(versions) > 1 {
				err = fmt.Errorf("version %d: %w", versions[v].Number, err)
			}
			return err
		}
	}
	t.addChildren()
	return nil
}

// add writes one version and checks what it touched.
func (c *chronicler) add(v int32, units []Unit) error {
	touched := make(map[int32]bool, len(units))
	for i := range units {
		u := &units[i]
		at := c.byCode[u.Code]
		if touched[at] {
			return fmt.Errorf("two units have the code %s", u.Code)
		}
		touched[at] = true
		c.given[at] = *u
		if err := c.turn(at, v); err != nil {
			return err
		}
	}
	if v > 0 && c.reformed(v) {
		for i := range c.lines {
			if at := int32(i); !touched[at] && c.lines[i].at(v) != nil {
				touched[at] = true
				if err := c.turn(at, v); err != nil {
					return err
				}
			}
		}
	}
	for at := range touched {
		if err := c.check(at, v); err != nil {
			return err
		}
	}
	return nil
}

// reformed says whether the profile of an era differs from the one before in what
// lines depend on: which levels there are, in what order, and which have ground.
func (c *chronicler) reformed(v int32) bool {
	now, before := &c.eras[v], &c.eras[v-1]
	return now.profile != before.profile && (!slices.Equal(now.ranks, before.ranks) || !slices.Equal(now.forms, before.forms))
}

// turn ends the line's stage and, unless the unit is no more, begins the next.
func (c *chronicler) turn(at, v int32) error {
	l, u := &c.lines[at], c.given[at]
	next := stage{Unit: u, since: v, until: forever, parent: none}
	if !u.Ended {
		next.level = int32(slices.Index(c.levels, u.Level))
		if next.level < 0 || c.eras[v].ranks[next.level] < 0 {
			return fmt.Errorf("unit %s has the unknown level %q", u.Code, u.Level)
		}
		if p, beyond := cover.Beyond(u.Shape); beyond {
			return fmt.Errorf("unit %s reaches %v, beyond what can be indexed", u.Code, p)
		}
		if !c.eras[v].ground(next.level) {
			next.Shape = nil // kept in the store, but the level has no ground
		}
		if u.Parent != "" {
			parent, ok := c.byCode[u.Parent]
			if !ok {
				return fmt.Errorf("unit %s has the unknown parent %s", u.Code, u.Parent)
			}
			next.parent = parent
			c.children[parent]++
		}
	}
	if last := l.at(v); last != nil {
		last.until = v
		if last.parent != none {
			c.children[last.parent]--
		}
		if len(last.Shape) > 0 && last.Shape.Equal(next.Shape) {
			next.Shape = last.Shape // one copy of ground that did not change
		}
	}
	if !u.Ended {
		l.stages = append(l.stages, next)
	}
	return nil
}

// check wants the parent of a touched unit there and wider, and nothing below a
// unit that is no more.
func (c *chronicler) check(at, v int32) error {
	s := c.lines[at].at(v)
	switch {
	case s == nil && c.children[at] > 0:
		return fmt.Errorf("unit %s ends, but %d units hang under it", c.lines[at].code, c.children[at])
	case s == nil || s.parent == none:
		return nil
	}
	parent := c.lines[s.parent].at(v)
	if parent == nil {
		return fmt.Errorf("unit %s has the unknown parent %s", s.Code, s.Parent)
	}
	if ranks := c.eras[v].ranks; ranks[parent.level] >= ranks[s.level] {
		return fmt.Errorf("unit %s hangs under %s, which is no wider", s.Code, s.Parent) // so there are no cycles
	}
	return nil
}

func (t *Territory) addChildren() {
	for i := range t.lines {
		for k := range t.lines[i].stages {
			parent := t.lines[i].stages[k].parent
			if parent == none {
				continue
			}
			l := &t.lines[parent]
			if n := len(l.children); n == 0 || l.children[n-1] != int32(i) { // several stages may share a parent
				l.children = append(l.children, int32(i))
			}
		}
	}
}

// grounds calls yield with every ground that the line ever had and the eras in
// which it stood, stages that share it taken together.
func (l *line) grounds(yield func(level int32, shape geo.Shape, since, until int32)) {
	for i := 0; i < len(l.stages); {
		s, k := &l.stages[i], i+1
		until := s.until
		for ; k < len(l.stages); k++ {
			if n := &l.stages[k]; n.since != until || n.level != s.level || !sameGround(n.Shape, s.Shape) {
				break
			}
			until = l.stages[k].until
		}
		if len(s.Shape) > 0 {
			yield(s.level, s.Shape, s.since, until)
		}
		i = k
	}
}

// sameGround says whether two stages share one copy of their ground.
func sameGround(a, b geo.Shape) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}
