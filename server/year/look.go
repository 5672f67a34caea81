package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/issue"
	"sizhang/server/demo"
)

// summary is what became of the year.
type summary struct {
	From, Until time.Time
	Reported    int
	States      map[issue.State]int
	Open        int
	Escalated   int // open ones that somebody above was told of
	Events      int
	Told        int // warnings and escalations
	Ledger      ledger
	Figures     map[string]figure // of the whole city, by id
	Wrong       []string          // what must not be
}

func (s *summary) wrong(format string, values ...any) {
	if len(s.Wrong) < 50 {
		s.Wrong = append(s.Wrong, fmt.Sprintf(format, values...))
	}
}

// look looks at what became of the year: it must be whole, with somebody, and add up.
func (y *year) look(ctx context.Context) (*summary, error) {
	s := &summary{From: y.from, Until: y.end, States: map[issue.State]int{}, Ledger: y.ledger, Reported: len(y.ledger.reported)}
	if err := y.lookAtIssues(ctx, s); err != nil {
		return nil, err
	}
	for state, times := range y.ledger.nobodys {
		s.wrong("%d times an issue that was %s was with nobody", times, state)
	}
	y.lookAtBoard(s)
	return s, y.lookAtFigures(ctx, s)
}

// lookAtIssues reads every issue from the store: what was acknowledged is there, once,
// its history verifies, and what is open is with somebody; where it is long overdue,
// somebody above them knows.
func (y *year) lookAtIssues(ctx context.Context, s *summary) error {
	there := map[string]bool{}
	err := y.desk.Verify(ctx, demo.Code, func(i *issue.Issue, broken int) error {
		there[i.ID] = true
		s.States[i.State]++
		s.Events += len(i.History)
		if !y.ledger.reported[i.ID] {
			s.wrong("%s is there and was never reported", i.ID)
		}
		if broken != 0 {
			s.wrong("the history of %s is broken from event %d on", i.ID, broken)
		}
		for k := range i.History {
			if a := i.History[k].Action; a == issue.Warn || a == issue.Escalate {
				s.Told++
			}
		}
		y.lookAtUnits(s, i)
		if !i.Open() {
			return nil
		}
		s.Open++
		c := i.Card()
		if c.Escalated {
			s.Escalated++
		}
		if i.Hands.Empty() {
			s.wrong("%s is %s with nobody", i.ID, i.State)
		}
		if i.State != issue.Suspended && c.Overdue(y.end.Add(-24*time.Hour)) && !c.Escalated {
			s.wrong("%s is overdue since %s and nobody was told", i.ID, c.Due.Format(time.DateTime))
		}
		return nil
	})
	for id := range y.ledger.reported {
		if !there[id] {
			s.wrong("%s was acknowledged and is gone", id)
		}
	}
	return err
}

// lookAtUnits wants an issue in one unit of every level that tiles the ground, so that
// counts by unit add up.
func (y *year) lookAtUnits(s *summary, i *issue.Issue) {
	c, _ := y.app.City(demo.Code)
	m := c.At(y.end)
	for _, level := range m.Profile().Levels {
		var in []string
		for _, code := range i.Routing.Units {
			if u, there := m.Unit(code); there && u.Level == level.ID {
				in = append(in, code)
			}
		}
		if level.Form == city.Tiling && len(in) != 1 {
			s.wrong("%s is in the %ss %v; it was settled to be in %q", i.ID, level.ID, in, i.Routing.Settled)
		}
	}
}

// lookAtBoard holds what is in memory against what is in the store.
func (y *year) lookAtBoard(s *summary) {
	b := y.desk.Board(demo.Code)
	if b.Len() != s.Reported || b.Open() != s.Open {
		s.wrong("the board has %d issues, %d of them open; the store %d and %d", b.Len(), b.Open(), s.Reported, s.Open)
	}
}

// figure is a number of issues, or a rate as its two counts.
type figure struct {
	ID                     string
	Value                  *float64
	Numerator, Denominator *int
}

// figures are those of a group.
type figures struct {
	Code    string
	Figures []figure
}

// lookAtFigures asks for the indicators over HTTP. What is counted of all must be what
// is counted of the parts, and every issue is in one state.
func (y *year) lookAtFigures(ctx context.Context, s *summary) error {
	all, _, err := y.figures(ctx, nil)
	if err != nil {
		return err
	}
	s.Figures = all
	number := func(id string) int {
		if v := all[id].Value; v != nil {
			return int(*v)
		}
		s.wrong("there is no figure %s", id)
		return 0
	}
	of := func(states ...issue.State) (n int) {
		for _, state := range states {
			n += s.States[state]
		}
		return n
	}
	for id, want := range map[string]int{
		"reported": s.Reported, "open": s.Open, "voided": of(issue.Void), "merged": of(issue.Merged), "suspended": of(issue.Suspended),
		"closed": of(issue.Closed, issue.Ordered, issue.Struck),
	} {
		if got := number(id); got != want {
			s.wrong("the figure %s is %d, the store says %d", id, got, want)
		}
	}
	if sum := number("open") + number("voided") + number("merged") + number("closed"); sum != s.Reported {
		s.wrong("open, void, merged and closed are %d of %d reported", sum, s.Reported)
	}
	for _, by := range []url.Values{{"by": {"unit"}, "level": {"subdistrict"}}, {"by": {"unit"}, "level": {"community"}}, {"by": {"source"}}, {"by": {"category"}}} {
		_, rows, err := y.figures(ctx, by)
		if err != nil {
			return err
		}
		for _, id := range []string{"reported", "filed", "handled", "closed", "voided", "merged", "suspended", "open", "overdue"} {
			sum := 0
			for _, row := range rows {
				if by.Get("by") == "category" && !slices.Contains(y.categories, row.Code) {
					continue // a class counts what its small classes do
				}
				if k := slices.IndexFunc(row.Figures, func(f figure) bool { return f.ID == id }); k >= 0 && row.Figures[k].Value != nil {
					sum += int(*row.Figures[k].Value)
				}
			}
			if sum != number(id) {
				s.wrong("by %s the figure %s adds up to %d, of the city it is %d", by.Encode(), id, sum, number(id))
			}
		}
	}
	return nil
}

// figures returns the city's figures of the whole time by id, and those of its groups.
func (y *year) figures(ctx context.Context, by url.Values) (map[string]figure, []figures, error) {
	query := url.Values{"from": {y.from.Format(time.RFC3339)}, "until": {y.end.Add(time.Second).Format(time.RFC3339)}, "format": {"json"}}
	for name, values := range by {
		query[name] = values
	}
	var body struct {
		Total figures
		Rows  []figures
	}
	err := y.dispatcher.call(ctx, http.MethodGet, cityPath+"/indicators?"+query.Encode(), nil, &body)
	total := map[string]figure{}
	for _, f := range body.Total.Figures {
		total[f.ID] = f
	}
	return total, body.Rows, err
}
