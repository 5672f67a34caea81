package api

import (
	"io"
	"log/slog"
	"testing"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/territory"
	"sizhang/geo"
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
const (
	cityOne, cityTwo   = "990101", "990202"
	countyCode         = "990101000000"
	westCode, eastCode = "990101001000", "990101002000"
	southCode          = "990101001001"
	northCode          = "990101001002"
	streetCode         = "990101000901"
	groupCode          = "990101001801"
	sharedCode         = "shared/code"
	riverCode          = "990202001000"
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
	}
}

func square(west, south, east, north float64) geo.Shape {
	return geo.Shape{{{{Lng: west, Lat: south}, {Lng: east, Lat: south}, {Lng: east, Lat: north}, {Lng: west, Lat: north}, {Lng: west, Lat: south}}}}
}

func fixtureCities(t testing.TB) []*territory.Territory {
	t.Helper()
	unit := func(code, level, zh, parent string, shape geo.Shape) territory.Unit {
		return territory.Unit{Code: code, Level: level, Names: city.Names{ZH: zh}, Parent: parent, Shape: shape,
			Declared: territory.Declared{Datum: geo.WGS84, Shape: shape}}
	}
	street := unit(streetCode, "street", "中街", countyCode, square(116.3995, 39.9099, 116.42, 39.9101))
	street.Names.EN = "Middle Street"
	street.Generated = true
	street.Declared = territory.Declared{Datum: geo.GCJ02, Lines: make([]geo.Line, 1), WidthM: 22}
	south := unit(southCode, "grid", "南网格", westCode, square(116.40, 39.90, 116.41, 39.91))
	south.GridCode = "990101001001001"
	group := unit(groupCode, "resident_group", "一组 <甲&乙>", westCode, nil)
	group.Declared = territory.Declared{}
	one, err := territory.New(fixtureProfile(cityOne, "城市一", "First City"), []territory.Unit{
		unit(countyCode, "county", "城市一区", "", square(116.40, 39.90, 116.42, 39.92)),
		unit(westCode, "community", "西社区", countyCode, square(116.40, 39.90, 116.41, 39.92)),
		unit(eastCode, "community", "东社区", countyCode, square(116.41, 39.90, 116.42, 39.92)),
		south,
		unit(northCode, "grid", "北网格", westCode, square(116.40, 39.91, 116.41, 39.92)),
		street, group,
		unit(sharedCode, "community", "同码", countyCode, nil),
	}, []territory.Seat{
		{Unit: southCode, Post: "grid_head", Terms: []territory.Term{
			{Person: "p1", Name: "张三", From: day(2024, 3, 1), Document: "试政发〔2024〕3号"},
			{Person: "p2", Name: "李四", From: day(2025, 1, 1), Until: day(2030, 1, 1), Deputy: true},
		}},
		{Unit: northCode, Post: "grid_head", Terms: []territory.Term{{Person: "p3", Name: "孙八", From: day(2020, 1, 1), Until: day(2025, 1, 1)}}},
		{Unit: westCode, Post: "principal_leader", Terms: []territory.Term{{Person: "p4", Name: "王五", From: day(2023, 6, 1)}}},
		{Unit: streetCode, Post: "street_head", Terms: []territory.Term{{Person: "p5", Name: "赵六", From: day(2023, 6, 1), Generated: true}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	two, err := territory.New(fixtureProfile(cityTwo, "城市二", ""), []territory.Unit{
		unit("990202000000", "county", "城市二区", "", square(116.42, 39.90, 116.43, 39.92)),
		unit(riverCode, "community", "滨河社区", "990202000000", square(116.42, 39.90, 116.43, 39.92)),
		unit(sharedCode, "community", "同码", "990202000000", nil),
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return []*territory.Territory{one, two}
}

func day(year int, month time.Month, d int) time.Time {
	return time.Date(year, month, d, 0, 0, 0, 0, city.China)
}

// fixedApp is an App that never changes.
type fixedApp struct {
	cities  []*territory.Territory
	trouble error
	// onFind runs before every search; tests hold requests there.
	onFind func()
	now    time.Time // fixtureNow when zero
}

func (a *fixedApp) Cities() []*territory.Territory { return a.cities }

func (a *fixedApp) City(code string) (*territory.Territory, bool) {
	for _, t := range a.cities {
		if t.Profile().Code == code {
			return t, true
		}
	}
	return nil, false
}

func (a *fixedApp) Find(p geo.Point) (*territory.Territory, bool) {
	if a.onFind != nil {
		a.onFind()
	}
	for _, t := range a.cities {
		if t.At(time.Now()).Holds(p) {
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

func fixtureServer(t testing.TB) *Server {
	return New(&fixedApp{cities: fixtureCities(t)}, Options{Version: "test", Log: quietLog(), Attribution: "手绘 by hand"})
}

func quietLog() *slog.Logger { return slog.New(slog.NewJSONHandler(io.Discard, nil)) }
