package board

import (
	"encoding/binary"
	"math"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/issue"
	"sizhang/geo"
	"sizhang/geo/hex"
)

// row is what most questions look at of a card.
type row struct {
	reported, due                   int64 // see nanos
	ground, bodies, hands, category uint32
	places                          [finest - coarsest + 1]uint32
	flags                           uint16
	source, state                   uint16
}

// rest is the rest of a card.
type rest struct {
	// words are id, number, text and address; ends where each of the first three ends.
	words string
	ends  [3]uint32
	// folded says that the words are without case as they stand.
	folded bool
	seq    uint32
	tally  uint32
	people [7]uint32 // reporter, filer, dispatcher, worker, checker, verifier, department
	answer uint32
	point  geo.Point
	times  [10]int64 // filed, dispatched, claimed, fixed, checked, closed, changed, found, announced, answered
	// running are the clocks that run.
	running []runs
}

type runs struct {
	due   int64
	stage uint32
}

// Packed is a card on its way to a board: what can be done for it beside the board is
// done.
type Packed struct {
	issue.Card
	row                  row // what needs no names
	rest                 rest
	cells                [finest - coarsest + 1]hex.Cell
	units, spots, bodies []string
	groundKey, bodiesKey string
}

// between stands between the texts of a card, so that none is found across two.
const between = "\x00"

// Pack prepares a card.
func Pack(c issue.Card) *Packed {
	p := &Packed{Card: c, units: c.Units, spots: c.Spots, bodies: c.Bodies}
	p.groundKey, p.bodiesKey = listKey(c.Units, c.Spots), listKey(c.Bodies)
	for i := range p.cells {
		p.cells[i], _ = hex.At(c.Point, coarsest+i) // 0 where the point is nowhere
	}
	p.row.reported, p.row.due = nanos(c.Reported), nanos(c.Due)
	for i := range flags {
		if *flags[i].of(&p.Card.Flags) {
			p.row.flags |= 1 << i
		}
	}
	r := &p.rest
	r.words = c.ID + between + c.Number + between + c.Text + between + c.Address
	r.ends[0] = uint32(len(c.ID))
	r.ends[1] = r.ends[0] + uint32(1+len(c.Number))
	r.ends[2] = r.ends[1] + uint32(1+len(c.Text))
	r.folded = fold(r.words) == r.words
	r.seq, r.point = uint32(c.Seq), c.Point
	for i, t := range [...]time.Time{c.Filed, c.Dispatched, c.Claimed, c.Fixed, c.Checked, c.Closed, c.Changed, c.Found, c.Announced, c.Answered} {
		r.times[i] = nanos(t)
	}
	return p
}

// listKey differs wherever the lists do.
func listKey(lists ...[]string) string {
	key := make([]byte, 0, 128)
	for _, list := range lists {
		key = binary.AppendUvarint(key, uint64(len(list)))
		for _, text := range list {
			key = append(binary.AppendUvarint(key, uint64(len(text))), text...)
		}
	}
	return string(key)
}

// lay puts a card into its slot, a new one where it has none, and counts it. The lists
// do not know of it yet.
func (b *Board) lay(p *Packed) uint32 {
	slot, known := b.slots[p.ID]
	if known {
		b.count(slot, -1)
	} else {
		slot = b.rows.grow()
		b.rests.grow()
	}
	b.slots[p.rest.words[:p.rest.ends[0]]] = slot // the key no longer holds what stood here
	row, rest := b.rows.at(slot), b.rests.at(slot)
	*row, *rest = p.row, p.rest
	for i := range b.places {
		row.places[i] = b.places[i].of(p.cells[i])
	}
	row.ground, row.bodies, row.category = b.ground(p), b.body(p), b.text(p.Category)
	row.hands = b.names.hands.of(p.Hands, func() issue.Hands { return p.Hands })
	row.source = uint16(b.sources.of(p.Source, func() issue.Source { return p.Source }))
	row.state = uint16(b.states.of(p.State, func() issue.StateInfo { return info(p.State) }))
	for i, person := range [...]string{p.Reporter, p.Filer, p.Dispatcher, p.Worker, p.Checker, p.Verifier, p.Department} {
		rest.people[i] = b.text(person)
	}
	rest.answer = b.text(string(p.Answer))
	if len(p.Running) > 0 {
		rest.running = make([]runs, len(p.Running))
		for i, r := range p.Running {
			rest.running[i] = runs{nanos(r.Due), b.text(string(r.Stage))}
		}
	}
	t := tally{p.Photos, p.Postponements, p.Suspensions, p.Bounces, p.Reworks, p.Reopenings, p.Dispatches, p.Steps}
	rest.tally = b.tallies.of(t, func() tally { return t })
	b.count(slot, 1)
	return slot
}

// count adds n to what is counted of the card, if it is open.
func (b *Board) count(slot uint32, n int) {
	row := b.rows.at(slot)
	if !b.states.values[row.state].Open {
		return
	}
	b.open += n
	for i := range b.places {
		b.places[i].open[row.places[i]] += int32(n)
	}
}

// unpack writes the card into c. What it shares with others must not be changed.
func (b *Board) unpack(slot uint32, c *issue.Card) {
	row, rest := b.rows.at(slot), b.rests.at(slot)
	words, ends := rest.words, rest.ends
	g, t := &b.grounds.values[row.ground], &b.tallies.values[rest.tally]
	person := func(i int) string { return b.texts.values[rest.people[i]] }
	at := func(i int) time.Time { return instant(rest.times[i]) }
	*c = issue.Card{
		ID: words[:ends[0]], Number: words[ends[0]+1 : ends[1]], Text: words[ends[1]+1 : ends[2]], Address: words[ends[2]+1:],
		Seq: int(rest.seq), Category: b.texts.values[row.category], Source: b.sources.values[row.source],
		State: b.states.values[row.state].State, Point: rest.point, Units: g.units, Spots: g.spots,
		Bodies: b.names.bodies.values[row.bodies].codes, Hands: b.names.hands.values[row.hands], Photos: t.photos,
		Reporter: person(0), Filer: person(1), Dispatcher: person(2), Worker: person(3), Checker: person(4),
		Verifier: person(5), Department: person(6), Answer: issue.Answer(b.texts.values[rest.answer]),
		Reported: instant(row.reported), Filed: at(0), Dispatched: at(1), Claimed: at(2), Fixed: at(3), Checked: at(4),
		Closed: at(5), Changed: at(6), Found: at(7), Announced: at(8), Answered: at(9), Due: instant(row.due),
		Postponements: t.postponements, Suspensions: t.suspensions, Bounces: t.bounces, Reworks: t.reworks,
		Reopenings: t.reopenings, Dispatches: t.dispatches, Steps: t.steps,
	}
	for i := range flags {
		*flags[i].of(&c.Flags) = row.flags&(1<<i) != 0
	}
	if len(rest.running) > 0 {
		c.Running = make([]issue.Running, len(rest.running))
		for i, r := range rest.running {
			c.Running[i] = issue.Running{Stage: issue.Stage(b.texts.values[r.stage]), Due: instant(r.due)}
		}
	}
}

// never is the zero time as nanos.
const never = math.MinInt64

// nanos are nanoseconds since 1970, from 1678 to 2261; what lies beyond is taken for the
// border.
func nanos(t time.Time) int64 {
	switch {
	case t.IsZero():
		return never
	case t.Year() < 1678:
		return never + 1
	case t.Year() > 2261:
		return math.MaxInt64
	}
	return t.UnixNano()
}

func instant(n int64) time.Time {
	if n == never {
		return time.Time{}
	}
	return time.Unix(0, n).In(city.China)
}
