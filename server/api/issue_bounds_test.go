package api

import (
	"strings"
	"testing"

	"sizhang/geo/geotest"
)

// What is written is bounded and can be printed, whoever writes it.
func TestWhatIsWrittenIsBounded(t *testing.T) {
	geotest.Reckons(t)
	w := newIssueTown(t)
	id := pick(w.as(t, "head", exchange{ask: "POST " + issuesAt, body: reportOf(nil), status: 201}), "id").(string)
	refused := func(answer any, code, field string) {
		t.Helper()
		if got := pick(answer, "code"); got != code {
			t.Errorf("%v", answer)
		}
		if got := pick(answer, "field"); got != field && pick(answer, "errors.0.field") != field {
			t.Errorf("%s is at fault in %v", field, answer)
		}
	}
	for _, c := range []string{"\x00", "\x1b", "\r", "\u0085"} {
		refused(w.act(t, "head", id, "comment", 422, map[string]any{"reason": "甲" + c}), "text_unprintable", "reason")
		refused(w.act(t, "dispatcher", id, "order_closed", 422, map[string]any{"reason": "令", "document": "1" + c}), "text_unprintable", "document")
		w.as(t, "head", exchange{ask: "POST " + issuesAt, body: reportOf(map[string]any{"text": "甲" + c}), status: 422, code: "text_unprintable", field: "text"})
		w.as(t, "head", exchange{ask: "POST " + issuesAt, body: reportOf(map[string]any{"address": "甲" + c}), status: 422, code: "text_unprintable", field: "address"})
		for _, field := range []string{"text", "address", "name", "contact"} {
			w.run(t, exchange{ask: "POST " + reportsAt, body: reportOf(map[string]any{field: "甲" + c}), status: 422, code: "text_unprintable", field: field})
		}
	}
	w.act(t, "head", id, "comment", 200, map[string]any{"reason": "甲\n\t乙"})
	whistle := func(status int, bodies ...string) any {
		t.Helper()
		return w.act(t, "dispatcher", id, "whistle", status, map[string]any{"reason": "请来", "until": "2026-01-16T10:00:00+08:00", "bodies": bodies})
	}
	whistle(422, strings.Repeat("a", 101))
	whistle(422, make([]string, 51)...)
	if called := whistle(200, "office"); pick(called, "joint.calls.0.arrived") != nil || pick(called, "joint.calls.0.metres") != nil {
		t.Errorf("nobody came yet: %v", pick(called, "joint"))
	}
	w.act(t, "head", id, "comment", 422, map[string]any{"reason": "甲", "seq": 1})
}
