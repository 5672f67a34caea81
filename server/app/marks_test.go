package app

import (
	"fmt"
	"maps"
	"testing"

	"sizhang/domain/territory"
)

func TestMarksAreNotedOnACopy(t *testing.T) {
	first := map[string]string{}
	for i := range 2000 {
		first[fmt.Sprint(i)] = "a"
	}
	before := marks{}.with(first)
	after := before.with(map[string]string{"7": "b", "8": "b", "new": "b"})
	if before.of("7") != "a" || before.of("new") != "" || after.of("7") != "b" || after.of("8") != "b" || after.of("new") != "b" || after.of("9") != "a" {
		t.Errorf("before: %q %q; after: %q %q %q %q", before.of("7"), before.of("new"), after.of("7"), after.of("8"), after.of("new"), after.of("9"))
	}
	if got := maps.Collect(before.all); !maps.Equal(got, first) {
		t.Errorf("%d marks of %d", len(got), len(first))
	}
	for range after.all { // whoever has enough may leave
		break
	}
}

// A city remembers every handover that it shows, not the latest alone.
func TestHandoversAreRemembered(t *testing.T) {
	a := heads(t, open(t))
	refresh(t, a)
	for _, unit := range []string{"G000", "G001"} {
		h := territory.HandOver{Unit: unit, Post: "head", Person: "甲", Name: "甲", From: day(1)}
		if _, err := a.HandOver(t.Context(), code, h); err != nil {
			t.Fatal(err)
		}
	}
	c, _ := a.City(code)
	if got := maps.Collect(c.handovers.all); len(got) != 2 || got["G000/head"] == "" || got["G001/head"] == "" {
		t.Errorf("%v", got)
	}
}
