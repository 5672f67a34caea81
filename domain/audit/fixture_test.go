package audit_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"sizhang/domain/audit"
	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/sponsor"
	"sizhang/domain/territory"
	"sizhang/geo"
)

var noon = time.Date(2026, time.May, 1, 4, 0, 0, 0, time.UTC)

// rect is a rectangle on a grid of thousandths of a degree from 116° E 40° N:
// a step is 85 m east and 111 m north.
func rect(x, y, width, height float64) geo.Shape {
	p := func(x, y float64) geo.Point { return geo.Point{Lng: 116 + x/1000, Lat: 40 + y/1000} }
	return geo.Shape{{{p(x, y), p(x+width, y), p(x+width, y+height), p(x, y+height), p(x, y)}}}
}

func profile() *city.Profile {
	names := func(zh, en string) city.Names { return city.Names{ZH: zh, EN: en} }
	return &city.Profile{
		Code: "990000", Names: names("试城", "Testville"), CellResolution: 12,
		Levels: []city.Level{
			{ID: "town", Names: names("镇", "Town"), Form: city.Tiling},
			{ID: "area", Names: names("片区", "Area"), Parents: []string{"town"}, Form: city.Overlapping},
			{ID: "community", Names: names("社区", "Community"), Parents: []string{"town", "area"}, Form: city.Tiling},
			{ID: "group", Names: names("小组", "Group"), Parents: []string{"community"}, Form: city.Unmapped},
			{ID: "grid", Names: names("网格", "Grid"), Parents: []string{"community", "town"}, Form: city.Tiling},
			{ID: "street", Names: names("街", "Street"), Parents: []string{"town"}, Form: city.Overlapping},
			{ID: "ward", Names: names("选区", "Ward"), Parents: []string{"town"}, Form: city.Tiling},
		},
		Posts: []city.Post{
			{ID: "grid_head", Names: names("网格长", "Grid head"), Kind: city.Head, Levels: []string{"grid"}},
			{ID: "direct", Names: names("直接领导", "Direct leader"), Kind: city.Leader, Levels: []string{"community", "town"}},
			{ID: "principal", Names: names("主要领导", "Principal leader"), Kind: city.Leader, Levels: []string{"community", "town"}},
		},
		Sponsorships: []city.SponsorKind{
			{ID: "link", Names: names("联点", "Link"), By: city.ByPerson, Levels: []string{"community"}, MaxUnits: 1, MaxSponsors: 1, Every: true},
			{ID: "adopt", Names: names("包街", "Adoption"), By: city.ByBody, Levels: []string{"street"}, MaxSponsors: 2},
		},
	}
}

func unit(level, code, parent string, shape geo.Shape) territory.Unit {
	return territory.Unit{Code: code, Level: level, Parent: parent, Names: city.Names{ZH: code}, Shape: shape}
}

func held(unit, post, person string) territory.Seat {
	return territory.Seat{Unit: unit, Post: post, Terms: []territory.Term{{Person: person, Name: person, From: noon.AddDate(-1, 0, 0)}}}
}

func sponsors(kind, unit, who string) sponsor.Sponsorship {
	return sponsor.Sponsorship{Kind: kind, Unit: unit, Sponsor: who, From: noon.AddDate(-1, 0, 0)}
}

// sound is a town 8 by 4: two communities of two grids each, a street through the
// middle, everybody in office. There is nothing to find.
func sound() audit.City {
	c := audit.City{
		Profile: profile(), At: noon,
		Units: []territory.Unit{
			unit("town", "T", "", rect(0, 0, 8, 4)),
			unit("community", "C1", "T", rect(0, 0, 4, 4)),
			unit("community", "C2", "T", rect(4, 0, 4, 4)),
			unit("grid", "G1", "C1", rect(0, 0, 2, 4)),
			unit("grid", "G2", "C1", rect(2, 0, 2, 4)),
			unit("grid", "G3", "C2", rect(4, 0, 4, 2)),
			unit("grid", "G4", "C2", rect(4, 2, 4, 2)),
			unit("group", "L", "C2", nil),
			unit("street", "S", "T", rect(0, 1.9, 8, 0.2)),
		},
		Sponsorships: []sponsor.Sponsorship{
			sponsors("link", "C1", "p1"), sponsors("link", "C2", "p2"),
			sponsors("adopt", "S", "b1"), sponsors("adopt", "S", "b2"),
		},
	}
	for _, u := range c.Units {
		for _, post := range c.Profile.Posts {
			if post.At(u.Level) {
				c.Seats = append(c.Seats, held(u.Code, post.ID, post.ID+" of "+u.Code))
			}
		}
	}
	return c
}

// seat returns a seat of the city, to be changed.
func seat(c *audit.City, unit, post string) *territory.Seat {
	for i := range c.Seats {
		if c.Seats[i].Unit == unit && c.Seats[i].Post == post {
			return &c.Seats[i]
		}
	}
	panic("no such seat")
}

// of returns a unit of the city, to be changed.
func of(c *audit.City, code string) *territory.Unit {
	for i := range c.Units {
		if c.Units[i].Code == code {
			return &c.Units[i]
		}
	}
	panic("no such unit")
}

// drop takes a unit and its seats away.
func drop(c *audit.City, code string) {
	var units []territory.Unit
	for _, u := range c.Units {
		if u.Code != code {
			units = append(units, u)
		}
	}
	var seats []territory.Seat
	for _, s := range c.Seats {
		if s.Unit != code {
			seats = append(seats, s)
		}
	}
	c.Units, c.Seats = units, seats
}

func run(t testing.TB, c audit.City) *audit.Audit {
	t.Helper()
	a, ok := audit.Run(c, nil)
	if !ok {
		t.Fatal("nobody stopped it")
	}
	return a
}

// told lists findings as kind, unit, other and square metres, without the
// “audit_” that every kind begins with.
func told(a *audit.Audit) string {
	var lines []string
	for _, f := range a.Findings {
		line := strings.TrimPrefix(string(f.Code), "audit_")
		for _, word := range []string{f.Unit, f.Other} {
			if word != "" {
				line += " " + word
			}
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "; ")
}

func only(t *testing.T, a *audit.Audit, code fault.Code) audit.Finding {
	t.Helper()
	var found []audit.Finding
	for _, f := range a.Findings {
		if f.Code == code {
			found = append(found, f)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d findings of %s among %s", len(found), code, told(a))
	}
	return found[0]
}

func near(a, b float64) bool { return math.Abs(a-b) < 0.01 }

func show(f audit.Finding) string {
	return fmt.Sprintf("%s %s %s %.0f m²", f.Code, f.Unit, f.Other, f.M2)
}
