package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"sizhang/geo/geotest"
)

var onTheSpot = map[string]any{"position": map[string]any{"crs": "wgs84", "lng": 116.405, "lat": 39.905, "accuracy_m": 5}, "reason": "看过"}

// A citizen's snapshot goes all the way: claimed by the head of the grid, fixed with a
// photo, failed at the check and done again, objected to, done once more, approved and
// struck off the list. Whoever is concerned sees it, others do not.
func TestFromASnapshotUntilItIsStruckOff(t *testing.T) {
	w := newIssueTown(t)
	filed := w.snapshot("192.0.2.7:1000",
		formPart{"report", []byte(reportOf(map[string]any{"name": "王女士", "contact": "13800001234", "id": nil}))}, formPart{"photo", snapshotJPEG(1)}, formPart{"photo", snapshotJPEG(2)})
	if filed.Code != http.StatusCreated {
		t.Fatalf("%d %s", filed.Code, filed.Body)
	}
	receipt := decode(t, filed)
	number, key := pick(receipt, "number").(string), map[string]string{"X-Report-Key": pick(receipt, "key").(string)}
	if pick(receipt, "follow") != reportsAt+"/"+number {
		t.Errorf("%v", receipt)
	}
	follow := func(want map[string]any) any {
		t.Helper()
		return decode(t, w.run(t, exchange{ask: "GET " + reportsAt + "/" + number, headers: key, status: 200, want: want}))
	}
	follow(map[string]any{"state": "reported", "open": true, "asked": false, "text": "路口垃圾桶满溢", "category": "暴露垃圾", "photos#": 0.0})

	list := w.as(t, "head", exchange{ask: "GET " + issuesAt + "?open=true", status: 200, want: map[string]any{"issues#": 1.0, "issues.0.number": number, "issues.0.source": "citizen", "next": nil}})
	id := pick(list, "issues.0.id").(string)
	at := issuesAt + "/" + id
	for who, sees := range map[string]int{"head": 200, "cadre": 200, "dispatcher": 200, "office": 200, "leader": 200, "east": 404, "worker": 404} {
		w.as(t, who, exchange{ask: "GET " + at, status: sees})
		n := float64(sees%404) / 200
		w.as(t, who, exchange{ask: "GET " + issuesAt, status: 200, want: map[string]any{"issues#": n}})
		w.as(t, who, exchange{ask: "GET " + issuesAt + "/summary", status: 200, want: map[string]any{"count": n}})
		w.as(t, who, exchange{ask: "GET /api/v1/cells/8b31aa428211fff/issues", status: 200, want: map[string]any{"issues#": n, "outstanding": 1.0}})
	}
	whole := w.as(t, "dispatcher", exchange{ask: "GET " + at, status: 200, want: map[string]any{
		"reporters.0.kind": "citizen", "reporters.0.contact": "138****1234", "reporters.0.name": "王女士", "pictures#": 2.0, "history.0.zh": "上报", "history.0.en": "Report",
	}})
	if text := fmt.Sprint(whole); strings.Contains(text, "13800001234") {
		t.Errorf("the contact is shown: %s", text)
	}
	w.as(t, "dispatcher", exchange{ask: "GET " + at + "?contact=whole", status: 200, want: map[string]any{"reporters.0.contact": "13800001234"}})
	if shown := w.record.of(cityOne, "phone_shown"); len(shown) != 1 || shown[0].Object != "issue/"+id {
		t.Errorf("on the record: %+v", shown)
	}
	w.as(t, "office", exchange{ask: "GET " + at + "?contact=whole", status: 403})

	// Taken in and dispatched to the head of the grid, by the rules.
	if offered := pick(w.as(t, "dispatcher", exchange{ask: "GET " + at, status: 200}), "choices"); !strings.Contains(fmt.Sprint(offered), "action:file") {
		t.Fatalf("choices %v", offered)
	}
	w.act(t, "head", id, "file", 403, nil)
	w.act(t, "dispatcher", id, "finish", 403, nil)
	body := w.act(t, "dispatcher", id, "file", 200, nil)
	if pick(body, "state") != "dispatched" || pick(body, "hands.unit") != southCode || pick(body, "hands.name") != "张三" || pick(body, "hands.post_name") != "网格长" {
		t.Fatalf("%v", body)
	}
	follow(map[string]any{"state": "dispatched", "with": "南网格网格长"})
	w.move(time.Hour)
	w.act(t, "head", id, "claim", 200, nil)
	w.act(t, "head", id, "claim", 200, nil) // taken over by the same
	refused := w.act(t, "head", id, "finish", 422, nil)
	if pick(refused, "code") != "photos_too_few" || pick(refused, "errors.0.field") != "photos" {
		t.Errorf("%v", refused)
	}
	finish := func(shade uint8) {
		t.Helper()
		w.move(time.Hour)
		after := w.upload(t, "head", snapshotJPEG(shade))
		if body := w.act(t, "head", id, "finish", 200, map[string]any{"photos": []any{map[string]any{"id": after, "kind": "after"}}}); pick(body, "state") != "checking" {
			t.Fatalf("%v", body)
		}
		w.move(30 * time.Minute)
	}
	finish(3)
	w.act(t, "head", id, "pass", 409, onTheSpot) // nobody checks what they did themselves
	far := map[string]any{"position": map[string]any{"crs": "wgs84", "lng": 116.415, "lat": 39.905}}
	if refused := w.act(t, "cadre", id, "pass", 422, far); pick(refused, "code") != "too_far" || pick(refused, "errors.0.field") != "position" {
		t.Errorf("%v", refused)
	}
	if body := w.act(t, "cadre", id, "fail", 200, onTheSpot); pick(body, "state") != "rework" || pick(body, "tally.reworks") != 1.0 {
		t.Fatalf("%v", body)
	}
	finish(4)
	if body := w.act(t, "cadre", id, "pass", 200, onTheSpot); pick(body, "state") != "asking" {
		t.Fatalf("%v", body)
	}

	// The citizen has the word.
	answer := func(said string, status int, want map[string]any) {
		t.Helper()
		w.run(t, exchange{ask: "POST " + reportsAt + "/" + number + "/answer", headers: key, body: said, status: status, want: want})
	}
	told := follow(map[string]any{"state": "asking", "asked": true, "photos#": 2.0})
	photo := ask(w.server, "GET", pick(told, "photos.0").(string), key, "")
	if photo.Code != 200 || photo.Header().Get("Content-Type") != jpegType || photo.Body.Len() == 0 {
		t.Errorf("a photo of what was done: %d", photo.Code)
	}
	before := strings.Split(pick(whole, "pictures.0.url").(string), "/photos/")[1]
	if answer := ask(w.server, "GET", reportsAt+"/"+number+"/photos/"+before, key, ""); answer.Code != 404 {
		t.Errorf("another photo: %d", answer.Code)
	}
	answer(`{"answer":"objected"}`, 422, map[string]any{"code": "reason_missing", "errors.0.field": "reason"})
	answer(`{"answer":"objected","reason":"垃圾还在"}`, 200, map[string]any{"state": "rework", "asked": false})
	answer(`{"answer":"approved"}`, 409, map[string]any{"code": "action_impossible"})
	finish(5)
	w.act(t, "cadre", id, "pass", 200, onTheSpot)
	answer(`{"answer":"approved"}`, 200, map[string]any{"state": "closed", "answer": "approved", "open": false})
	w.move(time.Hour)
	w.act(t, "cadre", id, "strike", 403, nil)
	body = w.act(t, "dispatcher", id, "strike", 200, nil)
	if pick(body, "state") != "struck" || pick(body, "choices") == nil {
		t.Fatalf("%v", body)
	}
	for _, place := range []string{"moments.found", "moments.claimed", "moments.fixed", "moments.announced", "moments.answered", "moments.claim_s", "moments.whole_s"} {
		if pick(body, place) == nil {
			t.Errorf("%s is not known: %v", place, pick(body, "moments"))
		}
	}
	if got := pick(body, "moments.claim_s"); got != 3600.0 {
		t.Errorf("found to claimed: %v", got)
	}
	w.as(t, "head", exchange{ask: "GET " + issuesAt + "?open=true", status: 200, want: map[string]any{"issues#": 0.0}})
	w.as(t, "head", exchange{ask: "GET /api/v1/cells/8b31aa428211fff/issues", status: 200, want: map[string]any{"issues#": 0.0, "outstanding": 0.0}})
	if text := fmt.Sprint(told); strings.Contains(text, "张三") || strings.Contains(text, "p1") {
		t.Errorf("a citizen is told who: %s", text)
	}
}

// The hands say that it is not theirs, and it goes to others.
func TestAnIssueIsBouncedAndDispatchedAnew(t *testing.T) {
	w := newIssueTown(t)
	made := w.as(t, "head", exchange{ask: "POST " + issuesAt, body: reportOf(nil), status: 201, want: map[string]any{"state": "dispatched", "source": "head", "hands.unit": southCode}})
	id := pick(made, "id").(string)
	w.act(t, "worker", id, "bounce", 404, map[string]any{"reason": "不是我的"})
	if refused := w.act(t, "head", id, "bounce", 422, nil); pick(refused, "code") != "reason_missing" || pick(refused, "errors.0.field") != "reason" {
		t.Errorf("%v", refused)
	}
	if body := w.act(t, "head", id, "bounce", 200, map[string]any{"reason": "应由城管局处置"}); pick(body, "state") != "returned" || pick(body, "tally.bounces") != 1.0 {
		t.Fatalf("%v", body)
	}
	refused := w.act(t, "head", id, "claim", 409, nil)
	if pick(refused, "code") != "action_impossible" || !strings.Contains(pick(refused, "detail").(string), "dispatch") {
		t.Errorf("what is possible is not told: %v", refused)
	}
	body := w.act(t, "dispatcher", id, "dispatch", 200, map[string]any{"to": map[string]any{"body": "office"}})
	if pick(body, "hands.body") != "office" || pick(body, "hands.body_name") != "城管局" {
		t.Fatalf("%v", body)
	}
	w.act(t, "head", id, "claim", 409, nil) // not in their hands any more
	body = w.act(t, "office", id, "claim", 200, nil)
	events := pick(body, "history").([]any)
	if last := events[len(events)-1]; pick(last, "by.body") != "office" || pick(last, "zh") != "认领" {
		t.Errorf("the last event %v", last)
	}
}

// The same command is done once, however often it is sent; another one under its id is
// refused.
func TestACommandIsDoneOnce(t *testing.T) {
	w := newIssueTown(t)
	id := pick(w.as(t, "head", exchange{ask: "POST " + issuesAt, body: reportOf(nil), status: 201}), "id").(string)
	command := newUUID()
	send := func(action, reason string, status int) any {
		return w.as(t, "head", exchange{ask: "POST " + issuesAt + "/" + id + "/actions", body: fmt.Sprintf(`{"command":%q,"action":%q,"reason":%q}`, command, action, reason), status: status})
	}
	made := command
	command = "1"
	if refused := send("comment", "看过", 422); pick(refused, "code") != "command_invalid" || pick(refused, "errors.0.field") != "command" {
		t.Errorf("a command that is no UUID: %v", refused)
	}
	command = made
	first := send("comment", "看过", 200)
	again := send("comment", "看过", 200)
	if pick(first, "seq") != pick(again, "seq") || len(pick(again, "history").([]any)) != len(pick(first, "history").([]any)) {
		t.Errorf("done twice: %v, %v", pick(first, "seq"), pick(again, "seq"))
	}
	for _, other := range [][2]string{{"bounce", "看过"}, {"comment", "没看过"}} {
		if refused := send(other[0], other[1], 409); pick(refused, "code") != "command_reused" || pick(refused, "errors.0.field") != "command" {
			t.Errorf("%s, %s: %v", other[0], other[1], refused)
		}
	}
}

// A report that is sent again is the same; the same id with anything else is refused.
// One from beyond one's ground is taken in, and not seen again.
func TestAReportIsFiledOnce(t *testing.T) {
	w := newIssueTown(t)
	report := reportOf(map[string]any{"lat": 39.915})
	first := w.as(t, "head", exchange{ask: "POST " + issuesAt, body: report, status: 201})
	again := w.as(t, "head", exchange{ask: "POST " + issuesAt, body: report, status: 200})
	if pick(first, "number") != pick(again, "number") || pick(first, "number") == "" {
		t.Errorf("%v, %v", first, again)
	}
	w.as(t, "head", exchange{ask: "GET " + issuesAt + "/" + pick(first, "id").(string), status: 404, code: "issue_not_found"})
	w.as(t, "worker", exchange{ask: "GET " + issuesAt + "/" + pick(first, "id").(string), status: 200})
	w.as(t, "head", exchange{ask: "POST " + issuesAt, body: strings.Replace(report, "满溢", "已空", 1), status: 409, code: "issue_exists", field: "id"})
	w.as(t, "cadre", exchange{ask: "POST " + issuesAt, body: report, status: 409, code: "issue_exists", field: "id"})
	if n := w.issues.Board(cityOne).Len(); n != 1 {
		t.Errorf("%d issues", n)
	}
}

// What is outstanding stands beside every answer about duty, and for nobody but a
// number.
func TestOutstandingBesideDuty(t *testing.T) {
	w := newIssueTown(t)
	count := func(n float64) {
		t.Helper()
		w.run(t, exchange{ask: "GET /api/v1/duty?" + south, status: 200, want: map[string]any{"outstanding": n, "units.0.code": southCode}})
		w.run(t, exchange{ask: "GET /api/v1/cells/8b31aa428211fff", status: 200, want: map[string]any{"outstanding": n}})
		w.run(t, exchange{ask: "GET /api/v1/cells/8631aa42fffffff", status: 200, want: map[string]any{"outstanding": n}})
		w.run(t, exchange{ask: "POST /api/v1/duty/batch", body: `{"points":[[116.405,39.905],[116.415,39.905],[0,0]]}`, status: 200,
			want: map[string]any{"results.0.outstanding": n, "results.1.outstanding": 0.0}})
	}
	count(0)
	id := pick(w.as(t, "head", exchange{ask: "POST " + issuesAt, body: reportOf(nil), status: 201}), "id").(string)
	count(1)
	w.as(t, "head", exchange{ask: "POST " + issuesAt, body: reportOf(nil), status: 201})
	count(2)
	w.act(t, "dispatcher", id, "order_closed", 200, map[string]any{"reason": "指挥部令", "document": "试指〔2026〕1号"})
	count(1)
	for _, question := range []string{"GET /api/v1/duty?" + south + "&at=2026-01-15", "GET /api/v1/cells/8b31aa428211fff?at=2026-01-15"} {
		if got := pick(decode(t, w.run(t, exchange{ask: question, status: 200})), "outstanding"); !strings.HasPrefix(fmt.Sprint(got), "no ") {
			t.Errorf("%s says %v", question, got)
		}
	}
}

// An order of the hotline is one issue, wherever it lies, and the caller has the word.
func TestAnOrderOfTheHotline(t *testing.T) {
	geotest.Reckons(t)
	w := newIssueTown(t)
	const orders = "/api/v1/cities/" + cityOne + "/orders"
	order := func(more map[string]any) string {
		o := map[string]any{"outside": "12345-1", "category_name": "暴露垃圾", "text": "来电反映垃圾", "name": "李先生", "phone": "13900005678", "crs": "gcj02", "lng": 116.411245, "lat": 39.906404}
		for name, value := range more {
			if o[name] = value; value == nil {
				delete(o, name)
			}
		}
		text, _ := json.Marshal(o)
		return string(text)
	}
	first := w.as(t, "hotline", exchange{ask: "POST " + orders, body: order(nil), status: 201, want: map[string]any{"outside": "12345-1", "open": true, "disputed": false}})
	w.as(t, "hotline", exchange{ask: "POST " + orders, body: order(nil), status: 200, want: map[string]any{"id": pick(first, "id"), "number": pick(first, "number")}})
	w.as(t, "hotline", exchange{ask: "POST " + orders, body: order(map[string]any{"text": "另一件", "category_name": "不存在"}), status: 200, want: map[string]any{"id": pick(first, "id")}})
	taken := w.as(t, "agency", exchange{ask: "POST " + orders, body: order(nil), status: 409, code: "outside_taken", field: "outside"})
	if told := fmt.Sprint(taken); strings.Contains(told, pick(first, "number").(string)) || strings.Contains(told, pick(first, "id").(string)) {
		t.Errorf("another account is told which issue it is: %v", taken)
	}
	if made := uuid.NewSHA1(uuid.MustParse("6f1d3c5a-6a0e-5b8e-9d53-0c1a7c2b1234"), []byte(cityOne+"/12345-1")).String(); pick(first, "id") == made || uuid.MustParse(pick(first, "id").(string)).Version() != 4 {
		t.Errorf("the order's id %v is made of its number", pick(first, "id"))
	}
	w.as(t, "head", exchange{ask: "POST " + orders, body: order(map[string]any{"outside": "2"}), status: 403, code: "right_missing"})
	w.as(t, "hotline", exchange{ask: "POST " + issuesAt, body: reportOf(nil), status: 403, code: "right_missing"})
	w.as(t, "hotline", exchange{ask: "POST " + orders, body: order(map[string]any{"outside": "2", "text": "响铃\a"}), status: 422, code: "text_unprintable", field: "text"})
	w.as(t, "hotline", exchange{ask: "POST " + orders, body: order(map[string]any{"outside": "2", "category_name": "不存在"}), status: 422, code: "category_unknown", field: "category_name"})
	w.as(t, "hotline", exchange{ask: "POST " + orders, body: order(map[string]any{"outside": "2", "category_name": "排水"}), status: 422, code: "category_ambiguous", field: "category_name"})
	w.as(t, "hotline", exchange{ask: "POST " + orders, body: order(map[string]any{"outside": "2", "crs": nil}), status: 422, code: "crs_missing", field: "crs"})
	nowhere := map[string]any{"outside": "2", "crs": nil, "lng": nil, "lat": nil}
	w.as(t, "hotline", exchange{ask: "POST " + orders, body: order(nowhere), status: 422, code: "order_place_missing", field: "lng"})
	nowhere["unit"] = "1"
	w.as(t, "hotline", exchange{ask: "POST " + orders, body: order(nowhere), status: 404, code: "unit_not_found", field: "unit"})
	nowhere["unit"] = groupCode
	w.as(t, "hotline", exchange{ask: "POST " + orders, body: order(nowhere), status: 422, code: "unit_without_shape", field: "unit"})
	nowhere["unit"] = southCode
	w.as(t, "hotline", exchange{ask: "POST " + orders, body: order(nowhere), status: 201})

	w.as(t, "hotline", exchange{ask: "GET " + orders + "/12345-1", status: 200, want: map[string]any{"state": pick(first, "state")}})
	w.as(t, "dispatcher", exchange{ask: "GET " + orders + "/12345-1", status: 403, code: "right_missing"})
	w.as(t, "agency", exchange{ask: "GET " + orders + "/12345-1", status: 404, code: "order_not_found"})
	w.as(t, "hotline", exchange{ask: "GET " + orders + "/nothing", status: 404, code: "order_not_found"})

	w.as(t, "dispatcher", exchange{ask: "GET " + issuesAt + "?q=12345-1", status: 200, want: map[string]any{"issues#": 1.0, "issues.0.number": pick(first, "number"), "issues.0.outside": "12345-1"}})

	id := pick(first, "id").(string)
	w.act(t, "dispatcher", id, "file", 200, nil)
	w.act(t, "head", id, "claim", 200, nil)
	after := w.upload(t, "head", snapshotJPEG(9))
	w.act(t, "head", id, "finish", 200, map[string]any{"photos": []any{map[string]any{"id": after, "kind": "after"}}})
	w.act(t, "cadre", id, "pass", 200, onTheSpot)
	said := func(who, answer string, status int) any {
		t.Helper()
		return w.as(t, who, exchange{ask: "POST " + orders + "/12345-1/answer", body: fmt.Sprintf(`{"command":%q,"answer":%q}`, newUUID(), answer), status: status})
	}
	said("dispatcher", "approved", 403)
	said("agency", "approved", 404)
	if refused := said("hotline", "objected", 422); pick(refused, "code") != "reason_missing" {
		t.Errorf("%v", refused)
	}
	if body := said("hotline", "approved", 200); pick(body, "state") != "closed" {
		t.Errorf("%v", body)
	}
	// What stands for the hotline is no key that a stranger has.
	for _, key := range []string{"", "12345-1", id, "a-hotline"} {
		if answer := ask(w.server, "GET", reportsAt+"/"+pick(first, "number").(string), map[string]string{"X-Report-Key": key}, ""); answer.Code != 404 {
			t.Errorf("a stranger with %q: %d", key, answer.Code)
		}
	}
}
