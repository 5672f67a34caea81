package cli

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sizhang/geo/geotest"
)

// wards are two that share a border, at so many hundredths of a degree from the west.
func wards(border float64) string {
	ward := func(code, name string, west, east float64) string {
		return fmt.Sprintf(`{"type":"Feature","properties":{"code":"%s","name":"%s"},"geometry":{"type":"Polygon","coordinates":[[[%[3]f,38.90],[%[4]f,38.90],[%[4]f,38.92],[%[3]f,38.92],[%[3]f,38.90]]]}}`,
			code, name, -77.04+west/100, -77.04+east/100)
	}
	return `{"type":"FeatureCollection","features":[` + ward("1", "一区", 0, border) + "," + ward("2", "二区", border, 4) + `]}`
}

// sixRequests are five that are open, two of them between one and two hundredths of a
// degree from the west, and one there that is closed.
const sixRequests = `id,code,type,organization,status,priority,added,due,resolved,address,ward,lat,lng
16-1,K,Kind,DPW,OPEN,STANDARD,2016-07-08T10:00:00Z,2016-07-15T10:00:00Z,,,,38.91,-77.036
16-2,K,Kind,DPW,OPEN,STANDARD,2016-07-08T11:00:00Z,2016-07-15T10:00:00Z,,,,38.91,-77.028
16-3,K,Kind,DPW,IN-PROGRESS,STANDARD,2016-07-08T12:00:00Z,2016-07-15T10:00:00Z,,,,38.915,-77.024
16-4,K,Kind,DPW,OPEN,STANDARD,2016-07-08T13:00:00Z,2016-07-15T10:00:00Z,,,,38.91,-77.016
16-5,K,Kind,DPW,OPEN,STANDARD,2016-07-08T14:00:00Z,2016-07-15T10:00:00Z,,,,38.90,-77.002
16-6,K,Kind,DPW,CLOSED,STANDARD,2016-07-08T15:00:00Z,2016-07-15T10:00:00Z,2016-07-09T10:00:00Z,,,38.91,-77.026
`

func TestTheDiffTellsOfOpenIssues(t *testing.T) {
	geotest.Reckons(t)
	t.Chdir(t.TempDir())
	const in = " --city 990001 --data data"
	want(t, exitOK, "", "import profile "+filepath.Join(here0, "..", "profile", "examples", "washington.yaml")+in)
	write(t, "before.geojson", wards(2))
	want(t, exitOK, "", "import territory before.geojson --level ward --crs wgs84 --draft last"+in)
	if first := want(t, exitOK, "一区 1", "diff --draft last"+in); strings.Contains(first, "未结") {
		t.Errorf("the first draft of a city tells of issues:\n%s", first)
	}
	want(t, exitOK, "", "publish --draft last --effective 2015-01-01"+in)
	write(t, "requests.csv", sixRequests)
	want(t, exitOK, "", "import requests requests.csv --crs wgs84 --add-categories --publish"+in)
	write(t, "after.geojson", wards(1))
	want(t, exitOK, "", "import territory after.geojson --level ward --crs wgs84"+in)

	type found struct {
		Issues struct {
			Open, Moved int
			Moves       struct {
				Items []struct {
					From, To struct{ Code string }
					Count    int
					IDs      []string
				}
			}
		}
	}
	changes := decoded[found](t, want(t, exitOK, "", "diff --draft last --format json"+in))
	moves := changes.Issues.Moves.Items
	if changes.Issues.Open != 5 || changes.Issues.Moved != 2 || len(moves) != 1 || moves[0].From.Code != "1" || moves[0].To.Code != "2" || moves[0].Count != 2 || len(moves[0].IDs) != 2 {
		t.Fatalf("the diff tells of %+v", changes)
	}
	var lie []string
	for _, card := range decoded[[]cardJSON](t, want(t, exitOK, "", "issue list --open --json"+in)) {
		if card.Lng == -77.028 || card.Lng == -77.024 {
			lie = append(lie, card.ID)
		}
	}
	if slices.Sort(lie); !slices.Equal(moves[0].IDs, lie) {
		t.Errorf("the diff names %v, between the borders lie %v", moves[0].IDs, lie)
	}
	named := strings.Join(moves[0].IDs, "，")
	want(t, exitOK, "易手的未结问题（2 件，未结共 5 件）\n    选区 ward 一区 1 → 二区 2: 2 件未结问题: "+named+"\n\n各单元未结问题的增减（2）\n    选区 ward 一区 1: −2\n    选区 ward 二区 2: +2\n", "diff --draft last"+in)
	want(t, exitOK, "Open issues that change hands (2 of 5 open)\n    Ward ward 一区 1 → 二区 2: 2 open issues: "+strings.Join(moves[0].IDs, ", ")+"\n", "diff --draft last --lang en"+in)

	want(t, exitOK, "", "diff --draft last --output places.geojson"+in)
	if info, err := os.Stat("places.geojson"); err != nil || info.Mode().Perm() != private {
		t.Errorf("where issues are may be read by others: %v, %v", info, err)
	}
	type feature struct {
		Properties struct {
			Kind, From, To string
			Count          int
			IDs            []string
		}
		Geometry struct{ Type string }
	}
	places := decoded[struct{ Features []feature }](t, read(t, "places.geojson")).Features
	at := slices.IndexFunc(places, func(f feature) bool { return f.Properties.Kind == "issues" })
	if at < 0 || places[at].Properties.Count != 2 || places[at].Geometry.Type != "Point" || !slices.Equal(places[at].Properties.IDs, moves[0].IDs) {
		t.Errorf("the places are %+v", places)
	}

	want(t, exitOK, "", "publish --draft last --effective 2020-01-01"+in)
	days := want(t, exitOK, "", "diff --from 2016-01-01 --to 2021-01-01 --format json"+in)
	if between := decoded[found](t, days); !bytes.Contains([]byte(days), []byte(moves[0].IDs[0])) || between.Issues.Moved != 2 {
		t.Errorf("between two days: %s", days)
	}
	if nothing := want(t, exitOK, "", "diff --from 2016-01-01 --to 2019-01-01"+in); strings.Contains(nothing, "未结") {
		t.Errorf("between two days of one version:\n%s", nothing)
	}
}
