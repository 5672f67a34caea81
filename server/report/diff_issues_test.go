package report_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"sizhang/domain/diff"
	"sizhang/domain/fault"
	"sizhang/geo"
	"sizhang/server/report"
)

// openIssues are so many in the strip that passes from the first grid to the second,
// with ids or without.
func openIssues(n int, named bool) diff.Options {
	var issues []diff.Issue
	for k := range n {
		i := diff.Issue{Point: geo.Point{Lng: 116.4035, Lat: 39.9001 + float64(k)*1e-4}}
		if named {
			i.ID = fmt.Sprintf("i%d", k)
		}
		issues = append(issues, i)
	}
	return diff.Options{Issues: slices.Values(issues)}
}

func TestOpenIssuesForPeople(t *testing.T) {
	for _, test := range []struct {
		o    diff.Options
		want string
	}{
		{openIssues(0, true), ""},
		{openIssues(3, true), "Grid grid First G1 → Second G2: 3 open issues: i0, i1, i2\n"},
		{openIssues(4, true), "Grid grid First G1 → Second G2: 4 open issues: i0, i1, i2, …\n"},
		{openIssues(4, false), "Grid grid First G1 → Second G2: 4 open issues\n"},
	} {
		var b bytes.Buffer
		if err := report.PrintDiff(&b, redrawnTown(t, test.o), fault.English); err != nil {
			t.Fatal(err)
		}
		if test.want == "" && b.String() != diffInEnglish || !strings.Contains(b.String(), test.want) {
			t.Errorf("no %q in\n%s", test.want, b.String())
		}
	}
}

func TestOpenIssuesOnTheMap(t *testing.T) {
	for _, test := range []struct {
		o    diff.Options
		want string
	}{
		{openIssues(2, true), `"count":2,"from":"G1","from_name":"一格","ids":["i0","i1"],"kind":"issues","level":"grid","to":"G2","to_name":"二格"},"geometry":{"type":"Point","coordinates":[116.4035,39.9001]}`},
		{openIssues(2, false), `"count":2,"from":"G1","from_name":"一格","ids":[],"kind":"issues","level":"grid","to":"G2","to_name":"二格"},"geometry":{"type":"Point","coordinates":[116.40350000000001,39.902]}`},
		{diff.Options{Limit: 1, Issues: openIssues(2, false).Issues}, `"to":"G2","to_name":"二格"},"geometry":null}`}, // the transfer is not listed
	} {
		text, err := report.DiffGeoJSON(redrawnTown(t, test.o))
		if err != nil || !strings.Contains(string(text), test.want) {
			t.Errorf("%v, no %s in %s", err, test.want, text)
		}
	}
	if text, err := report.DiffJSON(redrawnTown(t, openIssues(0, true))); err != nil || strings.Contains(string(text), "issues") {
		t.Errorf("%v, no issue is open, but %s", err, text)
	}
}
