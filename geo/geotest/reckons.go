package geotest

import "testing"

// Reckons skips, under the race detector, a test that reckons for long and has no
// goroutines meet that do not meet in another test: the detector makes it five to
// ten times slower and finds nothing. It is run without the detector; .ci/check
// finds it by this call, which stands in the test itself.
func Reckons(t testing.TB) {
	t.Helper()
	if UnderRace {
		t.Skip("it reckons; without -race it runs")
	}
}
