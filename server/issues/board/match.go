package board

import (
	"math"
	"slices"
	"strings"
	"time"

	"sizhang/domain/access"
	"sizhang/domain/issue"
	"sizhang/geo"
	"sizhang/geo/hex"
)

// match is a filter made ready for one walk over a board.
type match struct {
	b       *Board
	f       *Filter
	now     int64
	nothing bool // no card can fit

	whole       bool // the scope holds the whole city
	easy        bool // the state and the time of the report alone decide
	standing    []standing
	grounds     memo // within the scope, and the unit
	bodies      memo // within the scope
	concerned   memo // the body is among them
	hands       memo
	categories  map[uint32]bool
	sources     map[uint16]bool
	flags       uint16
	needle      string
	from, until int64
	// Of the cells that are asked for: their resolution, and where the board counts by
	// cells of it the numbers of those that it knows; else the cells, unless it is one.
	resolution int
	place      uint32
	places     map[uint32]bool // unless it is one
	cells      map[hex.Cell]bool
}

// memo remembers an answer for each number, so that each is asked once. For the few
// questions of a short walk it is not worth to remember.
type memo struct {
	asked   int
	answers []uint8
}

const (
	unknown = iota
	yes
	no
)

// of returns the answer for the number, of so many.
func (m *memo) of(number uint32, of int, ask func() bool) bool {
	if m.asked++; m.asked < 64 {
		return ask()
	}
	if int(number) >= len(m.answers) {
		m.answers = append(m.answers, make([]uint8, of-len(m.answers))...)
	}
	if m.answers[number] == unknown {
		m.answers[number] = no
		if ask() {
			m.answers[number] = yes
		}
	}
	return m.answers[number] == yes
}

// match makes the filter ready. It needs the board's lock.
func (b *Board) match(f *Filter, now time.Time) *match {
	m := &match{b: b, f: f, now: nanos(now), from: math.MinInt64, until: math.MaxInt64, resolution: -1}
	m.nothing = f.Scope.Empty() || f.Scope.City() != b.city || f.Open && f.Closed
	m.whole = f.Scope.Whole()
	if len(f.Categories) > 0 {
		m.categories = map[uint32]bool{}
		for _, code := range f.Categories {
			if number, known := b.texts.number[code]; known {
				m.categories[number] = true
			}
		}
		m.nothing = m.nothing || len(m.categories) == 0
	}
	if len(f.Sources) > 0 {
		m.sources = map[uint16]bool{}
		for _, source := range f.Sources {
			if number, known := b.sources.number[source]; known {
				m.sources[uint16(number)] = true
			}
		}
		m.nothing = m.nothing || len(m.sources) == 0
	}
	for _, name := range f.Flagged {
		bit := flagBit(name)
		m.flags |= bit
		m.nothing = m.nothing || bit == 0
	}
	m.needle = fold(f.Text)
	m.nothing = m.nothing || strings.Contains(m.needle, between)
	if !f.From.IsZero() {
		m.from = nanos(f.From)
	}
	if !f.Until.IsZero() {
		m.until = nanos(f.Until)
	}
	m.clock()
	m.inCells()
	m.easy = m.whole && m.categories == nil && m.sources == nil && m.flags == 0 && m.needle == "" && f.Cell == 0 && f.Unit == "" && f.Body == "" &&
		f.Box == nil && f.Near == nil && f.Person == "" && f.HandsUnit == "" && f.HandsPost == "" && f.HandsBody == ""
	return m
}

func (m *match) clock() {
	switch m.f.Clock {
	case AnyClock, OnTime, Overdue, DueSoon, Paused:
	default:
		m.nothing = true
	}
}

func (m *match) inCells() {
	if m.f.Cell == 0 {
		return
	}
	m.resolution = m.f.Cell.Resolution()
	if m.counted() {
		m.inPlaces(&m.b.places[m.resolution-coarsest])
		return
	}
	m.cells = map[hex.Cell]bool{m.f.Cell: true}
	if m.f.Ring > 0 {
		for _, c := range m.f.Cell.Disk(m.f.Ring) {
			m.cells[c] = true
		}
	}
}

// counted says whether the board counts by cells of the resolution asked for.
func (m *match) counted() bool { return coarsest <= m.resolution && m.resolution <= finest }

// inPlaces asks for the places of the cells. No card is where there is no place.
func (m *match) inPlaces(p *places) {
	if m.f.Ring <= 0 {
		m.place = p.number[m.f.Cell]
		m.nothing = m.nothing || m.place == 0
		return
	}
	m.places = map[uint32]bool{}
	for _, c := range m.f.Cell.Disk(m.f.Ring) {
		if number, known := p.number[c]; known {
			m.places[number] = true
		}
	}
	m.nothing = m.nothing || len(m.places) == 0
}

// fits says whether the slot's card does. It needs the board's lock.
func (m *match) fits(slot uint32) bool {
	b, f := m.b, m.f
	row := b.rows.at(slot)
	if m.easy {
		return row.reported >= m.from && row.reported < m.until && m.stands(row)
	}
	if m.counted() {
		if place := row.places[m.resolution-coarsest]; place != m.place && !m.places[place] {
			return false
		}
	}
	if row.flags&m.flags != m.flags || row.reported < m.from || row.reported >= m.until {
		return false
	}
	if m.categories != nil && !m.categories[row.category] || m.sources != nil && !m.sources[row.source] {
		return false
	}
	if f.Open || f.Closed || len(f.States) > 0 || f.Clock != AnyClock {
		if !m.stands(row) {
			return false
		}
	}
	if !m.within(row) || !m.inHands(row) {
		return false
	}
	if m.cells != nil || f.Box != nil || f.Near != nil || f.Person != "" || m.needle != "" {
		return m.fitsRest(slot, row)
	}
	return true
}

// within says whether the card is in the scope, below the unit and concerns the body.
func (m *match) within(row *row) bool {
	b, f := m.b, m.f
	if f.Unit != "" || !m.whole {
		inUnit := func() bool {
			g := &b.grounds.values[row.ground]
			return f.Unit == "" || slices.Contains(g.units, f.Unit) || slices.Contains(g.spots, f.Unit)
		}
		// What is held is held by the place or by a body: see access.Scope.Holds.
		held := func() bool {
			g := &b.grounds.values[row.ground]
			return m.whole || f.Scope.Holds(access.Object{City: b.city, Units: g.units, Also: g.spots})
		}
		switch {
		case m.grounds.of(row.ground, len(b.grounds.values), func() bool { return inUnit() && held() }):
		case m.whole || !inUnit():
			return false
		case !m.bodies.of(row.bodies, len(b.names.bodies.values), func() bool {
			return f.Scope.Holds(access.Object{City: b.city, Bodies: b.names.bodies.values[row.bodies].codes})
		}):
			return false
		}
	}
	return f.Body == "" || m.concerned.of(row.bodies, len(b.names.bodies.values), func() bool {
		return slices.Contains(b.names.bodies.values[row.bodies].codes, f.Body)
	})
}

func (m *match) inHands(row *row) bool {
	f := m.f
	if f.HandsUnit == "" && f.HandsPost == "" && f.HandsBody == "" {
		return true
	}
	return m.hands.of(row.hands, len(m.b.names.hands.values), func() bool {
		h := &m.b.names.hands.values[row.hands]
		return (f.HandsUnit == "" || h.Unit == f.HandsUnit) && (f.HandsPost == "" || h.Post == f.HandsPost) && (f.HandsBody == "" || h.Body == f.HandsBody)
	})
}

// standing is what a state means to a match.
type standing struct {
	fits   bool // it is one of those asked for
	runs   bool // its clock, if it has one
	paused bool
}

// standingOf looks at each state once.
func (m *match) standingOf(state uint16) standing {
	for int(state) >= len(m.standing) {
		info, f := &m.b.states.values[len(m.standing)], m.f
		m.standing = append(m.standing, standing{
			fits:   !(f.Open && !info.Open) && !(f.Closed && info.Open) && (len(f.States) == 0 || slices.Contains(f.States, info.State)),
			runs:   info.Open && !info.Done,
			paused: info.State == issue.Suspended,
		})
	}
	return m.standing[state]
}

// stands says whether the card's state and clock are what the filter asks for.
func (m *match) stands(row *row) bool {
	s := m.standingOf(row.state)
	if !s.fits || m.f.Clock == AnyClock {
		return s.fits
	}
	runs := s.runs && row.due != never
	switch m.f.Clock {
	case OnTime:
		return runs && row.due-m.now > int64(soon)
	case Overdue:
		return runs && m.now > row.due
	case DueSoon:
		return runs && m.now <= row.due && row.due-m.now <= int64(soon)
	}
	return s.paused // as that is what else there is to ask for
}

// overdue is as issue.Card.Overdue has it.
func (m *match) overdue(row *row) bool {
	return m.now > row.due && row.due != never && m.standingOf(row.state).runs
}

// fitsRest looks at what does not stand in the row.
func (m *match) fitsRest(slot uint32, row *row) bool {
	f, rest := m.f, m.b.rests.at(slot)
	if f.Person != "" && m.b.texts.values[rest.people[3]] != f.Person && m.b.texts.values[rest.people[0]] != f.Person {
		return false
	}
	if x, p := f.Box, rest.point; x != nil && !(x.West <= p.Lng && p.Lng <= x.East && x.South <= p.Lat && p.Lat <= x.North) {
		return false
	}
	if f.Near != nil && !(geo.Distance(*f.Near, rest.point) <= f.RadiusM) {
		return false
	}
	if m.cells != nil && !m.inside(m.cellOf(row, rest)) {
		return false
	}
	if m.needle == "" {
		return true
	}
	words := rest.words
	if !rest.folded {
		words = fold(words)
	}
	return strings.Contains(words, m.needle)
}

func (m *match) inside(c hex.Cell) bool { return c == m.f.Cell || len(m.cells) > 1 && m.cells[c] }

// cellOf is the card's cell at the resolution asked for, one that nothing is counted by.
func (m *match) cellOf(row *row, rest *rest) hex.Cell {
	if m.resolution < coarsest {
		if c := m.b.places[0].settled[row.places[0]][m.resolution]; c != 0 {
			return c
		}
	}
	c, _ := hex.At(rest.point, m.resolution)
	return c
}
