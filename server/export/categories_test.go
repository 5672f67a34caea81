package export_test

import (
	"testing"
	"time"

	"sizhang/domain/body"
	"sizhang/domain/city"
	"sizhang/domain/clock"
	"sizhang/server/export"
)

// What is the same for all conditions of a category stands once.
func TestACategoryIsARowACondition(t *testing.T) {
	urgent := clock.Limit{Kind: clock.Urgent, Amount: 2 * time.Hour}
	list := []body.Category{
		{Code: "1", Names: city.Names{ZH: "井盖"}, Kind: body.Component, PhotosFinish: body.NoPhotos, Conditions: []body.Condition{{Code: "1", Filing: "缺失", Limit: urgent}, {Code: "2", Filing: "破损"}}},
		{Code: "2", Names: city.Names{ZH: "路灯"}, Hands: city.ToDepartment},
	}
	want := "\ufeffcode,name,parent,name_en,kind,department,supervisor,hands,condition,filing,closing,limit,photos_report,photos_finish\n" +
		"1,井盖,,,component,,,,1,缺失,,2 urgent_hours,,0\n1,,,,,,,,2,破损,,,,\n2,路灯,,,,,,department,,,,,,\n"
	if got := string(there(t, export.Categories, list, export.Options{Header: "en"})); got != want {
		t.Errorf("wrote\n%s\nwant\n%s", got, want)
	}
}
