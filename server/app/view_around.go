package app

import (
	"context"
	"slices"

	"sizhang/domain/territory"
	"sizhang/server/store"
)

// around returns what an import of seats is held against: the units and the seats
// that it names, as they are with the draft. Of a large city it reads no others
// where it names few; else it returns them all.
func (v *view) around(ctx context.Context, named []territory.Seat) ([]territory.Unit, []seatView, error) {
	editions := v.unitEditions()
	if len(named)*(len(editions)+1) > v.written()/fewer {
		every, err := v.everyUnit(ctx)
		if err != nil {
			return nil, nil, err
		}
		posts, err := v.seats(ctx)
		return every, posts, err
	}
	var units []territory.Unit
	var posts []seatView
	known, asked := v.knowledge(), map[string]bool{}
	once := func(id string) bool {
		again := asked[id]
		asked[id] = true
		return !again
	}
	for _, s := range named {
		if once(s.Unit) {
			u, found, err := v.app.latestUnit(ctx, v.city.Code, editions, s.Unit)
			if err != nil {
				return nil, nil, err
			}
			if found {
				units = append(units, u)
			}
		}
		if id := seatID(s.Unit, s.Post); once(id) {
			d, found, err := v.app.find(ctx, store.Seats, v.city.Code, id)
			if err != nil {
				return nil, nil, err
			}
			if !found {
				continue
			}
			post, err := known.read(d)
			if err != nil {
				return nil, nil, ofDocument(d, err)
			}
			if !post.empty() {
				posts = append(posts, post)
			}
		}
	}
	return units, posts, nil
}

// fewer is how many documents are read in pages in the time of one by its id,
// with room for a store on another machine.
const fewer = 20

// written is how many documents the imports wrote that around would read.
func (v *view) written() int {
	n := 0
	for _, e := range v.city.Editions {
		if e.Kind == UnitsEdition || e.Kind == SeatsEdition {
			n += e.Count
		}
	}
	return n
}

// unitEditions returns the editions of units, with the draft, the latest first.
func (v *view) unitEditions() []string {
	var editions []string
	for _, c := range v.chapters {
		editions = append(editions, c.units...)
	}
	if v.draft != nil {
		editions = append(editions, v.draft.ids(UnitsEdition)...)
	}
	slices.Reverse(editions)
	return editions
}

// latestUnit returns the unit as the first of the editions has it that says
// anything of it.
func (a *App) latestUnit(ctx context.Context, city string, editions []string, code string) (territory.Unit, bool, error) {
	for _, edition := range editions {
		d, found, err := a.find(ctx, store.Units, city, edition+"/"+code)
		if err != nil {
			return territory.Unit{}, false, err
		}
		if found {
			b, err := decode[unitBody](d)
			return b.unit(), true, err
		}
	}
	return territory.Unit{}, false, nil
}
