package body

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/clock"
)

func TestCheckCategories(t *testing.T) {
	bodies := []Body{{Code: "D1", Names: named("城管局")}, {Code: "D2", Names: named("水务局")}, {Code: "D3", Names: named("水务局")}}
	inForce := []Category{
		{Code: "01", Names: named("市容环境")}, {Code: "C1", Names: named("公用设施"), Kind: Component}, {Code: "C101", Parent: "C1", Names: named("井盖")},
		{Code: "C102", Parent: "C1", Names: named("箅子"), Kind: Component},
	}
	of := func(change func(*Category)) []Category {
		c := Category{Code: "0101", Parent: "01", Names: named("乱堆")}
		change(&c)
		return []Category{c}
	}
	conditions := func(list ...Condition) []Category { return of(func(c *Category) { c.Conditions = list }) }
	tests := []struct {
		name  string
		draft []Category
		want  string
	}{
		{"good", []Category{{Code: "0101", Parent: "01", Names: named("乱堆乱放")}, {Code: "010101", Parent: "0101", Names: named("堆放建材")}}, ""},
		{"everything at once", []Category{{Code: "0 1", Parent: "9"}}, "refused code_invalid 0 1 code; refused name_missing 0 1 name; refused category_parent_unknown 0 1 parent"},
		{"a circle", []Category{{Code: "01", Parent: "0101", Names: named("甲")}, {Code: "0101", Parent: "01", Names: named("乙")}}, "refused parent_cycle 01 parent"},
		{"all of it", of(func(c *Category) {
			c.Kind, c.Department, c.Supervisor, c.Hands, c.PhotosReport, c.PhotosFinish = Occurrence, "D1", "D2", city.ToTerritory, NoPhotos, city.MaxPhotos
			c.Conditions = []Condition{{"1", "a", "b", hours(2)}, {Code: "2"}}
		}), ""},
		{"kind", of(func(c *Category) { c.Kind = "thing" }), "refused category_kind_unknown 0101 kind"},
		{"hands", of(func(c *Category) { c.Hands = "nobody" }), "refused hands_unknown 0101 hands"},
		{"department", of(func(c *Category) { c.Department = "D9" }), "refused department_unknown 0101 department"},
		{"supervisor by a name that two have", of(func(c *Category) { c.Supervisor = "水务局" }), "refused department_ambiguous 0101 supervisor"},
		{"too few photos", of(func(c *Category) { c.PhotosReport = -2 }), "refused photos_invalid 0101 photos_report"},
		{"too many photos", of(func(c *Category) { c.PhotosFinish = city.MaxPhotos + 1 }), "refused photos_invalid 0101 photos_finish"},
		{"condition twice", conditions(Condition{Code: "1"}, Condition{Code: "2"}, Condition{Code: "1"}), "refused condition_doubled 0101 condition"},
		{"condition without a code", conditions(Condition{Filing: "a"}), "refused code_invalid 0101 condition"},
		{"limit of no kind", conditions(Condition{Code: "1", Limit: clock.Limit{Kind: "weeks", Amount: time.Hour}}), "refused limit_kind_unknown 0101 limit"},
		{"limit of nothing", conditions(Condition{Code: "1", Limit: clock.Limit{Kind: clock.Workdays}}), "refused limit_amount_invalid 0101 limit"},
		{"too many conditions", func() []Category {
			var list []Condition
			for i := range MaxConditions + 1 {
				list = append(list, Condition{Code: fmt.Sprint(i)})
			}
			return conditions(list...)
		}(), "refused conditions_too_many 0101 condition"},
		{"an event under components", []Category{{Code: "C103", Parent: "C101", Names: named("占道"), Kind: Occurrence}}, "refused category_kind_mixed C103 kind"},
		{"a component under components", []Category{{Code: "C103", Parent: "C101", Names: named("杆"), Kind: Component}}, ""},
		{"a class that changes its kind over those below", []Category{{Code: "C1", Names: named("公用设施"), Kind: Occurrence}}, "refused category_kind_mixed C102 kind"},
		{"moved under another kind", []Category{{Code: "E1", Names: named("事件"), Kind: Occurrence}, {Code: "C102", Parent: "E1", Names: named("箅子"), Kind: Component}}, "refused category_kind_mixed C102 kind"},
		{"another table over the first", []Category{{Code: "C1", Names: named("市容环境"), Kind: Occurrence}, {Code: "C102", Parent: "C1", Names: named("箅子"), Kind: Occurrence}}, "refused category_replaced C1 kind"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := lines(t, CheckCategories(bodies, inForce, test.draft)); got != test.want {
				t.Errorf("found %q, want %q", got, test.want)
			}
		})
	}
}

// What was mixed before is not held against who changes something else.
func TestOldMixturesAreLeftAlone(t *testing.T) {
	inForce := []Category{{Code: "1", Names: named("甲"), Kind: Component}, {Code: "11", Parent: "1", Names: named("乙"), Kind: Occurrence}}
	if got := lines(t, CheckCategories(nil, inForce, []Category{{Code: "2", Names: named("丙"), Kind: Component}})); got != "" {
		t.Errorf("found %q", got)
	}
}

func TestBodiesAreKnownByTheirNames(t *testing.T) {
	bodies := []Body{{Code: "D1", Names: city.Names{ZH: "城管局", EN: "City Management"}}, {Code: "D2", Names: named("水务局")}, {Code: "D3", Names: named("水务局")}, {Code: "D4", Names: named("D1")}}
	imported := []Category{{Code: "1", Department: "城管局", Supervisor: "city management"}, {Code: "2", Department: "水务局", Supervisor: "D1"}, {Code: "3", Department: "-", Supervisor: "没有"}, {Code: "4"}}
	want := []Category{{Code: "1", Department: "D1", Supervisor: "D1"}, {Code: "2", Department: "水务局", Supervisor: "D1"}, {Code: "3", Department: "-", Supervisor: "没有"}, {Code: "4"}}
	if got := ByCode(bodies, imported); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v", got)
	}
	if imported[0].Department != "城管局" {
		t.Error("the import was changed")
	}
}

// A category has what it leaves out from above, the nearest first.
func TestDetailsComeFromAbove(t *testing.T) {
	top := wholeCategory()
	top.Code, top.Parent = "1", ""
	r, err := NewRegister(nil, []Category{top,
		{Code: "2", Parent: "1", Names: named("乙"), Hands: city.ToTerritory, PhotosReport: NoPhotos, Conditions: []Condition{{Code: "9"}}},
		{Code: "3", Parent: "2", Names: named("丙"), Department: "D9"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := Category{Code: "3", Parent: "2", Names: named("丙"), Kind: Component, Department: "D9", Supervisor: "S1", Hands: city.ToTerritory,
		PhotosReport: NoPhotos, PhotosFinish: NoPhotos, Conditions: []Condition{{Code: "9"}}}
	if got, ok := r.Details("3"); !ok || !got.Equal(want) {
		t.Errorf("got %+v", got)
	}
	if _, ok := r.Details("4"); ok {
		t.Error("there is no 4")
	}
	if c, ok := top.Condition(""); !ok || c.Code != "1" {
		t.Errorf("the usual condition is %+v", c)
	}
	if c, ok := top.Condition("2"); !ok || c.Filing != "破损" {
		t.Errorf("condition 2 is %+v", c)
	}
	if _, ok := top.Condition("3"); ok {
		t.Error("there is no condition 3")
	}
}
