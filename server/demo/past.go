package demo

import (
	"fmt"
	"slices"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/territory"
	"sizhang/geo"
)

// Chapter is what came into force together in the demonstration city.
type Chapter struct {
	Effective time.Time
	// Units that are new, changed or no more, parents before children.
	Units []territory.Unit
	// Seats with everyone who ever held them.
	Seats []territory.Seat
}

// Redrawn names what the second chapter redrew. A city in which nothing can be
// redrawn has none of it.
type Redrawn struct {
	// Split became Parts, and Merged became Whole: codes of grids.
	Split  string
	Parts  [2]string
	Merged [2]string
	Whole  string
	// At is a spot in Split and in the second of Parts where their heads answer: the
	// first goes on under the head of Split.
	At geo.Point
}

// The first grids of the demonstration city were drawn for 2024, and some of them
// anew for the middle of 2025.
var (
	drawn   = midnight(2024, time.January, 1)
	redrawn = midnight(2025, time.July, 1)
)

// Past tells how the city came to be as City returns it: first one grid was where
// two are now, and two were where one is. What the chapters add up to is what
// City returned, but for who held the posts of the redrawn grids.
func Past(units []territory.Unit, seats []territory.Seat) ([]Chapter, Redrawn) {
	v := newView(units, seats, redrawn)
	p := &past{view: v, buildings: map[string][]territory.Unit{}, taken: map[string]int{}, register: &register{rng: randomFor("past"), people: 900_000}}
	for _, u := range units {
		switch u.Level {
		case "building":
			p.buildings[u.Parent] = append(p.buildings[u.Parent], u)
		case "grid":
			p.taken[u.Parent]++
		}
	}
	split := p.findSplit()
	whole := p.findMerger(split)
	if split == nil || whole == nil {
		return []Chapter{{Effective: drawn, Units: units, Seats: seats}}, Redrawn{}
	}
	return p.chapters(units, seats, split, whole), Redrawn{
		Split: split.before[0].Code, Parts: [2]string{split.after[0].Code, split.after[1].Code},
		Merged: [2]string{whole.before[0].Code, whole.before[1].Code}, Whole: whole.after[0].Code, At: split.at,
	}
}

// past is the making of a past.
type past struct {
	*view
	*register
	buildings map[string][]territory.Unit // by grid
	taken     map[string]int              // numbers of grids, by community
}

// change is one redrawing: the grids before and after, and which of those before
// each building hung under.
type change struct {
	before, after []territory.Unit
	hung          map[string]string
	at            geo.Point
}

func (p *past) chapters(units []territory.Unit, seats []territory.Seat, changes ...*change) []Chapter {
	hung, after := map[string]string{}, map[string]bool{}
	first, second := Chapter{Effective: drawn}, Chapter{Effective: redrawn}
	for _, c := range changes {
		for building, grid := range c.hung {
			hung[building] = grid
		}
		for _, u := range c.after {
			after[u.Code] = true
			for _, old := range c.before {
				u.Predecessors = append(u.Predecessors, old.Code)
			}
			second.Units = append(second.Units, u)
		}
		p.appoint(c, &first, &second)
	}
	for _, u := range units {
		switch grid, moved := hung[u.Code]; {
		case after[u.Code]:
		case moved:
			second.Units = append(second.Units, u)
			u.Parent = grid
			first.Units = append(first.Units, u)
		default:
			first.Units = append(first.Units, u)
		}
	}
	place := slices.IndexFunc(first.Units, func(u territory.Unit) bool { return u.Level == "grid" })
	for _, c := range changes {
		first.Units = slices.Insert(first.Units, place, c.before...)
		for _, u := range c.before {
			second.Units = append(second.Units, territory.Unit{Code: u.Code, Level: u.Level, Ended: true})
		}
	}
	first.Seats = append(first.Seats, slices.DeleteFunc(slices.Clone(seats), func(s territory.Seat) bool { return after[s.Unit] })...)
	return []Chapter{first, second}
}

// appoint gives the grids their heads. Those of before go on where they can: the
// first of them in the first grid after.
func (p *past) appoint(c *change, first, second *Chapter) {
	var heads []territory.Term
	for _, u := range c.before {
		head := p.term(drawn, redrawn)
		heads = append(heads, head)
		first.Seats = append(first.Seats, territory.Seat{Unit: u.Code, Post: "grid_head", Terms: []territory.Term{head}})
	}
	for i, u := range c.after {
		head := p.term(redrawn, time.Time{})
		if i == 0 {
			head.Person, head.Name = heads[0].Person, heads[0].Name
		}
		second.Seats = append(second.Seats, territory.Seat{Unit: u.Code, Post: "grid_head", Terms: []territory.Term{head}})
	}
}

// former makes a grid that is no more. Its number is the next that its community
// had.
func (p *past) former(like territory.Unit, shape geo.Shape) territory.Unit {
	p.taken[like.Parent]++
	n := p.taken[like.Parent]
	u := generated(unit("grid", fmt.Sprintf("%s%03d", like.Parent, n), like.Parent, formerNames(like, n), shape))
	u.GridCode = u.Code
	return u
}

// formerNames names a grid as its neighbours are, with another number.
func formerNames(like territory.Unit, n int) city.Names {
	stem := []rune(like.Names.ZH)
	for len(stem) > 0 && stem[len(stem)-1] != '第' {
		stem = stem[:len(stem)-1]
	}
	return city.Names{ZH: fmt.Sprintf("%s%d网格", string(stem), n), EN: fmt.Sprintf("Grid %d", n)}
}
