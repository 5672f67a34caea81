package issues

import "time"

// passTakes is how long a look at everything open takes that nothing asks for.
const passTakes = 7 * 24 * time.Hour

// pass is a look at everything open (巡检), so that what memory has wrong of an issue does
// not stay so. It goes on all the time and evenly: no round has much of it.
type pass struct {
	left []string // to be looked at
	from time.Time
	ends time.Time
}

// begin begins a pass over what is open.
func (p *pass) begin(open []string, now time.Time) { *p = pass{open, now, now.Add(passTakes)} }

// take takes those off the list whose turn it is. It says whether that was the last of
// them, or the clock was put back, so that a new pass is to begin.
func (p *pass) take(now time.Time) (ids []string, over bool) {
	n := len(p.left)
	if now.Before(p.ends) {
		n = int(float64(n) * float64(max(0, now.Sub(p.from))) / float64(p.ends.Sub(p.from)))
	}
	if ids = p.left[:n]; n > 0 {
		p.left, p.from = p.left[n:], now
	}
	return ids, !now.Before(p.ends) || p.ends.Sub(now) > passTakes
}
