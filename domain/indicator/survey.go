package indicator

import (
	"slices"
	"time"

	"sizhang/domain/issue"
)

// survey counts issues into one dense array: for each group, each side (the time
// itself and what it is compared with) and each plane (the whole time, then its
// periods), every column's numerator and denominator.
type survey struct {
	q       *Question
	counter *counter
	groups  *grouping
	columns []column
	sides   []windows
	periods []([]Period) // by side: the whole time, then its periods; zero where there is none
	counts  []tally
	took    [latencies]samples
	spreads [latencies][]Spread // by cell, once all is counted
}

// tally is one indicator's two numbers in the making.
type tally struct{ have, of uint32 }

func (t *tally) add(have uint32) { t.of, t.have = t.of+1, t.have+have }

// column is an indicator, counted for those who had a part in the issue.
type column struct {
	place    int // in All
	at       Instant
	role     Role
	of, have fact
}

func newSurvey(q *Question, whole Period, periods []Period) *survey {
	s := &survey{q: q, counter: newCounter(q.Now, q.Scheme), groups: newGrouping(q)}
	for place := range All {
		s.column(place, All[place].Role)
	}
	if q.By == ByPerson {
		for _, score := range q.Scheme.Scores {
			for _, item := range score.Items {
				if _, place, ok := Find(item.Indicator); ok && score.Roled {
					s.column(place, score.Role)
				}
			}
		}
	}
	s.side(whole, periods)
	if q.Compare != NotCompared {
		before, _ := whole.Before(q.Compare)
		then := make([]Period, len(periods))
		for i, p := range periods {
			then[i], _ = p.Before(q.Compare)
		}
		s.side(before, then)
	}
	return s
}

// column returns the column of an indicator for a role, made where there is none.
func (s *survey) column(place int, role Role) int {
	at := slices.IndexFunc(s.columns, func(c column) bool { return c.place == place && c.role == role })
	if at < 0 {
		at = len(s.columns)
		i := &All[place]
		s.columns = append(s.columns, column{place, i.At, role, i.of, i.of | i.have})
	}
	return at
}

func (s *survey) side(whole Period, periods []Period) {
	s.sides = append(s.sides, newWindows(whole, periods))
	s.periods = append(s.periods, append([]Period{whole}, periods...))
}

// planes is how many planes a side has.
func (s *survey) planes() int { return len(s.periods[0]) }

// cell is the place of a group's cell.
func (s *survey) cell(slot, side, plane int) int {
	return (slot*len(s.sides)+side)*s.planes() + plane
}

// grow makes room for all groups that there are by now.
func (s *survey) grow() {
	cells := s.cell(len(s.groups.keys), 0, 0)
	if have := len(s.counts); have < cells*len(s.columns) {
		s.counts = append(s.counts, make([]tally, cells*len(s.columns)-have)...)
	}
}

// full says whether there are more cells than are answered.
func (s *survey) full() bool { return s.cell(len(s.groups.keys), 0, 0) > MaxCells }

// add counts one issue.
func (s *survey) add(c *issue.Card) {
	var at [instants]int64
	when(c, &at)
	var facts fact
	var slots *[roles][]int32
	for side := range s.sides {
		var spots [instants]spot
		if !s.sides[side].place(&at, &spots) {
			continue
		}
		if slots == nil {
			facts, slots = s.counter.of(c), s.groups.of(c)
			s.grow()
		}
		s.count(side, facts, slots, &spots)
		if facts&(counted|stands) == counted|stands {
			s.time(side, c, slots[Worker], &spots)
		}
	}
}

// place finds where each instant lies, and says whether any lies anywhere.
func (w *windows) place(at *[instants]int64, spots *[instants]spot) bool {
	any := spot(0)
	for i, seconds := range at {
		spots[i] = w.at(seconds)
		any |= spots[i]
	}
	return any != 0
}

func (s *survey) count(side int, facts fact, slots *[roles][]int32, spots *[instants]spot) {
	width, stride := len(s.columns), len(s.sides)*s.planes()
	first := side * s.planes()
	for k := range s.columns {
		col := &s.columns[k]
		spot := spots[col.at]
		if spot == 0 || facts&col.of != col.of {
			continue
		}
		have := uint32(0)
		if facts&col.have == col.have {
			have = 1
		}
		for _, slot := range slots[col.role] {
			at := (int(slot)*stride+first)*width + k
			if spot.whole() {
				s.counts[at].add(have)
			}
			if part := spot.part(); part > 0 {
				s.counts[at+part*width].add(have)
			}
		}
	}
}

// time notes how long the issue took from moment to moment. One that is told to have
// happened before the one before it took no time.
func (s *survey) time(side int, c *issue.Card, slots []int32, spots *[instants]spot) {
	for k := range Latencies {
		spot := spots[Latencies[k].At]
		if spot == 0 {
			continue
		}
		from, to := Latencies[k].span(c)
		if from.IsZero() {
			continue
		}
		took := uint32(min(max(to.Sub(from)/time.Second, 0), 1<<32-1))
		for _, slot := range slots {
			cell := s.cell(int(slot), side, 0)
			if spot.whole() {
				s.took[k].add(cell, took)
			}
			if part := spot.part(); part > 0 {
				s.took[k].add(cell+part, took)
			}
		}
	}
}

// when fills in the issue's instants in seconds; those that have not come lie before
// all periods.
func when(c *issue.Card, at *[instants]int64) {
	at[AtReported] = c.Reported.Unix()
	at[AtFiled] = c.Filed.Unix()
	at[AtDispatched] = c.Dispatched.Unix()
	at[AtClaimed] = c.Claimed.Unix()
	at[AtDue] = c.Due.Unix()
	at[AtFixed] = c.Fixed.Unix()
	at[AtChecked] = c.Checked.Unix()
	at[AtAnnounced] = c.Announced.Unix()
	at[AtClosed] = c.Closed.Unix()
	at[AtAnswered] = c.Answered.Unix()
}

// end reckons the spreads, once all issues are counted.
func (s *survey) end() {
	s.grow()
	for k := range s.took {
		s.spreads[k] = s.took[k].spreads(s.cell(len(s.groups.keys), 0, 0))
	}
}

// row reads a group's figures out of the array.
func (s *survey) row(slot int) Row {
	r := Row{Key: s.groups.keys[slot], Cell: s.compared(slot, 0)}
	for plane := 1; plane < s.planes(); plane++ {
		r.Parts = append(r.Parts, s.compared(slot, plane))
	}
	return r
}

// compared is a cell with what it is compared with.
func (s *survey) compared(slot, plane int) Cell {
	c := s.read(slot, 0, plane)
	if len(s.sides) > 1 && !s.periods[1][plane].From.IsZero() && s.any(1, plane) {
		before := s.read(slot, 1, plane)
		c.Before = &before
	}
	return c
}

// any says whether the city had any issue in a period.
func (s *survey) any(side, plane int) bool {
	cell := s.cell(0, side, plane) * len(s.columns)
	return slices.ContainsFunc(s.counts[cell:cell+len(s.columns)], func(t tally) bool { return t.of > 0 })
}

func (s *survey) read(slot, side, plane int) Cell {
	cell := s.cell(slot, side, plane)
	c := Cell{Period: s.periods[side][plane], Figures: make([]Figure, len(All))}
	figure := func(column int) Figure {
		t := s.counts[cell*len(s.columns)+column]
		if All[s.columns[column].place].Kind == Number {
			return Figure{Numerator: int(t.of)}
		}
		return Figure{int(t.have), int(t.of)}
	}
	for k := range All {
		c.Figures[k] = figure(k) // the first columns are the indicators in order
	}
	for k := range c.Spreads {
		c.Spreads[k] = s.spreads[k][cell]
	}
	for k := range s.q.Scheme.Scores {
		c.Scores = append(c.Scores, s.scored(&s.q.Scheme.Scores[k], figure))
	}
	return c
}

func (s *survey) scored(score *Score, figure func(column int) Figure) Scored {
	if !score.For(s.q.By) {
		return Scored{}
	}
	return s.q.Scheme.score(score, func(item int) Figure {
		_, place, _ := Find(score.Items[item].Indicator)
		if s.q.By == ByPerson && score.Roled {
			return figure(s.column(place, score.Role))
		}
		return figure(place)
	})
}
