package lives_test

import (
	"log/slog"
	"testing"
	"time"

	"go.uber.org/goleak"

	"sizhang/domain/city"
	"sizhang/domain/issue"
	"sizhang/geo/geotest"
	"sizhang/server/app"
	"sizhang/server/blob"
	"sizhang/server/demo"
	"sizhang/server/demo/lives"
	"sizhang/server/issues"
	"sizhang/server/photo"
	"sizhang/server/profile"
	"sizhang/server/store"
	"sizhang/server/store/sqlite"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// The demonstration's issues come to be by the rules: every state is there, every
// history verifies and lies before now, each open one is with somebody, and starting
// again adds nothing.
func TestTheDemonstrationHasIssuesInEveryState(t *testing.T) {
	geotest.Reckons(t)
	now := time.Date(2026, 3, 19, 15, 30, 0, 0, city.China)
	a, album := town(t, now)
	photos, err := lives.Draw(t.Context(), album, demo.Code)
	if err != nil || len(photos.Before) == 0 || len(photos.After) == 0 {
		t.Fatalf("%d and %d photos, %v", len(photos.Before), len(photos.After), err)
	}
	o := lives.Options{App: a, City: demo.Code, Home: demo.Code + "001001", Photos: photos, Now: now, Log: slog.Default()}
	if _, err := lives.Play(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	desk := issues.New(issues.Options{Store: a.Store(), Cities: a, Now: func() time.Time { return now }})
	states := counted(t, desk, now)
	for _, info := range issue.States {
		if states[info.State] == 0 {
			t.Errorf("nothing is %s", info.State)
		}
	}
	if _, err := lives.Play(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	for state, n := range counted(t, desk, now) {
		if n != states[state] {
			t.Errorf("after another start %d are %s, not %d", n, state, states[state])
		}
	}
}

// counted counts the issues by state, and looks at each.
func counted(t *testing.T, desk *issues.Issues, now time.Time) map[issue.State]int {
	t.Helper()
	states := map[issue.State]int{}
	err := desk.Each(t.Context(), demo.Code, func(i *issue.Issue) error {
		states[i.State]++
		if at := i.Verify(); at != 0 {
			t.Errorf("%s: the chain is broken at %d", i.ID, at)
		}
		if i.Open() && i.Hands.Empty() {
			t.Errorf("%s is %s with nobody", i.ID, i.State)
		}
		if i.Last().At.After(now) || i.Reported().Before(now.AddDate(0, 0, -40)) {
			t.Errorf("%s lasts from %s to %s", i.ID, i.Reported(), i.Last().At)
		}
		for k := range i.History {
			if e := &i.History[k]; e.By.Kind == issue.BySystem && e.Action == issue.Escalate && e.At.Sub(i.Reported()) < time.Minute {
				t.Errorf("%s was escalated %s after it was reported", i.ID, e.At.Sub(i.Reported()))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return states
}

// town is the demonstration city without its past.
func town(t *testing.T, now time.Time) (*app.App, *photo.Album) {
	t.Helper()
	st, err := sqlite.Open(t.Context(), t.TempDir(), store.Schema)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	folder, err := blob.OpenFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { folder.Close() })
	a := app.New(st, app.Options{Now: func() time.Time { return now }})
	units, seats, err := demo.City(t.Context(), app.Silent)
	if err != nil {
		t.Fatal(err)
	}
	sides := demo.SidesOf(units, seats)
	yaml, err := profile.Format(demo.Profile())
	if err != nil {
		t.Fatal(err)
	}
	d, err := a.OpenDraft(t.Context(), demo.Code, "")
	if err != nil {
		t.Fatal(err)
	}
	source := app.Source{Name: "demo"}
	must := func(outcome app.Outcome, err error) {
		t.Helper()
		if err != nil || outcome.Refused() {
			t.Fatal(outcome.Findings, err)
		}
	}
	if _, err := a.AddProfile(t.Context(), demo.Code, d.ID, yaml, source); err != nil {
		t.Fatal(err)
	}
	must(a.AddUnits(t.Context(), demo.Code, d.ID, units, app.UnitsOptions{}, source, app.Silent))
	must(a.AddSeats(t.Context(), demo.Code, d.ID, seats, source, app.Silent))
	must(a.AddBodies(t.Context(), demo.Code, d.ID, sides.Bodies, source, app.Silent))
	must(a.AddCategories(t.Context(), demo.Code, d.ID, sides.Categories, source, app.Silent))
	must(a.AddCharges(t.Context(), demo.Code, d.ID, sides.Charges, source, app.Silent))
	if p, err := a.Publish(t.Context(), demo.Code, d.ID, now.AddDate(-1, 0, 0)); err != nil || p.Refused() {
		t.Fatal(p.Findings, err)
	}
	if err := a.Load(t.Context(), app.Silent); err != nil {
		t.Fatal(err)
	}
	return a, photo.New(st, folder, photo.Options{Temp: folder.Temp()})
}
