package api

import (
	"slices"
	"strings"
	"testing"

	"sizhang/domain/access"
	"sizhang/domain/territory"
	"sizhang/geo/geotest"
	"sizhang/server/app"
)

// pushBorder opens a draft that takes the north of the south grid and gives it to the
// north one, and returns its id.
func (w *issueTown) pushBorder(t *testing.T) string {
	t.Helper()
	d, err := w.app.OpenDraft(t.Context(), cityOne, "")
	if err != nil {
		t.Fatal(err)
	}
	south := fixtureUnit(southCode, "grid", "南网格", westCode, square(116.40, 39.90, 116.41, 39.908))
	north := fixtureUnit(northCode, "grid", "北网格", westCode, square(116.40, 39.908, 116.41, 39.92))
	if _, err := w.app.AddUnits(t.Context(), cityOne, d.ID, []territory.Unit{south, north}, app.UnitsOptions{}, app.Source{}, app.Silent); err != nil {
		t.Fatal(err)
	}
	return d.ID
}

// Whoever may look at a draft sees how many open issues change hands, and is told which
// of them within their scope of issue.read.
func TestADraftMovesOpenIssues(t *testing.T) {
	geotest.Reckons(t)
	w := newIssueTown(t)
	planner := &access.Role{ID: "planner", Reach: access.Whole, Rights: []access.Right{access.TerritoryRead}}
	reader := &access.Role{ID: "reader", Reach: access.Below, Rights: []access.Right{access.IssueRead}}
	w.hire("planner", "", access.Holding{Role: planner})
	w.hire("planner who reads all", "", access.Holding{Role: planner}, access.Holding{Role: reader, Unit: countyCode})
	w.hire("planner who reads the north", "", access.Holding{Role: planner}, access.Holding{Role: reader, Unit: northCode})
	w.hire("planner of litter", "", access.Holding{Role: planner}, access.Holding{Role: &access.Role{ID: "d", Reach: access.Charged, Rights: reader.Rights}, Body: "office"})
	at := "/api/v1/cities/" + cityOne + "/drafts/" + w.pushBorder(t) + "/diff"

	quiet := w.as(t, "planner", exchange{status: 200, ask: "GET " + at, want: map[string]any{"changed": 2.0}})
	if _, told := quiet.(map[string]any)["issues"]; told {
		t.Error("no issue is open, and the comparison tells of issues")
	}
	file := func(who string, more map[string]any) string {
		return pick(w.as(t, who, exchange{ask: "POST " + issuesAt, body: reportOf(more), status: 201}), "id").(string)
	}
	file("head", nil) // stays in the south
	moved := []string{file("head", map[string]any{"lat": 39.9085}), file("head", map[string]any{"lat": 39.9092, "category": "twin"})}
	file("worker", map[string]any{"lat": 39.9175})
	file("east", map[string]any{"lng": 116.415})
	w.act(t, "dispatcher", file("head", map[string]any{"lat": 39.9088}), "order_closed", 200, map[string]any{"reason": "指挥部令"})
	litter := moved[:1:1]
	moved = slices.Clone(moved)
	slices.Sort(moved)

	for who, ids := range map[string][]string{"planner": nil, "planner who reads all": moved, "planner who reads the north": nil, "planner of litter": litter} {
		answer := w.as(t, who, exchange{status: 200, ask: "GET " + at, want: map[string]any{
			"issues.open": 5.0, "issues.moved": 2.0, "issues.moves.total": 1.0, "issues.units.total": 2.0,
			"issues.moves.items.0.level": "grid", "issues.moves.items.0.from.code": southCode, "issues.moves.items.0.to.code": northCode, "issues.moves.items.0.count": 2.0,
			"issues.units.items.0.unit.code": southCode, "issues.units.items.0.lost": 2.0, "issues.units.items.1.unit.code": northCode, "issues.units.items.1.gained": 2.0,
			"people.items.0.person": "p1", "people.items.0.ground.0.lost_issues": 2.0,
		}})
		var got []string
		for _, id := range pick(answer, "issues.moves.items.0.ids").([]any) {
			got = append(got, id.(string))
		}
		if !slices.Equal(got, ids) {
			t.Errorf("%s is told of %v, want %v", who, got, ids)
		}
		w.wantNamed(t, who, at, ids, moved)
	}
	for language, want := range map[string]string{
		"zh": "易手的未结问题（2 件，未结共 5 件）\n    网格 grid 南网格 " + southCode + " → 北网格 " + northCode + ": 2 件未结问题\n",
		"en": "Open issues that change hands (2 of 5 open)\n",
	} {
		text := w.text(t, "planner", at, language)
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

// wantNamed asks for the places and for the text: they name the ids and no other issue,
// and show a point that the reader may know.
func (w *issueTown) wantNamed(t *testing.T, who, at string, ids, all []string) {
	t.Helper()
	places := w.as(t, who, exchange{status: 200, ask: "GET " + at + "?format=geojson"})
	shown := 0
	for _, f := range pick(places, "features").([]any) {
		if pick(f, "properties.kind") != "issues" {
			continue
		}
		shown++
		lng, lat := pick(f, "geometry.coordinates.0"), pick(f, "geometry.coordinates.1").(float64)
		if pick(f, "properties.count") != 2.0 || len(pick(f, "properties.ids").([]any)) != len(ids) {
			t.Errorf("%s sees %v", who, f)
		}
		if ofIssue := lng == 116.405 && (lat == 39.9085 || lat == 39.9092); ofIssue != (ids != nil) || lat < 39.908 || lat > 39.91 {
			t.Errorf("%s sees the point %v, %v", who, lng, lat)
		}
	}
	if shown != 1 {
		t.Errorf("%s sees %d points of issues", who, shown)
	}
	text := w.text(t, who, at, "zh")
	for _, id := range all {
		if strings.Contains(text, id) != slices.Contains(ids, id) {
			t.Errorf("%s is told of %s: %v", who, id, !slices.Contains(ids, id))
		}
	}
}

// text asks for what is printed for people.
func (w *issueTown) text(t *testing.T, who, at, language string) string {
	t.Helper()
	headers := merged(w.people[who], map[string]string{"Accept-Language": language})
	return w.run(t, exchange{status: 200, ask: "GET " + at + "?format=text", headers: headers}).Body.String()
}
