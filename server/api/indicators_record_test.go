package api

import (
	"fmt"
	"testing"

	"sizhang/domain/fault"
	"sizhang/geo/geotest"
	"sizhang/server/record"
)

// Figures of people by name that go out as a file are on the record first; what cannot
// be recorded is not handed out. Other figures are on no record.
func TestFiguresOfPeopleAreOnTheRecord(t *testing.T) {
	geotest.Reckons(t)
	w := newIssueTown(t)
	w.as(t, "head", exchange{ask: "POST " + issuesAt, body: reportOf(nil), status: 201})
	exported := func() []record.Entry { return w.record.of(cityOne, record.Exported) }
	for _, query := range []string{"?by=head", "?by=person&format=text", "?by=unit&format=csv", "?format=xlsx", "?by=department&format=svg"} {
		w.run(t, exchange{ask: "GET " + indicatorsAt + query, status: 200, headers: w.people["dispatcher"]})
		if list := exported(); len(list) != 0 {
			t.Errorf("%s is on the record: %+v", query, list)
		}
	}
	n := 0
	for _, group := range []string{"head", "person"} {
		for _, format := range []string{"csv", "xlsx", "svg"} {
			query := fmt.Sprintf("?by=%s&format=%s", group, format)
			w.run(t, exchange{ask: "GET " + indicatorsAt + query, status: 200, headers: w.people["dispatcher"]})
			list := exported()
			if n++; len(list) != n {
				t.Fatalf("%s is not on the record: %+v", query, list)
			}
			e := list[n-1]
			if e.Object != "city/"+cityOne || e.Account == "" || e.With["noun"] != "indicators" || e.With["group"] != group || e.With["format"] != format {
				t.Errorf("%s is on the record as %+v", query, e)
			}
		}
	}
	w.run(t, exchange{ask: "GET " + indicatorsAt + "?by=head", status: 200, headers: merged(w.people["dispatcher"], map[string]string{"Accept": csvType})})
	if list := exported(); len(list) != n+1 {
		t.Errorf("a file by Accept is not on the record: %+v", list)
	}
	w.record.trouble = fault.New(fault.StoreNotWritable, "", nil)
	w.as(t, "dispatcher", exchange{ask: "GET " + indicatorsAt + "?by=head&format=csv", status: 503, code: fault.StoreNotWritable})
	w.run(t, exchange{ask: "GET " + indicatorsAt + "?by=unit&format=csv", status: 200, headers: w.people["dispatcher"]})
}
