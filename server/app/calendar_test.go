package app

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"sizhang/domain/clock"
	"sizhang/domain/fault"
	"sizhang/server/store"
)

func dayOf(t *testing.T, text string) clock.Day {
	t.Helper()
	d, err := clock.ParseDay(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// works says whether the app's calendar of the city has the day as one of work.
func works(t *testing.T, a *App, date string) bool {
	t.Helper()
	c, _, err := a.Calendar(context.Background(), code)
	if err != nil {
		t.Fatal(err)
	}
	return c.Works(dayOf(t, date))
}

func versionOf(t *testing.T, a *App) string {
	t.Helper()
	_, version, err := a.Calendar(context.Background(), code)
	if err != nil || len(version) != 16 {
		t.Fatalf("version %q, %v", version, err)
	}
	return version
}

// A city has the shipped calendar, its own days over it, and its own hours.
func TestACitysCalendar(t *testing.T) {
	st, ctx := open(t), context.Background()
	a := New(st, Options{})
	if err := publishProfile(t, a, code, profileYAML); err != nil {
		t.Fatal(err)
	}
	if err := a.Load(ctx, Silent); err != nil {
		t.Fatal(err)
	}
	first := versionOf(t, a)
	if works(t, a, "2026-10-01") || !works(t, a, "2027-10-01") {
		t.Error("it is not the shipped calendar")
	}
	days := []clock.Exception{{Day: dayOf(t, "2027-10-01"), Kind: clock.Holiday, Name: "国庆节"}, {Day: dayOf(t, "2026-10-01"), Kind: clock.Holiday, Name: "国庆节"}}
	done, err := a.ImportCalendar(ctx, code, days, Source{Name: "2027.csv"})
	if err != nil || done.Number != 1 || done.Added != 1 || done.Unchanged != 1 || done.Changed != 0 || done.Years[len(done.Years)-1] != 2027 {
		t.Errorf("%+v, %v", done, err)
	}
	second := versionOf(t, a)
	if works(t, a, "2027-10-01") || second == first {
		t.Error("what was imported is not in force")
	}
	if again, err := a.ImportCalendar(ctx, code, days, Source{}); err != nil || again.Number != 0 || again.Unchanged != 2 {
		t.Errorf("the same again: %+v, %v", again, err)
	}
	days[0].Kind = clock.Workday
	if taken, err := a.ImportCalendar(ctx, code, days[:1], Source{}); err != nil || taken.Number != 2 || taken.Changed != 1 || !works(t, a, "2027-10-01") {
		t.Errorf("taken back: %+v, %v", taken, err)
	}

	// Another server, which was not there, has the same; other hours are another version.
	other := New(st, Options{})
	if versionOf(t, other) != versionOf(t, a) {
		t.Error("two servers call the same calendar by two names")
	}
	third := versionOf(t, a)
	if err := publishProfile(t, a, code, profileYAML+"\nissues: {hours: [{time: 09:00-17:00}]}\n"); err != nil {
		t.Fatal(err)
	}
	if err := a.RefreshCity(ctx, code); err != nil {
		t.Fatal(err)
	}
	c, version, err := a.Calendar(ctx, code)
	if err != nil || version == third || c.SpansOn(dayOf(t, "2026-11-20"))[0].From != 9*time.Hour {
		t.Errorf("the profile's hours do not count: %v", err)
	}
	if _, err := a.ImportCalendar(ctx, "999999", days, Source{}); fault.As(err).Code != fault.CityWithoutProfile {
		t.Errorf("a city that is not there: %v", err)
	}
}

// The calendar is made once as long as nothing changes, and again where something
// does; a version of the territory alone is no reason.
func TestTheCalendarIsKept(t *testing.T) {
	st, ctx := open(t), context.Background()
	a := New(st, Options{})
	if err := publishProfile(t, a, code, profileYAML); err != nil {
		t.Fatal(err)
	}
	c, version, _ := a.Calendar(ctx, code)
	publish(t, a, grids(2)...)
	again, same, err := a.Calendar(ctx, code)
	if err != nil || again != c || same != version {
		t.Errorf("it was made again: %v", err)
	}
}

// What one server imports, every other has once it has followed the store.
func TestAnotherServersImportIsFollowed(t *testing.T) {
	st, ctx := open(t), context.Background()
	a, b := New(st, Options{}), New(st, Options{})
	if err := publishProfile(t, a, code, profileYAML); err != nil {
		t.Fatal(err)
	}
	if err := b.Load(ctx, Silent); err != nil {
		t.Fatal(err)
	}
	if !works(t, b, "2027-10-01") {
		t.Fatal("2027 is not known yet")
	}
	if _, err := a.ImportCalendar(ctx, code, []clock.Exception{{Day: dayOf(t, "2027-10-01"), Kind: clock.Holiday}}, Source{}); err != nil {
		t.Fatal(err)
	}
	if err := b.Refresh(ctx, Silent); err != nil {
		t.Fatal(err)
	}
	if works(t, b, "2027-10-01") {
		t.Error("the other server reckons with the old calendar")
	}

	// Where another store may stand in its place, nothing that was read counts.
	d := store.Document{Collection: store.Calendars, City: code, ID: calendarID(2), Body: encode(calendarBody{Days: []dayBody{{Date: "2027-10-01", Kind: "workday"}}})}
	if err := st.Insert(ctx, d); err != nil {
		t.Fatal(err)
	}
	b.mistrust()
	if !works(t, b, "2027-10-01") {
		t.Error("what was read from another store still counts")
	}
}

// Of imports at once every one counts.
func TestImportsOfDaysAtOnce(t *testing.T) {
	st, ctx := open(t), context.Background()
	if err := publishProfile(t, New(st, Options{}), code, profileYAML); err != nil {
		t.Fatal(err)
	}
	const n = 4
	var all sync.WaitGroup
	errs := make([]error, n)
	for i := range n {
		a := New(st, Options{})
		all.Go(func() {
			day := clock.Exception{Day: dayOf(t, "2030-06-03") + clock.Day(i), Kind: clock.Holiday}
			_, errs[i] = a.ImportCalendar(ctx, code, []clock.Exception{day}, Source{})
		})
	}
	all.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	a := New(st, Options{})
	imports, err := a.calendars(ctx, code)
	if err != nil || len(imports) != n {
		t.Errorf("%d imports, %v", len(imports), err)
	}
	for i := range n {
		if works(t, a, (dayOf(t, "2030-06-03") + clock.Day(i)).String()) {
			t.Errorf("day %d is lost", i)
		}
	}
}

// A document that makes no sense is told, not passed over.
func TestABrokenImportOfDaysIsTold(t *testing.T) {
	st, ctx := open(t), context.Background()
	a := New(st, Options{})
	if err := publishProfile(t, a, code, profileYAML); err != nil {
		t.Fatal(err)
	}
	d := store.Document{Collection: store.Calendars, City: code, ID: calendarID(1), Body: []byte(`{"days":[{"date":"soon","kind":"holiday"}]}`)}
	if err := st.Insert(ctx, d); err != nil {
		t.Fatal(err)
	}
	if _, _, err := a.Calendar(ctx, code); err == nil || !strings.Contains(err.Error(), "soon") {
		t.Errorf("got %v", err)
	}
}
