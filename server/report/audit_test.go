package report_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"sizhang/domain/audit"
	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/geo"
	"sizhang/server/demo"
	"sizhang/server/report"
)

// plot is a rectangle on a grid of thousandths of a degree from 116° E 40° N.
func plot(x, y, width, height float64) geo.Shape {
	p := func(x, y float64) geo.Point { return geo.Point{Lng: 116 + x/1000, Lat: 40 + y/1000} }
	return geo.Shape{{{p(x, y), p(x+width, y), p(x+width, y+height), p(x, y+height), p(x, y)}}}
}

// village is a village of two grids that overlap, one of them without a head.
func village(more ...territory.Unit) audit.City {
	names := func(zh, en string) city.Names { return city.Names{ZH: zh, EN: en} }
	from := time.Date(2025, time.January, 1, 0, 0, 0, 0, city.China)
	return audit.City{
		At: time.Date(2026, time.May, 1, 4, 0, 0, 0, time.UTC),
		Profile: &city.Profile{
			Code: "990000", Names: names("试城", "Testville"), CellResolution: 11,
			Levels: []city.Level{
				{ID: "village", Names: names("村", "Village"), Form: city.Tiling},
				{ID: "grid", Names: names("网格", "Grid"), Parents: []string{"village"}, Form: city.Tiling},
			},
			Posts: []city.Post{
				{ID: "grid_head", Names: names("网格长", "Grid head"), Kind: city.Head, Levels: []string{"grid"}},
				{ID: "leader", Names: names("领导", "Leader"), Kind: city.Leader, Levels: []string{"village"}},
			},
		},
		Units: append([]territory.Unit{
			{Code: "V", Level: "village", Names: names("东村", "East Village"), Shape: plot(0, 0, 4, 4)},
			{Code: "V1", Level: "grid", Parent: "V", Names: names("一格", "Grid One"), Shape: plot(0, 0, 3, 4)},
			{Code: "V2", Level: "grid", Parent: "V", Names: names("二格", ""), Shape: plot(2, 0, 2, 4)},
		}, more...),
		Seats: []territory.Seat{
			{Unit: "V", Post: "leader", Terms: []territory.Term{{Person: "p1", Name: "王一", From: from}}},
			{Unit: "V1", Post: "grid_head", Terms: []territory.Term{{Person: "p2", Name: "李二", From: from}}},
		},
	}
}

func audited(t *testing.T, c audit.City) *audit.Audit {
	t.Helper()
	a, ok := audit.Run(c, nil)
	if !ok {
		t.Fatal("nobody stopped it")
	}
	return a
}

func TestAuditAsText(t *testing.T) {
	for in, want := range map[fault.Language]string{
		fault.Chinese: `核查 试城（990000），2026-05-01 12:00：3 个单元，问题 2 处，提示 0 处。

问题 重叠 audit_overlap：1 处，共 37885 平方米
    一格 V1，(116.002500, 40.002005)：与 二格 V2 重叠 37885 平方米（1 处）；此层级的单元不应重叠。

问题 无长 audit_without_head：1 处
    二格 V2，(116.003000, 40.002005)：没有在任的长（应设：网格长）。现由 东村 V 的领导王一兜底。
`,
		fault.English: `Audit of Testville (990000) at 2026-05-01 12:00: 3 units, 2 faults, 0 notes.

fault Overlaps audit_overlap: 1, 37885 m² in all
    Grid One V1, (116.002500, 40.002005): It overlaps 二格 V2 by 37885 m² (parts: 1); units of this level should not overlap.

fault Without a head audit_without_head: 1
    二格 V2, (116.003000, 40.002005): Nobody is in office as its head (posts: Grid head). It falls to 王一, Leader of East Village V.
`,
	} {
		var text strings.Builder
		if err := report.AuditText(&text, audited(t, village()), in); err != nil {
			t.Fatal(err)
		}
		if text.String() != want {
			t.Errorf("wrote\n%s\nwant\n%s", text.String(), want)
		}
	}
}

func TestACleanAuditSaysSo(t *testing.T) {
	var text strings.Builder
	c := audit.City{Profile: village().Profile}
	if err := report.AuditText(&text, audited(t, c), fault.English); err != nil {
		t.Fatal(err)
	}
	if want := "Audit of Testville (990000) at —: 0 units, 0 faults, 0 notes.\nNothing was found.\n"; text.String() != want {
		t.Errorf("wrote %q", text.String())
	}
	var machine strings.Builder
	if err := report.AuditJSON(&machine, audited(t, c)); err != nil || !strings.Contains(machine.String(), `"findings":[`) || !json.Valid([]byte(machine.String())) {
		t.Errorf("wrote %q, %v", machine.String(), err)
	}
}

// Long lists are cut, the largest places first, and say where the rest is.
func TestLongListsAreCut(t *testing.T) {
	var more []territory.Unit
	for i := range 12 {
		more = append(more, territory.Unit{Code: fmt.Sprintf("X%02d", i), Level: "village", Names: city.Names{ZH: "村"}, Shape: plot(10*float64(i)+10, 0, 9, 9)},
			territory.Unit{Code: fmt.Sprintf("Y%02d", i), Level: "village", Names: city.Names{ZH: "村"}, Shape: plot(10*float64(i)+11, 1, 1, float64(i+1)/2)})
	}
	var text strings.Builder
	if err := report.AuditText(&text, audited(t, village(more...)), fault.English); err != nil {
		t.Fatal(err)
	}
	overlaps := strings.Split(text.String(), "\nfault ")[1]
	lines := strings.Split(strings.TrimSpace(overlaps), "\n")
	if len(lines) != 12 || !strings.HasPrefix(lines[0], "Overlaps audit_overlap: 13, ") || !strings.Contains(lines[1], "X11") || !strings.Contains(lines[11], "… and 3 more") {
		t.Errorf("wrote\n%s", overlaps)
	}
	if !strings.HasSuffix(text.String(), "are in the JSON and the GeoJSON.\n") {
		t.Errorf("no hint in\n%s", text.String())
	}
}

func TestAuditAsJSON(t *testing.T) {
	var text strings.Builder
	if err := report.AuditJSON(&text, audited(t, village())); err != nil {
		t.Fatal(err)
	}
	var body struct {
		City                 string
		Name                 map[string]string
		At                   time.Time
		Units, Faults, Notes int
		Findings             []map[string]any
	}
	if err := json.Unmarshal([]byte(text.String()), &body); err != nil {
		t.Fatalf("%v in %s", err, text.String())
	}
	if body.City != "990000" || body.Name["en"] != "Testville" || body.Units != 3 || body.Faults != 2 || body.Notes != 0 || len(body.Findings) != 2 || !body.At.Equal(village().At) {
		t.Errorf("%+v", body)
	}
	overlap, headless := body.Findings[0], body.Findings[1]
	if overlap["kind"] != "audit_overlap" || overlap["unit"] != "V1" || overlap["other"] != "V2" || overlap["level"] != "grid" || overlap["note"] != false ||
		math.Abs(overlap["m2"].(float64)-plot(2, 0, 1, 4).AreaM2()) > 0.01 || overlap["resolution"] != 11.0 || len(overlap["cells"].([]any)) == 0 {
		t.Errorf("%v", overlap)
	}
	if headless["vacant"] != true || fmt.Sprint(headless["instead"]) != "map[name:map[en:East Village zh:东村] person:王一 post:leader unit:V]" {
		t.Errorf("%v", headless)
	}
	for _, f := range body.Findings {
		if f["zh"] == "" || f["en"] == "" || strings.Contains(f["en"].(string)+f["zh"].(string), "{") {
			t.Errorf("%v", f)
		}
	}
}

// What is written is read back as the places that were found.
func TestAuditAsGeoJSON(t *testing.T) {
	a := audited(t, village(territory.Unit{Code: "W", Level: "village", Names: city.Names{ZH: "无图"}}))
	var text strings.Builder
	if err := report.AuditGeoJSON(&text, a); err != nil {
		t.Fatal(err)
	}
	var features []geo.Feature
	err := geo.ReadFeatures(strings.NewReader(text.String()), func(f geo.Feature) error { features = append(features, f); return nil })
	if err != nil {
		t.Fatalf("%v in %s", err, text.String())
	}
	var placed []audit.Finding
	for _, f := range a.Findings {
		if f.Place != nil {
			placed = append(placed, f)
		}
	}
	if len(placed) != 2 || len(features) != 2 || len(a.Findings) != 4 {
		t.Fatalf("%d features of %d findings", len(features), len(a.Findings))
	}
	for i, f := range features {
		if !f.Geometry.Shape.Equal(placed[i].Place) || f.Properties["kind"] != string(placed[i].Code) {
			t.Errorf("feature %d: %v", i, f.Properties)
		}
	}
}

type smallDisk struct{ room int }

var errNoRoom = errors.New("no space left")

func (d *smallDisk) Write(p []byte) (int, error) {
	if d.room -= len(p); d.room < 0 {
		return 0, errNoRoom
	}
	return len(p), nil
}

func TestAFullDiskIsTold(t *testing.T) {
	a := audited(t, village())
	for name, write := range map[string]func(*smallDisk) error{
		"text":    func(d *smallDisk) error { return report.AuditText(d, a, fault.Chinese) },
		"JSON":    func(d *smallDisk) error { return report.AuditJSON(d, a) },
		"GeoJSON": func(d *smallDisk) error { return report.AuditGeoJSON(d, a) },
	} {
		if err := write(&smallDisk{room: 100}); !errors.Is(err, errNoRoom) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The demonstration city is sound but for what it is meant to show: posts that
// stand empty, streets between the cells' centres.
func TestTheDemonstrationCity(t *testing.T) {
	units, seats, err := demo.City(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	a := audited(t, audit.City{Profile: demo.Profile(), Units: units, Seats: seats, At: time.Date(2026, time.September, 1, 0, 0, 0, 0, city.China)})
	tally := map[fault.Code]int{}
	for _, f := range a.Findings {
		tally[f.Code]++
		if f.Code == fault.AuditWithoutHead && f.Instead == nil {
			t.Errorf("nobody answers for %s", f.Unit)
		}
	}
	for _, code := range []fault.Code{fault.AuditOverlap, fault.AuditGap, fault.AuditOutside, fault.AuditUnmeasured, fault.AuditWithoutLeader} {
		if tally[code] > 0 {
			t.Errorf("%d of %s", tally[code], code)
		}
	}
	if tally[fault.AuditWithoutHead] < 100 || tally[fault.AuditPostVacant] < 100 || tally[fault.AuditThin] < 5 || tally[fault.AuditCrosses] < 10 {
		t.Errorf("found %v", tally)
	}
	var text strings.Builder
	if err := report.AuditText(&text, a, fault.Chinese); err != nil || strings.Count(text.String(), "\n") > 100 {
		t.Errorf("%v, %d lines", err, strings.Count(text.String(), "\n"))
	}
}

// What is cut off is counted all the same, in every form.
func TestACutAuditSaysSo(t *testing.T) {
	c := village(territory.Unit{Code: "V3", Level: "grid", Parent: "V", Names: city.Names{ZH: "三格"}, Shape: plot(0, 4, 4, 1)})
	c.Limit = 1
	a := audited(t, c)
	var text, machine, places strings.Builder
	if err := errors.Join(report.AuditText(&text, a, fault.English), report.AuditJSON(&machine, a), report.AuditGeoJSON(&places, a)); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(text.String(), "4 faults") || !strings.Contains(text.String(), "audit_without_head: 2\n") || !strings.Contains(text.String(), "… and 1 more") {
		t.Errorf("wrote\n%s", text.String())
	}
	var body struct {
		Faults    int
		Truncated bool
		Kinds     []struct {
			Kind          string
			Total, Listed int
			M2            float64
		}
		Findings []map[string]any
	}
	if err := json.Unmarshal([]byte(machine.String()), &body); err != nil {
		t.Fatal(err)
	}
	if !body.Truncated || body.Faults != 4 || len(body.Findings) != 3 || len(body.Kinds) != 3 || body.Kinds[0].M2 < 37000 ||
		body.Kinds[2].Kind != "audit_without_head" || body.Kinds[2].Total != 2 || body.Kinds[2].Listed != 1 || body.Kinds[2].M2 != 0 {
		t.Errorf("%+v", body)
	}
	if body.Findings[0]["cells"] == nil || body.Findings[2]["cells"] != nil {
		t.Errorf("cells in %v", body.Findings)
	}
	if !json.Valid([]byte(places.String())) || !strings.Contains(places.String(), `"truncated":true`) {
		t.Errorf("wrote %.100s", places.String())
	}
}
