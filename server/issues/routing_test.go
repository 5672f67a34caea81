package issues

import (
	"slices"
	"testing"
	"time"

	"sizhang/domain/issue"
)

// Where nobody is in office the department has it, where there is none the root of the
// city, vacant as it is; both say that they are a fallback.
func TestWhereNobodyIsInOffice(t *testing.T) {
	f := newFixture(t, openSQLite(t))
	ended := townSeats()
	for k := range ended {
		ended[k].Terms[0].Until = day(10, 9)
	}
	f.seats(ended...)
	hands := func(category string) issue.Issue {
		r := report(inWest)
		r.Category = category
		return f.get(f.file(r).ID)
	}
	if h := hands("litter").Hands; h != (issue.Hands{Body: "clean", Fallback: true}) {
		t.Errorf("%+v", h)
	}
	i := hands("noise")
	if i.Hands != (issue.Hands{Unit: "C", Post: "leader_in_charge", Fallback: true}) || i.State != issue.Dispatched {
		t.Errorf("%s with %+v", i.State, i.Hands)
	}
	for range 20 {
		f.clock.move(12 * time.Hour)
		f.round(t.Context())
	}
	for _, e := range f.get(i.ID).History {
		if (e.Action == issue.Warn || e.Action == issue.Escalate) && e.With[issue.WithTold] == "" {
			t.Errorf("nobody was told: %+v", e)
		}
	}
}

// A street that lies over the grids answers first, with the grids' units beside it.
func TestAStreetAnswersBeforeTheGridBelow(t *testing.T) {
	f := newFixture(t, openSQLite(t))
	i := f.file(report(onStreet))
	if i.Hands.Person != "ps" || !slices.Equal(i.Routing.Spots, []string{"S", "G1", "T1", "C"}) {
		t.Errorf("%+v, %v", i.Hands, i.Routing.Spots)
	}
	heads := each(i.Routing.Heads, func(h issue.Hands) string { return h.Person })
	if !slices.Equal(heads, []string{"ps", "p1", "pt1", "pl", "pp"}) {
		t.Error(heads)
	}
}

// A department's issue has the ground's first head above it.
func TestWhoIsAboveADepartment(t *testing.T) {
	f := newFixture(t, openSQLite(t))
	i := f.file(report(inWest))
	c := command("desk", issue.Dispatch)
	c.To = &issue.Hands{Body: "clean"}
	i = f.do(i, c)
	in, err := f.scene(t.Context(), town)
	if err != nil {
		t.Fatal(err)
	}
	if told := in.tell(&i, []string{"hands", "next_head", "leaders", "grid_head", "nobody"}); !slices.Equal(told, []string{"body/clean", "p1", "pl"}) {
		t.Error(told)
	}
}
