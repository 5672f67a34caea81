package issues

import (
	"context"
	"time"

	"sizhang/domain/clock"
	"sizhang/domain/fault"
	"sizhang/domain/issue"
	"sizhang/server/app"
)

// scene is a city at one instant with its calendar: what a decision is made in.
type scene struct {
	router
	calendar *clock.Calendar
	version  string // of the calendar
}

// scene returns the city now; fault.CityNotFound where this server has none.
func (s *Issues) scene(ctx context.Context, code string) (*scene, error) {
	c, there := s.cities.City(code)
	if !there {
		return nil, fault.New(fault.CityNotFound, "city", fault.With{"city": code})
	}
	calendar, version, err := s.cities.Calendar(ctx, code)
	if err != nil {
		return nil, err
	}
	return &scene{routerAt(code, c, round(s.now())), calendar, version}, nil
}

func routerAt(code string, c *app.City, at time.Time) router {
	r := router{code: code, City: c, now: c.At(at)}
	r.profile = r.now.Profile()
	r.rules = r.profile.IssueRules()
	r.ranks = make(map[string]int, len(r.profile.Levels))
	for i := range r.profile.Levels {
		r.ranks[r.profile.Levels[i].ID] = i
	}
	return r
}

// world is what a decision about the spot depends on. Where the place is disputed, what
// was decided of it before is looked up.
func (s *Issues) world(ctx context.Context, in *scene, at spot) (issue.World, error) {
	routing, err := in.route(at)
	if err == nil && routing.Disputed() {
		err = s.propose(ctx, in.code, at.place, routing.Candidates)
	}
	return in.of(at.category, &routing), err
}

// of is the world with a routing that is known.
func (in *scene) of(category string, routing *issue.Routing) issue.World {
	return issue.World{
		Now: in.now.Instant(), Rules: in.rules, Calendar: in.calendar, CalendarVersion: in.version,
		Category: in.details(category), Routing: routing, Above: in.now.Above, HasBody: in.hasBody,
	}
}

// spotOf is what the routing of an issue depends on.
func spotOf(i *issue.Issue) spot {
	return spot{i.Place.Point, i.Place.AccuracyM, i.Category, i.Routing.Settled}
}

// after is the spot as it would be after the command. What was settled of another place
// is settled no more.
func (at spot) after(c *issue.Command) spot {
	switch {
	case c.Action == issue.Arbitrate:
		at.settled = c.Unit
	case c.Action == issue.Correct && c.Place != nil:
		at.place, at.accuracy, at.settled = c.Place.Point, c.Place.AccuracyM, ""
	}
	if c.Action == issue.Correct && c.Category != "" {
		at.category = c.Category
	}
	return at
}
