package main

import (
	"context"
	"maps"
	"slices"
	"testing"

	"sizhang/domain/city"
	"sizhang/domain/coverage"
	"sizhang/domain/territory"
	"sizhang/geo"
	"sizhang/geo/geotest"
	"sizhang/server/intake"
)

// Jincheng and Anshan link four levels. Every community of theirs answers with
// its own chain, and the one above answers for a head that is missing.
func TestFourLevels(t *testing.T) {
	geotest.Reckons(t)
	tests := []struct {
		name, code, head, above string
		counts                  map[string]int
	}{
		{"jincheng", "140500000000", "community_head", "subdistrict_leader", map[string]int{"city": 1, "county": 6, "subdistrict": 77, "community": 1729}},
		{"anshan", "210300000000", "community_secretary", "leader_in_charge", map[string]int{"city": 1, "county": 7, "subdistrict": 96, "community": 1193}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := newDepthCity(t, test.name)
			now := c.open().At(day)
			if got := deepest(c.profile, c.units); got != 4 {
				t.Errorf("the city is %d levels deep", got)
			}
			for code, at := range c.middles {
				want := upTo(code, test.code) + ": " + test.head + "@" + code
				if got := chain(now.Duty(at, 0)); got != want {
					t.Fatalf("at %s: got %s, want %s", code, got, want)
				}
			}
			c.wantWhole(c.coverage(c.units, c.seats), test.counts)
			c.wantFallback(test.code, test.head, test.above)
		})
	}
}

// wantFallback empties one post of a community: whoever is above answers, and the
// coverage has one head less.
func (c *depthCity) wantFallback(cityCode, head, above string) {
	c.Helper()
	codes := slices.Sorted(maps.Keys(c.middles))
	vacant := codes[len(codes)/2]
	seats := slices.DeleteFunc(slices.Clone(c.seats), func(s territory.Seat) bool { return s.Unit == vacant })
	t, err := territory.New(c.profile, c.units, seats)
	if err != nil {
		c.Fatal(err)
	}
	want := upTo(vacant, cityCode) + ": " + above + "@" + vacant[:9] + "000 as a fallback"
	if got := chain(t.At(day).Duty(c.middles[vacant], 0)); got != want {
		c.Errorf("without a head: got %s, want %s", got, want)
	}
	if m := c.coverage(c.units, seats)["community"].Heads; m.Count != m.Of-1 {
		c.Errorf("without a head: %+v", m)
	}
}

// Zigong links five levels: a residents' group has no ground, but a building of
// its own, and through that the group answers for the spot.
func TestFiveLevels(t *testing.T) {
	geotest.Reckons(t)
	c := newDepthCity(t, "zigong")
	for code, at := range c.middles {
		for _, group := range []string{code + "01", code + "02"} {
			c.units = append(c.units, territory.Unit{Code: group, Level: "resident_group", Parent: code, Names: city.Names{ZH: "小组"}, Generated: true})
		}
		building := territory.Unit{Code: code + "0101", Level: "building", Parent: code + "01", Names: city.Names{ZH: "1号楼"}, Generated: true}
		ground(&building, rectangle(at.Lng-0.0001, at.Lat-0.0001, at.Lng+0.0001, at.Lat+0.0001))
		c.units = append(c.units, building)
	}
	now := c.open().At(day)
	if got := deepest(c.profile, c.units); got != 5 {
		t.Errorf("the city is %d levels deep", got)
	}
	for code, at := range c.middles {
		up := upTo(code, "510300000000")
		want := "building " + code + "0101, resident_group " + code + "01, " + up + ": building_head@" + code + "0101"
		if got := chain(now.Duty(at, 0)); got != want {
			t.Fatalf("in the building of %s: got %s, want %s", code, got, want)
		}
		at.Lat += stripHigh / 4
		if got, want := chain(now.Duty(at, 0)), up+": direct_leader@"+code+" as a fallback"; got != want {
			t.Fatalf("outside the building of %s: got %s, want %s", code, got, want)
		}
	}
	levels := c.coverage(c.units, c.seats)
	c.wantWhole(levels, map[string]int{"city": 1, "county": 6, "subdistrict": 90, "community": 987})
	if g := levels["grid"]; g.Units != 0 || g.Heads.State != coverage.NoData {
		t.Errorf("grids: %+v", g)
	}
	if g := levels["resident_group"]; g.Units != 2*987 || !g.Heads.Complete() || !g.Connected.Complete() || g.Reaching.Count != 987 || g.NextLevel != "building" {
		t.Errorf("groups, of which half have a building: %+v", g)
	}
}

// Washington nests three levels of real ground.
func TestThreeLevels(t *testing.T) {
	geotest.Reckons(t)
	c := &depthCity{T: t, profile: exampleProfile(t, "washington")}
	for _, file := range []struct{ name, level, parent string }{{"wards", "ward", ""}, {"commissions", "commission", "parent"}, {"member-districts", "member_district", "parent"}} {
		units, report, err := intake.ReadTerritory(context.Background(), geotest.Open(t, "washington/"+file.name+".geojson.gz"), intake.ShapeOptions{
			Options: intake.Options{Profile: c.profile}, CRS: geo.WGS84, Level: file.level, CodeProp: "code", NameProp: "name", ParentProp: file.parent,
		})
		if err != nil || report.Refused() {
			t.Fatalf("%s: %v, found %v", file.name, err, report.Findings)
		}
		c.units = append(c.units, units...)
	}
	now := c.open().At(day)
	if got := deepest(c.profile, c.units); got != 3 {
		t.Errorf("the city is %d levels deep", got)
	}
	asked := 0
	for _, u := range c.units {
		at, inside := u.Shape.Inner()
		if u.Level != "member_district" || !inside {
			continue
		}
		duty := now.Duty(at, 0)
		if len(duty.Units) != 3 || duty.Units[0].Unit.Code != u.Code || duty.Units[1].Unit.Level != "commission" || duty.Units[2].Unit.Level != "ward" ||
			duty.Answer.Term.Person != "commissioner@"+u.Code || duty.Answer.Fallback {
			t.Errorf("in %s: %s", u.Code, chain(duty))
		}
		asked++
	}
	levels := c.coverage(c.units, c.seats)
	if asked != 296 || levels["ward"].Units != 8 || levels["commission"].Units != 40 {
		t.Errorf("%d districts asked, %d wards, %d commissions", asked, levels["ward"].Units, levels["commission"].Units)
	}
	for id, want := range map[string]coverage.Measure{
		"ward": levels["ward"].Reaching, "commission": levels["commission"].Reaching, "member_district": levels["member_district"].Connected,
	} {
		if !want.Complete() {
			t.Errorf("%s: %+v", id, want)
		}
	}
	if m := levels["member_district"].Heads; !m.Complete() || levels["ward"].Heads.State != coverage.NotApplicable || !levels["ward"].Leaders.Complete() {
		t.Errorf("people: %+v", m)
	}
}
