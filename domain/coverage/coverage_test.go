package coverage_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/coverage"
	"sizhang/domain/sponsor"
	"sizhang/domain/territory"
	"sizhang/geo"
)

var now = time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)

// levels and posts of a small city: a group has no ground and no posts, a
// street lies across the tree.
func profile() *city.Profile {
	name := func(zh string) city.Names { return city.Names{ZH: zh} }
	return &city.Profile{
		Code: "990101", Names: name("小市"), CellResolution: 11,
		Levels: []city.Level{
			{ID: "city", Names: name("市"), Form: city.Tiling, Resolution: 10},
			{ID: "county", Names: name("区县"), Parents: []string{"city"}, Form: city.Tiling, Resolution: 10},
			{ID: "community", Names: name("社区"), Parents: []string{"county", "city"}, Form: city.Tiling, Resolution: 10},
			{ID: "group", Names: name("小组"), Parents: []string{"community"}, Form: city.Unmapped},
			{ID: "grid", Names: name("网格"), Parents: []string{"community"}, Form: city.Tiling, Resolution: 11},
			{ID: "street", Names: name("街"), Parents: []string{"county", "community"}, Form: city.Overlapping, Resolution: 11},
		},
		Posts: []city.Post{
			{ID: "street_head", Names: name("街长"), Kind: city.Head, Levels: []string{"street"}},
			{ID: "vice_head", Names: name("副街长"), Kind: city.Head, Levels: []string{"street"}},
			{ID: "direct", Names: name("直接领导"), Kind: city.Leader, Levels: []string{"county", "community"}},
			{ID: "charge", Names: name("分管领导"), Kind: city.Leader, Levels: []string{"county", "community"}},
			{ID: "principal", Names: name("主要领导"), Kind: city.Leader, Levels: []string{"county", "community"}},
		},
		Sponsorships: []city.SponsorKind{
			{ID: "link", Names: name("联点"), By: city.ByPerson, Levels: []string{"community"}, Every: true},
			{ID: "adopt", Names: name("包保"), By: city.ByBody, Levels: []string{"community", "street"}},
		},
	}
}

// box is a rectangle in thousandths of a degree.
func box(x, y, wide, high float64) geo.Shape {
	w, s := 104+x/1000, 29+y/1000
	e, n := w+wide/1000, s+high/1000
	return geo.Shape{{{{Lng: w, Lat: s}, {Lng: e, Lat: s}, {Lng: e, Lat: n}, {Lng: w, Lat: n}, {Lng: w, Lat: s}}}}
}

func unit(level, code, parent string, shape geo.Shape) territory.Unit {
	return territory.Unit{Code: code, Level: level, Parent: parent, Names: city.Names{ZH: level + code}, Shape: shape}
}

func seat(unit, post string, terms ...territory.Term) territory.Seat {
	return territory.Seat{Unit: unit, Post: post, Terms: terms}
}

var (
	inOffice = territory.Term{Person: "p", From: now}
	over     = territory.Term{Person: "q", From: now.AddDate(-2, 0, 0), Until: now}
	coming   = territory.Term{Person: "r", From: now.Add(1)}
	deputy   = territory.Term{Person: "d", From: now, Deputy: true}
)

// small is a city whose counts can be told by looking: two counties side by
// side, of which the second has half its ground in one community and no street
// of its own.
func small() coverage.City {
	made := unit("street", "S2", "", nil)
	made.Generated = true
	return coverage.City{
		Profile: profile(), At: now,
		Units: []territory.Unit{
			unit("street", "S1", "A", box(0, 0, 10, 1)), made,
			unit("city", "C", "", nil),
			unit("county", "A", "C", box(0, 0, 10, 10)),
			unit("county", "B", "C", box(10, 0, 10, 10)),
			unit("community", "A1", "A", box(0, 0, 10, 5)),
			unit("community", "A2", "A", box(0, 5, 10, 5)),
			unit("community", "B1", "B", box(10, 0, 10, 5)),
			unit("community", "B2", "B", nil),
			unit("group", "G1", "A1", nil), unit("group", "G2", "A1", nil), unit("group", "G3", "B2", nil),
		},
		Seats: []territory.Seat{
			seat("A", "direct", inOffice), seat("A", "charge", over, inOffice), seat("A", "principal", deputy),
			seat("B", "direct", inOffice), seat("B", "charge", over), seat("B", "principal", coming),
			seat("A1", "direct", inOffice), seat("A1", "charge", inOffice), seat("A1", "principal", inOffice),
			seat("S1", "vice_head", inOffice),
			seat("gone", "direct", inOffice),
		},
		Sponsorships: []sponsor.Sponsorship{
			{Kind: "link", Unit: "A1", Sponsor: "x", From: now},
			{Kind: "link", Unit: "A2", Sponsor: "x", From: now.AddDate(-1, 0, 0), Until: now},
			{Kind: "adopt", Unit: "A2", Sponsor: "y"}, {Kind: "adopt", Unit: "A2", Sponsor: "z"},
			{Kind: "adopt", Unit: "S1", Sponsor: "y"},
			{Kind: "unknown", Unit: "B1", Sponsor: "y"},
			{Kind: "link", Unit: "S2", Sponsor: "y"}, // not at a street
		},
	}
}

// short writes a measure as 2/3, n/a for what does not apply, none for no data.
func short(m coverage.Measure) string {
	switch m.State {
	case coverage.NotApplicable:
		return "n/a"
	case coverage.NoData:
		return "none"
	}
	return fmt.Sprintf("%d/%d", m.Count, m.Of)
}

func TestSmallCityIsCounted(t *testing.T) {
	r := coverage.Of(small())
	want := []string{
		// level: heads, leaders, sponsored, shape, connected, reaching next, generated
		"city: n/a n/a n/a 0/1 n/a 1/1 county 0/1",
		"county: n/a 1/2 n/a 2/2 2/2 2/2 community 0/2",
		"community: n/a 1/4 2/4 3/4 4/4 2/4 group 0/4",
		"group: n/a n/a n/a n/a 3/3 n/a  0/3",
		"grid: n/a n/a n/a none none n/a  none",
		"street: 1/2 n/a 1/2 1/2 1/2 n/a  1/2",
	}
	for i, l := range r.Levels {
		got := fmt.Sprintf("%s: %s %s %s %s %s %s %s %s", l.ID, short(l.Heads), short(l.Leaders), short(l.Sponsored),
			short(l.Shaped), short(l.Connected), short(l.Reaching), l.NextLevel, short(l.Generated))
		if got != want[i] {
			t.Errorf("got  %s\nwant %s", got, want[i])
		}
	}
	community := r.Levels[2]
	if len(community.Sponsors) != 2 || short(community.Sponsors[0].Measure) != "1/4" || short(community.Sponsors[1].Measure) != "1/4" {
		t.Errorf("sponsors of communities: %+v", community.Sponsors)
	}
}

func TestWhatIsMissingIsListed(t *testing.T) {
	var got []string
	for _, m := range coverage.Of(small()).Missing {
		line := m.Code + " " + string(m.Lack)
		for _, item := range m.Of {
			line += " " + item.ID
		}
		if m.Names.ZH != m.Level+m.Code {
			t.Errorf("%s is called %s", m.Code, m.Names.ZH)
		}
		got = append(got, line)
	}
	want := []string{
		"C shape",
		"B leaders charge principal",
		"A2 leaders direct charge principal", "A2 sponsor link", "A2 below group",
		"B1 leaders direct charge principal", "B1 sponsor link", "B1 below group",
		"B2 leaders direct charge principal", "B2 sponsor link", "B2 shape",
		"S2 head street_head vice_head", "S2 shape", "S2 parent",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestGroundIsHeldAgainstTheWidestLevel(t *testing.T) {
	r := coverage.Of(small())
	if r.GroundLevel != "county" {
		t.Errorf("the widest ground is that of %q", r.GroundLevel)
	}
	// Rows of the same width: their areas are as the heights, but for the cosine
	// of the latitude.
	whole, low, high := band(29, 29.01, 20), band(29, 29.005, 20), band(29.005, 29.01, 10)
	want := map[string]struct {
		state coverage.State
		share float64
	}{
		"city": {coverage.Counted, 0}, "county": {coverage.Counted, 1}, "community": {coverage.Counted, (low + high) / whole},
		"group": {coverage.NotApplicable, 0}, "grid": {coverage.NoData, 0}, "street": {coverage.NotApplicable, 0},
	}
	for _, l := range r.Levels {
		w := want[l.ID]
		if l.Ground.State != w.state || math.Abs(l.Ground.Share()-w.share) > 1e-12 {
			t.Errorf("%s: %s %.15f, want %s %.15f", l.ID, l.Ground.State, l.Ground.Share(), w.state, w.share)
		}
	}
	if got := r.Levels[1].Ground.M2; math.Abs(got/whole-1) > 1e-9 {
		t.Errorf("counties have %f m², want %f", got, whole)
	}

	bare := small()
	for i := range bare.Units {
		bare.Units[i].Shape = nil
	}
	r = coverage.Of(bare)
	if g := r.Levels[1].Ground; r.GroundLevel != "" || g.State != coverage.NoData || g.Share() != 0 {
		t.Errorf("without any shape: %q, %+v", r.GroundLevel, g)
	}
}

// band is the area on the sphere between two parallels, so many thousandths of a
// degree wide: R² Δλ (sin φ₂ − sin φ₁).
func band(south, north, wide float64) float64 {
	const rad = math.Pi / 180
	return geo.EarthRadius * geo.EarthRadius * wide / 1000 * rad * (math.Sin(north*rad) - math.Sin(south*rad))
}

// The level that should be below is the next one in use; levels that lie across
// the tree count only where something hangs on them.
func TestNextLevel(t *testing.T) {
	with := func(units ...territory.Unit) []territory.Unit { return append(small().Units, units...) }
	tests := []struct {
		name  string
		units []territory.Unit
		level string
		want  string
	}{
		{"groups before grids", with(unit("grid", "X", "A1", nil)), "community", "group 2/4"},
		{"nothing below the last", with(), "group", " n/a"},
		{"no counties, so communities", []territory.Unit{unit("city", "C", "", nil), unit("community", "A1", "C", nil)}, "city", "community 1/1"},
		{"no counties, nobody asks them", []territory.Unit{unit("city", "C", "", nil), unit("community", "A1", "C", nil)}, "county", "community none"},
		{"past a level between", with(unit("city", "D", "", nil)), "city", "county 1/2"},
		{"streets where nothing else is below", []territory.Unit{unit("county", "A", "", nil), unit("street", "S", "A", nil)}, "county", "street 1/1"},
		{"streets that hang elsewhere", []territory.Unit{unit("county", "A", "", nil), unit("street", "S", "", nil)}, "county", " n/a"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := small()
			c.Units = test.units
			for _, l := range coverage.Of(c).Levels {
				if got := l.NextLevel + " " + short(l.Reaching); l.ID == test.level && got != test.want {
					t.Errorf("got %q, want %q", got, test.want)
				}
			}
		})
	}
}

// A street need not have gates: only where the city hangs gates on streets does
// every street want one.
func TestNextLevelOfALevelThatLiesAcross(t *testing.T) {
	for parent, want := range map[string]string{"A1": " n/a", "S1": "gate 1/2"} {
		c := small()
		c.Profile.Levels = append(c.Profile.Levels, city.Level{ID: "gate", Parents: []string{"community", "street"}, Form: city.Unmapped})
		c.Units = append(c.Units, unit("gate", "X", parent, nil))
		street := coverage.Of(c).Levels[5]
		if got := street.NextLevel + " " + short(street.Reaching); got != want {
			t.Errorf("a gate on %s: %q, want %q", parent, got, want)
		}
	}
}

// A draft may be anything: a circle of parents or an unknown level must not hang
// or break the report.
func TestUnsoundUnitsAreReportedOn(t *testing.T) {
	c := small()
	c.Units = []territory.Unit{
		unit("county", "A", "A", nil), unit("community", "B", "D", nil), unit("community", "D", "B", nil),
		unit("community", "E", "nowhere", nil), unit("ward", "W", "", nil), unit("county", "F", "", nil),
	}
	r := coverage.Of(c)
	if got := short(r.Levels[1].Connected) + " " + short(r.Levels[2].Connected); got != "0/2 0/3" {
		t.Errorf("connected: %s", got)
	}
}

func TestSharesOfWhatIsNotCounted(t *testing.T) {
	if (coverage.Measure{State: coverage.NoData}).Share() != 0 || (coverage.Ground{State: coverage.NoData}).Share() != 0 {
		t.Error("no data has a share")
	}
	if (coverage.Measure{State: coverage.NotApplicable}).Complete() || !(coverage.Measure{State: coverage.Counted, Count: 2, Of: 2}).Complete() {
		t.Error("complete is wrong")
	}
}
