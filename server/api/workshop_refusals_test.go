package api

import (
	"strings"
	"testing"

	"sizhang/domain/fault"
	"sizhang/domain/person"
	"sizhang/geo/geotest"
	"sizhang/server/accounts"
	"sizhang/server/app"
)

func TestRefusalsOfOperators(t *testing.T) {
	geotest.Reckons(t)
	w := newWorkshop(t)
	w.settle(t)
	w.split(t)
	w.open(t, "late")
	w.load(t, "late", "areas", "code,name,level,parent\n"+eastCode+",东新社区,community,"+countyCode+"\n", map[string]any{"changed": 1.0})
	w.open(t, "people")
	w.load(t, "people", "people", "person,name\np7,甲\n", map[string]any{"added": 1.0})
	w.open(t, "dropped")
	w.do(t, exchange{ask: "DELETE " + drafts + "/{dropped}", want: map[string]any{"state": "dropped"}})
	w.do(t, exchange{ask: "DELETE " + drafts + "/{dropped}"}) // again
	w.open(t, "empty")

	publish := func(draft, body string, status int, code fault.Code, field string) {
		t.Helper()
		w.do(t, exchange{ask: "POST " + drafts + "/{" + draft + "}/publish", body: body, status: status, code: code, field: field})
	}
	publish("empty", "", 422, fault.DraftEmpty, "draft")
	publish("people", `{"effective":"2026-01-01"}`, 422, fault.EffectiveUnused, "effective")
	publish("second", `{"effective":"2014-01-01"}`, 422, fault.EffectiveTooEarly, "effective")
	publish("second", `{"effective":"soon"}`, 422, fault.InstantInvalid, "effective")
	publish("second", `{"effect":"2026-01-01"}`, 422, fault.InvalidRequest, "effect")
	publish("second", "", 200, "", "")
	publish("second", `{"effective":"2026-01-02"}`, 409, fault.DraftPublished, "draft")
	publish("late", "", 409, fault.DraftOutdated, "draft")
	w.do(t, exchange{ask: "POST " + drafts + "/{late}/rebase", want: map[string]any{"findings#": 0.0}})
	w.do(t, exchange{ask: "GET " + drafts + "/{late}", want: map[string]any{"base": 2.0}})
	w.everywhere(t)
	w.handovers(t)

	for _, noun := range []string{"versions", "audit", "coverage", "coverage.svg"} {
		w.do(t, exchange{ask: "GET /api/v1/cities/999999/" + noun, status: 404, code: fault.CityNotFound})
		if noun != "versions" {
			w.do(t, exchange{ask: "GET /api/v1/cities/" + cityOne + "/" + noun + "?at=x", status: 422, code: fault.InstantInvalid, field: "at"})
		}
	}
	w.do(t, exchange{ask: "GET /api/v1/cities/999999/calendar", status: 404, code: fault.CityNotFound})
	days := map[string]string{"Content-Type": csvType}
	w.do(t, exchange{ask: "POST /api/v1/cities/" + cityOne + "/calendar/import", headers: days, status: 400, code: fault.BodyMissing})
	w.do(t, exchange{ask: "POST /api/v1/cities/999999/calendar/import", headers: days, body: "date,kind\n2031-10-01,holiday\n", status: 404, code: fault.CityWithoutProfile})
	const export = "GET /api/v1/cities/" + cityOne + "/export/"
	w.do(t, exchange{ask: export + "people?format=geojson", status: 422, code: fault.FormatUnfit, field: "format"})
	w.do(t, exchange{ask: export + "units?at=x", status: 422, code: fault.InstantInvalid, field: "at"})
	w.do(t, exchange{ask: export + "units?draft=none", status: 404, code: fault.DraftUnknown})
	w.do(t, exchange{ask: export + "units?draft={second}", status: 409, code: fault.DraftPublished})
	w.do(t, exchange{ask: export + "units?draft={dropped}", status: 409, code: fault.DraftDropped})
	w.do(t, exchange{ask: export + "moons", status: 422, code: fault.InvalidRequest, field: "noun"})
	w.do(t, exchange{ask: "GET /api/v1/cities/999999/export/units", status: 404, code: fault.CityWithoutProfile})
	if _, err := w.app.AddPeople(t.Context(), cityOne, w.ids["late"], []person.Person{{ID: "p8", Name: " 乙"}}, app.Source{}, app.Silent); err != nil {
		t.Fatal(err)
	}
	w.do(t, exchange{ask: export + "people?draft={late}", status: 422, code: fault.TextNotTabular})
	w.lacks(t, func(a about) bool { return a.tag == tagDrafts || a.tag == tagState || a.id == "handOver" })
}

// everywhere asks every operation on a draft for drafts that are not open, and
// every import for files that are not there.
func (w *workshop) everywhere(t *testing.T) {
	t.Helper()
	const bare = "/api/v1/cities/999999/drafts"
	w.ids["bare"] = pick(w.do(t, exchange{ask: "POST " + bare}), "id").(string)
	for _, r := range w.server.routes() {
		path, found := strings.CutPrefix(r.path, "/api/v1/cities/{city}/drafts/{id}")
		if !found {
			continue
		}
		if strings.HasPrefix(path, "/imports/") {
			path += "?"
			if len(r.about.uploads) > 0 && r.about.uploads[0] == geoJSONType {
				path += "crs=wgs84&"
				w.do(t, exchange{ask: "POST " + drafts + "/{late}" + path + "level=moon", body: "{}", status: 422, code: fault.LevelUnknown, field: "level"})
				path += "level=grid"
			}
			w.do(t, exchange{ask: "POST " + drafts + "/{late}" + path, status: 400, code: fault.BodyMissing})
		}
		body := ""
		if r.method == "POST" {
			body = "{}"
		}
		if strings.Contains(path, "/imports/profile") {
			body = fixtureYAML(t, cityOne)
		}
		for _, code := range r.about.problems {
			e := exchange{body: body, code: code, headers: map[string]string{"Content-Type": ""}}
			switch code {
			case fault.DraftUnknown:
				e.ask, e.status = drafts+"/none"+path, 404
			case fault.DraftPublished:
				e.ask, e.status = drafts+"/{second}"+path, 409
				if r.about.id == "publish" {
					continue
				}
			case fault.DraftDropped:
				e.ask, e.status = drafts+"/{dropped}"+path, 409
			case fault.CityWithoutProfile:
				e.ask, e.status = bare+"/{bare}"+path, 404
			case fault.InstantInvalid:
				if r.method != "GET" {
					continue
				}
				e.ask, e.status = drafts+"/{late}"+path+"?at=x", 422
			default:
				continue
			}
			e.ask = r.method + " " + e.ask
			w.do(t, e)
		}
	}
}

// handovers asks for handovers that cannot be.
func (w *workshop) handovers(t *testing.T) {
	t.Helper()
	refuse := func(unit, post, body string, status int, code fault.Code, field string) {
		t.Helper()
		post, query, _ := strings.Cut(post, "?")
		w.do(t, exchange{ask: "POST /api/v1/units/" + unit + "/posts/" + post + "/handover?" + query, body: body, status: status, code: code, field: field})
	}
	const head = "grid_head"
	ok := func(from, more string) string {
		return `{"person":"p5","name":"赵六","from":"` + from + `"` + more + `}`
	}
	refuse("1", head, ok("2026-02-01", ""), 404, fault.UnitNotFound, "code")
	refuse(southCode, "moon", ok("2026-02-01", ""), 422, fault.PostUnknown, "post")
	refuse(southCode, head, ok("soon", ""), 422, fault.InstantInvalid, "from")
	refuse(southCode, head, ok("2026-02-01", `,"until":"never"`), 422, fault.InstantInvalid, "until")
	refuse(southCode, head, `{"person":"p5","from":"2026-02-01"}`, 422, fault.ValueMissing, "name")
	refuse(southCode, head, `{"person":"p5","name":" 赵六","from":"2026-02-01"}`, 422, fault.InvalidRequest, "name")
	refuse(southCode, head, `{"name":"赵六"}`, 422, fault.InvalidRequest, "from")
	refuse(southCode, head, ok("2026-02-01", `,"vacate":true,"until":"2027-01-01"`), 422, fault.ValueUnexpected, "until")
	refuse(southCode, head, ok("2026-02-01", `,"deputy":true`), 422, fault.HandoverOpenDeputy, "until")
	refuse(southCode, head, `{"vacate":true,"from":"2026-02-01"}`, 409, fault.HandoverVacant, "from")
	refuse(southCode, head, ok("2026-03-01", ""), 200, "", "")
	refuse(southCode, head, `{"person":"p6","name":"孙八","from":"2026-03-01"}`, 422, fault.HandoverTooEarly, "from")
	refuse(southCode, head, `{"person":"p6","name":"孙八","from":"2026-02-01"}`, 409, fault.HandoverLater, "from")
	refuse(southCode, head, ok("2026-04-01", ""), 409, fault.HandoverSamePerson, "person")
	refuse(oldCode, head, ok("2026-04-01", ""), 409, fault.UnitEnded, "unit")
	refuse(northCode, head, ok("2026-01-05", ""), 409, fault.UnitUnborn, "from")
	w.clerks(t)
	const other = "POST /api/v1/cities/" + cityTwo + "/drafts"
	w.ids["other"] = pick(w.do(t, exchange{ask: other}), "id").(string)
	w.do(t, exchange{ask: other + "/{other}/imports/profile", headers: map[string]string{"Content-Type": yamlType}, body: fixtureYAML(t, cityTwo)})
	w.do(t, exchange{ask: other + "/{other}/imports/areas", headers: map[string]string{"Content-Type": csvType}, body: "code,name,level\n" + countyCode + ",同码,county\n"})
	w.do(t, exchange{ask: other + "/{other}/publish"})
	// Of two cities with the code, one's own is meant; there is no other.
	refuse(countyCode, "principal_leader", ok("2026-04-01", ""), 200, "", "")
	refuse(countyCode, "principal_leader?city="+cityTwo, ok("2026-04-01", ""), 404, fault.CityNotFound, "city")
	w.do(t, exchange{ask: "POST /api/v1/units/" + countyCode + "/posts/principal_leader/handover?city=" + cityTwo, headers: w.admin(t, cityTwo), body: ok("2026-04-01", "")})
	w.do(t, exchange{ask: "POST /api/v1/units/" + southCode + "/posts/grid_head/handover?city=999999", body: ok("2026-04-01", ""), status: 404, code: fault.CityNotFound, field: "city"})
}

// clerks hand posts over, and would hand them to themselves: whoever has not all
// that a post brings gives it to nobody. To end a term they need not have it.
func (w *workshop) clerks(t *testing.T) {
	t.Helper()
	_, clerk := w.signUp(t, accounts.NewAccount{Login: "clerk", Grants: []accounts.Grant{{Role: "clerk", Unit: northCode}}})
	_, cadre := w.signUp(t, accounts.NewAccount{Login: "cadre", Grants: []accounts.Grant{{Role: "cadre", Unit: northCode}}})
	const handover = "POST /api/v1/units/" + northCode + "/posts/grid_head/handover"
	body := `{"person":"p9","name":"孙八","from":"2026-05-01"}`
	w.do(t, exchange{ask: handover, headers: clerk, body: body, status: 403, code: fault.RightInsufficient, field: "post"})
	w.do(t, exchange{ask: "POST /api/v1/units/" + northCode + "/posts/moon/handover", headers: clerk, body: body, status: 422, code: fault.PostUnknown, field: "post"})
	w.do(t, exchange{ask: handover, headers: cadre, body: body})
	w.do(t, exchange{ask: handover, headers: clerk, body: `{"vacate":true,"from":"2026-05-02"}`})
}
