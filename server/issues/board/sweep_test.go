package board

import (
	"fmt"
	"testing"

	"sizhang/domain/issue"
	"sizhang/geo"
	"sizhang/geo/hex"
)

// However many cards there are beside how many are looked at at a time, all are counted
// once, with those that are few among many and with those that are most.
func TestAllAreCounted(t *testing.T) {
	for _, many := range []int{1, portion - 1, portion, portion + 1, 2*portion + 1} {
		f, d := Fill(town), newDice(uint64(many))
		open, closed := 0, 0
		for n := range many {
			c := d.card(n)
			c.ID = fmt.Sprint("all ", n)
			f.Add(Pack(c))
			if c.State.Open() {
				open++
			} else {
				closed++
			}
		}
		b := f.Board()
		for _, test := range []struct {
			f    Filter
			want int
		}{{Filter{}, many}, {Filter{Open: true}, open}, {Filter{Closed: true}, closed}} {
			test.f.Scope = everything()
			sum := 0
			for _, c := range b.Cells(test.f, 9, noon) {
				sum += c.Count
			}
			if count := b.Count(test.f, noon); count != test.want || sum > count || sum*10 < count*9 { // a few lie nowhere
				t.Errorf("of %d, %+v: %d counted, %d in cells, want %d", many, test.f, count, sum, test.want)
			}
		}
	}
}

// Where the open cards are few, whatever else is asked for is still looked at.
func TestTheFewOpenAreLookedAt(t *testing.T) {
	card := func(n int, to string, state issue.State) issue.Card {
		return issue.Card{
			ID: fmt.Sprint(n), Seq: 1, State: state, Category: to, Source: issue.Source(to), Text: to, Point: geo.Point{Lng: 116.4 + float64(len(to)), Lat: 39.9},
			Units: []string{to}, Bodies: []string{to}, Hands: issue.Hands{Unit: to, Post: to, Body: to}, Worker: to,
			Flags: issue.Flags{Chronic: to == "a"}, Reported: noon,
		}
	}
	b := New(town)
	for n := range 9 {
		b.Put(card(n, "a", issue.Closed))
	}
	b.Put(card(9, "bb", issue.Handling))
	a := card(0, "a", issue.Closed)
	for name, f := range map[string]Filter{
		"unit": {Unit: "a"}, "body": {Body: "a"}, "person": {Person: "a"}, "hands unit": {HandsUnit: "a"}, "hands post": {HandsPost: "a"}, "hands body": {HandsBody: "a"},
		"category": {Categories: []string{"a"}}, "source": {Sources: []issue.Source{"a"}}, "flag": {Flagged: []string{"chronic"}}, "text": {Text: "a"},
		"near": {Near: &a.Point, RadiusM: 9}, "box": {Box: &Box{a.Point.Lng - 0.1, 39, a.Point.Lng + 0.1, 40}}, "cell": {Cell: cellOf(a.Point, 9)},
		"ring": {Cell: cellOf(a.Point, 9), Ring: 1}, "wide cell": {Cell: cellOf(a.Point, 5)}, "late": {Clock: Overdue}, "until": {Until: noon}, "state": {States: []issue.State{issue.Filed}},
	} {
		f.Scope, f.Open = everything(), true
		if cards, _, err := b.Query(f, false, "", 10, noon); len(cards) > 0 || b.Count(f, noon) > 0 || err != nil {
			t.Errorf("%s: %d are found, %d counted, %v", name, len(cards), b.Count(f, noon), err)
		}
	}
}

func cellOf(p geo.Point, res int) hex.Cell {
	c, _ := hex.At(p, res)
	return c
}
