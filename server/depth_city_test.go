package main

import (
	"cmp"
	"compress/gzip"
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/coverage"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/geo"
	"sizhang/server/intake"
	"sizhang/server/profile"
)

// The five-level files say nothing of ground. Here every community is a strip
// with its neighbours by code beside it, and every unit above is what it holds.
const stripWide, stripHigh = 0.0008, 0.002

// day is when the tests ask.
var day = time.Date(2026, time.May, 1, 4, 0, 0, 0, time.UTC)

func exampleProfile(t *testing.T, name string) *city.Profile {
	t.Helper()
	text, err := os.ReadFile("profile/examples/" + name + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	p, err := profile.Parse(text, "")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// realUnits reads the five-level file of a city.
func realUnits(t *testing.T, name string, p *city.Profile) []territory.Unit {
	t.Helper()
	file, err := os.Open("export/testdata/" + name + "-areas.csv.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	table, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	units, report, err := intake.ReadAreas(context.Background(), table, intake.AreaOptions{
		Options: intake.Options{Profile: p}, Levels: intake.StatisticalLevels,
	})
	if err != nil || report.Refused() {
		t.Fatalf("%s: %v, found %v", name, err, report.Findings)
	}
	return units
}

func rectangle(west, south, east, north float64) geo.Shape {
	return geo.Shape{{{{Lng: west, Lat: south}, {Lng: east, Lat: south}, {Lng: east, Lat: north}, {Lng: west, Lat: north}, {Lng: west, Lat: south}}}}
}

// layOut gives every unit its ground and returns the middle of every community.
func layOut(p *city.Profile, units []territory.Unit) map[string]geo.Point {
	slices.SortFunc(units, func(a, b territory.Unit) int { return cmp.Compare(a.Code, b.Code) })
	byCode := map[string]*territory.Unit{}
	for i := range units {
		byCode[units[i].Code] = &units[i]
	}
	middles := map[string]geo.Point{}
	extent := map[string][2]float64{}
	west, south := p.Extent.West+0.02, p.Extent.South+0.02
	for i := range units {
		if units[i].Level != "community" {
			continue
		}
		n := float64(len(middles))
		at, next := west+n*stripWide, west+(n+1)*stripWide // the same number as the next one's at
		middles[units[i].Code] = geo.Point{Lng: at + stripWide/2, Lat: south + stripHigh/2}
		for u := &units[i]; u != nil; u = byCode[u.Parent] {
			if _, begun := extent[u.Code]; !begun {
				extent[u.Code] = [2]float64{at, at}
			}
			extent[u.Code] = [2]float64{extent[u.Code][0], next}
		}
	}
	for i := range units {
		if x, ok := extent[units[i].Code]; ok {
			ground(&units[i], rectangle(x[0], south, x[1], south+stripHigh))
		}
	}
	return middles
}

func ground(u *territory.Unit, shape geo.Shape) {
	u.Shape, u.Declared = shape, territory.Declared{Datum: geo.WGS84, Shape: shape}
}

// everyPost holds every post at every unit.
func everyPost(p *city.Profile, units []territory.Unit) []territory.Seat {
	var seats []territory.Seat
	for _, u := range units {
		for _, post := range p.Posts {
			if post.At(u.Level) {
				seats = append(seats, territory.Seat{Unit: u.Code, Post: post.ID, Terms: []territory.Term{{Person: post.ID + "@" + u.Code, From: day.AddDate(-1, 0, 0)}}})
			}
		}
	}
	return seats
}

// depthCity is a city with ground and people, checked as an import is.
type depthCity struct {
	*testing.T
	profile *city.Profile
	units   []territory.Unit
	seats   []territory.Seat
	middles map[string]geo.Point // of communities
}

func newDepthCity(t *testing.T, name string) *depthCity {
	t.Helper()
	p := exampleProfile(t, name)
	c := &depthCity{T: t, profile: p, units: realUnits(t, name, p)}
	c.middles = layOut(p, c.units)
	return c
}

// open checks the units as a draft, puts everybody in office and indexes it all.
func (c *depthCity) open() *territory.Territory {
	c.Helper()
	for _, f := range territory.CheckDraft(c.profile, nil, c.units) {
		c.Fatalf("unit %s: %s", f.Unit, f.Text(fault.English))
	}
	c.seats = everyPost(c.profile, c.units)
	t, err := territory.New(c.profile, c.units, c.seats)
	if err != nil {
		c.Fatal(err)
	}
	return t
}

// chain words a duty: the levels from the most specific up, then who answers.
func chain(d territory.Duty) string {
	words := make([]string, len(d.Units))
	for i, u := range d.Units {
		words[i] = u.Unit.Level + " " + u.Unit.Code
	}
	if d.Answer == nil {
		return strings.Join(words, ", ") + ": nobody"
	}
	fallback := ""
	if d.Answer.Fallback {
		fallback = " as a fallback"
	}
	return strings.Join(words, ", ") + ": " + d.Answer.Term.Person + fallback
}

// upTo words what a community's code says of the units above it.
func upTo(community, city string) string {
	return fmt.Sprintf("community %s, subdistrict %s000, county %s000000, city %s", community, community[:9], community[:6], city)
}

func (c *depthCity) coverage(units []territory.Unit, seats []territory.Seat) map[string]coverage.Level {
	byID := map[string]coverage.Level{}
	for _, l := range coverage.Of(coverage.City{Profile: c.profile, Units: units, Seats: seats, At: day}).Levels {
		byID[l.ID] = l
	}
	return byID
}

// wantWhole wants every linked level complete: people, shapes, way up, way down.
func (c *depthCity) wantWhole(levels map[string]coverage.Level, counts map[string]int) {
	c.Helper()
	for id, n := range counts {
		l := levels[id]
		if l.Units != n {
			c.Errorf("%d units of level %s, want %d", l.Units, id, n)
		}
		for what, m := range map[string]coverage.Measure{"heads": l.Heads, "leaders": l.Leaders, "shapes": l.Shaped, "way up": l.Connected, "way down": l.Reaching} {
			if m.State != coverage.NotApplicable && !m.Complete() {
				c.Errorf("%s, %s: %+v", id, what, m)
			}
		}
		if g := l.Ground; g.State == coverage.Counted && (g.Share() < 1-1e-9 || g.Share() > 1+1e-9) {
			c.Errorf("%s covers %g of the ground", id, g.Share())
		}
	}
}

// deepest is the longest way up from any unit, itself counted, along levels that
// do not lie across the tree.
func deepest(p *city.Profile, units []territory.Unit) int {
	byCode, most := map[string]territory.Unit{}, 0
	for _, u := range units {
		byCode[u.Code] = u
	}
	for _, u := range units {
		depth := 0
		for code := u.Code; code != ""; code = byCode[code].Parent {
			if level, _, _ := p.Level(byCode[code].Level); level.Form != city.Overlapping {
				depth++
			}
		}
		most = max(most, depth)
	}
	return most
}
