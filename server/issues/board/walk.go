package board

import (
	"math"
	"slices"
)

// portion is how many cards are looked at while writers wait.
const portion = 1024

// walk is a way through the cards that fit a filter, in the order of reports.
type walk struct {
	b      *Board
	m      *match
	runs   []*run
	oldest bool // first
	at     mark
	done   bool
	slots  []uint32
	most   int // how many cards there are in the runs
}

// walk begins one after the mark, or at the beginning. It needs the board's lock.
func (m *match) walk(oldest bool, after *mark) *walk {
	w := &walk{b: m.b, m: m, oldest: oldest, runs: m.b.plan(m)}
	w.done = len(w.runs) == 0
	for _, r := range w.runs {
		w.most += r.n
	}
	// No id is empty, so that these stand before all that is asked for.
	if w.at = (mark{w.m.from, ""}); !oldest {
		w.at = mark{w.m.until, ""}
		if w.m.until == math.MaxInt64 {
			w.at = theEnd
		}
	}
	if after != nil && (oldest && w.at.less(*after) || !oldest && after.less(w.at)) {
		w.at = *after
	}
	return w
}

func (m mark) less(o mark) bool {
	return m.reported < o.reported || m.reported == o.reported && m.id < o.id
}

// next returns the slots of some more cards that fit, in order, until done. It needs the
// board's lock, which may be given back between two calls: a card that is there all the
// while comes once.
func (w *walk) next() []uint32 {
	if w.done {
		return nil
	}
	b := w.b
	each := max(16, portion/len(w.runs))
	fetch := (*run).ahead
	if w.oldest {
		fetch = (*run).after
	}
	w.slots = slices.Grow(w.slots[:0], w.room(each))
	w.done = true
	var limit *mark // how far all lists were read
	for _, r := range w.runs {
		had := len(w.slots)
		w.slots = fetch(r, b, w.at, each, w.slots)
		if len(w.slots)-had < each {
			continue // to its end
		}
		w.done = false
		if last := b.markOf(w.slots[len(w.slots)-1]); limit == nil || w.comes(last, *limit) {
			limit = &last
		}
	}
	if len(w.runs) > 1 {
		w.merge(limit)
	}
	if len(w.slots) == 0 {
		return nil
	}
	w.at = b.markOf(w.slots[len(w.slots)-1])
	fit := w.slots[:0]
	for _, slot := range w.slots {
		if reported := b.rows.at(slot).reported; w.oldest && reported >= w.m.until || !w.oldest && reported < w.m.from {
			w.done = true
			break
		}
		if w.m.fits(slot) {
			fit = append(fit, slot)
		}
	}
	return fit
}

// room is how many slots there will be at most.
func (w *walk) room(each int) int {
	n := 0
	for _, r := range w.runs {
		n += min(each, r.n)
	}
	return n
}

// comes says whether the one mark comes before the other on this walk.
func (w *walk) comes(a, b mark) bool {
	if w.oldest {
		return a.less(b)
	}
	return b.less(a)
}

// merge puts what several lists gave in order, each card once, up to the limit.
func (w *walk) merge(limit *mark) {
	slices.SortFunc(w.slots, func(x, y uint32) int {
		switch mx, my := w.b.markOf(x), w.b.markOf(y); {
		case w.comes(mx, my):
			return -1
		case w.comes(my, mx):
			return 1
		}
		return 0
	})
	w.slots = slices.Compact(w.slots)
	if limit == nil {
		return
	}
	end, _ := slices.BinarySearchFunc(w.slots, *limit, func(slot uint32, limit mark) int {
		switch m := w.b.markOf(slot); {
		case w.comes(m, limit):
			return -1
		case m == limit:
			return 0
		}
		return 1
	})
	w.slots = w.slots[:end+1] // the limit is one of them
}
