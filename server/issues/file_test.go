package issues

import (
	"slices"
	"sync"
	"testing"

	"sizhang/domain/fault"
	"sizhang/domain/issue"
)

func TestAnIssueIsFiledAndRoutedOnAllThreeSides(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		i := f.get(f.file(report(inWest)).ID)
		if i.State != issue.Dispatched || i.Hands.Person != "p1" || i.Hands.Unit != "G1" || i.Hands.Fallback {
			t.Errorf("%s in the hands of %+v", i.State, i.Hands)
		}
		r := i.Routing
		if !slices.Equal(r.Units, []string{"G1", "T1", "C"}) || !slices.Equal(r.Spots, []string{"G1", "T1", "C"}) {
			t.Errorf("units %v, spots %v", r.Units, r.Spots)
		}
		if !slices.Equal(r.Departments, []string{"clean"}) || !slices.Equal(r.Supervisors, []string{"watch"}) {
			t.Errorf("departments %v, supervisors %v", r.Departments, r.Supervisors)
		}
		if len(r.Sponsors) != 1 || r.Sponsors[0] != (issue.Sponsor{Kind: "adopts", Unit: "G1", Body: "roads"}) {
			t.Errorf("sponsors %+v", r.Sponsors)
		}
		if r.Root != (issue.Hands{Unit: "C", Post: "leader_in_charge", Person: "pl", Name: "姓名pl", Fallback: true}) {
			t.Errorf("root %+v", r.Root)
		}
		if len(i.Number) != 13 || i.Number[:7] != "260310-" {
			t.Errorf("number %s", i.Number)
		}
		byNumber, err := f.ByNumber(t.Context(), town, i.Number)
		if err != nil || byNumber.ID != i.ID {
			t.Error(byNumber.ID, err)
		}
	})
}

func TestTheSameReportAtOnceIsOneIssue(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		servers := []*Issues{f.Issues, f.another(f.app)}
		for range 3 {
			same := report(inWest)
			var mu sync.Mutex
			made, numbers := 0, map[string]bool{}
			together(50, func(k int) {
				i, fresh, err := servers[k%2].File(t.Context(), same)
				mu.Lock()
				defer mu.Unlock()
				if err != nil {
					t.Error(err)
				}
				if numbers[i.Number] = true; fresh {
					made++
				}
			})
			if made != 1 || len(numbers) != 1 {
				t.Errorf("made %d times, under %v", made, numbers)
			}
		}
	})
}

func TestAnIDIsNotUsedForAnotherReport(t *testing.T) {
	f := newFixture(t, openSQLite(t))
	first := report(inWest)
	f.file(first)
	other := first
	other.Text = "另一处"
	_, _, err := f.File(t.Context(), other)
	wants(t, "another text", err, fault.IssueExists)
	other = first
	other.By.Account = "a-other"
	_, _, err = f.File(t.Context(), other)
	wants(t, "somebody else", err, fault.IssueExists)
	if _, made, err := f.File(t.Context(), first); made || err != nil {
		t.Error("the same again:", made, err)
	}
}

func TestAnOrderOfAnotherSystemIsOneIssue(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		var mu sync.Mutex
		ids, made := map[string]bool{}, 0
		together(30, func(int) {
			r := report(inWest)
			r.Source, r.Outside = issue.FromHotline, "12345-1"
			i, fresh, err := f.File(t.Context(), r)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Error(err)
			}
			if ids[i.ID] = true; fresh {
				made++
			}
		})
		if made != 1 || len(ids) != 1 {
			t.Errorf("%d issues, made %d", len(ids), made)
		}
		r := report(inWest)
		r.Source, r.Outside = issue.FromSensor, "12345-1"
		f.file(r) // the same number of another system is another order
		i, err := f.ByOutside(t.Context(), town, issue.FromHotline, "12345-1")
		if err != nil || !ids[i.ID] {
			t.Error(i.ID, err)
		}
	})
}

func TestReportsThatAreRefused(t *testing.T) {
	f := newFixture(t, openSQLite(t))
	for name, c := range map[string]struct {
		spoil func(*issue.Filing)
		code  fault.Code
		field string
	}{
		"outside the city": {func(r *issue.Filing) { r.Place.Point.Lng = 110 }, fault.PlaceOutside, "position"},
		"no id":            {func(r *issue.Filing) { r.ID = "" }, fault.IssueIDInvalid, "id"},
		"category":         {func(r *issue.Filing) { r.Category = "none" }, fault.CategoryUnknown, "category"},
		"photos":           {func(r *issue.Filing) { r.Photos = nil }, fault.PhotosTooFew, "photos"},
		"future":           {func(r *issue.Filing) { r.Found = day(11, 0) }, fault.FutureTime, "found"},
		"another city":     {func(r *issue.Filing) { r.City = "999999" }, fault.CityNotFound, "city"},
	} {
		r := report(inWest)
		c.spoil(&r)
		_, _, err := f.File(t.Context(), r)
		wants(t, name, err, c.code)
		if err != nil && fault.As(err).Field != c.field {
			t.Errorf("%s: at the field %s", name, fault.As(err).Field)
		}
	}
}
