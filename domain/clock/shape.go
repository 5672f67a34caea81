package clock

import "time"

// shape is how the clock on the wall runs through one day. On nearly every day it
// runs from 00:00 to 24:00; where clocks are put forward it leaps, and where they
// are put back it is taken to stand still until it is what it was, so that a time of
// day is one instant: the first at which the wall shows it or more.
type shape struct {
	begin, end int64
	// first is what the wall shows at the beginning: 0 but on days without midnight.
	first int64
	// turn is when the clocks change, end where they do not, and by how much they
	// are put forward.
	turn, by int64
}

func (c *Calendar) shape(d Day) shape {
	s := shape{begin: c.midnight(d), end: c.midnight(d + 1)}
	s.turn = s.end
	if c.midnights == nil || s.end-s.begin == dayNS {
		return s
	}
	begin := time.Unix(0, s.begin).In(c.zone)
	_, offset := begin.Zone()
	s.first = s.begin + int64(offset)*int64(time.Second) - int64(d)*dayNS
	if _, change := begin.ZoneBounds(); !change.IsZero() && change.UnixNano() < s.end {
		_, after := change.Zone()
		s.turn, s.by = change.UnixNano(), int64(after-offset)*int64(time.Second)
	}
	return s
}

// at returns the instant of a time of day.
func (s *shape) at(wall int64) int64 {
	at := s.begin + max(wall-s.first, 0)
	if at > s.turn {
		at = max(at-s.by, s.turn)
	}
	return min(at, s.end)
}

// wall returns the time of day of an instant of the day.
func (s *shape) wall(at int64) int64 {
	wall := s.first + at - s.begin
	if at >= s.turn {
		wall = max(wall+s.by, s.first+s.turn-s.begin)
	}
	return min(wall, dayNS)
}
