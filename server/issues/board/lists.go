package board

import (
	"slices"

	"sizhang/geo/hex"
)

// key says what the cards of a list have in common.
type key struct {
	what  what
	value uint32
}

type what uint8

const (
	isOpen     what = iota // the value is 0
	inState                // number of the state
	atUnit                 // number of the unit's code, or of one below it
	ofBody                 // number of the code of a body that it concerns
	withUnit               // whose hands it is in: of the unit
	withBody               // of the body
	workedBy               // number of the worker
	reportedBy             // and of the reporter
	inWide                 // place at wideRes
	inNarrow               // place at narrowRes
	whats
)

// Cells of these resolutions have lists; cells of others go through theirs.
const wideRes, narrowRes = 8, 10

// keys are those of the lists that the card is in, besides that of all.
func (b *Board) keys(slot uint32) []key {
	keys, values := make([]key, 0, 24), make([]uint32, 0, 16)
	for w := range whats {
		values = b.values(w, slot, values[:0])
		for _, value := range values {
			keys = append(keys, key{w, value})
		}
	}
	return keys
}

// values appends the values of the card's keys of one sort.
func (b *Board) values(w what, slot uint32, to []uint32) []uint32 {
	row := b.rows.at(slot)
	one := uint32(0) // where 0 is nobody
	switch w {
	case isOpen:
		if b.states.values[row.state].Open {
			to = append(to, 0)
		}
	case inState:
		to = append(to, uint32(row.state))
	case atUnit:
		to = append(to, b.grounds.values[row.ground].all...)
	case ofBody:
		to = append(to, b.names.bodies.values[row.bodies].all...)
	case withUnit:
		one = b.names.hands.values[row.hands].unit
	case withBody:
		one = b.names.hands.values[row.hands].body
	case workedBy:
		one = b.rests.at(slot).people[3]
	case reportedBy:
		one = b.rests.at(slot).people[0]
	case inWide:
		to = append(to, row.places[wideRes-coarsest])
	case inNarrow:
		to = append(to, row.places[narrowRes-coarsest])
	}
	if one != 0 {
		to = append(to, one)
	}
	return to
}

// list brings the lists up to date with a card that was laid down and stood under the
// keys before; nil where it was in no list.
func (b *Board) list(slot uint32, before []key) {
	after := b.keys(slot)
	for _, k := range before {
		if !slices.Contains(after, k) {
			b.lists.of(k).remove(b, slot)
		}
	}
	for _, k := range after {
		if !slices.Contains(before, k) {
			b.lists.made(k).insert(b, slot)
		}
	}
	if before == nil {
		b.every.insert(b, slot)
	}
}

// unlist takes a card out of all lists.
func (b *Board) unlist(slot uint32, keys []key) {
	for _, k := range keys {
		b.lists.of(k).remove(b, slot)
	}
	b.every.remove(b, slot)
}

// lists are found by key. Values are numbers that are given one after the other, so
// that a list of lists is as good as a map, and faster.
type lists [whats][]*run

// of returns the list of the key, nil where no card has it.
func (l *lists) of(k key) *run {
	if int(k.value) >= len(l[k.what]) {
		return nil
	}
	return l[k.what][k.value]
}

// made returns the list of the key, a new one where no card has it.
func (l *lists) made(k key) *run {
	if missing := int(k.value) + 1 - len(l[k.what]); missing > 0 {
		l[k.what] = append(l[k.what], make([]*run, missing)...)
	}
	r := &l[k.what][k.value]
	if *r == nil {
		*r = &run{}
	}
	return *r
}

// under returns the list of the text, nil where no card has it.
func (b *Board) under(w what, text string) *run {
	number, known := b.texts.number[text]
	if !known {
		return nil
	}
	return b.lists.of(key{w, number})
}

// in returns the list of a cell of wideRes or narrowRes, nil where no card is in it.
func (b *Board) in(c hex.Cell) *run {
	w := inWide
	if c.Resolution() == narrowRes {
		w = inNarrow
	}
	number, known := b.places[c.Resolution()-coarsest].number[c]
	if !known {
		return nil
	}
	return b.lists.of(key{w, number})
}
