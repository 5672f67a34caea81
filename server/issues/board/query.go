package board

import (
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
	"time"

	"sizhang/domain/fault"
	"sizhang/domain/issue"
)

// Cursor marks a place in the order of reports: newest first, or oldest first. A card
// never changes its place, so that pages stay good while others write.
type Cursor string

func cursorOf(m mark) Cursor {
	return Cursor(base64.RawURLEncoding.EncodeToString([]byte(strconv.FormatInt(m.reported, 36) + "." + m.id)))
}

// mark reads what cursorOf wrote; nil of the empty cursor.
func (c Cursor) mark() (*mark, error) {
	if c == "" {
		return nil, nil
	}
	text, err := base64.RawURLEncoding.DecodeString(string(c))
	reported, id, found := strings.Cut(string(text), ".")
	instant, bad := strconv.ParseInt(reported, 36, 64)
	if err != nil || !found || bad != nil || id == "" {
		return nil, fault.New(fault.CursorInvalid, "after", nil)
	}
	return &mark{instant, id}, nil
}

// Query returns up to limit cards that fit, and where to go on; empty at the end. A card
// that is there throughout and fits is on exactly one page, whatever others write
// meanwhile. fault.CursorInvalid where after is not what a Query returned.
func (b *Board) Query(f Filter, oldestFirst bool, after Cursor, limit int, now time.Time) ([]issue.Card, Cursor, error) {
	from, err := after.mark()
	if err != nil || limit < 1 {
		return nil, "", err
	}
	b.mu.RLock()
	defer b.mu.RUnlock()
	w := b.match(&f, now).walk(oldestFirst, from)
	var cards []issue.Card
	var running []issue.Running
	for {
		slots := w.next()
		more := min(len(slots), limit-len(cards))
		cards, running = slices.Grow(cards, more), slices.Grow(running, more)
		for _, slot := range slots {
			if len(cards) == limit {
				return cards, cursorOf(markOf(&cards[limit-1])), nil
			}
			cards = cards[:len(cards)+1]
			b.unpack(slot, &cards[len(cards)-1], &running)
		}
		if w.done {
			return cards, "", nil
		}
		b.mu.RUnlock() // whoever waits to write comes first
		b.mu.RLock()
	}
}

func markOf(c *issue.Card) mark { return mark{nanos(c.Reported), c.ID} }

// Each calls visit with every card that fits, in the order of reports, until it returns
// false. The card is shared and must not be changed or kept.
func (b *Board) Each(f Filter, now time.Time, visit func(*issue.Card) bool) {
	b.mu.RLock()
	w := b.match(&f, now).walk(true, nil)
	b.mu.RUnlock()
	var cards []issue.Card
	for !w.done {
		cards = cards[:0]
		b.mu.RLock()
		slots := w.next()
		running := make([]issue.Running, 0, len(slots))
		for _, slot := range slots {
			cards = append(cards, issue.Card{})
			b.unpack(slot, &cards[len(cards)-1], &running)
		}
		b.mu.RUnlock()
		for i := range cards {
			if !visit(&cards[i]) {
				return
			}
		}
	}
}

// Count returns how many cards fit.
func (b *Board) Count(f Filter, now time.Time) int {
	n := 0
	b.through(&f, now, func(slots []uint32, _ *match) { n += len(slots) })
	return n
}

// through hands the slots of all cards that fit to take, some at a time and in no order,
// which has the board's lock.
func (b *Board) through(f *Filter, now time.Time, take func(slots []uint32, m *match)) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	m := b.match(f, now)
	w := m.walk(true, nil)
	next := w.next
	if w.most > int(b.rows.n)/2 { // most are to be looked at: as they lie in memory is fastest
		next = m.sweep(&w.done)
	}
	for {
		take(next(), m)
		if w.done {
			return
		}
		b.mu.RUnlock()
		b.mu.RLock()
	}
}

// sweep returns what to call for the slots of some more cards that fit, by slot, until it
// sets done. It needs the board's lock, which may be given back between two calls: no
// card ever leaves its slot.
func (m *match) sweep(done *bool) func() []uint32 {
	slot, end := uint32(0), m.b.rows.n
	fit := make([]uint32, 0, portion)
	return func() []uint32 {
		fit = fit[:0]
		for upTo := min(slot+portion, end); slot < upTo; slot++ {
			if m.fits(slot) {
				fit = append(fit, slot)
			}
		}
		*done = slot == end
		return fit
	}
}
