package doctor

import (
	"os"
	"time"

	"sizhang/domain/city"
)

// slack is how far in the future something may seem to have been recorded, by
// another machine whose clock is about right.
const slack = 2 * time.Second

// newest is the last instant that something in the store was recorded at.
type newest struct {
	at   time.Time
	what string
}

// see takes in another instant.
func (n *newest) see(at time.Time, what string) {
	if at.After(n.at) {
		n.at, n.what = at, what
	}
}

// recorded compares the clock with what the store remembers: nothing can have been
// recorded in the future.
func (e *examination) recorded() {
	n, now := e.last, e.Now()
	switch {
	case n.at.IsZero():
	case n.at.After(now.Add(slack)):
		e.add("clock_behind", "what", n.what, "at", instantText(n.at), "now", instantText(now), "ahead", n.at.Sub(now).Round(time.Second).String())
	default:
		e.add("recorded", "at", instantText(n.at), "what", n.what)
	}
}

// zone looks whether the machine has the time zone that it was told to be in. Go
// takes UTC where it has not, without a word.
func (e *examination) zone() {
	if name := os.Getenv("TZ"); name != "" {
		if _, err := time.LoadLocation(name); err != nil {
			e.add("zone_missing", "zone", name)
			return
		}
	}
	e.add("zone", "offset", e.Now().Local().Format("-07:00"))
}

// kernel tells whether the machine's clock is kept in step with the world's.
func (e *examination) kernel(synchronised bool, err error) {
	switch {
	case err != nil:
		e.add("ntp_unknown", "detail", err.Error())
	case synchronised:
		e.add("ntp")
	default:
		e.add("ntp_absent")
	}
}

// instantText writes an instant as people read it in China.
func instantText(at time.Time) string { return at.In(city.China).Format("2006-01-02 15:04:05") }
