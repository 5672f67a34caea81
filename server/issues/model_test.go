package issues

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sizhang/domain/fault"
	"sizhang/domain/issue"
	"sizhang/geo/geotest"
)

// Whatever people, time and the city do, in whatever order: an issue that is open is
// with somebody, its history is whole and only grows, what is refused changes nothing,
// what is done is there, no alarm is given twice, and nothing stays undone.
func TestNothingIsEverWithNobody(t *testing.T) {
	geotest.Reckons(t)
	rapid.Check(t, func(r *rapid.T) {
		f := newFixture(t, openSQLite(t))
		servers := []*Issues{f.Issues, f.another(f.app)}
		m := &model{f: f, r: r, known: map[string]issue.Issue{}}
		for range rapid.IntRange(10, 40).Draw(r, "steps") {
			m.s = rapid.SampledFrom(servers).Draw(r, "server")
			m.step()
			m.check()
		}
		for range 3 { // servers see what the others wrote
			f.another(f.app).round(t.Context())
		}
		m.check()
		m.settled()
	})
}

type model struct {
	f   *fixture
	s   *Issues
	r   *rapid.T
	ids []string
	// handovers is how many there were.
	handovers int
	known     map[string]issue.Issue // as last seen
}

func (m *model) step() {
	switch rapid.IntRange(0, 9).Draw(m.r, "step") {
	case 0, 1:
		m.report()
	case 2:
		m.f.clock.move(time.Duration(rapid.IntRange(0, 100).Draw(m.r, "hours")) * time.Hour)
	case 3:
		m.s.round(m.f.t.Context())
	case 4:
		m.f.clock.move(time.Minute)
		unit := rapid.SampledFrom([]string{"G1", "G2"}).Draw(m.r, "unit")
		m.f.handOver(unit, "grid_head", fmt.Sprint("p", 10+m.handovers))
		m.handovers++
	default:
		m.command()
	}
}

func (m *model) report() {
	r := report(rapid.SampledFrom(places).Draw(m.r, "place"))
	r.Category = rapid.SampledFrom([]string{"litter", "pothole"}).Draw(m.r, "category")
	if rapid.Bool().Draw(m.r, "citizen") {
		r.Source, r.By = issue.FromCitizen, issue.By{Kind: issue.ByCitizen}
		r.Reporter = issue.Reporter{Kind: issue.Citizen, Key: "key"}
	}
	i, made, err := m.s.File(m.f.t.Context(), r)
	if err != nil || !made {
		m.r.Fatal(made, err)
	}
	m.ids, m.known[i.ID] = append(m.ids, i.ID), i
}

var actions = []issue.Action{
	issue.AskVerify, issue.VerifyTrue, issue.VerifyFalse, issue.File, issue.Reject, issue.Dispatch, issue.Claim, issue.Bounce, issue.SendBack,
	issue.Correct, issue.Finish, issue.Fix, issue.Pass, issue.Fail, issue.Approve, issue.Object, issue.Strike, issue.OrderClosed, issue.Reopen,
	issue.AskPostpone, issue.AskSuspend, issue.Appeal, issue.Grant, issue.Refuse, issue.Resume, issue.Arbitrate, issue.Whistle, issue.Arrive,
	issue.Merge, issue.Comment,
}

// command does to some issue what can be done to it, or whatever else.
func (m *model) command() {
	if len(m.ids) == 0 {
		return
	}
	id := rapid.SampledFrom(m.ids).Draw(m.r, "issue")
	was := m.known[id]
	who := rapid.SampledFrom([]string{"p1", "p2", "desk"}).Draw(m.r, "who")
	action := rapid.SampledFrom(actions).Draw(m.r, "action")
	actor, by := staff(who)
	if choices, err := m.s.Choices(m.f.t.Context(), &was, actor, by); err != nil {
		m.r.Fatal(err)
	} else if len(choices) > 0 && rapid.IntRange(0, 4).Draw(m.r, "possible") > 0 {
		action = choices[rapid.IntRange(0, len(choices)-1).Draw(m.r, "choice")].Action
	}
	c := command(who, action)
	c.At = &was.Place.Point
	c.Until = m.f.clock.now().Add(48 * time.Hour)
	c.Photos = []issue.Photo{{ID: "b", Kind: issue.Before}, {ID: "a", Kind: issue.After}}
	c.Bodies, c.Body, c.Citizen, c.Category = []string{"clean"}, "clean", "key", "litter"
	c.Unit = rapid.SampledFrom([]string{"G1", "G2"}).Draw(m.r, "to unit")
	c.Into = rapid.SampledFrom(m.ids).Draw(m.r, "into")
	if action == issue.Approve || action == issue.Object {
		c.By = issue.By{Kind: issue.ByCitizen}
	}
	next, err := m.s.Do(m.f.t.Context(), town, id, c)
	if err != nil {
		if fault.As(err).Kind() == fault.Internal {
			m.r.Fatalf("%s: %v", action, err)
		}
		if got := m.f.get(id); len(got.History) != len(was.History) {
			m.r.Fatalf("%s was refused and left something: %v", action, err)
		}
		return
	}
	if !slices.ContainsFunc(next.History, func(e issue.Event) bool { return e.Command == c.ID && e.Action == action }) {
		m.r.Fatalf("%s was done, and is not in the history", action)
	}
}

// check wants of every issue what always holds.
func (m *model) check() {
	for _, id := range m.ids {
		i := m.f.get(id) // with somebody, its chain whole
		was := m.known[id]
		if len(i.History) < len(was.History) || i.History[len(was.History)-1].Hash != was.History[len(was.History)-1].Hash {
			m.r.Fatalf("the history of %s is another", id)
		}
		for k := range i.Told {
			if slices.ContainsFunc(i.Told[:k], func(o issue.Told) bool {
				return o.Timer == i.Told[k].Timer && o.Mark == i.Told[k].Mark && o.Round == i.Told[k].Round
			}) {
				m.r.Fatalf("%+v was told twice", i.Told[k])
			}
		}
		if i.State == issue.Merged && i.Into == "" {
			m.r.Fatalf("%s is merged into nothing", id)
		}
		m.known[id] = i
	}
}

// settled wants nothing to be left to do, after the servers looked.
func (m *model) settled() {
	for _, id := range m.ids {
		k, err := m.f.read(m.f.t.Context(), town, id)
		if err != nil {
			m.r.Fatal(err)
		}
		if k.todo != "" || !k.due.IsZero() && !k.due.After(m.f.clock.now()) {
			m.r.Fatalf("%s, %s, is left with %q, due %s at %s", id, k.State, k.todo, k.due, m.f.clock.now())
		}
		if !k.Open() {
			continue
		}
		in, err := m.s.scene(m.f.t.Context(), town)
		if err != nil {
			m.r.Fatal(err)
		}
		routing, err := in.route(spotOf(&k.Issue))
		if err != nil || fingerprint(&routing) != fingerprint(&k.Routing) {
			m.r.Fatalf("%s is routed as %+v, not %+v, %v", id, k.Routing, routing, err)
		}
		if into, merged := m.known[k.Into]; merged && !slices.Contains(into.Parts, id) {
			m.r.Fatalf("%s was not absorbed", id)
		}
	}
}
