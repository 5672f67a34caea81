package diff_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/diff"
	"sizhang/domain/territory"
	"sizhang/geo"
)

// town is a profile with levels that tile, overlap and lie nowhere.
func town() *city.Profile {
	name := func(s string) city.Names { return city.Names{ZH: s} }
	return &city.Profile{
		Code: "110101", Names: name("测试"), CellResolution: 12,
		Levels: []city.Level{
			{ID: "village", Names: name("村"), Form: city.Tiling, Resolution: 9},
			{ID: "grid", Names: name("网格"), Parents: []string{"village"}, Form: city.Tiling, Resolution: 11},
			{ID: "group", Names: name("小组"), Parents: []string{"grid"}, Form: city.Unmapped},
			{ID: "street", Names: name("街"), Parents: []string{"village"}, Form: city.Overlapping, Resolution: 12},
			{ID: "building", Names: name("楼栋"), Parents: []string{"grid"}, Form: city.Overlapping, Resolution: 12},
		},
		Posts: []city.Post{
			{ID: "head", Names: name("长"), Kind: city.Head, Levels: []string{"grid", "street", "building"}},
			{ID: "leader", Names: name("领导"), Kind: city.Leader, Levels: []string{"village", "grid"}},
		},
	}
}

// rect is in thousandths of a degree from the town's corner: 85 m by 111 m.
func rect(west, south, width, height float64) geo.Shape {
	w, s, e, n := 116.4+west*1e-3, 39.9+south*1e-3, 116.4+(west+width)*1e-3, 39.9+(south+height)*1e-3
	return geo.Shape{{{{Lng: w, Lat: s}, {Lng: e, Lat: s}, {Lng: e, Lat: n}, {Lng: w, Lat: n}, {Lng: w, Lat: s}}}}
}

func at(x, y float64) geo.Point { return geo.Point{Lng: 116.4 + x*1e-3, Lat: 39.9 + y*1e-3} }

var noon = time.Date(2025, 6, 1, 12, 0, 0, 0, time.UTC)

func unit(level, code, parent string, s geo.Shape) territory.Unit {
	return territory.Unit{Code: code, Level: level, Parent: parent, Names: city.Names{ZH: code}, Shape: s}
}

// held is a seat that one person has held for a year.
func held(unit, post, person string) territory.Seat {
	return territory.Seat{Unit: unit, Post: post, Terms: []territory.Term{{Person: person, Name: strings.ToUpper(person), From: noon.AddDate(-1, 0, 0)}}}
}

// plain is the town before: a village of two grids, each with a building, and a
// street along their border.
func plain() []territory.Unit {
	return []territory.Unit{
		unit("village", "V", "", rect(0, 0, 8, 4)),
		unit("grid", "G1", "V", rect(0, 0, 4, 4)),
		unit("grid", "G2", "V", rect(4, 0, 4, 4)),
		unit("group", "G1-1", "G1", rect(0, 0, 1, 1)),
		unit("street", "S", "V", rect(3.9, 0, 0.2, 4)),
		unit("building", "B1", "G1", rect(3.2, 1, 0.4, 0.4)),
		unit("building", "B2", "G2", rect(6, 1, 0.4, 0.4)),
	}
}

func seats() []territory.Seat {
	return []territory.Seat{held("V", "leader", "v"), held("G1", "head", "a"), held("G2", "head", "b"), held("S", "head", "s"), held("B1", "head", "x")}
}

func state(units []territory.Unit, seats ...territory.Seat) diff.State {
	return diff.State{Profile: town(), Units: units, Seats: seats, At: noon}
}

// drawn returns the plain town with a draft laid over it.
func drawn(draft ...territory.Unit) []territory.Unit { return territory.Apply(plain(), draft) }

func compare(t testing.TB, before, after diff.State, o diff.Options) *diff.Changes {
	t.Helper()
	c, err := diff.Compare(before, after, o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// tell writes changes shortly, square metres as whole hundreds.
func tell(c *diff.Changes) string {
	var b strings.Builder
	say := func(parts ...any) { fmt.Fprintln(&b, parts...) }
	hundreds := func(m2 float64) string { return fmt.Sprintf("%.0f", m2/100) }
	say("units", c.Added, c.Ended, c.Changed, c.Unchanged)
	for _, u := range c.Units.Items {
		say(u.Kind, u.Unit().Code, u.Fields, hundreds(u.BeforeM2), hundreds(u.AfterM2), hundreds(u.GainedM2), hundreds(u.LostM2))
	}
	for _, l := range c.Levels {
		if l.Transfers.Total == 0 {
			say(l.Level.ID, "for nothing")
		}
		for _, t := range l.Transfers.Items {
			say(l.Level.ID, name(t.From), "→", name(t.To), hundreds(t.M2))
		}
	}
	for _, m := range c.Moves.Items {
		say("move", m.Unit.Code, m.Level.ID, name(m.From), "→", name(m.To))
	}
	for _, p := range c.People.Items {
		say(p.Person, p.Name, codes(p.Gained), codes(p.Lost))
		for _, g := range p.Ground {
			say(" ", g.Level.ID, hundreds(g.GainedM2), hundreds(g.LostM2), finer(g.Finer))
		}
	}
	for _, p := range c.Posts.Items {
		say("post", p.Unit.Code, p.Post.ID, p.Before, "→", p.After)
	}
	return b.String()
}

func name(u *territory.Unit) string {
	if u == nil {
		return "nobody"
	}
	return u.Code
}

func codes(units []*territory.Unit) []string {
	var all []string
	for _, u := range units {
		all = append(all, u.Code)
	}
	return all
}

func finer(tallies []diff.FinerTally) string {
	var all []string
	for _, f := range tallies {
		all = append(all, fmt.Sprintf("%s +%d -%d", f.Level.ID, f.Gained, f.Lost))
	}
	return strings.Join(all, ", ")
}
