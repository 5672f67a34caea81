package territory

import "slices"

// benches are the seats of every line, each line's in the served era's answering
// order. They stand in pages, so that to seat one unit anew copies little of a
// large city.
type benches [][][]seat

const benchPage = 256

func newBenches(lines int) benches {
	b := make(benches, (lines+benchPage-1)/benchPage)
	for i := range b {
		b[i] = make([][]seat, min(benchPage, lines-i*benchPage))
	}
	return b
}

func (b benches) of(line int32) []seat { return b[line/benchPage][line%benchPage] }

func (b benches) at(line int32) *[]seat { return &b[line/benchPage][line%benchPage] }

// WithSeats returns the territory with the seats in the place of those at the
// same units and posts, or beside the others. The two share all else.
func (t *Territory) WithSeats(changed []Seat) (*Territory, error) {
	next := *t
	next.seats = slices.Clone(t.seats)
	own := map[int32]bool{} // pages that are no longer shared
	for _, s := range changed {
		i, ok := t.byCode[s.Unit]
		if !ok {
			continue
		}
		if page := i / benchPage; !own[page] {
			own[page], next.seats[page] = true, slices.Clone(next.seats[page])
		}
		bench := next.seats.at(i)
		*bench = slices.DeleteFunc(slices.Clone(*bench), func(old seat) bool { return t.posts[old.post] == s.Post })
	}
	return &next, next.addSeats(changed)
}

// Seated returns the territory with the seats and no others. The two share all
// else: nothing is indexed anew.
func (t *Territory) Seated(seats []Seat) (*Territory, error) {
	next := *t
	next.seats = newBenches(len(t.lines))
	return &next, next.addSeats(seats)
}
