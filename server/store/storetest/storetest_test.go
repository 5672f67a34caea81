package storetest

import (
	"slices"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"sizhang/server/store"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func sound(m *memory) store.Store { return m }

// TestReferencePasses: a store that does what the contract asks for passes, and
// no case is left out.
func TestReferencePasses(t *testing.T) { Options{}.Run(t, inMemory(sound)) }

// TestReferencePassesSmall: with less load, too. What is as large as ever is
// excused.
func TestReferencePassesSmall(t *testing.T) {
	o := Options{Small: true, Excused: map[string]string{}}
	for _, name := range Names() {
		if strings.HasPrefix(name, "width/") || strings.HasPrefix(name, "limits/a body") {
			o.Excused[name] = "as heavy as in the whole suite"
		}
	}
	o.Run(t, inMemory(sound))
}

// TestNames counts the cases; what is written about their number goes by it.
func TestNames(t *testing.T) {
	const want = 259
	names := Names()
	if len(names) != want {
		t.Errorf("there are %d cases, not %d", len(names), want)
	}
	slices.Sort(names)
	if unique := slices.Compact(slices.Clone(names)); len(unique) != len(names) {
		t.Errorf("%d of %d names are used twice", len(names)-len(unique), len(names))
	}
}
