package issue

import "time"

// Joint is a call for departments to come (吹哨报到): a subdistrict whistles, and those
// that it names must report at the place by a time.
type Joint struct {
	At     time.Time
	By     By
	Reason string
	Until  time.Time // they must have come by then
	Calls  []Call
}

// Call is one body that was called and whether it came.
type Call struct {
	Body string
	// Arrived is when somebody of it stood at the place; zero where nobody has.
	Arrived time.Time
	By      By
	Metres  float64 // how far from the place, by the position that was sent
	Late    bool
}
