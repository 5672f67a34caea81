package issues

import (
	"maps"
	"slices"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/issue"
	"sizhang/domain/territory"
	"sizhang/server/app"
)

// followed is one city as Run last saw it, and how its open issues are routed: what
// says without the store which of them a change concerns.
type followed struct {
	city     *app.City
	profile  *city.Profile
	calendar string // version
	// next is when a term, a charge or a sponsorship begins or ends by itself.
	next time.Time
	// pending are the issues that a change may concern and that were not tended since,
	// and failed those that could not be tended, to be tried again.
	pending []string
	failed  map[string]bool
	// pass is how far the look at everything open has got that nothing asks for.
	pass pass
	// routed are the open issues, by id, and heard those that are new or routed otherwise
	// than they were when they were looked at: another server may route by a city that it
	// saw before this one did. Both are guarded by the runner.
	routed map[string]routed
	heard  map[string]bool
}

// routed is how an issue is routed.
type routed struct {
	spot
	print uint64 // fingerprint of its routing
	seq   int
}

// note hears of every change of an issue.
func (r *runner) note(c Change) {
	r.mu.Lock()
	defer r.mu.Unlock()
	f := r.followed[c.Issue.City]
	if f == nil {
		return // everything will be looked at when the city is first followed
	}
	f.note(&c.Issue)
}

func (f *followed) note(i *issue.Issue) {
	was, known := f.routed[i.ID]
	is := routed{spotOf(i), fingerprint(&i.Routing), len(i.History)}
	if was.seq > is.seq {
		return
	}
	if !i.Open() {
		delete(f.routed, i.ID)
		delete(f.heard, i.ID)
		return
	}
	f.routed[i.ID] = is
	if !known || was.spot != is.spot || was.print != is.print {
		f.heard[i.ID] = true
	}
}

// tended notes how an issue is after it was tended: until it changes again there is no
// need to look at it, even where something of it could not be done.
func (r *runner) tended(i *issue.Issue) {
	r.mu.Lock()
	defer r.mu.Unlock()
	f := r.followed[i.City]
	f.note(i)
	if f.routed[i.ID].seq == len(i.History) {
		delete(f.heard, i.ID)
	}
}

// follows returns the city as Run follows it.
func (r *runner) follows(code string) *followed {
	r.mu.Lock()
	defer r.mu.Unlock()
	f := r.followed[code]
	if f == nil {
		f = &followed{failed: map[string]bool{}, routed: map[string]routed{}, heard: map[string]bool{}}
		r.followed[code] = f
	}
	return f
}

// hearing returns which issues are new or routed otherwise since it was last called.
func (r *runner) hearing(f *followed) []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	ids := slices.Sorted(maps.Keys(f.heard))
	clear(f.heard)
	return ids
}

// misrouted returns those of the issues that would be routed otherwise now, or of which
// nothing is known.
func (r *runner) misrouted(by *router, f *followed, ids []string) []string {
	return slices.DeleteFunc(ids, func(id string) bool {
		r.mu.Lock()
		known, there := f.routed[id]
		r.mu.Unlock()
		if !there {
			return false
		}
		routing, err := by.route(known.spot)
		return err == nil && fingerprint(&routing) == known.print
	})
}

// nextTurn returns when somebody's time in a post, a charge or a sponsorship begins or
// ends next without any write; the zero time where none will.
func nextTurn(c *app.City, now time.Time) time.Time {
	var next time.Time
	turn := func(times ...time.Time) {
		for _, t := range times {
			if t.After(now) && (next.IsZero() || t.Before(next)) {
				next = t
			}
		}
	}
	c.EverySeat()(func(s territory.Seat) bool {
		for i := range s.Terms {
			turn(s.Terms[i].From, s.Terms[i].Until)
		}
		return true
	})
	for _, charge := range c.Bodies.Charges() {
		turn(charge.From, charge.Until)
	}
	for _, sponsorship := range c.Sponsors.List() {
		turn(sponsorship.From, sponsorship.Until)
	}
	turn(c.Until())
	return next
}
