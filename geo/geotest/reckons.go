package geotest

import "testing"

// Reckons skips, under the race detector, a test that reckons for long and has no
// goroutines meet: the detector makes it five to ten times slower and finds
// nothing. What calls it is tested without the detector, too; see .ci/check.
func Reckons(t testing.TB) {
	t.Helper()
	if UnderRace {
		t.Skip("it reckons; without -race it runs")
	}
}
