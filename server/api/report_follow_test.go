package api

import (
	"net/http"
	"testing"

	"sizhang/geo/geotest"
)

// Whoever reported is told why it was voided, and not what staff remarked afterwards.
func TestWhyAReportWasVoided(t *testing.T) {
	geotest.Reckons(t)
	w := newIssueTown(t)
	answer := w.snapshot("198.51.100.7:1", formPart{"report", []byte(reportOf(map[string]any{"id": nil, "accuracy_m": nil}))})
	if answer.Code != http.StatusCreated {
		t.Fatalf("%d %s", answer.Code, answer.Body)
	}
	receipt := decode(t, answer)
	number, key := pick(receipt, "number").(string), map[string]string{"X-Report-Key": pick(receipt, "key").(string)}
	i, err := w.issues.ByNumber(t.Context(), cityOne, number)
	if err != nil {
		t.Fatal(err)
	}
	w.act(t, "dispatcher", i.ID, "void", 200, map[string]any{"reason": "不在本市管辖"})
	w.act(t, "dispatcher", i.ID, "comment", 200, map[string]any{"reason": "此人多次来电，不必理会"})
	w.run(t, exchange{ask: "GET " + reportsAt + "/" + number, headers: key, status: 200, want: map[string]any{"state": "void", "reason": "不在本市管辖"}})
}
