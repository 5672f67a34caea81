package issues

import (
	"context"
	"errors"
	"time"

	"sizhang/domain/fault"
	"sizhang/domain/issue"
	"sizhang/domain/territory"
	"sizhang/server/store"
)

// tend does everything that the system has to do about an issue now: what was begun and
// left, what a change of posts, territory or categories means for it, and what is due.
// Each is done once, whoever else tends it: it is one write in the place of what was
// read. It says how the issue is now.
func (s *Issues) tend(ctx context.Context, k kept) (kept, error) {
	if k.todo != "" {
		next, err := s.complete(ctx, k)
		if err != nil {
			return k, err
		}
		k = next
	}
	err := s.editOnce(ctx, &k, func(k *kept) error { return s.care(ctx, k) })
	if errors.Is(err, errAsItIs) {
		err = nil
	}
	if errors.Is(err, store.ErrStale) { // somebody else tends it, or changed it
		return s.read(ctx, k.City, k.ID)
	}
	return k, err
}

// care decides what to write; errAsItIs for nothing.
func (s *Issues) care(ctx context.Context, k *kept) error {
	in, err := s.scene(ctx, k.City)
	if err != nil {
		return err
	}
	w, err := s.worldAnyway(ctx, in, &k.Issue)
	if err != nil {
		return err
	}
	w.Now = notBefore(w.Now, &k.Issue)
	next := s.brought(in, k.Issue, w)
	w.Routing = &next.Routing
	next, _, err = next.Tick(w, in.tell)
	if err != nil {
		return err
	}
	// A clock that was reckoned anew may be written without an event.
	if len(next.History) == len(k.History) && upward(next.Due(w)).Equal(k.due) && sameClocks(next.Clocks, k.Clocks) {
		return errAsItIs
	}
	k.set(next, w)
	return nil
}

// brought brings an open issue up to date: its routing, and whether its place keeps
// coming back. What cannot be done of it must not keep alarms from being given.
func (s *Issues) brought(in *scene, i issue.Issue, w issue.World) issue.Issue {
	if !i.Open() {
		return i
	}
	for _, c := range []struct {
		wanted bool
		issue.Command
	}{
		{fingerprint(w.Routing) != fingerprint(&i.Routing), issue.Command{Action: issue.Reroute, By: system, Cause: causeOf(&i.Routing, w.Routing)}},
		{s.comesBack(in, &i), markChronic()},
	} {
		if !c.wanted {
			continue
		}
		next, err := i.Do(c.Command, w)
		if err != nil {
			s.log.Error("an issue could not be brought up to date", "city", i.City, "issue", i.ID, "action", c.Action, "error", err)
			continue
		}
		i = next
	}
	return i
}

// worldAnyway is the world of an issue that is here already. One whose place no unit
// holds any more is the city's own: it stays with whoever is at the root.
func (s *Issues) worldAnyway(ctx context.Context, in *scene, i *issue.Issue) (issue.World, error) {
	w, err := s.world(ctx, in, spotOf(i))
	var f *fault.Fault
	if errors.As(err, &f) && f.Code == fault.PlaceOutside {
		routing := in.stranded(i)
		return in.of(i.Category, &routing), nil
	}
	return w, err
}

// stranded returns the routing of an issue whose place lies in no unit any more: what
// is left of the units that it had, or the first unit that has none above.
func (r *router) stranded(i *issue.Issue) issue.Routing {
	found := issue.Routing{}
	if version, there := r.now.Version(); there {
		found.Version = version.Number
	}
	units := r.left(i.Routing.Units)
	if len(units) == 0 {
		return i.Routing
	}
	for _, u := range units {
		found.Units = append(found.Units, u.Code)
	}
	found.Heads, found.Root = r.heads(units), r.root(units)
	found.Departments, found.Supervisors = r.bodies(i.Category, found.Units)
	found.Sponsors = r.sponsors(found.Units)
	return found
}

// left returns those of the units that are still there, with all above them; where none
// is, the first unit of the widest level.
func (r *router) left(codes []string) []*territory.Unit {
	var units []*territory.Unit
	for _, code := range codes {
		if u, there := r.now.Unit(code); there {
			units = append(units, u)
		}
	}
	if len(units) == 0 {
		for u := range r.now.Units() {
			if u.Parent == "" && (len(units) == 0 || r.ranks[u.Level] < r.ranks[units[0].Level]) {
				units = []*territory.Unit{u}
			}
		}
	}
	return r.withAbove(units)
}

// sameClocks says whether two lists of clocks were reckoned alike.
func sameClocks(a, b []issue.Timer) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].Calendar != b[i].Calendar || !a[i].Due.Equal(b[i].Due) || a[i].Provisional != b[i].Provisional || len(a[i].Events) != len(b[i].Events) {
			return false
		}
	}
	return true
}

// failure is an issue that could not be tended, and when to try it again.
type failure struct {
	until time.Time
	rest  time.Duration
}

const (
	firstRest = time.Second
	mostRest  = 5 * time.Minute
)

// after is the failure after another one.
func (f failure) after(now time.Time) failure {
	f.rest = min(max(firstRest, 2*f.rest), mostRest)
	f.until = now.Add(f.rest)
	return f
}
