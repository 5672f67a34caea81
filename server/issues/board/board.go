// Package board holds every card of one city in memory (看板): what lists, maps and
// figures ask, answered without the store. It is filled from the store at start and
// kept by its changes; a test fills another and finds them equal.
package board

import (
	"time"

	"sizhang/domain/access"
	"sizhang/domain/issue"
	"sizhang/geo"
	"sizhang/geo/hex"
)

// Board is the cards of one city. Safe for concurrent use; who reads waits for no
// writer longer than it takes to put one card.
type Board struct{}

// New makes an empty board.
func New() *Board { panic("not yet") }

// Put lays a card over the one with its id; one with a lower Seq changes nothing.
func (b *Board) Put(c issue.Card) { panic("not yet") }

// Card returns the card with the id.
func (b *Board) Card(id string) (issue.Card, bool) { panic("not yet") }

// Len is how many cards there are, Open how many of them are open.
func (b *Board) Len() int  { panic("not yet") }
func (b *Board) Open() int { panic("not yet") }

// Filter says which cards are meant: those that fit all of it. The zero Filter means
// none, since its Scope holds nothing.
type Filter struct {
	Scope access.Scope
	// Open leaves out what is closed, Closed what is open.
	Open, Closed bool
	States       []issue.State
	// Cell is a cell of any resolution, and Ring how many rings around it.
	Cell hex.Cell
	Ring int
	// Unit with all below it.
	Unit string
	// Box, or all within RadiusM metres of Near.
	Box     *Box
	Near    *geo.Point
	RadiusM float64
	// Categories are codes, those below spelt out by the caller.
	Categories []string
	Sources    []issue.Source
	// Person is the worker or reporter; HandsUnit, HandsPost and HandsBody whose hands it is in.
	Person                          string
	HandsUnit, HandsPost, HandsBody string
	Body                            string // a department or supervisor that it concerns
	Text                            string // in text, address, number or id; any case
	// Clock is the state of the handling limit: see Clock constants.
	Clock Clock
	// Flagged are names of issue.Flags as JSON has them, all of which must be set.
	Flagged []string
	// From and Until bound when it was reported: from the first instant, before the second.
	From, Until time.Time
}

// Box is in WGS84 degrees.
type Box struct{ West, South, East, North float64 }

// Clock asks for a state of the handling limit.
type Clock string

const (
	AnyClock Clock = ""
	OnTime   Clock = "on_time"  // it runs, and is not overdue
	Overdue  Clock = "overdue"  // 超期
	DueSoon  Clock = "due_soon" // due within 24 hours
	Paused   Clock = "paused"   // 挂账
)

// Cursor marks a place in the order of reports: newest first, or oldest first. A card
// never changes its place, so that pages stay good while others write.
type Cursor string

// Query returns up to limit cards that fit, and where to go on; empty at the end.
func (b *Board) Query(f Filter, oldestFirst bool, after Cursor, limit int, now time.Time) ([]issue.Card, Cursor, error) {
	panic("not yet")
}

// Each calls visit with every card that fits, in no order, until it returns false. The
// card is shared and must not be changed or kept.
func (b *Board) Each(f Filter, now time.Time, visit func(*issue.Card) bool) { panic("not yet") }

// Count returns how many cards fit.
func (b *Board) Count(f Filter, now time.Time) int { panic("not yet") }

// CellCount is how many cards lie in a cell.
type CellCount struct {
	Cell           hex.Cell
	Count, Overdue int
}

// Cells counts the cards that fit by cell of a resolution from 7 to 11, by cell.
func (b *Board) Cells(f Filter, resolution int, now time.Time) []CellCount { panic("not yet") }

// Outstanding returns how many open issues lie in the cell, of any resolution. It reads
// one place of an index for resolutions 7 to 12, whatever else the board holds.
func (b *Board) Outstanding(cell hex.Cell) int { panic("not yet") }
