//go:build race

package geotest

// UnderRace says that the race detector looks on.
const UnderRace = true
