package app

import (
	"flag"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/server/store"
	"sizhang/server/store/sqlite"
)

// modelDays is how many days the histories span.
const modelDays = 30

// slowCity is a city kept day by day: which units there are, what they are
// called, and who is their head.
type slowCity struct {
	versions []slowVersion
	heads    map[string]*[modelDays]string // by unit
}

type slowVersion struct {
	from  int
	names map[string]string
}

// names returns the units of a day.
func (s *slowCity) names(d int) map[string]string {
	for i := len(s.versions) - 1; i >= 0; i-- {
		if s.versions[i].from <= d {
			return s.versions[i].names
		}
	}
	return nil
}

func (s *slowCity) describe(d int) string {
	lines := ""
	names := s.names(d)
	for i := range 4 {
		c := grid(i).Code
		if name, there := names[c]; there {
			lines += fmt.Sprintf("%s %s %s; ", c, name, s.heads[c][d])
		}
	}
	return lines
}

// describe writes the same of the city in memory.
func describe(c *City, d int) string {
	lines := ""
	m := c.At(day(d).Add(time.Hour))
	for i := range 4 {
		u, there := m.Unit(grid(i).Code)
		if !there {
			continue
		}
		head := ""
		for _, h := range m.Heads(u) {
			if !h.Term.Deputy {
				head += h.Term.Person
			}
		}
		lines += fmt.Sprintf("%s %s %s; ", u.Code, u.Names.ZH, head)
	}
	return lines
}

// history is a random history under way, in the city and in the model.
type history struct {
	*rapid.T
	a     *App
	now   *watch
	today int
	slow  slowCity
	last  int // the day on which the last version takes effect
	done  map[string]int
}

func (h *history) draft() string {
	d, err := h.a.OpenDraft(h.Context(), code, "")
	if err != nil {
		h.Fatal(err)
	}
	return d.ID
}

func (h *history) publish(draft string, effective time.Time) {
	if p, err := h.a.Publish(h.Context(), code, draft, effective); err != nil || p.Refused() {
		h.Fatalf("%+v, %v", p.Findings, err)
	}
}

// redistrict imports some grids, perhaps as the whole of them, in one draft or
// two imports of one.
func (h *history) redistrict() {
	from := rapid.IntRange(max(h.last, h.today), modelDays-1).Draw(h.T, "effective")
	names := maps.Clone(h.slow.names(modelDays))
	draft := h.draft()
	for range rapid.IntRange(1, 2).Draw(h.T, "imports") {
		var units []territory.Unit
		named := map[string]bool{}
		for i := range 4 {
			if rapid.Bool().Draw(h.T, "in the file") {
				u := grid(i)
				u.Names.ZH = rapid.SampledFrom([]string{"甲", "乙", "丙"}).Draw(h.T, "name")
				units = append(units, u)
				names[u.Code], named[u.Code] = u.Names.ZH, true
			}
		}
		var o UnitsOptions
		if rapid.IntRange(0, 2).Draw(h.T, "whole") == 0 {
			o.Whole = []string{"grid"}
			maps.DeleteFunc(names, func(c, _ string) bool { return !named[c] })
		}
		if outcome, err := h.a.AddUnits(h.Context(), code, draft, units, o, Source{}, Silent); err != nil || outcome.Refused() {
			h.Fatalf("%+v, %v", outcome.Findings, err)
		}
	}
	if d, _ := h.a.Draft(h.Context(), code, draft); len(d.Parts) == 0 {
		return
	}
	if rapid.IntRange(0, 3).Draw(h.T, "drop") == 0 {
		if err := h.a.DropDraft(h.Context(), code, draft, Silent); err != nil {
			h.Fatal(err)
		}
		return
	}
	h.publish(draft, day(from))
	h.last = from
	h.slow.versions = append(h.slow.versions, slowVersion{from, names})
	h.done["version"]++
}

// appoint imports one term; where somebody is in the way it must be refused.
func (h *history) appoint() {
	unit := grid(rapid.IntRange(0, 3).Draw(h.T, "unit")).Code
	from := rapid.IntRange(0, modelDays-2).Draw(h.T, "from")
	until := rapid.IntRange(from+1, modelDays).Draw(h.T, "until")
	person := rapid.SampledFrom([]string{"p", "q", "r"}).Draw(h.T, "person")
	heads := h.slow.heads[unit]
	free := true
	for d := from; d < until; d++ {
		free = free && heads[d] == ""
	}
	term := territory.Term{Person: person, Name: person, From: day(from), Until: day(until)}
	if until == modelDays {
		term.Until = time.Time{}
	}
	draft := h.draft()
	o, err := h.a.AddSeats(h.Context(), code, draft, []territory.Seat{{Unit: unit, Post: "head", Terms: []territory.Term{term}}}, Source{}, Silent)
	switch {
	case err != nil:
		h.Fatal(err)
	case o.Refused() || o.Changed+o.Unchanged > 0:
		if free && o.Refused() && h.known(unit) {
			h.Fatalf("%+v was refused: %+v", term, o.Findings)
		}
		return
	}
	if !free {
		h.Fatalf("%+v was taken in beside %v", term, *heads)
	}
	h.publish(draft, time.Time{})
	for d := from; d < until; d++ {
		heads[d] = person
	}
	h.done["appointment"]++
}

// known says whether the unit ever was.
func (h *history) known(unit string) bool {
	for _, v := range h.slow.versions {
		if _, there := v.names[unit]; there {
			return true
		}
	}
	return false
}

// handOver hands a post over, twice; what is refused changes nothing.
func (h *history) handOver() {
	unit := grid(rapid.IntRange(0, 3).Draw(h.T, "unit")).Code
	from := rapid.IntRange(1, modelDays-1).Draw(h.T, "from")
	person := rapid.SampledFrom([]string{"p", "q", "r"}).Draw(h.T, "person")
	heads := h.slow.heads[unit]
	o := territory.HandOver{Unit: unit, Post: "head", Person: person, Name: person, From: day(from)}
	if rapid.IntRange(0, 3).Draw(h.T, "vacate") == 0 {
		o = territory.HandOver{Unit: unit, Post: "head", From: day(from), Vacate: true}
	}
	if _, err := h.a.HandOver(h.Context(), code, o); err != nil {
		if fault.As(err).Code == fault.InternalError {
			h.Fatal(err)
		}
		return
	}
	if _, err := h.a.HandOver(h.Context(), code, o); err != nil {
		h.Fatalf("%+v, again: %v", o, err)
	}
	running := heads[from]
	for d := from; d < modelDays; d++ {
		switch {
		case !o.Vacate:
			heads[d] = person
		case heads[d] != running:
			running = "nobody else"
		default:
			heads[d] = ""
		}
	}
	h.done["handover"]++
}

// Over random histories the city in memory, kept up or built anew, is what a model
// says that keeps every day apart.
func TestRandomHistories(t *testing.T) {
	if err := flag.Set("rapid.checks", "15"); err != nil {
		t.Fatal(err)
	}
	done := map[string]int{}
	rapid.Check(t, func(r *rapid.T) {
		now := &watch{now: day(0)}
		st, err := sqlite.Open(t.Context(), t.TempDir(), store.Schema)
		if err != nil {
			r.Fatal(err)
		}
		defer st.Close()
		h := &history{T: r, a: New(st, Options{Now: now.Now}), now: now, done: done, slow: slowCity{heads: map[string]*[modelDays]string{}}}
		for i := range 4 {
			h.slow.heads[grid(i).Code] = &[modelDays]string{}
		}
		first := h.draft()
		if _, err := h.a.AddProfile(t.Context(), code, first, []byte(profileYAML), Source{}); err != nil {
			r.Fatal(err)
		}
		if _, err := h.a.AddUnits(t.Context(), code, first, []territory.Unit{town(), grid(0)}, UnitsOptions{}, Source{}, Silent); err != nil {
			r.Fatal(err)
		}
		h.publish(first, day(0))
		h.slow.versions = []slowVersion{{0, map[string]string{"G000": grid(0).Names.ZH}}}
		kept := New(st, Options{Now: now.Now})
		for range rapid.IntRange(3, 14).Draw(r, "events") {
			switch rapid.IntRange(0, 4).Draw(r, "event") {
			case 0:
				h.redistrict()
			case 1:
				h.appoint()
			case 2, 3:
				h.handOver()
			case 4:
				h.today = rapid.IntRange(h.today, modelDays-1).Draw(r, "today")
				now.set(day(h.today))
				h.compare("kept up", kept)
			}
		}
		h.compare("kept up", kept)
		h.compare("built anew", New(st, Options{Now: now.Now}))
	})
	if len(done) < 3 {
		t.Errorf("only %v happened", done)
	}
}

func (h *history) compare(what string, a *App) {
	if err := a.Refresh(h.Context(), Silent); err != nil || a.Ready() != nil {
		h.Fatal(err, a.Ready())
	}
	c, _ := a.City(code)
	for d := range modelDays {
		if got, want := describe(c, d), h.slow.describe(d); got != want {
			h.Fatalf("%s, day %d of %d:\n%s\nwant\n%s", what, d, h.today, strings.ReplaceAll(got, "; ", "\n"), strings.ReplaceAll(want, "; ", "\n"))
		}
	}
}
