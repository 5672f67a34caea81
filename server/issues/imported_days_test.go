package issues

import (
	"testing"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/clock"
	"sizhang/server/app"
)

// Holidays that are imported move what was reckoned without them, and what is due is
// due by them: a year that was not published yet becomes known.
func TestImportedHolidaysHoldForWhatIsOpen(t *testing.T) {
	f := newFixture(t, openSQLite(t))
	f.clock.move(time.Date(2027, 9, 30, 16, 30, 0, 0, city.China).Sub(f.clock.now()))
	i := f.file(report(inWest))
	f.round(t.Context())
	before, err := f.read(t.Context(), town, i.ID)
	if err != nil {
		t.Fatal(err)
	}
	days := []clock.Exception{}
	for d := 1; d <= 7; d++ {
		days = append(days, clock.Exception{Day: clock.DayOf(2027, 10, d), Kind: clock.Holiday, Name: "国庆节"})
	}
	if _, err := f.app.ImportCalendar(t.Context(), town, days, app.Source{Name: "2027.csv"}); err != nil {
		t.Fatal(err)
	}
	_, version, err := f.app.Calendar(t.Context(), town)
	if err != nil {
		t.Fatal(err)
	}
	f.clock.move(time.Minute)
	f.round(t.Context())
	after, err := f.read(t.Context(), town, i.ID)
	if err != nil {
		t.Fatal(err)
	}
	moved := false
	for k, c := range after.Clocks {
		if c.Done {
			continue
		}
		if c.Calendar != version {
			t.Errorf("%s is by the calendar %s, not %s", c.Stage, c.Calendar, version)
		}
		moved = moved || c.Due.Sub(before.Clocks[k].Due) >= 7*24*time.Hour
	}
	if !moved || !after.due.After(before.due) {
		t.Errorf("no deadline moved behind the holidays: due at %s, before at %s", after.due, before.due)
	}
}
