package territory

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sizhang/domain/city"
	"sizhang/geo"
	"sizhang/geo/hex"
)

// history is a random city through its versions, and what a slow reader makes of
// it.
type history struct {
	versions []Version
	seats    []Seat
	states   []map[string]Unit // beside the versions: what is in force
}

// drawHistory redraws a random city a few times: ground changes, units split,
// end, come back and move, levels gain and lose their ground, posts change their
// order.
func drawHistory(t *rapid.T) history {
	units, seats := drawCity(t)
	h := history{seats: seats}
	state := map[string]Unit{}
	p := testProfile()
	from := noon.AddDate(0, 0, -5)
	for v := range rapid.IntRange(1, 5).Draw(t, "versions") {
		if v > 0 {
			from = from.AddDate(0, 0, rapid.IntRange(0, 3).Draw(t, "days"))
			units = drawChanges(t, v, state, p)
			if rapid.IntRange(0, 2).Draw(t, "new profile") == 0 {
				p = drawProfile(t)
			}
		}
		state = maps.Clone(state)
		for _, u := range units {
			if delete(state, u.Code); !u.Ended {
				state[u.Code] = u
			}
		}
		h.versions = append(h.versions, Version{Number: v + 1, Effective: from, Profile: p, Units: units})
		h.states = append(h.states, state)
		for _, u := range units {
			if _, held := state[u.Code]; held && v > 0 && rapid.Bool().Draw(t, "held later") {
				h.addSeat(t, p, u)
			}
		}
	}
	return h
}

func (h *history) addSeat(t *rapid.T, p *city.Profile, u Unit) {
	post := p.Posts[rapid.IntRange(0, len(p.Posts)-1).Draw(t, "post")]
	known := func(s Seat) bool { return s.Unit == u.Code && s.Post == post.ID }
	if post.At(u.Level) && !slices.ContainsFunc(h.seats, known) {
		h.seats = append(h.seats, Seat{Unit: u.Code, Post: post.ID, Terms: drawTerms(t, u.Code+post.ID)})
	}
}

// drawProfile varies what a later profile may: forms, a level more, posts turned
// round.
func drawProfile(t *rapid.T) *city.Profile {
	p := testProfile()
	if rapid.Bool().Draw(t, "villages have ground") {
		p.Levels[1].Form, p.Levels[1].Resolution = city.Tiling, 10
	}
	if rapid.Bool().Draw(t, "streets have none") {
		p.Levels[3].Form = city.Unmapped
	}
	if rapid.Bool().Draw(t, "a level between") {
		extra := city.Level{ID: "block", Names: city.Names{ZH: "片"}, Parents: []string{"town"}, Form: city.Overlapping, Resolution: 10}
		p.Levels = slices.Insert(p.Levels, 2, extra)
	}
	if rapid.Bool().Draw(t, "posts turned round") {
		slices.Reverse(p.Posts)
	}
	return p
}

// drawChanges draws units that differ from those in force.
func drawChanges(t *rapid.T, v int, state map[string]Unit, p *city.Profile) []Unit {
	changed := map[string]Unit{}
	parents := map[string]int{}
	for _, u := range state {
		parents[u.Parent]++
	}
	codes := slices.Sorted(maps.Keys(state))
	for i := range rapid.IntRange(0, 4).Draw(t, "changes") {
		u := state[rapid.SampledFrom(codes).Draw(t, "unit")]
		if _, done := changed[u.Code]; done {
			continue
		}
		place := rect(rapid.Float64Range(-1, 7).Draw(t, "x"), rapid.Float64Range(-1, 3).Draw(t, "y"), rapid.Float64Range(0.1, 2).Draw(t, "w"), rapid.Float64Range(0.1, 2).Draw(t, "h"))
		switch rapid.IntRange(0, 4).Draw(t, "change") {
		case 0:
			u.Shape = place
		case 1:
			u.Names.ZH = fmt.Sprint("改", v, i)
		case 2:
			if u.Level == "grid" {
				u.Parent = rapid.SampledFrom([]string{"T0", "T1", "T0V0", "T1V1"}).Draw(t, "parent")
			}
		case 3:
			if parents[u.Code] == 0 {
				u.Ended = true
			}
		default:
			u = Unit{Code: fmt.Sprintf("N%d%d", v, i), Level: rapid.SampledFrom([]string{"grid", "street", "building"}).Draw(t, "level"),
				Parent: "T0", Shape: place, Names: city.Names{ZH: "新"}, Predecessors: []string{u.Code}}
		}
		if u.Level == "village" && u.Shape != nil && rapid.Bool().Draw(t, "and loses it again") {
			u.Shape = nil
		}
		changed[u.Code] = u
	}
	for _, u := range changed { // what hangs under a unit that ends moves away or ends with it
		if parent, ends := changed[u.Parent]; ends && parent.Ended {
			u.Parent = "T0"
			changed[u.Code] = u
		}
	}
	return slices.Collect(maps.Values(changed))
}

// era finds the version of an instant by walking all of them.
func (h history) era(at time.Time) int {
	found := -1
	for i, v := range h.versions {
		if !v.Effective.After(at) {
			found = i
		}
	}
	return found
}

// alone builds the city of one instant as if it had no past.
func (h history) alone(t *rapid.T, at time.Time) (*Territory, []Unit, *city.Profile) {
	e := h.era(at)
	if e < 0 {
		return nil, nil, h.versions[0].Profile
	}
	p := h.versions[e].Profile
	units := slices.Collect(maps.Values(h.states[e]))
	var seats []Seat
	for _, s := range h.seats {
		if _, there := h.states[e][s.Unit]; there {
			seats = append(seats, s)
		}
	}
	city, err := New(p, units, seats)
	if err != nil {
		t.Fatal(err)
	}
	for i := range units {
		if level, _, _ := p.Level(units[i].Level); level.Form == "unmapped" {
			units[i].Shape = nil
		}
	}
	return city, units, p
}

// text writes an answer so that two can be compared, whatever memory they are in.
func text(d Duty) string {
	s := fmt.Sprint(d.Cell)
	for _, u := range d.Units {
		s += fmt.Sprintf("|%s %s %s", u.Unit.Code, u.Unit.Names.ZH, u.Unit.Parent)
		for _, h := range u.Heads {
			s += " " + h.Post.ID + h.Term.Person
		}
	}
	if d.Answer != nil {
		s += fmt.Sprint("!", d.Answer.Unit.Code, d.Answer.Term.Person, d.Answer.Fallback)
	}
	for _, n := range d.Ambiguous {
		s += fmt.Sprintf("~%s %.3f", n.Unit.Code, n.Metres)
	}
	return s
}

func cellText(d CellDuty) string {
	s := fmt.Sprint(d.Cell, d.Split)
	for _, u := range d.Units {
		s += fmt.Sprintf("|%s %.9f %d", u.Unit.Code, u.Share, len(u.Heads))
	}
	if d.Answer != nil {
		s += fmt.Sprint("!", d.Answer.Unit.Code, d.Answer.Term.Person, d.Answer.Fallback)
	}
	return s
}

func codes(units []*Unit) string {
	s := ""
	for _, u := range units {
		s += u.Code + " "
	}
	return s
}

// Every question about every instant has the answer that a city would give that
// never knew another day, and the one that a walk over every polygon and term
// gives; whichever version is served fast.
func TestThePastAgreesWithTheSlowModel(t *testing.T) {
	past, ended, served := 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		h := drawHistory(t)
		made := noon.AddDate(0, 0, rapid.IntRange(-7, 9).Draw(t, "made"))
		whole, err := Through(h.versions, h.seats, made)
		if err != nil {
			t.Fatal(err)
		}
		for range 12 {
			instant := noon.AddDate(0, 0, rapid.IntRange(-7, 9).Draw(t, "instant")).Add(time.Duration(rapid.IntRange(0, 1).Draw(t, "just before")) * -1)
			m := whole.At(instant)
			if m.now {
				served++
			} else {
				past++
			}
			alone, units, p := h.alone(t, instant)
			point := at(rapid.Float64Range(-1, 9).Draw(t, "x"), rapid.Float64Range(-1, 5).Draw(t, "y"))
			if rapid.Bool().Draw(t, "on a line") {
				point = at(float64(rapid.IntRange(0, 8).Draw(t, "column")), float64(rapid.IntRange(0, 4).Draw(t, "row")))
			}
			if alone == nil {
				if d := m.Duty(point, 50); len(d.Units) > 0 || d.Answer != nil || len(d.Ambiguous) > 0 || m.Len() > 0 {
					t.Fatalf("before the first version: %s", text(d))
				}
				continue
			}
			compare(t, m, alone.At(instant), point)
			var want, got []string
			for _, u := range slowChain(p, units, point) {
				want = append(want, u.Code)
			}
			brief, _, _ := m.Brief(nil, point)
			for _, u := range brief {
				got = append(got, u.Code)
			}
			if !slices.Equal(got, want) {
				t.Fatalf("at %v on %v: units %v, the model says %v", point, instant, got, want)
			}
			ended += len(whole.lines) - len(units)
		}
	})
	if past == 0 || ended == 0 || served == 0 {
		t.Errorf("%d questions about the past, %d about the served version, %d ended units: the test tested nothing", past, served, ended)
	}
}

// compare asks two moments everything.
func compare(t *rapid.T, m, alone Moment, point geo.Point) {
	if got, want := text(m.Duty(point, 80)), text(alone.Duty(point, 80)); got != want {
		t.Fatalf("on %v at %v:\n%s\nalone:\n%s", m.at, point, got, want)
	}
	cell, _ := hex.At(point, rapid.IntRange(8, 12).Draw(t, "res"))
	if got, want := cellText(m.CellDuty(cell)), cellText(alone.CellDuty(cell)); got != want {
		t.Fatalf("on %v in %v:\n%s\nalone:\n%s", m.at, cell, got, want)
	}
	if m.Len() != alone.Len() {
		t.Fatalf("on %v: %d units, alone %d", m.at, m.Len(), alone.Len())
	}
	got, _ := m.List("", "", "", 1000)
	want, _ := alone.List("", "", "", 1000)
	if codes(got) != codes(want) {
		t.Fatalf("on %v: units %s, alone %s", m.at, codes(got), codes(want))
	}
	for _, u := range want {
		mine, ok := m.Unit(u.Code)
		if !ok || mine.Names != u.Names || mine.Parent != u.Parent || !mine.Shape.Equal(u.Shape) {
			t.Fatalf("on %v: unit %s is %+v, alone %+v", m.at, u.Code, mine, u)
		}
		if a, b := codes(m.Children(u.Code)), codes(alone.Children(u.Code)); a != b {
			t.Fatalf("on %v below %s: %s, alone %s", m.at, u.Code, a, b)
		}
		a, _ := m.Line(u.Code)
		b, _ := alone.Line(u.Code)
		if len(a) != len(b) || !slices.EqualFunc(a, b, func(x, y Step) bool {
			return x.Unit.Code == y.Unit.Code && x.Post.ID == y.Post.ID && len(x.Holders) == len(y.Holders)
		}) {
			t.Fatalf("on %v: line of %s differs", m.at, u.Code)
		}
	}
	for _, level := range []string{"town", "village", "grid"} {
		a, okA := m.Owner(level, cell)
		b, okB := alone.Owner(level, cell)
		if okA != okB || (okA && a.Code != b.Code) {
			t.Fatalf("on %v: owner of %v differs", m.at, cell)
		}
	}
}

func TestThePastOfAUnit(t *testing.T) {
	p := testProfile()
	town := Unit{Code: "T", Level: "town", Shape: rect(0, 0, 4, 4)}
	grid := Unit{Code: "G", Level: "grid", Parent: "T", Shape: rect(0, 0, 2, 2)}
	renamed := grid
	renamed.Names.ZH = "新名"
	ended := grid
	ended.Ended = true
	day := func(n int) time.Time { return noon.AddDate(0, 0, n) }
	whole, err := Through([]Version{
		{Number: 1, Effective: day(0), Profile: p, Units: []Unit{town, grid}},
		{Number: 2, Effective: day(10), Profile: p, Units: []Unit{renamed}},
		{Number: 3, Effective: day(20), Profile: p, Units: []Unit{{Code: "H", Level: "grid", Parent: "T", Shape: grid.Shape}}},
		{Number: 4, Effective: day(20), Profile: p, Units: []Unit{ended}},
		{Number: 5, Effective: day(30), Profile: p, Units: []Unit{grid}},
	}, nil, day(25))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range whole.Past("G") {
		got = append(got, fmt.Sprintf("%d %s %v %v", s.Version, s.Names.ZH, s.From.Sub(noon).Hours()/24, s.Until.IsZero()))
	}
	if want := []string{"1  0 false", "2 新名 10 false", "5  30 true"}; !slices.Equal(got, want) {
		t.Errorf("past %q, want %q", got, want)
	}
	if until := whole.Until(); !until.Equal(day(30)) {
		t.Errorf("served until %v", until)
	}
	if _, there := whole.At(day(25)).Unit("G"); there {
		t.Error("the grid has ended")
	}
	for d, want := range map[int]string{5: "G", 15: "G", 25: "H", 35: "G"} { // both have the same ground
		if u, ok := whole.At(day(d)).Holder("grid", at(1, 1)); !ok || u.Code != want {
			t.Errorf("on day %d %v holds the spot, want %s", d, u, want)
		}
	}
	if v, ok := whole.At(day(20)).Version(); !ok || v.Number != 4 {
		t.Errorf("of two versions at one instant %d is in force", v.Number)
	}
	if _, ok := whole.At(day(-1)).Version(); ok {
		t.Error("nothing is in force before the first version")
	}
}

func TestThroughRefusesWhatIsNoHistory(t *testing.T) {
	p := testProfile()
	town, grid := Unit{Code: "T", Level: "town"}, Unit{Code: "G", Level: "grid", Parent: "T", Shape: rect(0, 0, 1, 1)}
	ends := func(u Unit) Unit { u.Ended = true; return u }
	flat := testProfile()
	flat.Levels = flat.Levels[1:]
	for name, versions := range map[string][]Version{
		"no version":              nil,
		"backwards":               {{Effective: noon, Profile: p, Units: []Unit{town}}, {Effective: noon.Add(-1), Profile: p}},
		"a parent that ends":      {{Profile: p, Units: []Unit{town, grid}}, {Profile: p, Units: []Unit{ends(town)}}},
		"a parent that has ended": {{Profile: p, Units: []Unit{town}}, {Profile: p, Units: []Unit{ends(town), grid}}},
		"a level that is gone":    {{Profile: p, Units: []Unit{town, grid}}, {Profile: flat}},
	} {
		if err := Sound(versions, nil); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if err := Sound([]Version{{Profile: p, Units: []Unit{town, grid}}, {Profile: flat, Units: []Unit{ends(town), ends(grid)}}}, nil); err != nil {
		t.Errorf("a level may go when its units do: %v", err)
	}
}

// A seat can be exchanged without building the territory anew; the one before
// stays as it was.
func TestWithSeats(t *testing.T) {
	before := smallCity(t, held("G1", "head", "old"), held("T", "direct", "d"))
	after, err := before.WithSeats([]Seat{held("G1", "head", "new"), held("G2", "head", "two")})
	if err != nil {
		t.Fatal(err)
	}
	who := func(c *Territory, x float64) string {
		_, answer, ok := c.At(noon).Brief(nil, at(x, 2))
		if !ok {
			return ""
		}
		return answer.Term.Person
	}
	for _, c := range []struct {
		city *Territory
		x    float64
		want string
	}{{before, 1, "old"}, {after, 1, "new"}, {before, 3, "d"}, {after, 3, "two"}} {
		if got := who(c.city, c.x); got != c.want {
			t.Errorf("at %v: %s, want %s", c.x, got, c.want)
		}
	}
	if _, err := before.WithSeats([]Seat{held("nowhere", "head", "x")}); err == nil {
		t.Error("a seat at an unknown unit was taken")
	}
}
