package body

import (
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sizhang/domain/city"
	"sizhang/domain/clock"
)

func hours(n int) clock.Limit {
	return clock.Limit{Kind: clock.WorkHours, Amount: time.Duration(n) * time.Hour}
}

func wholeCategory() Category {
	return Category{
		Code: "0101", Names: city.Names{ZH: "井盖", EN: "Cover"}, Parent: "01", Kind: Component, Department: "D1", Supervisor: "S1",
		Hands: city.ToDepartment, PhotosReport: 2, PhotosFinish: NoPhotos,
		Conditions: []Condition{{"1", "缺失", "补齐", hours(2)}, {"2", "破损", "更换", hours(8)}},
	}
}

func TestAnImportKeepsWhatItLeavesEmpty(t *testing.T) {
	whole := wholeCategory()
	if o := OverlayCategories([]Category{whole}, []Category{{Code: "0101", Names: named("井盖")}}); o.Unchanged != 1 || len(o.Fresh) != 0 {
		t.Errorf("nothing was carried: %+v", o)
	}
	if o := OverlayCategories([]Category{whole}, []Category{whole}); o.Unchanged != 1 {
		t.Errorf("the same again: %+v", o)
	}
	o := OverlayCategories([]Category{whole}, []Category{{Code: "0101", Names: named("井盖"), PhotosFinish: 1,
		Conditions: []Condition{{Code: "2", Limit: hours(9)}, {Code: "1", Closing: "换新"}, {Code: "3", Filing: "移位"}}}})
	want := whole
	want.PhotosFinish = 1
	want.Conditions = []Condition{{"2", "破损", "更换", hours(9)}, {"1", "缺失", "换新", hours(2)}, {Code: "3", Filing: "移位"}}
	if o.Changed != 1 || !reflect.DeepEqual(o.Fresh, []Category{want}) {
		t.Errorf("got %+v", o)
	}
}

func TestADashClearsWhatACategorySays(t *testing.T) {
	cleared := Category{Code: "0101", Names: named("井盖"), Parent: "-", Kind: "-", Department: "-", Supervisor: "-", Hands: "-",
		PhotosReport: ClearPhotos, PhotosFinish: ClearPhotos, Conditions: []Condition{{Code: "-"}}}
	want := Category{Code: "0101", Names: city.Names{ZH: "井盖", EN: "Cover"}}
	if o := OverlayCategories([]Category{wholeCategory()}, []Category{cleared}); !reflect.DeepEqual(o.Fresh, []Category{want}) {
		t.Errorf("got %+v", o.Fresh)
	}
	want.Names.EN = ""
	if o := OverlayCategories(nil, []Category{cleared}); o.Added != 1 || !reflect.DeepEqual(o.Fresh, []Category{want}) {
		t.Errorf("of a new one: %+v", o.Fresh)
	}
	o := OverlayCategories([]Category{wholeCategory()}, []Category{{Code: "0101", Names: named("井盖"), Conditions: []Condition{{"1", "-", "-", ClearLimit}}}})
	if got := o.Fresh[0].Conditions; !reflect.DeepEqual(got, []Condition{{Code: "1"}}) {
		t.Errorf("of a condition: %+v", got)
	}
}

// Two drafts laid over the same category change different things of it: published in
// either order they come to the same, with both changes.
func TestRebasingCategoriesKeepsBothChanges(t *testing.T) {
	was := wholeCategory()
	mine, others := was, was
	mine.Kind, mine.Department, mine.PhotosReport = Occurrence, "D2", 0
	mine.Conditions = []Condition{{"1", "缺失", "补齐", hours(3)}, {"2", "破损", "更换", hours(8)}, {"4", "移位", "", hours(1)}}
	others.Supervisor, others.Hands, others.PhotosFinish, others.Parent = "S2", "", 1, "02"
	others.Conditions = []Condition{{"1", "缺失或下沉", "补齐", hours(2)}, {"3", "响动", "加固", hours(4)}}
	want := Category{
		Code: "0101", Names: was.Names, Parent: "02", Kind: Occurrence, Department: "D2", Supervisor: "S2", PhotosFinish: 1,
		Conditions: []Condition{{"1", "缺失或下沉", "补齐", hours(3)}, {"4", "移位", "", hours(1)}, {"3", "响动", "加固", hours(4)}},
	}
	if got := RebaseCategory(was, mine, others); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	want.Conditions[1], want.Conditions[2] = want.Conditions[2], want.Conditions[1]
	if got := RebaseCategory(was, others, mine); !reflect.DeepEqual(got, want) {
		t.Errorf("the other way round: %+v", got)
	}
}

func drawConditions(t *rapid.T, label string) []Condition {
	codes := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"1", "2", "3", "4"}), 0, 4, rapid.ID).Draw(t, label)
	var list []Condition
	for _, code := range codes {
		c := Condition{Code: code, Filing: rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "filing"), Closing: rapid.SampledFrom([]string{"", "c"}).Draw(t, "closing")}
		if n := rapid.IntRange(0, 2).Draw(t, "limit"); n > 0 {
			c.Limit = hours(n)
		}
		list = append(list, c)
	}
	return list
}

// What nobody else changed becomes what the change made of it; what the change left
// alone stays as others made it.
func TestLawsOfRebasing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(label string) Category {
			c := wholeCategory()
			c.Conditions = drawConditions(t, label)
			c.PhotosReport = rapid.IntRange(-1, 2).Draw(t, label+" photos")
			return c
		}
		was, other := draw("was"), draw("other")
		if got := RebaseCategory(was, other, was); !got.Equal(other) {
			t.Errorf("over itself: %+v, want %+v", got, other)
		}
		if got := RebaseCategory(was, was, other); !got.Equal(other) {
			t.Errorf("without a change: %+v, want %+v", got, other)
		}
		third := draw("third")
		for i, c := range RebaseCategory(was, other, third).Conditions {
			if conditionAt(RebaseCategory(was, other, third).Conditions, c.Code) != i {
				t.Errorf("condition %s stands twice", c.Code)
			}
		}
	})
}
