package diff

import (
	"slices"

	"sizhang/domain/city"
	"sizhang/domain/territory"
	"sizhang/geo"
)

// Move is a finer unit, such as a building, that passes from one unit of a
// tiling level to another: the one that holds its middle.
type Move struct {
	Unit *territory.Unit // as it is after
	// At is the point inside it that was looked at, as it is after; see
	// geo.Shape.Inner.
	At geo.Point
	// Level is that of From and To; one of them may be nil, for nobody.
	Level    city.Level
	From, To *territory.Unit
}

// compareMoves looks at the units of overlapping levels that are in both states:
// those that were redrawn themselves and those near ground that was.
func (c *comparison) compareMoves() {
	levels := c.levels()
	disturbed := make([]*territory.Boxes, len(levels))
	for i, level := range levels {
		var places []*territory.Unit
		for _, r := range c.redrawn[level.ID] {
			places = append(places, &territory.Unit{Shape: r.either})
		}
		disturbed[i] = territory.NewBoxes(places)
	}
	for _, p := range c.pairs {
		before, after := c.before.shape(p.before), c.after.shape(p.after)
		if len(before) == 0 || len(after) == 0 || c.after.form(p.after.Level) != city.Overlapping {
			continue
		}
		same := before.Equal(after)
		box := after.Box()
		for i, level := range levels {
			if same && !meets(disturbed[i], box) {
				continue
			}
			c.move(p, level, same)
		}
	}
	c.changes.Moves = first(c.moves, c.Limit)
}

func meets(boxes *territory.Boxes, box geo.Box) bool {
	met := false
	boxes.Near(box, func(territory.Placed) { met = true })
	return met
}

func (c *comparison) move(p pair, level city.Level, same bool) {
	at, _ := p.after.Shape.Inner()
	was := at
	if !same {
		was, _ = p.before.Shape.Inner()
	}
	from, to := c.before.owner(level.ID, was), c.after.owner(level.ID, at)
	if codeOf(from) != codeOf(to) {
		c.moves = append(c.moves, Move{Unit: p.after, At: at, Level: level, From: from, To: to})
	}
}

// byLevel groups moves by the level of their units, in the order of levels.
func byLevel(counts map[string]Tally, p *city.Profile) []FinerTally {
	var tallies []FinerTally
	for _, level := range p.Levels {
		if t, ok := counts[level.ID]; ok {
			tallies = append(tallies, FinerTally{level, t})
		}
	}
	return slices.Clip(tallies)
}
