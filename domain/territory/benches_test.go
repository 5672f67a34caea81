package territory

import (
	"fmt"
	"testing"
)

// Seats stand in pages; whoever changes some shares the others, and both
// territories keep their own.
func TestSeatsOfManyUnits(t *testing.T) {
	const units = 3*benchPage + 5
	var all []Unit
	var seats []Seat
	for i := range units {
		code := fmt.Sprintf("G%04d", i)
		all = append(all, Unit{Code: code, Level: "grid"})
		seats = append(seats, held(code, "head", "first"))
	}
	before, err := New(testProfile(), all, seats)
	if err != nil {
		t.Fatal(err)
	}
	last := fmt.Sprintf("G%04d", units-1)
	after, err := before.WithSeats([]Seat{held("G0001", "head", "next"), held(last, "head", "next"), held("G0002", "head", "next")})
	if err != nil {
		t.Fatal(err)
	}
	anew, err := before.Seated([]Seat{held("G0300", "head", "other")})
	if err != nil {
		t.Fatal(err)
	}
	for i := range units {
		code := fmt.Sprintf("G%04d", i)
		want := [3]string{"first", "first", ""}
		if i == 1 || i == 2 || i == units-1 {
			want[1] = "next"
		}
		if i == 300 {
			want[2] = "other"
		}
		for k, whole := range []*Territory{before, after, anew} {
			got := ""
			for _, s := range whole.Seats(code) {
				got += s.Terms[0].Person
			}
			if got != want[k] {
				t.Fatalf("%s is held by %q in territory %d, want %q", code, got, k, want[k])
			}
		}
	}
	if &before.seats[1][0] != &after.seats[1][0] || &before.seats[0][0] == &after.seats[0][0] {
		t.Error("pages that nobody changed are copied, or one that was changed is shared")
	}
	if _, err := before.Seated([]Seat{held("nowhere", "head", "x")}); err == nil {
		t.Error("a seat may be nowhere")
	}
}
