// Package storetest is the conformance suite of package store: what every
// sibling must do, as named cases. A sibling's whole test is
//
//	func TestConformance(t *testing.T) {
//		storetest.Run(t, func(t *testing.T) store.Store {
//			// open an empty store with storetest.Schema, closed by t.Cleanup
//		})
//	}
//
// or, where it can do more or less, Options.Run with a Sibling.
package storetest

import (
	"maps"
	"os"
	"slices"
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

// Sibling is one store under test and what else can be done to it. Cases that
// need what it has not are skipped.
type Sibling struct {
	store.Store
	// Again opens another handle on the same data, as another server would, and
	// sees to it that it is closed.
	Again func() store.Store
	// Cut takes the connection to the data from this handle, and from no other,
	// until mend is called. Calls under way may have had their effect or not.
	Cut func() (mend func())
}

// Options say what the suite asks of a sibling.
type Options struct {
	// Excused names cases as "theme/case" and says why each cannot be kept; they
	// are skipped unless STORETEST_EXCUSED is set. An excuse that names no case
	// fails.
	Excused map[string]string
	// Small takes a part of the load, for stores where each call is slow.
	Small bool
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
	{"await", awaiting},
	{"tombstones", tombstones},
	{"limits", limits},
	{"width", widths},
	{"round trips", roundTrips},
	{"cities", cities},
	{"scan", scanning},
	{"adopt", adopting},
	{"examine", examining},
	{"concurrency", concurrency},
	{"contexts", contexts},
	{"closed", closed},
	{"connection", connection},
	{"model", modelled},
	{"linearizable", linearizable},
}

// Names returns the names of all cases, as "theme/case".
func Names() []string {
	var names []string
	for _, theme := range themes {
		for _, c := range theme.cases {
			names = append(names, theme.name+"/"+c.name)
		}
	}
	return names
}

// Run puts a sibling through the suite. open returns an empty store with Schema
// and sees to it that the store is closed at the end of the test, if the test
// has not closed it.
func Run(t *testing.T, open func(t *testing.T) store.Store) {
	Options{}.Run(t, func(t *testing.T) Sibling { return Sibling{Store: open(t)} })
}

// Run is Run for a sibling that can do more, or less.
func (o Options) Run(t *testing.T, open func(t *testing.T) Sibling) {
	names := Names()
	for _, excused := range slices.Sorted(maps.Keys(o.Excused)) {
		if !slices.Contains(names, excused) {
			t.Errorf("%q is excused, but there is no such case", excused)
		}
	}
	for _, theme := range themes {
		t.Run(theme.name, func(t *testing.T) {
			for _, c := range theme.cases {
				t.Run(c.name, func(t *testing.T) {
					why, excused := o.Excused[theme.name+"/"+c.name]
					if excused && os.Getenv("STORETEST_EXCUSED") == "" {
						t.Skip(why)
					}
					c.run(&subject{T: t, Sibling: open(t), ctx: t.Context(), open: open, size: sizesOf(o.Small)})
				})
			}
		})
	}
}
