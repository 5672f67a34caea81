package clock

import (
	"slices"
	"time"
)

// Watch tells the time that may be acted upon (对时). A server whose clock jumped to
// 1970 or 2100 must not escalate everything, nor stamp a start that is overdue at
// once. What is known beside the clock on the wall is how long the process has run,
// which never goes back; what other servers and the store say; and the last thing that
// was written down. Errors are to the late side: a deadline that passes unnoticed for
// some minutes does no harm, a false escalation does.
//
// One case cannot be told from honest absence: a server alone that starts with its
// clock ahead by less than MaxGap looks like one that was switched off so long.
type Watch struct {
	at  int64 // what was told last, in nanoseconds
	ran time.Duration
	set bool
}

// Sight is what a server sees at one moment.
type Sight struct {
	Wall time.Time     // its own clock
	Ran  time.Duration // how long it has run, by its monotonic clock
	// Others are what the clocks of others show at this moment: the store's, other
	// servers'.
	Others []time.Time
	// Last is the last instant that is written down, such as a server's mark of being
	// alive; the zero time in an empty store.
	Last time.Time
}

const (
	// Tolerance is how far clocks differ that agree.
	Tolerance = time.Minute
	// MaxGap is how long everything can have been switched off without an operator
	// looking at the clocks.
	MaxGap = 30 * 24 * time.Hour
)

// Look returns the watch to look at next, the instant to act upon, and whether the
// server's own clock is in doubt, for an operator to see.
func (w Watch) Look(s Sight) (Watch, time.Time, bool) {
	told, ok := s.majority()
	if !ok {
		told = w.alone(s)
	}
	doubt := distance(s.Wall, told) > Tolerance
	return Watch{at: told, ran: s.Ran, set: true}, time.Unix(0, told).In(s.Wall.Location()), doubt
}

// majority returns the median of all clocks, of two in the middle the earlier, where
// more than half are near it.
func (s Sight) majority() (int64, bool) {
	clocks := []int64{nanoseconds(s.Wall)}
	for _, o := range s.Others {
		clocks = append(clocks, nanoseconds(o))
	}
	slices.Sort(clocks)
	median := clocks[(len(clocks)-1)/2] // the earlier of two
	near := 0
	for _, c := range clocks {
		if c-median <= int64(Tolerance) && median-c <= int64(Tolerance) {
			near++
		}
	}
	return median, len(clocks) > 1 && 2*near > len(clocks)
}

// alone returns what the server's own clock says, as far as it can be believed.
func (w Watch) alone(s Sight) int64 {
	wall := nanoseconds(s.Wall)
	if w.set {
		ought := w.at + int64(max(s.Ran-w.ran, 0))
		if distance(s.Wall, ought) <= Tolerance {
			return max(wall, w.at) // a second put back is no reason to go back
		}
		return ought
	}
	if s.Last.IsZero() {
		return wall
	}
	last := nanoseconds(s.Last)
	if wall < last || wall > last+int64(MaxGap) {
		return last
	}
	return wall
}

// nanoseconds returns the instant since 1970, or the nearest from then to 2200, so
// that differences fit.
func nanoseconds(t time.Time) int64 {
	year := min(max(t.Year(), 1970), lastYear)
	if year != t.Year() {
		t = time.Date(year, time.January, 1, 0, 0, 0, 0, time.UTC)
	}
	return t.UnixNano()
}

func distance(t time.Time, ns int64) time.Duration {
	d := nanoseconds(t) - ns
	return time.Duration(max(d, -d))
}
