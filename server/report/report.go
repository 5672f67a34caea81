// Package report writes what checks and comparisons found, for people and for
// machines: as text, as JSON, as GeoJSON. The command line and the API show the
// same.
package report
