package body

import (
	"reflect"
	"testing"
	"time"

	"sizhang/domain/city"
)

func TestOverlayBodiesKeepsWhatAnImportDoesNotCarry(t *testing.T) {
	full := city.Names{ZH: "城管局", EN: "Urban Management"}
	inForce := []Body{
		{Code: "A", Names: full, Parent: "HQ", Kind: "部门"},
		{Code: "B", Names: full}, {Code: "C", Names: full, Generated: true},
	}
	o := OverlayBodies(inForce, []Body{
		{Code: "D", Names: named("新局")}, {Code: "A", Names: named("城管局")}, {Code: "B", Names: named("城市管理局")}, {Code: "C", Names: full},
	})
	if o.Added != 1 || o.Changed != 2 || o.Unchanged != 1 {
		t.Errorf("%d added, %d changed, %d unchanged", o.Added, o.Changed, o.Unchanged)
	}
	want := []Body{{Code: "D", Names: named("新局")}, {Code: "B", Names: city.Names{ZH: "城市管理局", EN: "Urban Management"}}, {Code: "C", Names: full}}
	if !reflect.DeepEqual(o.Fresh, want) {
		t.Errorf("got %+v", o.Fresh)
	}
}

func TestOverlayCategories(t *testing.T) {
	inForce := []Category{{Code: "01", Names: city.Names{ZH: "市容", EN: "Looks"}, Parent: "0"}}
	o := OverlayCategories(inForce, []Category{{Code: "01", Names: named("市容")}, {Code: "01", Names: named("市容环境"), Parent: "1"}})
	want := []Category{{Code: "01", Names: city.Names{ZH: "市容环境", EN: "Looks"}, Parent: "1"}}
	if o.Unchanged != 1 || o.Changed != 1 || !reflect.DeepEqual(o.Fresh, want) {
		t.Errorf("got %+v", o)
	}
}

// A charge that comes again with an end is ended; the instant counts, not the
// zone that it is written in.
func TestOverlayCharges(t *testing.T) {
	east := time.FixedZone("", 8*3600)
	old := Charge{Category: "C", Body: "B", Unit: "U", From: day0(0), Document: "一"}
	ended, moved, again := old, old, old
	ended.Until = day0(9)
	moved.Unit = ""
	again.From = day0(0).In(east)
	for name, test := range map[string]struct {
		imported                  Charge
		added, changed, unchanged int
	}{
		"again": {again, 0, 0, 1}, "ended": {ended, 0, 1, 0}, "everywhere": {moved, 1, 0, 0},
	} {
		o := OverlayCharges([]Charge{old}, []Charge{test.imported})
		if o.Added != test.added || o.Changed != test.changed || o.Unchanged != test.unchanged || len(o.Fresh) != 1-o.Unchanged {
			t.Errorf("%s: %+v", name, o)
		}
		if all := over([]Charge{old}, o.Fresh); len(all) != 1+o.Added {
			t.Errorf("%s: as it would be: %+v", name, all)
		}
	}
}

func TestADashTakesTheParentAway(t *testing.T) {
	o := OverlayBodies([]Body{{Code: "A", Names: named("局"), Parent: "HQ"}}, []Body{{Code: "A", Names: named("局"), Parent: "-"}, {Code: "B", Names: named("科"), Parent: "-"}})
	if o.Changed != 1 || o.Added != 1 || o.Fresh[0].Parent != "" || o.Fresh[1].Parent != "" {
		t.Errorf("bodies: %+v", o)
	}
	c := OverlayCategories([]Category{{Code: "1", Names: named("类"), Parent: "0"}}, []Category{{Code: "1", Names: named("类"), Parent: "-"}})
	if c.Changed != 1 || c.Fresh[0].Parent != "" {
		t.Errorf("categories: %+v", c)
	}
}

// A change goes over what others changed since, field by field.
func TestRebase(t *testing.T) {
	was := Body{Code: "A", Names: city.Names{ZH: "局", EN: "Office"}, Parent: "HQ", Kind: "部门"}
	changed := Body{Code: "A", Names: city.Names{ZH: "新局", EN: "Office"}, Kind: "部门"}
	stands := Body{Code: "A", Names: city.Names{ZH: "改局", EN: "Bureau"}, Parent: "G", Kind: "科", Generated: true}
	want := Body{Code: "A", Names: city.Names{ZH: "新局", EN: "Bureau"}, Kind: "科", Generated: true}
	if got := RebaseBody(was, changed, stands); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	category := RebaseCategory(Category{Code: "1", Parent: "0"}, Category{Code: "1"}, Category{Code: "1", Names: named("类"), Parent: "2"})
	if !category.Equal(Category{Code: "1", Names: named("类")}) {
		t.Errorf("got %+v", category)
	}
}
