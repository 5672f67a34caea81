package issues

import (
	"slices"
	"testing"
	"time"

	"sizhang/domain/issue"
	"sizhang/geo"
)

// north is so many metres north of a place.
func north(p geo.Point, metres float64) geo.Point { p.Lat += metres / 111_195; return p }

func TestDuplicatesAreProposedTheNearestFirst(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		at := func(p geo.Point, category string) issue.Issue {
			r := report(p)
			r.Category = category
			return f.file(r)
		}
		old := at(inWest, "litter")
		f.clock.move(25 * time.Hour)
		i := at(inWest, "litter")
		far, near := at(north(inWest, 40), "litter"), at(north(inWest, 10), "litter")
		farther, other, done := at(north(inWest, 60), "litter"), at(inWest, "pothole"), at(inWest, "litter")
		f.do(done, command("boss", issue.OrderClosed))
		f.clock.move(20 * time.Hour)
		later := at(north(inWest, 20), "litter")
		cards, err := f.Duplicates(t.Context(), town, i.ID)
		if err != nil {
			t.Fatal(err)
		}
		ids := each(cards, func(c issue.Card) string { return c.ID })
		if want := []string{near.ID, later.ID, far.ID}; !slices.Equal(ids, want) {
			t.Errorf("%d proposed: %v, not %v; old %s, farther %s, other %s, done %s", len(ids), ids, want, old.ID, farther.ID, other.ID, done.ID)
		}
	})
}

// The third report of a category in a cell within the rule's time says that the place
// keeps coming back; what was no issue does not count.
func TestAPlaceThatKeepsComingBack(t *testing.T) {
	f := newFixture(t, openSQLite(t))
	again := func() issue.Issue {
		f.clock.move(24 * time.Hour)
		return f.do(f.file(report(inWest)), command("boss", issue.OrderClosed))
	}
	r := report(inWest)
	r.Source = issue.FromCitizen
	f.do(f.file(r), command("boss", issue.Reject))
	first, second := again(), again()
	f.file(report(inEast))
	third := again()
	if first.Chronic || second.Chronic || !third.Chronic || count(third, issue.MarkChronic) != 1 {
		t.Errorf("%v, %v, %v", first.Chronic, second.Chronic, third.Chronic)
	}
	f.clock.move(90 * 24 * time.Hour)
	if again().Chronic {
		t.Error("the others are long ago")
	}
}

// Where two servers file at once, neither knows of the other's; the mark comes then.
func TestAMarkThatCameTooEarlyIsMadeGood(t *testing.T) {
	f := newFixture(t, openSQLite(t))
	blind := f.another(f.app) // hears of nobody's writes
	f.file(report(inWest))
	f.file(report(inWest))
	i, _, err := blind.File(t.Context(), report(inWest))
	if err != nil || i.Chronic {
		t.Fatal(i.Chronic, err)
	}
	f.another(f.app).round(t.Context())
	if i = f.get(i.ID); count(i, issue.MarkChronic) != 1 {
		t.Error("it was not marked")
	}
	f.another(f.app).round(t.Context())
	if i = f.get(i.ID); count(i, issue.MarkChronic) != 1 {
		t.Error("it was marked again")
	}
}
