package app

import (
	"context"
	"testing"
	"time"

	"sizhang/domain/body"
	"sizhang/domain/city"
	"sizhang/domain/clock"
	"sizhang/domain/fault"
	"sizhang/server/store"
)

// What a category says of itself is kept, laid over, and named by the code of a
// body that the file called by its name.
func TestCategoriesAreKeptWhole(t *testing.T) {
	st, ctx := open(t), context.Background()
	a := New(st, Options{})
	if err := publishProfile(t, a, code, profileYAML); err != nil {
		t.Fatal(err)
	}
	draft := openDraft(t, a)
	limit := clock.Limit{Kind: clock.Urgent, Amount: 90 * time.Minute}
	cover := body.Category{
		Code: "C1", Names: city.Names{ZH: "井盖", EN: "Cover"}, Kind: body.Component, Department: "水务局", Supervisor: "B2", Hands: city.ToDepartment,
		PhotosReport: 3, PhotosFinish: body.NoPhotos,
		Conditions: []body.Condition{{Code: "1", Filing: "缺失", Closing: "补齐", Limit: limit}, {Code: "2", Filing: "破损"}},
	}
	if out, err := a.AddCategories(ctx, code, draft, []body.Category{cover}, Source{}, Silent); err != nil || len(out.Findings) != 2 || out.Findings[0].Code != fault.DepartmentUnknown {
		t.Fatalf("before there are bodies: %+v, %v", out, err)
	}
	bodies := []body.Body{{Code: "B1", Names: city.Names{ZH: "水务局"}}, {Code: "B2", Names: city.Names{ZH: "城管局"}}}
	if out, err := a.AddBodies(ctx, code, draft, bodies, Source{}, Silent); err != nil || out.Refused() {
		t.Fatal(out, err)
	}
	if out, err := a.AddCategories(ctx, code, draft, []body.Category{cover}, Source{}, Silent); err != nil || out.Refused() || out.Added != 1 {
		t.Fatal(out, err)
	}
	if out, err := a.Publish(ctx, code, draft, time.Time{}); err != nil || out.Refused() {
		t.Fatal(out, err)
	}
	want := cover
	want.Department = "B1"
	stands := func() body.Category {
		t.Helper()
		s, err := New(st, Options{}).Standing(ctx, code, "", time.Time{})
		if err != nil || len(s.Categories) != 1 {
			t.Fatal(s.Categories, err)
		}
		return s.Categories[0]
	}
	if got := stands(); !got.Equal(want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	draft = openDraft(t, a)
	change := body.Category{Code: "C1", Names: city.Names{ZH: "井盖"}, Hands: "-", PhotosFinish: body.ClearPhotos, Conditions: []body.Condition{{Code: "1", Limit: body.ClearLimit}}}
	if out, err := a.AddCategories(ctx, code, draft, []body.Category{change}, Source{}, Silent); err != nil || out.Changed != 1 {
		t.Fatal(out, err)
	}
	if _, err := a.Publish(ctx, code, draft, time.Time{}); err != nil {
		t.Fatal(err)
	}
	want.Hands, want.PhotosFinish, want.Conditions = "", 0, []body.Condition{{Code: "1", Filing: "缺失", Closing: "补齐"}}
	if got := stands(); !got.Equal(want) {
		t.Errorf("changed: %+v\nwant %+v", got, want)
	}
}

// Categories that were kept before they had details read as such.
func TestCategoriesFromBeforeDetails(t *testing.T) {
	d := store.Document{Body: []byte(`{"edition":"e","code":"01","name_zh":"市容","name_en":"Looks","parent":"0","over":{"edition":"","code":"","name_zh":""}}`)}
	o, err := openRecord[body.Category, categoryBody](d)
	if err != nil || !o.record.Equal(body.Category{Code: "01", Names: city.Names{ZH: "市容", EN: "Looks"}, Parent: "0"}) {
		t.Errorf("got %+v, %v", o.record, err)
	}
	if text := string(encode(categoryBodyOf(o.record, "e"))); text != `{"edition":"e","code":"01","name_zh":"市容","name_en":"Looks","parent":"0"}` {
		t.Errorf("written as %s", text)
	}
}
