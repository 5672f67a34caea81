package report

import (
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sizhang/domain/coverage"
)

// A percentage may say less than is there, never more: only what is complete
// shows 100%, only nothing shows 0%.
func TestPercentagesNeverRoundUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		of := rapid.IntRange(1, 2_000_000).Draw(t, "of")
		n := rapid.OneOf(rapid.IntRange(0, of), rapid.IntRange(max(0, of-2), of), rapid.IntRange(0, min(2, of))).Draw(t, "count")
		ground := coverageGround(coverage.Ground{State: coverage.Counted, M2: float64(n) * 1e3, OfM2: float64(of) * 1e3})
		for _, v := range []coverageValue{coverageCounted(coverage.Measure{State: coverage.Counted, Count: n, Of: of}), ground} {
			if (v.percent == "100%") != (n == of) || (v.percent == "0%") != (n == 0) || (v.share == 1) != (n == of) {
				t.Fatalf("%d of %d is %s", n, of, v.percent)
			}
			if v.percent == "<0.1%" {
				if n*1000 >= of {
					t.Fatalf("%d of %d is %s", n, of, v.percent)
				}
				continue
			}
			percent, err := strconv.ParseFloat(strings.TrimSuffix(v.percent, "%"), 64)
			if err != nil {
				t.Fatal(err)
			}
			if exact := float64(n) * 100 / float64(of); percent > exact+1e-9 || exact-percent > 0.1+1e-9 {
				t.Fatalf("%d of %d is %s", n, of, v.percent)
			}
		}
	})
}

// Ground that a level shares out loses its last digits in the sum, and more
// ground than there should be is said, though the bar ends.
func TestGroundThatIsAllThere(t *testing.T) {
	for m2, want := range map[float64]string{1e8 * (1 - 1e-12): "100%", 1e8 * (1 + 1e-12): "100%", 1e8 * (1 - 1e-6): "99.9%", 2.5e8: "250%", 1e-6: "<0.1%", 0: "0%"} {
		v := coverageGround(coverage.Ground{State: coverage.Counted, M2: m2, OfM2: 1e8})
		if v.percent != want || v.share > 1 {
			t.Errorf("%g m² is %s, %g, want %s", m2, v.percent, v.share, want)
		}
	}
	for m2, want := range map[float64]string{0: "0", 1234567: "1.23", 12345678: "12.3", 41_700_000: "41.7", 987_654_321: "988"} {
		if got := km2(m2); got != want {
			t.Errorf("%g m² is %s km², want %s", m2, got, want)
		}
	}
}
