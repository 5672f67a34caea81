package issue

import (
	"fmt"
	"testing"
	"time"

	"sizhang/domain/access"
	"sizhang/domain/body"
	"sizhang/domain/city"
	"sizhang/domain/clock"
	"sizhang/domain/fault"
	"sizhang/geo"
)

// The town of these tests: a county with a community and two grids, g1 and g2; an office
// of sanitation, and an office of roads. It is Monday, March 2, 2026, 09:00.
var (
	monday   = time.Date(2026, 3, 2, 9, 0, 0, 0, clock.China)
	calendar = mustCalendar()
	spot     = geo.Point{Lng: 116.4, Lat: 39.9}
)

func mustCalendar() *clock.Calendar {
	c, err := clock.New(clock.Settings{Published: []int{2025, 2026, 2027}})
	if err != nil {
		panic(err)
	}
	return c
}

var above = map[string][]string{
	"g1": {"g1", "community", "county"}, "g2": {"g2", "community", "county"},
	"community": {"community", "county"}, "county": {"county"},
}

// world is the town at an instant.
func world(now time.Time) World {
	rules := city.DefaultIssueRules
	return World{
		Now: now, Rules: &rules, Calendar: calendar, CalendarVersion: "1",
		Category: &body.Category{Code: "0101", Conditions: []body.Condition{{Code: "1", Limit: days(3)}, {Code: "2", Limit: hours(2)}}},
		Routing: &Routing{
			Version: 1, Units: []string{"g1", "community", "county"}, Spots: []string{"g1", "community", "county"},
			Heads:       []Hands{{Unit: "g1", Post: "grid_head", Person: "p1", Name: "格一"}, {Unit: "community", Post: "community_head", Person: "p3", Name: "社长"}},
			Departments: []string{"sanitation"}, Supervisors: []string{"roads"},
			Root: Hands{Unit: "county", Post: "county_leader", Person: "p9", Name: "县长"},
		},
		HasBody: func(code string) bool {
			return code == "sanitation" || code == "roads" || code == "police"
		},
		Above: func(unit string) []string { return above[unit] },
	}
}

func days(n int) clock.Limit {
	return clock.Limit{Kind: clock.Workdays, Amount: time.Duration(n) * 24 * time.Hour}
}

func hours(n int) clock.Limit {
	return clock.Limit{Kind: clock.Urgent, Amount: time.Duration(n) * time.Hour}
}

// somebody is a person of the town with the default roles at places.
func somebody(person string, held ...access.Holding) Command {
	return Command{
		Actor: access.Actor{City: "110101", Account: "a-" + person, Person: person, Holdings: held},
		By:    By{Kind: ByStaff, Account: "a-" + person, Person: person, Name: person},
	}
}

func holds(role, unit string) access.Holding {
	for i := range city.DefaultRoles {
		if r := &city.DefaultRoles[i]; r.ID == role {
			h := access.Holding{Role: &r.Role, Unit: unit}
			if r.Reach == access.Charged {
				h.Unit, h.Body = "", unit
			}
			return h
		}
	}
	panic(role)
}

var (
	gridHead   = somebody("p1", holds("head", "g1"))
	worker     = somebody("p2", holds("grid_worker", "g1"))
	neighbour  = somebody("p5", holds("head", "g2"))
	dispatcher = somebody("p6", holds("dispatcher", "county"))
	chief      = somebody("p7", holds("dispatcher", "county"))
	office     = somebody("p8", holds("department", "sanitation"))
	roads      = somebody("p10", holds("department", "roads"))
	citizen    = Command{By: By{Kind: ByCitizen}, Citizen: "key"}
	system     = Command{By: By{Kind: BySystem}}
)

var commands int

// by makes a command of somebody, with what it usually demands.
func by(who Command, a Action) Command {
	commands++
	who.ID = fmt.Sprintf("c-%d", commands)
	who.Action, who.Reason = a, "理由"
	at := spot
	who.At, who.AccuracyM = &at, 5
	switch a {
	case Finish:
		who.Photos = []Photo{{ID: who.ID + "-after", Kind: After}}
	case Fix:
		who.Photos = []Photo{{ID: "before", Kind: Before}, {ID: who.ID + "-after", Kind: After}}
	case Claim, Pass, Dispatch, File, Strike, Approve:
		who.Reason = ""
	case AskSuspend:
		who.Until = monday.AddDate(0, 2, 0)
	}
	return who
}

func filing(from Source) Filing {
	return Filing{
		City: "110101", ID: "i1", Number: "260302-000001", Source: from, Category: "0101", Text: "井盖缺失",
		Place: At(geo.WGS84, spot.Lng, spot.Lat, 5), Photos: []Photo{{ID: "before", Kind: Before}},
		Actor: worker.Actor, By: worker.By, Command: "report",
	}
}

func byCitizen() Filing {
	f := filing(FromCitizen)
	f.Actor, f.By = access.Actor{}, By{Kind: ByCitizen}
	f.Reporter = Reporter{Kind: Citizen, Name: "市民", Contact: "13800000000", Key: "key"}
	return f
}

// life is an issue that a test leads through its states.
type life struct {
	t *testing.T
	Issue
	w World
}

// begin files a report on Monday, 09:00.
func begin(t *testing.T, f Filing) *life {
	t.Helper()
	l := &life{t: t, w: world(monday)}
	var err error
	if l.Issue, err = New(f, l.w); err != nil {
		t.Fatalf("%v", err)
	}
	return l
}

// then does commands one after the other, each a minute after the last.
func (l *life) then(commands ...Command) *life {
	l.t.Helper()
	for _, c := range commands {
		l.w.Now = l.w.Now.Add(time.Minute)
		next, err := l.Do(c, l.w)
		if err != nil {
			l.t.Fatalf("%s in %s: %v", c.Action, l.State, err)
		}
		l.Issue = next
	}
	return l
}

// later moves the time.
func (l *life) later(d time.Duration) *life {
	l.w.Now = l.w.Now.Add(d)
	return l
}

// refused wants the command refused with the code, and nothing changed.
func (l *life) refused(c Command, code fault.Code) *life {
	l.t.Helper()
	events := len(l.History)
	next, err := l.Do(c, l.w)
	if err == nil || fault.As(err).Code != code {
		l.t.Errorf("%s in %s: %v, want %s", c.Action, l.State, err, code)
	}
	if len(next.History) != events || len(l.History) != events {
		l.t.Errorf("%s left a trace although it was refused", c.Action)
	}
	return l
}

func (l *life) in(s State) *life {
	l.t.Helper()
	if l.State != s {
		l.t.Fatalf("in %s, want %s", l.State, s)
	}
	return l
}

// tick lets the system do what is due.
func (l *life) tick() *life {
	l.t.Helper()
	next, _, err := l.Tick(l.w, func(_ *Issue, who []string) []string { return who })
	if err != nil {
		l.t.Fatal(err)
	}
	l.Issue = next
	return l
}

// count says how often something happened.
func (l *life) count(a Action) int {
	n := 0
	for _, e := range l.History {
		if e.Action == a {
			n++
		}
	}
	return n
}
