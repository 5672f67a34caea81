// Package coverage says how far a city's responsibility reaches: 横向到边, to
// the edge on every side, and 纵向到底, down to the bottom. For each level it
// counts the units that have what a unit should have, and lists what is missing.
package coverage

import (
	"time"

	"sizhang/domain/city"
	"sizhang/domain/sponsor"
	"sizhang/domain/territory"
)

// City is what a report is about: a city as it stands at an instant.
type City struct {
	Profile *city.Profile
	// Units in force, in any order.
	Units []territory.Unit
	// Seats and sponsorships with whatever terms they have: those that hold at At
	// count.
	Seats        []territory.Seat
	Sponsorships []sponsor.Sponsorship
	At           time.Time
}

// Report is how far the city's responsibility reaches (覆盖情况).
type Report struct {
	// Profile of the city, for its name and those of its posts.
	Profile *city.Profile
	At      time.Time
	// Levels are those of the profile, widest first.
	Levels []Level
	// GroundLevel is the id of the widest level that tiles the ground and has
	// shapes, whose ground the other levels are held against; empty where no level
	// has any.
	GroundLevel string
	// Missing is everything that a unit should have and has not: by level, widest
	// first, by code, then in the order of Lacks.
	Missing []Missing
}

// Level is how far one level reaches.
type Level struct {
	city.Level
	Units int
	// Heads counts the units with at least one of HeadPosts held.
	Heads     Measure
	HeadPosts []city.Post
	// Leaders counts the units with every one of LeaderPosts held.
	Leaders     Measure
	LeaderPosts []city.Post
	// Sponsored counts the units with a sponsor of any kind, Sponsors those of each
	// kind that the level can have.
	Sponsored Measure
	Sponsors  []Sponsors
	// Shaped counts the units with a shape; unmapped levels have none.
	Shaped Measure
	// Connected counts the units whose parents lead up to the top; to a level at
	// the top it does not apply.
	Connected Measure
	// Reaching counts the units with any unit of NextLevel somewhere below them;
	// it does not apply where there is no such level.
	Reaching  Measure
	NextLevel string
	Generated Measure
	Ground    Ground
}

// Sponsors counts the units of a level that have a sponsor of one kind.
type Sponsors struct {
	city.SponsorKind
	Measure
}

// Of surveys the city. Units of levels that the profile does not know count
// nowhere, as do terms and sponsorships of posts and kinds that it does not have
// at the unit's level.
func Of(c City) *Report {
	s := newSurvey(c)
	r := &Report{Profile: c.Profile, At: c.At}
	widest := 0.0
	for rank := range c.Profile.Levels {
		l := Level{Level: c.Profile.Levels[rank], Units: len(s.levels[rank])}
		s.people(&l, rank)
		s.sponsors(&l, rank)
		s.tree(&l, rank)
		l.Shaped, l.Ground = s.ground(rank)
		l.Generated = s.count(rank, true, func(u *territory.Unit) bool { return u.Generated })
		if widest == 0 && l.Ground.M2 > 0 {
			widest, r.GroundLevel = l.Ground.M2, l.ID
		}
		r.Levels = append(r.Levels, l)
	}
	for i := range r.Levels {
		r.Levels[i].Ground.against(widest)
	}
	r.Missing = s.sorted()
	return r
}
