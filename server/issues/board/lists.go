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
)

// Cells of these resolutions have lists; cells of others go through theirs.
const wideRes, narrowRes = 8, 10

// keys are those of the lists that the card is in, besides that of all.
func (b *Board) keys(slot uint32) []key { return b.appendKeys(make([]key, 0, 24), slot) }

func (b *Board) appendKeys(keys []key, slot uint32) []key {
	row, rest := b.rows.at(slot), b.rests.at(slot)
	keys = append(keys, key{inState, uint32(row.state)}, key{inWide, row.places[wideRes-coarsest]}, key{inNarrow, row.places[narrowRes-coarsest]})
	if b.states.values[row.state].Open {
		keys = append(keys, key{isOpen, 0})
	}
	for _, unit := range b.grounds.values[row.ground].all {
		keys = append(keys, key{atUnit, unit})
	}
	for _, body := range b.names.bodies.values[row.bodies].all {
		keys = append(keys, key{ofBody, body})
	}
	hands := &b.names.hands.values[row.hands]
	for _, k := range [...]key{{withUnit, hands.unit}, {withBody, hands.body}, {workedBy, rest.people[3]}, {reportedBy, rest.people[0]}} {
		if k.value != 0 {
			keys = append(keys, k)
		}
	}
	return keys
}

// list brings the lists up to date with a card that was laid down and stood under the
// keys before; nil where it was in no list.
func (b *Board) list(slot uint32, before []key) {
	after := b.keys(slot)
	for _, k := range before {
		if !slices.Contains(after, k) {
			b.lists[k].remove(b, slot)
		}
	}
	for _, k := range after {
		if !slices.Contains(before, k) {
			b.listOf(k).insert(b, slot)
		}
	}
	if before == nil {
		b.every.insert(b, slot)
	}
}

// unlist takes a card out of all lists.
func (b *Board) unlist(slot uint32, keys []key) {
	for _, k := range keys {
		b.lists[k].remove(b, slot)
	}
	b.every.remove(b, slot)
}

func (b *Board) listOf(k key) *run {
	r := b.lists[k]
	if r == nil {
		r = &run{}
		b.lists[k] = r
	}
	return r
}

// under returns the list of the text, nil where no card has it.
func (b *Board) under(w what, text string) *run {
	number, known := b.texts.number[text]
	if !known {
		return nil
	}
	return b.lists[key{w, number}]
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
	return b.lists[key{w, number}]
}
