package api

import (
	"testing"
	"time"

	"sizhang/domain/access"
	"sizhang/domain/city"
	"sizhang/domain/issue"
	"sizhang/geo/geotest"
	"sizhang/server/accounts"
	"sizhang/server/session"
)

// What a citizen reported goes on under its own number when it becomes part of another
// issue; nothing becomes part of an issue that one may not read.
func TestMergedReportsAreFollowed(t *testing.T) {
	geotest.Reckons(t)
	w := newIssueTown(t)
	receipt := func(address string) (number, id string, key map[string]string) {
		t.Helper()
		r := decode(t, w.snapshot(address, formPart{"report", []byte(reportOf(map[string]any{"id": nil}))}))
		number = pick(r, "number").(string)
		i, err := w.issues.ByNumber(t.Context(), cityOne, number)
		if err != nil {
			t.Fatal(err)
		}
		return number, i.ID, map[string]string{"X-Report-Key": pick(r, "key").(string)}
	}
	_, whole, _ := receipt("192.0.2.20:1")
	w.move(time.Minute)
	number, part, key := receipt("192.0.2.21:1")
	w.as(t, "cadre", exchange{ask: "GET " + issuesAt + "/" + part + "/duplicates", status: 200, want: map[string]any{"issues#": 1.0, "issues.0.id": whole}})

	beyond := pick(w.as(t, "east", exchange{ask: "POST " + issuesAt, body: reportOf(map[string]any{"lng": 116.415}), status: 201}), "id").(string)
	refused := w.act(t, "cadre", part, "merge", 422, map[string]any{"into": beyond, "reason": "同一件"})
	if pick(refused, "code") != "merge_into_missing" || pick(refused, "errors.0.field") != "into" {
		t.Errorf("%v", refused)
	}
	w.act(t, "cadre", part, "merge", 200, map[string]any{"into": whole, "reason": "同一件"})
	follow := func(want map[string]any) {
		t.Helper()
		w.run(t, exchange{ask: "GET " + reportsAt + "/" + number, headers: key, status: 200, want: want})
	}
	follow(map[string]any{"number": number, "state": "reported", "open": true})
	w.act(t, "dispatcher", whole, "file", 200, nil)
	follow(map[string]any{"number": number, "state": "dispatched", "with": "南网格网格长"})
	w.act(t, "head", whole, "claim", 200, nil)
	after := w.upload(t, "head", snapshotJPEG(6))
	w.act(t, "head", whole, "finish", 200, map[string]any{"photos": []any{map[string]any{"id": after, "kind": "after"}}})
	w.act(t, "cadre", whole, "pass", 200, onTheSpot)
	follow(map[string]any{"asked": true, "photos#": 1.0})
	w.run(t, exchange{ask: "POST " + reportsAt + "/" + number + "/answer", headers: key, body: `{"answer":"objected","reason":"没有清完"}`, status: 200,
		want: map[string]any{"number": number, "state": "rework", "asked": false}})
}

// Who holds several roles acts by the one that fits: what they name, then in whose
// hands it is, then the nearest.
func TestTheNearestHoldingActs(t *testing.T) {
	geotest.Reckons(t)
	w := newIssueTown(t)
	head, office, chief := defaultRole(city.HeadRole), defaultRole("department"), defaultRole(city.AdminRole)
	who := session.Signed{
		Actor: access.Actor{City: cityOne, Account: "a", Person: "p1", Holdings: []access.Holding{
			{Role: chief}, {Role: office, Body: "water"}, {Role: head, Unit: countyCode}, {Role: office, Body: "office"}, {Role: head, Unit: southCode},
		}},
		Account: accounts.Account{Name: "张三"},
	}
	o := access.Object{City: cityOne, Units: []string{southCode, westCode, countyCode}, Bodies: []string{"office", "water"}}
	for _, c := range []struct {
		name  string
		right access.Right
		hands issue.Hands
		body  string
		want  issue.By
	}{
		{"the nearest", access.IssueHandle, issue.Hands{}, "", issue.By{Unit: southCode, Post: "grid_head"}},
		{"the hands", access.IssueHandle, issue.Hands{Body: "office"}, "", issue.By{Body: "office"}},
		{"the hands of the county", access.IssueHandle, issue.Hands{Unit: countyCode}, "", issue.By{Unit: countyCode}},
		{"what is named", access.IssueHandle, issue.Hands{Unit: southCode}, "water", issue.By{Body: "water"}},
		{"who alone may", access.IssueClose, issue.Hands{Unit: southCode}, "", issue.By{}},
	} {
		c.want.Kind, c.want.Account, c.want.Person, c.want.Name = issue.ByStaff, "a", "p1", "张三"
		if got := w.server.actingAs(who, c.right, o, c.hands, c.body); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}
