package app

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"sizhang/domain/territory"
	"sizhang/geo"
)

// answers writes down what an app answers: every city, its versions and its other
// sides, and at the instants every unit, who holds what there and who answers in
// the middle of every grid of the tests.
func answers(a *App, instants ...time.Time) string {
	var text strings.Builder
	for _, c := range a.Cities() {
		fmt.Fprintf(&text, "city %s\n", c.of.Code)
		for _, v := range c.Versions() {
			fmt.Fprintf(&text, "version %d from %v: %s %s\n", v.Number, v.Effective.UTC(), v.Profile.Names.ZH, asJSON(v.Profile.Posts))
		}
		fmt.Fprintf(&text, "bodies %s\ncharges %s\nsponsors %s\n", asJSON(c.Bodies.Bodies()), asJSON(c.Bodies.Charges()), asJSON(c.Sponsors.List()))
		for _, at := range instants {
			describeMoment(&text, c.At(at), c)
		}
	}
	return text.String()
}

func describeMoment(text *strings.Builder, m territory.Moment, c *City) {
	fmt.Fprintf(text, "at %v:\n", m.Instant().UTC())
	for u := range m.Units() {
		fmt.Fprintf(text, "  %s %s %s in %s, %d stages, seats %s\n", u.Code, u.Level, u.Names.ZH, u.Parent, len(c.Past(u.Code)), asJSON(c.Seats(u.Code)))
		line, _ := m.Line(u.Code)
		for _, step := range line {
			fmt.Fprintf(text, "    line %s\n", asJSON(step))
		}
	}
	for n := range 8 {
		d := m.Duty(geo.Point{Lng: 116.005 + 0.01*float64(n), Lat: 39.005}, 0)
		fmt.Fprintf(text, "  in grid %d: ", n)
		for _, u := range d.Units {
			fmt.Fprintf(text, "%s %s; ", u.Unit.Code, asJSON(u.Heads))
		}
		if d.Answer != nil {
			fmt.Fprintf(text, "%s %s answers, fallback %v", d.Answer.Unit.Code, asJSON(d.Answer.Holder), d.Answer.Fallback)
		}
		text.WriteByte('\n')
	}
}

func asJSON(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// month is an instant in each few days of the tests' month.
var month = func() (instants []time.Time) {
	for d := 1; d < modelDays; d += 4 {
		instants = append(instants, day(d).Add(time.Hour))
	}
	return instants
}()

// equalToFresh compares what a kept-up app answers with what one does that is
// built from the store alone.
func equalToFresh(t interface {
	testing.TB
}, what string, kept, fresh *App) {
	t.Helper()
	if err := fresh.Load(t.Context(), Silent); err != nil {
		t.Fatal(err)
	}
	k, f := strings.SplitAfter(answers(kept, month...), "\n"), strings.SplitAfter(answers(fresh, month...), "\n")
	for i := range max(len(k), len(f)) {
		switch {
		case i >= len(k) || i >= len(f):
			t.Fatalf("%s: kept up %d lines, built anew %d", what, len(k), len(f))
		case k[i] != f[i]:
			t.Fatalf("%s, line %d\nkept up:    %sbuilt anew: %s", what, i, k[i], f[i])
		}
	}
}
