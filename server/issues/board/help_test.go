package board

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"sizhang/domain/access"
	"sizhang/domain/city"
	"sizhang/domain/issue"
	"sizhang/geo"
	"sizhang/geo/hex"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const town = "110101"

var noon = time.Date(2026, 6, 1, 12, 0, 0, 0, city.China)

// dice make random cards, filters and scopes that meet often.
type dice struct{ *rand.Rand }

func newDice(seed uint64) dice { return dice{rand.New(rand.NewPCG(seed, 1))} }

func one[T any](d dice, of ...T) T { return of[d.IntN(len(of))] }

func some[T any](d dice, most int, of ...T) []T {
	var list []T
	for range d.IntN(most + 1) {
		list = append(list, one(d, of...))
	}
	return list
}

// units are a county with 3 communities of 3 grids each, and two streets.
func (d dice) lines() (units, spots []string) {
	community := d.IntN(3)
	grid := fmt.Sprintf("g%d%d", community, d.IntN(3))
	units, spots = []string{grid, fmt.Sprint("c", community), "county"}, []string{grid}
	if d.IntN(3) == 0 {
		street := one(d, "s1", "s2")
		units, spots = append([]string{street}, units...), append(spots, street)
	}
	switch d.IntN(20) {
	case 0:
		return nil, nil
	case 1:
		return units[len(units)-1:], nil
	}
	return units, spots
}

var everyCode = []string{"g00", "g01", "g02", "g10", "g11", "g12", "g20", "g21", "g22", "c0", "c1", "c2", "county", "s1", "s2"}

func (d dice) hour() time.Time {
	return noon.Add(time.Duration(d.IntN(200)-100) * time.Hour)
}

func (d dice) maybeHour() time.Time { return one(d, time.Time{}, d.hour()) }

// point is around the middle of town, now and then in the same place or far off.
func (d dice) point() geo.Point {
	switch d.IntN(10) {
	case 0:
		return geo.Point{Lng: 116.4, Lat: 39.9}
	case 1:
		return geo.Point{Lng: d.Float64()*360 - 180, Lat: d.Float64()*180 - 90}
	}
	return geo.Point{Lng: 116.4 + d.NormFloat64()*0.01, Lat: 39.9 + d.NormFloat64()*0.01}
}

func (d dice) card(n int) issue.Card {
	c := issue.Card{
		ID: fmt.Sprintf("id-%05d", n), Number: fmt.Sprintf("SN-%d", n), Outside: one(d, "", fmt.Sprintf("12345-K%d", n)), Seq: 1, Point: d.point(),
		Text: one(d, "路灯不亮", "井盖缺失 Straße K2", "STRASSE 5号", ""), Address: one(d, "东单北大街", "Kelvin Road", ""),
		Reported: noon.Add(time.Duration(d.IntN(50)) * time.Minute),
	}
	d.change(&c)
	return c
}

// change changes whatever may change of an issue.
func (d dice) change(c *issue.Card) {
	c.Category, c.Source = one(d, "0101", "0102", "0203"), one(d, issue.Sources...)
	c.State = one(d, issue.States...).State
	c.Units, c.Spots = d.lines()
	c.Bodies = some(d, 2, "b1", "b2", "b3")
	c.Hands = issue.Hands{Unit: one(d, "", "g00", "c1"), Post: one(d, "", "head"), Person: one(d, "", "p1"), Name: "某", Body: one(d, "", "b1", "b2"), Fallback: d.IntN(5) == 0}
	c.Photos = d.IntN(4)
	person := func() string { return one(d, "", "p1", "p2", "p3") }
	c.Reporter, c.Filer, c.Dispatcher, c.Worker, c.Checker, c.Verifier = person(), person(), person(), person(), person(), person()
	c.Department, c.Answer, c.Running = one(d, "", "b1"), one(d, "", issue.Objected), nil
	for range d.IntN(3) {
		c.Running = append(c.Running, issue.Running{Stage: one(d, issue.Stages[:]...), Due: d.hour()})
	}
	for _, t := range []*time.Time{&c.Filed, &c.Dispatched, &c.Claimed, &c.Fixed, &c.Checked, &c.Closed, &c.Changed, &c.Due, &c.Found, &c.Announced, &c.Answered} {
		*t = d.maybeHour()
	}
	for i := range flags {
		*flags[i].of(&c.Flags) = d.IntN(3) == 0
	}
	c.Postponements, c.Suspensions, c.Bounces, c.Reworks, c.Reopenings, c.Dispatches = d.IntN(3), d.IntN(2), d.IntN(2), d.IntN(2), d.IntN(2), d.IntN(3)
	for i := range c.Steps {
		c.Steps[i] = issue.Step{Begun: d.IntN(3), Done: d.IntN(2), Late: d.IntN(2)}
	}
	if d.IntN(20) == 0 {
		c.Point = d.point() // the place was corrected
	}
}

func (d dice) scope() access.Scope {
	if d.IntN(4) == 0 {
		return everything()
	}
	a := access.Actor{City: one(d, town, town, town, town, town, town, "110102", "")}
	for range d.IntN(4) {
		a.Holdings = append(a.Holdings, access.Holding{
			Role: &access.Role{Reach: one(d, access.OwnUnit, access.Below, access.Charged, access.OwnUnit, access.Below, access.Charged, access.Whole), Rights: []access.Right{one(d, access.IssueRead, access.IssueRead, access.IssueRead, access.IssueReport)}},
			Unit: one(d, everyCode...), Body: one(d, "b1", "b2", "b4"), Standby: d.IntN(4) == 0,
		})
	}
	return a.Scope(access.IssueRead)
}

func everything() access.Scope {
	return access.Actor{City: town, Holdings: []access.Holding{{Role: &access.Role{Reach: access.Whole, Rights: []access.Right{access.IssueRead}}}}}.Scope(access.IssueRead)
}

// filter asks for little, so that something is left.
func (d dice) filter() Filter {
	f := Filter{Scope: d.scope()}
	for range d.IntN(4) {
		switch d.IntN(18) {
		case 0:
			f.Open = true
		case 1:
			f.Closed = true
		case 2:
			f.States = some(d, 3, issue.Reported, issue.Handling, issue.Suspended, issue.Closed, "unheard of")
		case 3, 4, 5:
			f.Cell, _ = hex.At(d.point(), d.IntN(hex.MaxResolution+1))
			f.Ring = d.IntN(3)
		case 6:
			f.Unit = one(d, everyCode...)
		case 7:
			at := d.point()
			f.Box = &Box{at.Lng - d.Float64()*0.02, at.Lat - d.Float64()*0.02, at.Lng + d.Float64()*0.02, at.Lat + d.Float64()*0.02}
		case 8:
			at := d.point()
			f.Near, f.RadiusM = &at, one(d, 0.0, 50, 500, 3000, 50_000)
		case 9:
			f.Categories = some(d, 2, "0101", "0102", "9999")
		case 10:
			f.Sources = some(d, 2, issue.FromPatrol, issue.FromCitizen, "nowhere")
		case 11:
			f.Person = one(d, "p1", "p2", "nobody")
		case 12:
			f.HandsUnit, f.HandsPost, f.HandsBody = one(d, "", "g00", "c1"), one(d, "", "head"), one(d, "", "b1")
		case 13:
			f.Body = one(d, "b1", "b2", "b9")
		case 14:
			f.Text = one(d, "路灯", "straSSe", "kelvin", "sn-1", "12345-k2", "ID-0000", "号", "\x00", "0\x00S", "北大街")
		case 15:
			f.Clock = one(d, OnTime, Overdue, DueSoon, Paused, "strange")
		case 16:
			f.Flagged = some(d, 2, "late", "chronic", "strange", "true")
		case 17:
			f.From, f.Until = d.maybeHour(), d.maybeHour()
		}
	}
	return f
}

// model is the board told in another way: a list, and every question asked of each.
type model map[string]issue.Card

func (m model) put(c issue.Card) {
	if old, known := m[c.ID]; !known || old.Seq < c.Seq {
		m[c.ID] = c
	}
}

func (m model) fit(f Filter, now time.Time) []issue.Card {
	var list []issue.Card
	for _, c := range m {
		if fits(&c, f, now) {
			list = append(list, c)
		}
	}
	slices.SortFunc(list, func(a, b issue.Card) int {
		return cmp.Or(a.Reported.Compare(b.Reported), strings.Compare(a.ID, b.ID))
	})
	return list
}

func fits(c *issue.Card, f Filter, now time.Time) bool {
	has := func(list []string, x string) bool { return x == "" || slices.Contains(list, x) }
	if !f.Scope.Holds(access.Object{City: town, Units: c.Units, Also: c.Spots, Bodies: c.Bodies}) {
		return false
	}
	if f.Open && !c.State.Open() || f.Closed && c.State.Open() || len(f.States) > 0 && !slices.Contains(f.States, c.State) {
		return false
	}
	if f.Cell != 0 && !slices.ContainsFunc(f.Cell.Disk(f.Ring), func(cell hex.Cell) bool {
		at, err := hex.At(c.Point, f.Cell.Resolution())
		return err == nil && at == cell
	}) {
		return false
	}
	if !has(c.Units, f.Unit) && !has(c.Spots, f.Unit) || !has(c.Bodies, f.Body) {
		return false
	}
	if x := f.Box; x != nil && (c.Point.Lng < x.West || c.Point.Lng > x.East || c.Point.Lat < x.South || c.Point.Lat > x.North) {
		return false
	}
	if f.Near != nil && geo.Distance(*f.Near, c.Point) > f.RadiusM {
		return false
	}
	if len(f.Categories) > 0 && !slices.Contains(f.Categories, c.Category) || len(f.Sources) > 0 && !slices.Contains(f.Sources, c.Source) {
		return false
	}
	if f.Person != "" && c.Worker != f.Person && c.Reporter != f.Person {
		return false
	}
	if f.HandsUnit != "" && c.Hands.Unit != f.HandsUnit || f.HandsPost != "" && c.Hands.Post != f.HandsPost || f.HandsBody != "" && c.Hands.Body != f.HandsBody {
		return false
	}
	if !reads(c, f.Text) || !ticks(c, f.Clock, now) {
		return false
	}
	for _, name := range f.Flagged {
		if name != "late" && name != "chronic" && name != "true" || name == "late" && !c.Late || name == "chronic" && !c.Chronic || name == "true" && !c.True {
			return false
		}
	}
	return (f.From.IsZero() || !c.Reported.Before(f.From)) && (f.Until.IsZero() || c.Reported.Before(f.Until))
}

func reads(c *issue.Card, text string) bool {
	for _, s := range []string{c.ID, c.Number, c.Outside, c.Text, c.Address} {
		for i := range s {
			for j := i; j <= len(s); j++ {
				if strings.EqualFold(s[i:j], text) {
					return true
				}
			}
		}
	}
	return text == ""
}

func ticks(c *issue.Card, asked Clock, now time.Time) bool {
	runs := c.State.Open() && !c.State.Info().Done && !c.Due.IsZero()
	switch asked {
	case AnyClock:
		return true
	case OnTime:
		return runs && c.Due.After(now.Add(24*time.Hour))
	case Overdue:
		return c.Overdue(now)
	case DueSoon:
		return runs && !c.Overdue(now) && !c.Due.After(now.Add(24*time.Hour))
	case Paused:
		return c.State == issue.Suspended
	}
	return false
}
