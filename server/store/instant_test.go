package store

import (
	"math/rand/v2"
	"testing"
	"time"
)

// An instant is written as its layout has it, cut to the millisecond, wherever it is told.
func TestInstantsAreWrittenAsTheirLayoutHasIt(t *testing.T) {
	shanghai := time.FixedZone("", 8*3600)
	random := rand.New(rand.NewPCG(1, 2))
	instants := []time.Time{
		time.Date(1, 1, 1, 0, 0, 0, 1, time.UTC), time.Date(0, 12, 31, 23, 59, 59, 999_999_999, time.UTC), time.Date(-1, 1, 1, 0, 0, 0, 0, time.UTC),
		time.Date(9999, 12, 31, 23, 59, 59, 999_999_999, time.UTC), time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2024, 2, 29, 23, 30, 0, 7_999_999, shanghai),
	}
	for range 2000 {
		instants = append(instants, time.Unix(random.Int64N(1e11)-5e10, random.Int64N(1e9)).In(shanghai))
	}
	for _, at := range instants {
		if got, want := FormatInstant(at), at.UTC().Format(InstantLayout); got != want {
			t.Errorf("%s, want %s", got, want)
		}
		if back, err := ParseInstant(FormatInstant(at)); at.Year() > 0 && at.Year() < 9999 && (err != nil || !back.Equal(at.Truncate(time.Millisecond))) {
			t.Errorf("%s came back as %s, %v", at, back, err)
		}
	}
	if got := FormatInstant(time.Time{}); got != "" {
		t.Errorf("no instant is %q", got)
	}
}
