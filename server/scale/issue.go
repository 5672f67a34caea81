package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"sizhang/geo"
	"sizhang/geo/hex"
	"sizhang/server/store"
)

// issues is a collection as open issues will need it. It stands here alone.
const issues = "issues"

// schema is the product's with the issues beside.
func schema() []store.Collection {
	return append(store.Schema[:len(store.Schema):len(store.Schema)], store.Collection{Name: issues, Indexes: []store.Index{
		{Name: "state", Fields: []string{"state", "due"}},
		{Name: "unit", Fields: []string{"unit"}},
		{Name: "cell", Fields: []string{"cell"}},
	}})
}

type issueBody struct {
	Category string  `json:"category"`
	State    string  `json:"state"`
	Due      string  `json:"due"`
	Unit     string  `json:"unit"`
	Cell     string  `json:"cell"`
	Point    spot    `json:"point"`
	Text     string  `json:"text"`
	Person   string  `json:"person"`
	Clocks   []clock `json:"clocks"`
	History  []event `json:"history"`
}

type spot struct {
	CRS      string  `json:"crs"`
	Lng      float64 `json:"lng"`
	Lat      float64 `json:"lat"`
	Accuracy float64 `json:"accuracy_m"`
}

type clock struct {
	Kind   string `json:"kind"`
	From   string `json:"from"`
	Due    string `json:"due"`
	Paused bool   `json:"paused,omitempty"`
}

type event struct {
	At      string `json:"at"`
	Kind    string `json:"kind"`
	By      string `json:"by"`
	Unit    string `json:"unit"`
	Command string `json:"command"`
	Text    string `json:"text,omitempty"`
}

var (
	states = []string{"reported", "claimed", "working", "waiting", "review", "bounced"}
	kinds  = []string{"report", "route", "claim", "postpone", "work"}
	words  = strings.Fields("道路破损 井盖缺失 占道经营 乱堆杂物 路灯不亮 积存垃圾 非法广告 绿地脏乱 车辆乱停 噪声扰民")
)

const instant = store.InstantLayout

// issueID sorts by the time of the report, as ids that clients make do.
func issueID(n int) string { return fmt.Sprintf("0198%08x-7%03x-8%015x", n/16, n%16, n*7919) }

// issue is the nth report of a city.
func (p *planner) issue(n int) store.Document {
	at := p.spot(n)
	body := issueBody{
		Category: fmt.Sprintf("%02d%02d", n%11+1, n%37+1), State: states[pick(len(states), n, 25)],
		Unit: p.unitOf(n), Cell: cellOf(at), Point: spot{"wgs84", at.Lng, at.Lat, float64(5 + n%40)},
		Text:   fmt.Sprintf("%s，%d号门前，请尽快处理。%s，已影响居民出行，现场照片两张。", words[n%10], n%400+1, words[n/10%10]),
		Person: fmt.Sprintf("P%07d", pick(1_000_000, n, 26)),
	}
	began := opened.Add(time.Duration(n) * 37 * time.Second).UTC()
	due := began.Add(time.Duration(24+pick(240, n, 27)) * time.Hour)
	body.Due = due.Format(instant)
	for i, kind := range []string{"claim", "work"} {
		body.Clocks = append(body.Clocks, clock{kind, began.Format(instant), began.Add(time.Duration(2+22*i) * time.Hour).Format(instant), i == 1})
	}
	for i, kind := range kinds {
		body.History = append(body.History, event{began.Add(time.Duration(i) * 47 * time.Minute).Format(instant), kind,
			fmt.Sprintf("P%07d", pick(1_000_000, n, i, 28)), body.Unit, issueID(n*5 + i), words[(n+i)%10]})
	}
	text, err := json.Marshal(body)
	if err != nil {
		panic(err) // it holds nothing that JSON cannot
	}
	return store.Document{Collection: issues, City: p.code, ID: issueID(n), Version: 1, Body: text}
}

// near is the grid that the nth report came from, on the raster of its subdistrict.
func (p *planner) near(n int) (sub, x, y int) {
	return pick(p.subdistricts, n, 20), pick(wide, n, 21), pick(high, n, 22)
}

func (p *planner) unitOf(n int) string { return p.gridCode(p.near(n)) }

func (p *planner) spot(n int) geo.Point {
	sub, x, y := p.near(n)
	west, south := raster(sub)
	return p.at((float64(west+x)+noise(n, 23)+0.5)*gridLng, (float64(south+y)+noise(n, 24)+0.5)*gridLat)
}

// cellOf is the cell that an issue is found by: some 15,000 m².
func cellOf(at geo.Point) string {
	c, err := hex.At(at, 10)
	if err != nil {
		panic(err) // the point is on the globe
	}
	return c.String()
}
