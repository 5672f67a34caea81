package main

import (
	"slices"
	"strings"
	"testing"

	"sizhang/domain/city"
	"sizhang/domain/coverage"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/geo/geotest"
)

// A running city gets a level between two others: zones 片区 without ground, under
// which one county hangs its communities. What answered before still does, at
// every spot and on every day; the zones stand in the chain from their day on.
func TestALevelIsAddedToARunningCity(t *testing.T) {
	geotest.Reckons(t)
	c := newDepthCity(t, "anshan")
	before := c.open()
	after := withZones(c.profile)
	if err := after.Check(); err != nil {
		t.Fatal(err)
	}
	const county = "210302"
	changed := zone(c.units, county)
	vacant := changed[len(changed)-1].Code // a community
	for _, f := range territory.CheckDraft(after, c.units, changed) {
		t.Fatalf("unit %s: %s", f.Unit, f.Text(fault.English))
	}
	seats := append(slices.Clone(c.seats), everyPost(after, slices.DeleteFunc(slices.Clone(changed), func(u territory.Unit) bool { return u.Level != "zone" }))...)
	for i := range seats {
		if seats[i].Unit == vacant { // this community has lost its head by the day
			seats[i].Terms = []territory.Term{{Person: seats[i].Terms[0].Person, From: seats[i].Terms[0].From, Until: day.AddDate(0, 0, -1)}}
		}
	}
	effective := day.AddDate(0, 0, -7)
	both, err := territory.Through([]territory.Version{{Number: 1, Profile: c.profile, Units: c.units}, {Number: 2, Effective: effective, Profile: after, Units: changed}}, seats, day)
	if err != nil {
		t.Fatal(err)
	}
	zoned := 0
	for code, at := range c.middles {
		was := chain(before.At(day).Duty(at, 0))
		if got := chain(both.At(effective.Add(-1)).Duty(at, 0)); got != was {
			t.Fatalf("before the zones, at %s: got %s, want %s", code, got, was)
		}
		want := was
		if strings.HasPrefix(code, county) {
			zoned++
			zone := code[:9] + "Z01"
			want = strings.Replace(want, ", ", ", zone "+zone+", ", 1)
			if code == vacant {
				want = strings.Replace(want, ": community_secretary@"+code, ": zone_head@"+zone+" as a fallback", 1)
			}
		}
		if got := chain(both.At(day).Duty(at, 0)); got != want {
			t.Fatalf("with the zones, at %s: got %s, want %s", code, got, want)
		}
	}
	c.wantZonesCovered(after, both.At(day), seats, zoned)
}

// wantZonesCovered looks at the coverage once zones stand in one of the seven
// counties.
func (c *depthCity) wantZonesCovered(after *city.Profile, now territory.Moment, seats []territory.Seat, zoned int) {
	c.Helper()
	var units []territory.Unit
	subdistricts := 0
	for u := range now.Units() {
		units = append(units, *u)
		if u.Level == "zone" {
			subdistricts++
		}
	}
	c.profile = after
	if got := deepest(after, units); got != 5 {
		c.Errorf("the city is %d levels deep", got)
	}
	levels := c.coverage(units, seats)
	if m := levels["subdistrict"].Reaching; levels["subdistrict"].NextLevel != "zone" || m.Of != 96 || m.Count != subdistricts || subdistricts == 0 || subdistricts == 96 {
		c.Errorf("%d of the subdistricts have zones, the coverage says %+v", subdistricts, m)
	}
	if z := levels["zone"]; !z.Heads.Complete() || !z.Connected.Complete() || !z.Reaching.Complete() || z.Shaped.State != coverage.NotApplicable {
		c.Errorf("zones: %+v", z)
	}
	if m := levels["community"]; m.Units != 1193 || m.Heads.Count != 1192 || !m.Connected.Complete() || zoned == 0 || zoned == 1193 {
		c.Errorf("%d communities hang under zones, the coverage says %+v", zoned, m)
	}
}

// withZones is the profile with a level of zones between subdistricts and
// communities, each with a head.
func withZones(p *city.Profile) *city.Profile {
	after := *p
	after.Levels = slices.Clone(p.Levels)
	i := slices.IndexFunc(after.Levels, func(l city.Level) bool { return l.ID == "community" })
	after.Levels[i].Parents = []string{"zone", "subdistrict"}
	after.Levels = slices.Insert(after.Levels, i, city.Level{
		ID: "zone", Names: city.Names{ZH: "片区", EN: "Zone"}, Parents: []string{"subdistrict"}, Form: city.Unmapped, Code: `\d{9}Z\d{2}`,
	})
	after.Posts = append([]city.Post{{ID: "zone_head", Names: city.Names{ZH: "片区长", EN: "Zone head"}, Kind: city.Head, Levels: []string{"zone"}}}, p.Posts...)
	return &after
}

// zone is what changes when every subdistrict of a county becomes one zone: the
// zones, and the communities that hang under them now.
func zone(units []territory.Unit, county string) []territory.Unit {
	var changed []territory.Unit
	for _, u := range units {
		switch {
		case !strings.HasPrefix(u.Code, county):
		case u.Level == "subdistrict":
			changed = append(changed, territory.Unit{Code: u.Code[:9] + "Z01", Level: "zone", Parent: u.Code, Names: city.Names{ZH: u.Names.ZH + "片区"}, Generated: true})
		case u.Level == "community":
			u.Parent = u.Code[:9] + "Z01"
			changed = append(changed, u)
		}
	}
	return changed
}
