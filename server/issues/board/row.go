package board

import (
	"encoding/binary"
	"math"
	"slices"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/issue"
	"sizhang/geo"
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
	// words are id, number, the number elsewhere, text and address; ends where each of
	// the first four ends.
	words string
	ends  [4]uint32
	// folded says that the words are without case as they stand.
	folded bool
	seq    uint32
	tally  uint32
	people [7]uint32 // see peopleOf
	answer uint32
	point  geo.Point
	times  [10]int64 // see timesOf
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
	cells                Cells
	units, spots, bodies []string
	groundKey, bodiesKey string
}

// between stands between the texts of a card, so that none is found across two.
const between = "\x00"

// Pack prepares a card.
func Pack(c issue.Card) *Packed {
	p := &Packed{}
	(*Packer)(nil).Pack(&c, CellsOf(c.Point), p)
	return p
}

// Cells are those that the card's point lies in.
func (p *Packed) Cells() *Cells { return &p.cells }

// Pack prepares a card that lies in the cells. A nil packer packs it by itself.
func (k *Packer) Pack(c *issue.Card, cells Cells, p *Packed) {
	*p = Packed{Card: *c, units: c.Units, spots: c.Spots, bodies: c.Bodies, cells: cells}
	p.groundKey, p.bodiesKey = listKey(c.Units, c.Spots), listKey(c.Bodies)
	p.row.reported, p.row.due = nanos(c.Reported), nanos(c.Due)
	for i := range flags {
		if *flags[i].of(&p.Card.Flags) {
			p.row.flags |= 1 << i
		}
	}
	r := &p.rest
	r.words = k.join(c.ID, between, c.Number, between, c.Outside, between, c.Text, between, c.Address)
	r.ends[0] = uint32(len(c.ID))
	r.ends[1] = r.ends[0] + uint32(1+len(c.Number))
	r.ends[2] = r.ends[1] + uint32(1+len(c.Outside))
	r.ends[3] = r.ends[2] + uint32(1+len(c.Text))
	r.folded = isFolded(r.words)
	r.seq, r.point = uint32(c.Seq), c.Point
	for i, t := range timesOf(&p.Card) {
		r.times[i] = nanos(*t)
	}
	r.running = k.clocks(len(c.Running))
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

// lay puts a card into its slot, a new one where it is not known, and counts it. The
// lists do not know of it yet.
func (b *Board) lay(p *Packed, slot uint32, known bool) uint32 {
	if known {
		b.count(slot, -1)
	} else {
		slot = b.rows.grow()
		b.rests.grow()
	}
	b.slots[p.rest.words[:p.rest.ends[0]]] = slot // the key no longer holds what stood here
	row, rest := b.rows.at(slot), b.rests.at(slot)
	*row, *rest = p.row, p.rest
	b.place(row, &p.cells)
	row.ground, row.bodies, row.category = b.ground(p), b.body(p), b.text(p.Category)
	row.hands = b.hand(p.Hands)
	row.source = uint16(b.sources.of(p.Source, func() issue.Source { return p.Source }))
	row.state = uint16(b.states.of(p.State, func() issue.StateInfo { return info(p.State) }))
	for i, person := range peopleOf(&p.Card) {
		rest.people[i] = b.text(*person)
	}
	rest.answer = b.text(string(p.Answer))
	for i, r := range p.Running {
		rest.running[i] = runs{nanos(r.Due), b.text(string(r.Stage))}
	}
	t := tally{p.Photos, p.Postponements, p.Suspensions, p.Bounces, p.Reworks, p.Reopenings, p.Dispatches, p.Steps}
	rest.tally = b.tallies.of(t, func() tally { return t })
	b.count(slot, 1)
	return slot
}

// place finds the numbers of the cells, from the finest up: what lies in one place lies
// nearly always in the same above.
func (b *Board) place(row *row, cells *Cells) {
	last := len(cells) - 1
	row.places[last] = b.places[last].of(cells[last])
	for i := last - 1; i >= 0; i-- {
		above := &b.places[i+1].above[row.places[i+1]]
		if b.places[i].cells[*above] != cells[i] {
			*above = b.places[i].of(cells[i])
		}
		row.places[i] = *above
	}
	for i := range b.places {
		if in := listRes(coarsest+i) - coarsest; in != i {
			b.places[i].lies(row.places[i], row.places[in])
		}
	}
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

// unpack writes the card into c, which is zero. What it shares with others must not be
// changed. Its clocks are cut from running, so that many cards need one list for them.
func (b *Board) unpack(slot uint32, c *issue.Card, running *[]issue.Running) {
	row, rest := b.rows.at(slot), b.rests.at(slot)
	words, ends := rest.words, rest.ends
	c.ID, c.Number, c.Outside = words[:ends[0]], words[ends[0]+1:ends[1]], words[ends[1]+1:ends[2]]
	c.Text, c.Address = words[ends[2]+1:ends[3]], words[ends[3]+1:]
	c.Seq, c.Category, c.Source, c.State = int(rest.seq), b.texts.values[row.category], b.sources.values[row.source], b.states.values[row.state].State
	c.Point, c.Hands, c.Answer = rest.point, b.names.hands.values[row.hands].Hands, issue.Answer(b.texts.values[rest.answer])
	g := &b.grounds.values[row.ground]
	c.Units, c.Spots, c.Bodies = g.units, g.spots, b.names.bodies.values[row.bodies].codes
	for i, person := range peopleOf(c) {
		*person = b.texts.values[rest.people[i]]
	}
	c.Reported, c.Due = instant(row.reported), instant(row.due)
	for i, t := range timesOf(c) {
		*t = instant(rest.times[i])
	}
	t := &b.tallies.values[rest.tally]
	c.Photos, c.Postponements, c.Suspensions, c.Bounces = t.photos, t.postponements, t.suspensions, t.bounces
	c.Reworks, c.Reopenings, c.Dispatches, c.Steps = t.reworks, t.reopenings, t.dispatches, t.steps
	for i := range flags {
		*flags[i].of(&c.Flags) = row.flags&(1<<i) != 0
	}
	if len(rest.running) > 0 {
		from := len(*running)
		for _, r := range rest.running {
			*running = append(*running, issue.Running{Stage: issue.Stage(b.texts.values[r.stage]), Due: instant(r.due)})
		}
		c.Running = slices.Clip((*running)[from:])
	}
}

// peopleOf and timesOf are where a card has what rest has in that order.
func peopleOf(c *issue.Card) [7]*string {
	return [...]*string{&c.Reporter, &c.Filer, &c.Dispatcher, &c.Worker, &c.Checker, &c.Verifier, &c.Department}
}

func timesOf(c *issue.Card) [10]*time.Time {
	return [...]*time.Time{&c.Filed, &c.Dispatched, &c.Claimed, &c.Fixed, &c.Checked, &c.Closed, &c.Changed, &c.Found, &c.Announced, &c.Answered}
}

// never is the zero time as nanos.
const never = math.MinInt64

// nanos are nanoseconds since 1970, from 1678 to 2261; what lies beyond is taken for the
// border.
func nanos(t time.Time) int64 {
	switch s := t.Unix(); {
	case t.IsZero():
		return never
	case s < earliest:
		return never + 1
	case s >= latest:
		return math.MaxInt64
	}
	return t.UnixNano()
}

// earliest is when 1678 begins, latest when 2261 has ended, in seconds.
var (
	earliest = time.Date(1678, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	latest   = time.Date(2262, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
)

func instant(n int64) time.Time {
	if n == never {
		return time.Time{}
	}
	return time.Unix(0, n).In(city.China)
}
