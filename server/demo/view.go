package demo

import (
	"slices"
	"time"

	"sizhang/domain/territory"
	"sizhang/geo"
)

// view is the city as Highlights looks at it.
type view struct {
	byLevel map[string][]viewed
	headed  map[string]bool // units with somebody in office
}

type viewed struct {
	*territory.Unit
	box geo.Box
}

func newView(units []territory.Unit, seats []territory.Seat, at time.Time) *view {
	v := &view{byLevel: map[string][]viewed{}, headed: map[string]bool{}}
	for i := range units {
		u := &units[i]
		v.byLevel[u.Level] = append(v.byLevel[u.Level], viewed{u, u.Shape.Box()})
	}
	for _, s := range seats {
		for _, t := range s.Terms {
			v.headed[s.Unit] = v.headed[s.Unit] || t.InOffice(at)
		}
	}
	return v
}

// from returns the level's units from the middle of the city on: the first by code
// lie around the Palace, where no ordinary building stands.
func (v *view) from(level string) []viewed {
	units := v.byLevel[level]
	half := len(units) / 2
	return slices.Concat(units[half:], units[:half])
}

// holders returns the units of the level that hold p.
func (v *view) holders(level string, p geo.Point) []viewed {
	var out []viewed
	for _, u := range v.byLevel[level] {
		if u.box.Contains(p) && u.Shape.Contains(p) {
			out = append(out, u)
		}
	}
	return out
}
