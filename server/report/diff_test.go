package report_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/diff"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/geo"
	"sizhang/server/report"
)

func diffRect(west, south, width, height float64) geo.Shape {
	w, s, e, n := 116.4+west*1e-3, 39.9+south*1e-3, 116.4+(west+width)*1e-3, 39.9+(south+height)*1e-3
	return geo.Shape{{{{Lng: w, Lat: s}, {Lng: e, Lat: s}, {Lng: e, Lat: n}, {Lng: w, Lat: n}, {Lng: w, Lat: s}}}}
}

// redrawnTown is a town of two grids whose border moves by a thousandth of a
// degree, over a building; a third grid comes on ground that was nobody's.
func redrawnTown(t *testing.T, o diff.Options) *diff.Changes {
	t.Helper()
	p := &city.Profile{
		Code: "110101", Names: city.Names{ZH: "测试"}, CellResolution: 12,
		Levels: []city.Level{
			{ID: "grid", Names: city.Names{ZH: "网格", EN: "Grid"}, Form: city.Tiling, Resolution: 11},
			{ID: "building", Names: city.Names{ZH: "楼栋", EN: "Building"}, Form: city.Overlapping, Resolution: 12},
		},
		Posts: []city.Post{{ID: "head", Names: city.Names{ZH: "长", EN: "Head"}, Kind: city.Head, Levels: []string{"grid", "building"}}},
	}
	unit := func(level, code, zh, en string, s geo.Shape) territory.Unit {
		return territory.Unit{Code: code, Level: level, Names: city.Names{ZH: zh, EN: en}, Shape: s}
	}
	noon := time.Date(2025, 6, 1, 4, 0, 0, 0, time.UTC)
	held := func(unit, person, name string) territory.Seat {
		return territory.Seat{Unit: unit, Post: "head", Terms: []territory.Term{{Person: person, Name: name, From: noon.AddDate(-1, 0, 0), Document: "1号"}}}
	}
	before := diff.State{Profile: p, At: noon, Seats: []territory.Seat{held("G1", "a", "甲"), held("G2", "b", "乙")}, Units: []territory.Unit{
		unit("grid", "G1", "一格", "First", diffRect(0, 0, 4, 4)), unit("grid", "G2", "二格", "Second", diffRect(4, 0, 4, 4)),
		unit("building", "B", "楼", "House", diffRect(3.2, 1, 0.4, 0.4)), unit("building", "C", "大楼", "Hall", diffRect(6, 1, 0.4, 0.4)),
	}}
	after := diff.State{Profile: p, At: noon.AddDate(0, 1, 0), Seats: []territory.Seat{held("G1", "a", "甲"), held("G2", "c", "丙")}, Units: []territory.Unit{
		unit("grid", "G1", "一格", "First", diffRect(0, 0, 3, 4)), unit("grid", "G2", "二格", "Second", diffRect(3, 0, 5, 4)),
		unit("grid", "G3", "三格", "Third", diffRect(9, 0, 1, 1)),
		unit("building", "B", "楼", "House", diffRect(3.2, 1, 0.4, 0.4)), unit("building", "C", "大楼", "Hall", diffRect(6, 1, 0.4, 0.5)),
	}}
	o.Spots = []diff.Spot{{ID: "7", Kind: "issue", Point: geo.Point{Lng: 116.4035, Lat: 39.903}}}
	c, err := diff.Compare(before, after, o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

const diffInChinese = `新增 1 个单元，撤销 0 个，变更 3 个，不变 1 个。

单元（4）
    变更 楼栋 大楼 C: 图形 +379.4 m²
    变更 网格 一格 G1: 图形 −37940.9 m²
    变更 网格 二格 G2: 图形 +37940.9 m²
    新增 网格 三格 G3 +9485.4 m²

网格 grid：47426.3 平方米易手，211 个格网（2 处）
    无 → 三格 G3: 9485.4 m²，40 格网
    一格 G1 → 二格 G2: 37940.9 m²，171 格网

随之易手的单元（1）
    楼 B: 网格 grid 一格 G1 → 二格 G2

人员得失（3）
    甲 a: 失去 网格 37940.9 m² + 171 格网 + 1 楼栋
    乙 b: 失去 二格 G2
    丙 c: 增加 二格 G2，增加 网格 37940.9 m² + 171 格网 + 1 楼栋

岗位变动（1）
    二格 G2 长: 乙 → 丙

易手的点位（1）
    issue 7: 网格 grid 一格 G1 → 二格 G2，第一责任人 甲 (G1 长) → 丙 (G2 长)
`

const diffInEnglish = `1 units added, 0 ended, 3 changed, 1 as they were.

Units (4)
    changed Building Hall C: ground +379.4 m²
    changed Grid First G1: ground −37940.9 m²
    changed Grid Second G2: ground +37940.9 m²
    added Grid Third G3 +9485.4 m²

Grid grid: 47426.3 m² and 211 cells change hands (2 places)
    nobody → Third G3: 9485.4 m², 40 cells
    First G1 → Second G2: 37940.9 m², 171 cells

Units that change hands with it (1)
    House B: Grid grid First G1 → Second G2

Who gains and who loses (3)
    甲 a: loses Grid 37940.9 m² + 171 cells + 1 Building
    乙 b: loses Second G2
    丙 c: gains Second G2, gains Grid 37940.9 m² + 171 cells + 1 Building

Posts (1)
    Second G2 Head: 乙 → 丙

Spots that change hands (1)
    issue 7: Grid grid First G1 → Second G2, first answer 甲 (G1 Head) → 丙 (G2 Head)
`

func TestDiffForPeople(t *testing.T) {
	c := redrawnTown(t, diff.Options{})
	for in, want := range map[fault.Language]string{fault.Chinese: diffInChinese, fault.English: diffInEnglish} {
		var b bytes.Buffer
		if err := report.PrintDiff(&b, c, in); err != nil || b.String() != want {
			t.Errorf("%v, %s", err, b.String())
		}
	}
	if err := report.PrintDiff(full{}, c, fault.English); !errors.Is(err, errFull) {
		t.Errorf("a writer that takes nothing: %v", err)
	}
}

var errFull = errors.New("full")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestDiffSaysWhatItLeavesOut(t *testing.T) {
	var b bytes.Buffer
	if err := report.PrintDiff(&b, redrawnTown(t, diff.Options{Limit: 1, CellWork: 1}), fault.English); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Units (4)\n    changed Building Hall C: ground +379.4 m²\n    … and 3 more\n",
		"Grid grid: 47426.3 m² change hands, in too many cells to count (2 places)\n    nobody → Third G3: 9485.4 m²\n    … and 1 more\n"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
	many := &diff.Changes{}
	for i := range 25 {
		u := territory.Unit{Code: fmt.Sprint(i)}
		many.Units.Items = append(many.Units.Items, diff.UnitChange{Kind: diff.Ended, Before: &u})
	}
	many.Units.Total = 30
	b.Reset()
	if err := report.PrintDiff(&b, many, fault.English); err != nil || strings.Count(b.String(), "ended  ") != 20 || !strings.Contains(b.String(), "… and 10 more") {
		t.Errorf("%v, %s", err, b.String())
	}
}

func TestDiffForMachines(t *testing.T) {
	text, err := report.DiffJSON(redrawnTown(t, diff.Options{CellLimit: 2}))
	if err != nil {
		t.Fatal(err)
	}
	var body report.DiffBody
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&body); err != nil {
		t.Fatal(err)
	}
	grid := body.Levels[0]
	passes := grid.Transfers.Items[1]
	if body.City != "110101" || body.BeforeAt != "2025-06-01T12:00:00+08:00" || body.AfterAt != "2025-07-01T12:00:00+08:00" || body.Added != 1 || body.Changed != 3 ||
		body.Units.Total != 4 || body.Units.Items[1].Code != "G1" || body.Units.Items[1].LostM2 != 37940.85 || body.Units.Items[1].Fields[0] != diff.FieldGround {
		t.Errorf("got %s", text)
	}
	if *grid.Cells != 211 || grid.Transfers.Items[0].From != nil || passes.From.NameZH != "一格" || passes.To.Code != "G2" || passes.M2 != 37940.85 ||
		passes.Cells.Total != 171 || len(passes.Cells.Items) != 2 || len(passes.Cells.Items[0]) != 15 {
		t.Errorf("got %s", text)
	}
	if body.Moves.Items[0].Unit.Code != "B" || body.People.Items[2].Ground[0].Finer[0] != (report.DiffFiner{Level: "building", Gained: 1}) || body.People.Items[1].Lost[0].Code != "G2" ||
		body.Posts.Items[0].After[0] != (report.DiffHolder{Person: "c", Name: "丙", Document: "1号"}) || body.Spots.Items[0].After.Person != "c" {
		t.Errorf("got %s", text)
	}
	text, err = report.DiffJSON(redrawnTown(t, diff.Options{CellWork: 1}))
	if err != nil || !strings.Contains(string(text), `"cells":null,"transfers"`) || strings.Contains(string(text), `"items":null`) {
		t.Errorf("%v, cells that nobody counted: %s", err, text)
	}
}

func TestDiffOnTheMap(t *testing.T) {
	c := redrawnTown(t, diff.Options{})
	text, err := report.DiffGeoJSON(c)
	if err != nil {
		t.Fatal(err)
	}
	if !json.Valid(text) || strings.Contains(string(text), "left_out") {
		t.Errorf("got %s", text)
	}
	var got []string
	err = geo.ReadFeatures(bytes.NewReader(text), func(f geo.Feature) error {
		got = append(got, fmt.Sprint(f.Properties["kind"], " ", f.Properties["from"], " ", f.Properties["to"], " ", f.Properties["unit"], " ", f.Geometry.Type))
		if m2 := f.Geometry.Shape.AreaM2(); f.Properties["to"] == "G2" && f.Properties["kind"] == "transfer" && (m2 < 37940 || m2 > 37941) {
			t.Errorf("a place of %f m²", m2)
		}
		return nil
	})
	want := "transfer <nil> G3 <nil> Polygon; transfer G1 G2 <nil> Polygon; unit <nil> <nil> C Polygon; move G1 G2 B Point; spot <nil> <nil> <nil> Point"
	if err != nil || strings.Join(got, "; ") != want {
		t.Errorf("%v, got %s", err, strings.Join(got, "; "))
	}
	if text, _ = report.DiffGeoJSON(redrawnTown(t, diff.Options{Limit: 1})); !strings.Contains(string(text), `"left_out":4`) {
		t.Errorf("got %s", text)
	}
	if text, err = report.DiffGeoJSON(&diff.Changes{}); string(text) != `{"type":"FeatureCollection","features":[]}` || err != nil {
		t.Errorf("nothing is %s, %v", text, err)
	}
}
