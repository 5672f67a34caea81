package main

import (
	"fmt"
	"strings"
	"time"

	"sizhang/domain/access"
	"sizhang/domain/body"
	"sizhang/domain/city"
	"sizhang/domain/clock"
	"sizhang/domain/issue"
	"sizhang/geo"
	"sizhang/server/issues"
	"sizhang/server/store"
)

var words = strings.Fields("道路破损 井盖缺失 占道经营 乱堆杂物 路灯不亮 积存垃圾 非法广告 绿地脏乱 车辆乱停 噪声扰民")

// issueID sorts by the time of the report, as ids that clients make do.
func issueID(n int) string { return fmt.Sprintf("0198%08x-7%03x-8%015x", n/16, n%16, n*7919) }

// when is the time of the nth report.
func when(n int) time.Time {
	return opened.AddDate(years, 0, 0).Add(time.Duration(n) * 7 * time.Second)
}

func number(n int) string { return fmt.Sprintf("%s-%07d", when(n).Format("060102"), n) }

// issue is the nth report of a city as it is kept: open, dispatched to the head of its
// grid, and every other one claimed.
func (p *planner) issue(n int) store.Document {
	at := when(n)
	w := p.world(n, at)
	i, err := issue.New(p.filing(n, at), w)
	if err == nil && n%2 == 0 {
		w.Now = at.Add(47 * time.Minute)
		i, err = i.Do(p.claim(&i, n), w)
	}
	var d store.Document
	if err == nil {
		d, err = issues.Document(i, i.Due(w))
	}
	if err != nil {
		panic(fmt.Sprintf("the %d. issue: %v", n, err)) // it keeps to all rules
	}
	return d
}

func (p *planner) filing(n int, at time.Time) issue.Filing {
	spot := p.spot(n)
	f := issue.Filing{
		City: p.code, ID: issueID(n), Number: number(n), Command: issueID(n), Category: "0101", Found: at.Add(-time.Minute),
		Text:   fmt.Sprintf("%s，%d号门前，请尽快处理。%s，已影响居民出行，现场照片两张。", words[n%10], n%400+1, words[n/10%10]),
		Source: issue.FromCitizen, Reporter: issue.Reporter{Kind: issue.Citizen, Name: "市民", At: at}, By: issue.By{Kind: issue.ByCitizen},
		Place: issue.Place{Point: spot, Datum: geo.WGS84, X: spot.Lng, Y: spot.Lat, AccuracyM: float64(5 + n%40), Address: fmt.Sprintf("第%d街道%d号", n%97, n%400+1)},
	}
	for k := range 2 {
		f.Photos = append(f.Photos, issue.Photo{ID: fmt.Sprintf("%064x", 2*n+k), Kind: issue.Before})
	}
	return f
}

// claim is by whoever has it.
func (p *planner) claim(i *issue.Issue, n int) issue.Command {
	role := &access.Role{ID: "head", Rights: access.Rights, Reach: access.Below}
	head := i.Hands
	return issue.Command{
		ID: fmt.Sprintf("c%d", n), Action: issue.Claim,
		Actor: access.Actor{City: p.code, Account: head.Person, Person: head.Person, Holdings: []access.Holding{{Role: role, Unit: head.Unit}}},
		By:    issue.By{Kind: issue.ByStaff, Account: head.Person, Person: head.Person, Name: head.Name, Unit: head.Unit, Post: head.Post},
	}
}

var calendar, _ = clock.New(clock.Settings{Published: []int{2034, 2035, 2036, 2037}})

// world is what the city's servers would know, and decide by.
func (p *planner) world(n int, now time.Time) issue.World {
	sub, x, y := p.near(n)
	line := []string{p.gridCode(sub, x, y), p.communityCode(sub, x, y), p.subdistrictCode(sub), p.countyCode(sub), p.prefix() + "00000000"}
	head := (sub*wide+x)*high + y // a grid has one
	rules := city.DefaultIssueRules
	rules.FileAtOnce, rules.DispatchAtOnce = []string{string(issue.FromCitizen)}, true
	return issue.World{
		Now: now, Rules: &rules, Calendar: calendar, CalendarVersion: "1",
		Category: &body.Category{Code: "0101", Conditions: []body.Condition{{Code: "1", Limit: clock.Limit{Kind: clock.Workdays, Amount: 3 * 24 * time.Hour}}}},
		Routing: &issue.Routing{
			Version: years, Units: line, Spots: line[:1],
			Heads:       []issue.Hands{{Unit: line[0], Post: posts["grid"], Person: fmt.Sprintf("P%07d", pick(1_000_000, head, 26)), Name: personName(head)}},
			Departments: []string{fmt.Sprintf("D%02d", n%11)}, Supervisors: []string{fmt.Sprintf("D%02d", n%7)},
			Root: issue.Hands{Unit: line[4], Post: "leader"},
		},
		HasBody: func(string) bool { return true },
		Above: func(unit string) []string {
			for k := range line {
				if line[k] == unit {
					return line[k:]
				}
			}
			return nil
		},
	}
}

// near is the grid that the nth report came from, on the raster of its subdistrict.
func (p *planner) near(n int) (sub, x, y int) {
	return pick(p.subdistricts, n, 20), pick(wide, n, 21), pick(high, n, 22)
}

func (p *planner) spot(n int) geo.Point {
	sub, x, y := p.near(n)
	west, south := raster(sub)
	return p.at((float64(west+x)+noise(n, 23)+0.5)*gridLng, (float64(south+y)+noise(n, 24)+0.5)*gridLat)
}
