package api

import (
	"fmt"
	"testing"

	"sizhang/domain/fault"
	"sizhang/geo/geotest"
)

const ordersAt = "/api/v1/cities/" + cityOne + "/orders"

// ordered hands an order over and returns the issue's id.
func (w *issueTown) ordered(t *testing.T, outside string) string {
	t.Helper()
	body := fmt.Sprintf(`{"outside":%q,"category":"litter","text":"来电反映垃圾","crs":"wgs84","lng":116.405,"lat":39.905}`, outside)
	return pick(w.as(t, "hotline", exchange{ask: "POST " + ordersAt, body: body, status: 201}), "id").(string)
}

// A caller speaks where their order has gone, however often that was merged on, and for
// themselves alone: of several orders of one hotline each has its own answer.
func TestACallerSpeaksWhereTheirOrderHasGone(t *testing.T) {
	geotest.Reckons(t)
	w := newIssueTown(t)
	last := w.ordered(t, "c")
	w.move(1e9)
	middle := w.ordered(t, "b")
	w.move(1e9)
	first := w.ordered(t, "a")
	merge := func(id, into string) {
		t.Helper()
		w.act(t, "dispatcher", id, "merge", 200, map[string]any{"into": into, "reason": "同一件"})
	}
	merge(first, middle)
	merge(middle, last)
	w.act(t, "dispatcher", last, "file", 200, nil)
	w.act(t, "head", last, "claim", 200, nil)
	after := w.upload(t, "head", snapshotJPEG(9))
	w.act(t, "head", last, "finish", 200, map[string]any{"photos": []any{map[string]any{"id": after, "kind": "after"}}})
	w.act(t, "cadre", last, "pass", 200, onTheSpot)
	approve := func(outside, state string) {
		t.Helper()
		body := fmt.Sprintf(`{"command":%q,"answer":"approved"}`, newUUID())
		w.as(t, "hotline", exchange{ask: "POST " + ordersAt + "/" + outside + "/answer", body: body, status: 200, want: map[string]any{"state": state}})
	}
	w.as(t, "hotline", exchange{ask: "POST " + ordersAt + "/a/answer", body: `{"command":"1","answer":"approved"}`, status: 422, code: fault.CommandInvalid})
	approve("a", "asking")
	approve("c", "asking")
	approve("b", "closed")
}
