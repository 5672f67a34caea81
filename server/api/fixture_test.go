package api

import (
	"io"
	"log/slog"
	"slices"
	"testing"
	"time"

	"sizhang/domain/access"
	"sizhang/domain/body"
	"sizhang/domain/city"
	"sizhang/domain/sponsor"
	"sizhang/domain/territory"
	"sizhang/geo"
	"sizhang/server/app"
)

// Two small cities side by side, made by hand.
//
//	        116.40      116.41      116.42      116.43
//	39.92   ┌───────────┬───────────┬───────────┐
//	        │ 北网格     │           │           │
//	39.91 ══╪═══ 中街 ═══╪═══════════╡  城市二    │
//	        │ 南网格     │           │           │
//	39.90   └───────────┴───────────┴───────────┘
//	          西社区       东社区       滨河社区
//	        └───── 城市一 ─────────┘
//
// The southern grid has a head and a deputy, the northern one had a head until
// 2025, the western community has a leader, the street a head, the rest nobody.
//
// The first city has a past: until July 2018 one grid, the old one, was where the
// two are now, grids were called plots and the western community a committee. And
// it has a future: from 2027 on there will be a new community.
const (
	cityOne, cityTwo   = "990101", "990202"
	countyCode         = "990101000000"
	westCode, eastCode = "990101001000", "990101002000"
	southCode          = "990101001001"
	northCode          = "990101001002"
	oldCode            = "990101001009"
	comingCode         = "990101003000"
	streetCode         = "990101000901"
	groupCode          = "990101001801"
	sharedCode         = "shared/code"
	riverCode          = "990202001000"
)

var (
	firstVersion  = day(2015, 1, 1)
	secondVersion = day(2018, 7, 1)
	thirdVersion  = day(2027, 1, 1)
)

var fixtureNow = time.Date(2026, 1, 15, 9, 0, 0, 0, city.China)

func fixtureProfile(code, zh, en string) *city.Profile {
	return &city.Profile{
		Code: code, Names: city.Names{ZH: zh, EN: en}, CellResolution: 11,
		Levels: []city.Level{
			{ID: "county", Names: city.Names{ZH: "区", EN: "District"}, Form: city.Tiling, Resolution: 10},
			{ID: "community", Names: city.Names{ZH: "社区", EN: "Community"}, Parents: []string{"county"}, Form: city.Tiling, Resolution: 11},
			{ID: "resident_group", Names: city.Names{ZH: "居民小组"}, Parents: []string{"community"}, Form: city.Unmapped},
			{ID: "street", Names: city.Names{ZH: "街", EN: "Street"}, Parents: []string{"county"}, Form: city.Overlapping, Resolution: 12},
			{ID: "grid", Names: city.Names{ZH: "网格", EN: "Grid"}, Parents: []string{"community"}, Form: city.Tiling, Resolution: 12},
		},
		Posts: []city.Post{
			{ID: "grid_head", Names: city.Names{ZH: "网格长", EN: "Grid head"}, Kind: city.Head, Levels: []string{"grid"}},
			{ID: "street_head", Names: city.Names{ZH: "街长", EN: "Street head"}, Kind: city.Head, Levels: []string{"street"}},
			{ID: "principal_leader", Names: city.Names{ZH: "主要领导"}, Kind: city.Leader, Levels: []string{"county", "community"}},
		},
		Sponsorships: []city.SponsorKind{
			{ID: "adoption", Names: city.Names{ZH: "包街单位", EN: "Adoption"}, By: city.ByBody, Levels: []string{"street"}},
			{ID: "link", Names: city.Names{ZH: "联点领导"}, By: city.ByPerson, Levels: []string{"community"}},
		},
		// A clerk hands posts over and has nothing of what they bring.
		Roles: append(slices.Clone(city.DefaultRoles), city.Role{
			Role:  access.Role{ID: "clerk", Reach: access.Below, Rights: []access.Right{access.PostHandOver}},
			Names: city.Names{ZH: "文书"},
		}),
	}
}

func square(west, south, east, north float64) geo.Shape {
	return geo.Shape{{{{Lng: west, Lat: south}, {Lng: east, Lat: south}, {Lng: east, Lat: north}, {Lng: west, Lat: north}, {Lng: west, Lat: south}}}}
}

func fixtureUnit(code, level, zh, parent string, shape geo.Shape) territory.Unit {
	u := territory.Unit{Code: code, Level: level, Names: city.Names{ZH: zh}, Parent: parent, Shape: shape}
	if shape != nil {
		u.Declared = territory.Declared{Datum: geo.WGS84, Shape: shape}
	}
	return u
}

func fixtureVersions() []territory.Version {
	unit := fixtureUnit
	street := unit(streetCode, "street", "中街", countyCode, square(116.3995, 39.9099, 116.42, 39.9101))
	street.Names.EN = "Middle Street"
	street.Generated = true
	street.Declared = territory.Declared{Datum: geo.GCJ02, Lines: make([]geo.Line, 1), WidthM: 22}
	old := unit(oldCode, "grid", "老网格", westCode, square(116.40, 39.90, 116.41, 39.92))
	south := unit(southCode, "grid", "南网格", westCode, square(116.40, 39.90, 116.41, 39.91))
	south.GridCode = "990101001001001"
	south.Predecessors = []string{oldCode}
	north := unit(northCode, "grid", "北网格", westCode, square(116.40, 39.91, 116.41, 39.92))
	north.Predecessors = []string{oldCode}
	ended := old
	ended.Ended = true
	west := square(116.40, 39.90, 116.41, 39.92)
	former := fixtureProfile(cityOne, "城市一", "First City")
	former.Levels[4].Names.ZH, former.Posts[0].Names.ZH = "片", "片长"
	present := fixtureProfile(cityOne, "城市一", "First City")
	return []territory.Version{
		{Number: 1, Effective: firstVersion, Profile: former, Units: []territory.Unit{
			unit(countyCode, "county", "城市一区", "", square(116.40, 39.90, 116.42, 39.92)),
			unit(westCode, "community", "西居委会", countyCode, west),
			unit(eastCode, "community", "东社区", countyCode, square(116.41, 39.90, 116.42, 39.92)),
			old, street,
			unit(groupCode, "resident_group", "一组 <甲&乙>", westCode, nil),
			unit(sharedCode, "community", "同码", countyCode, nil),
		}},
		{Number: 2, Effective: secondVersion, Profile: present, Units: []territory.Unit{
			unit(westCode, "community", "西社区", countyCode, west), ended, south, north,
		}},
		{Number: 3, Effective: thirdVersion, Profile: present, Units: []territory.Unit{unit(comingCode, "community", "新社区", countyCode, nil)}},
	}
}

func fixtureCities(t testing.TB) []*app.City {
	t.Helper()
	one, err := territory.Through(fixtureVersions(), []territory.Seat{
		{Unit: southCode, Post: "grid_head", Terms: []territory.Term{
			{Person: "p1", Name: "张三", From: day(2024, 3, 1), Document: "试政发〔2024〕3号"},
			{Person: "p2", Name: "李四", From: day(2025, 1, 1), Until: day(2030, 1, 1), Deputy: true},
		}},
		{Unit: northCode, Post: "grid_head", Terms: []territory.Term{{Person: "p3", Name: "孙八", From: day(2020, 1, 1), Until: day(2025, 1, 1)}}},
		{Unit: oldCode, Post: "grid_head", Terms: []territory.Term{{Person: "p6", Name: "周九", From: day(2016, 1, 1), Until: secondVersion, Document: "试政发〔2016〕1号"}}},
		{Unit: westCode, Post: "principal_leader", Terms: []territory.Term{{Person: "p4", Name: "王五", From: day(2023, 6, 1)}}},
		{Unit: streetCode, Post: "street_head", Terms: []territory.Term{{Person: "p5", Name: "赵六", From: day(2023, 6, 1), Generated: true}}},
	}, fixtureNow)
	if err != nil {
		t.Fatal(err)
	}
	two, err := territory.New(fixtureProfile(cityTwo, "城市二", ""), []territory.Unit{
		fixtureUnit("990202000000", "county", "城市二区", "", square(116.42, 39.90, 116.43, 39.92)),
		fixtureUnit(riverCode, "community", "滨河社区", "990202000000", square(116.42, 39.90, 116.43, 39.92)),
		fixtureUnit(sharedCode, "community", "同码", "990202000000", nil),
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	first := alone(one)
	first.Bodies = fixtureRegister(t)
	first.Sponsors = sponsor.NewLedger([]sponsor.Sponsorship{
		{Kind: "adoption", Unit: streetCode, Sponsor: "water", Name: "水务", From: day(2021, 5, 1), Document: "试包〔2021〕2号", Generated: true},
		{Kind: "link", Unit: westCode, Sponsor: "p9", Name: "钱书记", From: day(2022, 1, 1), Until: day(2030, 1, 1)},
		{Kind: "forgotten", Unit: westCode, Sponsor: "p9", Name: "钱书记"},
	})
	return []*app.City{first, alone(two)}
}

// fixtureRegister has a headquarters over a group over an office, which has
// sanitation in charge everywhere from 2020 on, and beside them the water
// authority, which has drains, and litter in the southern grid.
func fixtureRegister(t testing.TB) *body.Register {
	t.Helper()
	register, err := body.NewRegister([]body.Body{
		{Code: "hq", Names: city.Names{ZH: "指挥部"}},
		{Code: "looks", Names: city.Names{ZH: "市容专项组"}, Parent: "hq", Kind: "专项组"},
		{Code: "office", Names: city.Names{ZH: "城管局", EN: "City Management"}, Parent: "looks"},
		{Code: "water", Names: city.Names{ZH: "水务局"}, Generated: true},
	}, []body.Category{
		{Code: "sanitation", Names: city.Names{ZH: "环境卫生"}}, {Code: "litter", Names: city.Names{ZH: "暴露垃圾"}, Parent: "sanitation"},
		{Code: "drains", Names: city.Names{ZH: "排水"}},
	}, []body.Charge{
		{Category: "sanitation", Body: "office", From: day(2020, 1, 1), Document: "试办〔2020〕1号"},
		{Category: "drains", Body: "water"},
		{Category: "litter", Body: "water", Unit: southCode, From: day(2021, 1, 1)},
	})
	if err != nil {
		t.Fatal(err)
	}
	return register
}

// alone is a city with nobody beside its heads.
func alone(t *territory.Territory) *app.City {
	nobody, err := body.NewRegister(nil, nil, nil)
	if err != nil {
		panic(err)
	}
	return &app.City{Territory: t, Bodies: nobody, Sponsors: sponsor.NewLedger(nil)}
}

func day(year int, month time.Month, d int) time.Time {
	return time.Date(year, month, d, 0, 0, 0, 0, city.China)
}

// fixedApp is an App that never changes.
type fixedApp struct {
	cities  []*app.City
	trouble error
	writes  error
	// onFind runs before every search; tests hold requests there.
	onFind func()
	now    time.Time // fixtureNow when zero
	// What is nil is not to be called.
	Commands
	Register
}

func (a *fixedApp) Cities() []*app.City { return a.cities }

func (a *fixedApp) City(code string) (*app.City, bool) {
	for _, t := range a.cities {
		if t.Profile().Code == code {
			return t, true
		}
	}
	return nil, false
}

func (a *fixedApp) Find(p geo.Point, at time.Time) (*app.City, bool) {
	if a.onFind != nil {
		a.onFind()
	}
	for _, t := range a.cities {
		if t.At(at).Holds(p) {
			return t, true
		}
	}
	return nil, false
}

func (a *fixedApp) Now() time.Time {
	if a.now.IsZero() {
		return fixtureNow
	}
	return a.now
}

func (a *fixedApp) Ready() error { return a.trouble }

func (a *fixedApp) Writable() error { return a.writes }

func fixtureServer(t testing.TB) *Server {
	return New(&fixedApp{cities: fixtureCities(t)}, Options{
		Version: "test", Log: quietLog(), Attribution: "手绘 by hand", Accounts: noAccounts{}, Sessions: minted(), Record: &keptRecord{},
	})
}

func quietLog() *slog.Logger { return slog.New(slog.NewJSONHandler(io.Discard, nil)) }
