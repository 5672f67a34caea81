package api

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"sizhang/domain/fault"
	"sizhang/server/record"
)

// Holidays and make-up workdays are imported over HTTP, in force at once and on the
// record; nothing is written where a row is refused, or only looked at.
func TestTheCalendarOverHTTP(t *testing.T) {
	w := newWorkshop(t)
	w.settle(t)
	const all = "/api/v1/cities/" + cityOne + "/calendar"
	table := map[string]string{"Content-Type": csvType}
	imports := func() (list []record.Numbered) {
		t.Helper()
		page, _, err := w.record.Read(t.Context(), cityOne, record.Query{Kinds: []record.Kind{record.Imported}, Limit: 200})
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range page {
			if e.Object == "calendar" {
				list = append(list, e)
			}
		}
		return list
	}

	first := w.do(t, exchange{ask: "GET " + all, want: map[string]any{"year": float64(fixtureNow.Year()), "city": cityOne}})
	w.do(t, exchange{ask: "GET " + all + "?year=2031", want: map[string]any{"published": false, "days#": 0.0, "workdays": 261.0, "version": pick(first, "version")}})

	const good = "日期,类型,名称\n2031-10-01,放假,国庆节\n2031-10-04,上班,国庆节\n"
	report := map[string]any{"written": false, "added": 2.0, "report.read": 2.0, "report.refused": 0.0}
	w.do(t, exchange{ask: "POST " + all + "/import?dry_run=true", headers: table, body: good, want: report})
	bad := good + "2031-10-05,off,\n"
	w.do(t, exchange{ask: "POST " + all + "/import", headers: table, body: bad, status: 422,
		want: map[string]any{"written": false, "added": 0.0, "report.refused": 1.0, "report.findings.0.code": string(fault.CalendarKindUnknown), "report.findings.0.field": "kind"}})
	w.do(t, exchange{ask: "POST " + all + "/import", headers: table, status: 400, code: fault.BodyMissing})
	w.do(t, exchange{ask: "GET " + all + "?year=2031", want: map[string]any{"days#": 0.0, "version": pick(first, "version")}})
	if list := imports(); len(list) != 0 {
		t.Errorf("what was not done is on the record: %+v", list)
	}

	w.do(t, exchange{ask: "POST " + all + "/import?leave_out=true&file=2031.csv", headers: table, body: bad, want: map[string]any{"written": true, "number": 1.0, "added": 2.0, "report.omitted": 1.0}})
	after := w.do(t, exchange{ask: "GET " + all + "?year=2031",
		want: map[string]any{"published": true, "days#": 2.0, "workdays": 261.0, "days.0.kind": "holiday", "days.0.name": "国庆节", "days.1.date": "2031-10-04", "days.1.kind": "workday"}})
	if pick(after, "version") == pick(first, "version") {
		t.Error("another calendar has the same version: no clock would follow it")
	}
	sum := sha256.Sum256([]byte(bad))
	if list := imports(); len(list) != 1 || list[0].With["file"] != "2031.csv" || list[0].With["sha256"] != hex.EncodeToString(sum[:]) || list[0].Account == "" {
		t.Errorf("on the record is %+v", list)
	}
	w.do(t, exchange{ask: "POST " + all + "/import", headers: table, body: good, want: map[string]any{"written": false, "unchanged": 2.0}})
	w.do(t, exchange{ask: "GET " + all + "?year=1800", status: 422, code: fault.InvalidRequest, field: "year"})
	w.do(t, exchange{ask: "GET /api/v1/cities/999999/calendar", status: 404, code: fault.CityNotFound})
}

// That a draft is opened, what goes into it, and what becomes of it, is on the record with
// who did it and which file.
func TestDraftsAreOnTheRecord(t *testing.T) {
	w := newWorkshop(t)
	w.settle(t)
	w.open(t, "kept")
	const people = "person,name\np-77,周记\n\n"
	w.load(t, "kept", "people?file=people.csv", people, map[string]any{"taken": true})
	w.do(t, exchange{ask: "POST " + drafts + "/{kept}/rebase"})
	w.do(t, exchange{ask: "DELETE " + drafts + "/{kept}"})
	page, _, err := w.record.Read(t.Context(), cityOne, record.Query{Kinds: []record.Kind{record.DraftOpened, record.Imported, record.DraftRebased, record.DraftDropped}, Limit: 4})
	if err != nil || len(page) != 4 {
		t.Fatalf("%+v, %v", page, err)
	}
	if e := page[3]; e.Kind != record.DraftOpened || e.Object != "drafts" || e.With["note"] != "kept" || e.Account == "" {
		t.Errorf("the opening is on the record as %+v", e)
	}
	sum := sha256.Sum256([]byte(people))
	object := "draft/" + w.ids["kept"]
	if e := page[2]; e.Kind != record.Imported || e.Object != object || e.With["noun"] != "people" || e.With["file"] != "people.csv" || e.With["sha256"] != hex.EncodeToString(sum[:]) || e.Account == "" {
		t.Errorf("the import is on the record as %+v", e)
	}
	if page[1].Kind != record.DraftRebased || page[0].Kind != record.DraftDropped || page[0].Object != object || page[1].Object != object || page[0].Account == "" {
		t.Errorf("on the record are %+v", page)
	}
}
