package api

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"sizhang/geo/geotest"
)

// ids are those of the issues of a page.
func ids(page any) []string {
	var list []string
	for _, one := range pick(page, "issues").([]any) {
		list = append(list, pick(one, "id").(string))
	}
	return list
}

// Every filter finds what it is about and nothing else.
func TestFilters(t *testing.T) {
	geotest.Reckons(t)
	w := newIssueTown(t)
	file := func(who string, more map[string]any) string {
		w.move(time.Minute)
		return pick(w.as(t, who, exchange{ask: "POST " + issuesAt, body: reportOf(more), status: 201}), "id").(string)
	}
	inSouth := file("head", map[string]any{"text": "井盖松动", "address": "中街一号"})
	inNorth := file("worker", map[string]any{"lat": 39.9175, "source": "leader"})
	inEast := file("east", map[string]any{"lng": 116.415, "category": "twin"})
	w.act(t, "head", inSouth, "claim", 200, nil)
	w.act(t, "dispatcher", inEast, "order_closed", 200, map[string]any{"reason": "指挥部令"})
	before := w.clock().Add(time.Second)
	w.move(30 * 24 * time.Hour)
	late := file("head", map[string]any{"text": "又满了"})

	for query, want := range map[string][]string{
		"":                                    {late, inEast, inNorth, inSouth},
		"order=oldest":                        {inSouth, inNorth, inEast, late},
		"open=true":                           {late, inNorth, inSouth},
		"open=false":                          {inEast},
		"state=handling,ordered":              {inEast, inSouth},
		"unit=" + westCode:                    {late, inNorth, inSouth},
		"unit=" + northCode:                   {inNorth},
		"category=sanitation":                 {late, inNorth, inSouth},
		"category=twin":                       {inEast},
		"source=leader":                       {inNorth},
		"source=leader,head&unit=" + westCode: {late, inNorth, inSouth},
		"person=p1":                           {late, inSouth},
		"hands_unit=" + southCode:             {late, inSouth},
		"hands_post=grid_head":                {late, inSouth},
		"body=office":                         {late, inNorth, inSouth},
		"q=" + url.QueryEscape("井盖"):          {inSouth},
		"q=" + url.QueryEscape("中街一"):         {inSouth},
		"box=116.40,39.90,116.41,39.91":       {late, inSouth},
		"near=116.415,39.905&radius_m=50":     {inEast},
		"near=116.411245,39.906404&radius_m=50&crs=gcj02":      {late, inSouth},
		"cell=8b31aa428211fff":                                 {late, inSouth},
		"cell=8b31aa428211fff&ring=50":                         {late, inEast, inNorth, inSouth},
		"cell=8631aa42fffffff":                                 {late, inEast, inNorth, inSouth},
		"clock=overdue":                                        {inSouth},
		"clock=on_time":                                        {late},
		"from=" + url.QueryEscape(before.Format(time.RFC3339)): {late},
		"until=2026-01-16":                                     {inEast, inNorth, inSouth},
		"flag=late":                                            nil,
		"flag=disputed,late":                                   nil,
	} {
		got := ids(w.as(t, "dispatcher", exchange{ask: "GET " + issuesAt + "?" + query, status: 200}))
		if !slices.Equal(got, want) {
			t.Errorf("%q finds %v, want %v", query, got, want)
		}
		var paged []string
		for next := any(""); next != nil; {
			page := w.as(t, "dispatcher", exchange{ask: fmt.Sprintf("GET %s?limit=1&after=%s&%s", issuesAt, url.QueryEscape(next.(string)), query), status: 200})
			paged, next = append(paged, ids(page)...), pick(page, "next")
		}
		if !slices.Equal(paged, want) {
			t.Errorf("%q finds %v page by page, want %v", query, paged, want)
		}
		query = strings.TrimPrefix(strings.TrimPrefix(query, "order=oldest"), "&")
		summary := w.as(t, "dispatcher", exchange{ask: "GET " + issuesAt + "/summary?" + query, status: 200})
		if pick(summary, "count") != float64(len(want)) {
			t.Errorf("%q counts %v, want %d", query, pick(summary, "count"), len(want))
		}
		in := 0.0
		for _, cell := range pick(w.as(t, "dispatcher", exchange{ask: "GET " + issuesAt + "/cells?resolution=9&" + query, status: 200}), "cells").([]any) {
			in += pick(cell, "count").(float64)
		}
		if in != float64(len(want)) {
			t.Errorf("%q has %v in cells, want %d", query, in, len(want))
		}
	}
	for id, clock := range map[string]any{inSouth: "overdue", late: "on_time"} {
		whole := w.as(t, "dispatcher", exchange{ask: "GET " + issuesAt + "/" + id, status: 200, want: map[string]any{"clock": clock}})
		if left := pick(whole, "remaining_s").(float64); left < 0 != (clock == "overdue") {
			t.Errorf("%v, and %v seconds are left", clock, left)
		}
	}
	if got := ids(w.as(t, "worker", exchange{ask: "GET " + issuesAt, status: 200})); !slices.Equal(got, []string{inNorth}) {
		t.Errorf("whose ground is the north sees %v", got)
	}
	if got := ids(w.as(t, "worker", exchange{ask: "GET " + issuesAt + "?unit=" + southCode, status: 200})); got != nil {
		t.Errorf("and asks about the south: %v", got)
	}
	for query, field := range map[string]string{
		"cell=zzz": "cell", "ring=1": "cell", "near=1,2": "radius_m", "radius_m=5": "near", "near=a,b&radius_m=5": "near", "near=1&radius_m=5": "near",
		"near=1,95&radius_m=5": "near", "box=1,2,3": "box", "box=1,2,3,95": "box", "state=lost": "state", "source=moon": "source", "flag=big": "flag",
		"category=moon": "category", "from=yesterday": "from", "until=x": "until", "after=x": "after", "open=perhaps": "open", "clock=never": "clock",
	} {
		answer := w.as(t, "dispatcher", exchange{ask: "GET " + issuesAt + "?" + query, status: 422})
		if got := pick(answer, "errors.0.field"); got != field {
			t.Errorf("%q is refused at %v, want %s", query, got, field)
		}
	}
	few := w.as(t, "dispatcher", exchange{ask: "GET " + issuesAt + "?near=1&radius_m=5", status: 422})
	if got := pick(few, "errors.0.detail"); got != "应为 2 个数，以逗号分隔，如 116.40,39.90。" {
		t.Errorf("too few numbers: %v", got)
	}
}

// An export has what a list has, as a table and as shapes, and is on the record. What
// somebody sent is no formula in it, and no line of its own.
func TestExportsOfIssues(t *testing.T) {
	geotest.Reckons(t)
	w := newIssueTown(t)
	w.server.exportPage = 2
	const nasty = "=1+1\n\"quoted\",\tand so on\u202e"
	w.as(t, "head", exchange{ask: "POST " + issuesAt, body: reportOf(map[string]any{"text": nasty, "address": "-中街"}), status: 201})
	w.move(time.Minute)
	made := w.snapshot("192.0.2.14:1", formPart{"report", []byte(reportOf(map[string]any{"id": nil, "name": "王女士", "contact": "13800001234"}))})
	w.move(time.Minute)
	w.as(t, "east", exchange{ask: "POST " + issuesAt, body: reportOf(map[string]any{"lng": 116.415}), status: 201})
	get := func(who, query string) []byte {
		t.Helper()
		answer := w.run(t, exchange{ask: "GET " + issuesAt + "/export?" + query, headers: merged(w.people[who], map[string]string{"Accept": "*/*"}), status: 200})
		if strings.Contains(answer.Body.String(), "13800001234") || strings.Contains(answer.Body.String(), "王女士") {
			t.Error("an export tells who reported")
		}
		return answer.Body.Bytes()
	}
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(get("head", "format=csv"), []byte("\ufeff")))).ReadAll()
	if err != nil || len(rows) != 3 {
		t.Fatalf("%v: %q", err, rows)
	}
	at := func(name string) int { return slices.Index(rows[0], name) }
	if rows[1][at("受理号")] != pick(decode(t, made), "number") || rows[1][at("来源")] != "群众随手拍" || rows[1][at("状态")] != "待受理" {
		t.Errorf("the latest: %q", rows[1])
	}
	if got := rows[2][at("情况")]; got != "'=1+1 \"quoted\", and so on" || rows[2][at("地址")] != "'-中街" || rows[2][at("承办")] != "南网格网格长" {
		t.Errorf("what somebody sent: %q", rows[2])
	}
	book, err := excelize.OpenReader(bytes.NewReader(get("head", "format=xlsx&header=en")))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	sheet, err := book.GetRows("issues")
	if err != nil || len(sheet) != 3 || sheet[0][0] != "number" || sheet[2][slices.Index(sheet[0], "state")] != "Dispatched" {
		t.Errorf("%v: %q", err, sheet)
	}
	shapes := mustDecode(get("dispatcher", "format=geojson"))
	if pick(shapes, "type") != "FeatureCollection" || len(pick(shapes, "features").([]any)) != 3 || pick(shapes, "features.0.geometry.coordinates.0") != 116.415 {
		t.Errorf("%v", shapes)
	}
	if n := len(mustDecode(get("dispatcher", "format=geojson&source=citizen")).(map[string]any)["features"].([]any)); n != 1 {
		t.Errorf("%d from citizens", n)
	}
	if entries := w.record.of(cityOne, "exported"); len(entries) != 4 || entries[0].With["noun"] != "issues" || entries[1].With["format"] != "xlsx" {
		t.Errorf("on the record: %+v", entries)
	}
	w.record.trouble = fmt.Errorf("no room")
	if answer := ask(w.server, "GET", issuesAt+"/export", merged(w.people["head"], map[string]string{"Accept": "*/*"}), ""); answer.Code != 500 {
		t.Errorf("without a record: %d", answer.Code)
	}
}
