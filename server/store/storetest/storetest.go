// Package storetest is the conformance suite of package store: what every
// sibling must do, as named cases. A sibling's whole test is
//
//	func TestConformance(t *testing.T) {
//		storetest.Run(t, func(t *testing.T) store.Store {
//			// open an empty store with storetest.Schema, closed by t.Cleanup
//		})
//	}
package storetest

import (
	"testing"

	"sizhang/server/store"
)

// Schema is what a store must be opened with for the suite.
var Schema = []store.Collection{
	{Name: "notes"},
	{Name: "units", Indexes: []store.Index{
		{Name: "kind", Fields: []string{"kind"}},
		{Name: "place", Fields: []string{"kind", "rank", "done"}},
		{Name: "code", Fields: []string{"code"}, Unique: true},
		{Name: "seat", Fields: []string{"post", "number"}, Unique: true},
	}},
	{Name: "reports", Indexes: []store.Index{
		{Name: "due", Fields: []string{"due"}},
	}},
}

// test is one named case, run on an empty store.
type test struct {
	name string
	run  func(s *subject)
}

var themes = []struct {
	name  string
	cases []test
}{
	{"insert", inserting},
	{"get", getting},
	{"replace", replacing},
	{"unique", unique},
	{"query", querying},
	{"order", ordering},
	{"paging", paging},
	{"changes", changing},
	{"tombstones", tombstones},
	{"limits", limits},
	{"round trips", roundTrips},
	{"cities", cities},
	{"concurrency", concurrency},
	{"contexts", contexts},
	{"closed", closed},
	{"model", modelled},
}

// Run puts a sibling through the suite. open returns an empty store with Schema
// and sees to it that the store is closed at the end of the test, if the test
// has not closed it.
func Run(t *testing.T, open func(t *testing.T) store.Store) {
	for _, theme := range themes {
		t.Run(theme.name, func(t *testing.T) {
			for _, c := range theme.cases {
				t.Run(c.name, func(t *testing.T) {
					c.run(&subject{T: t, Store: open(t), ctx: t.Context(), open: open})
				})
			}
		})
	}
}
