package sqlite

import (
	"testing"

	"sizhang/server/store"
	"sizhang/server/store/storetest"
)

func TestConformance(t *testing.T) {
	storetest.Options{}.Run(t, func(t *testing.T) storetest.Sibling {
		dir := t.TempDir()
		again := func() store.Store { return opened(t, dir, storetest.Schema) }
		return storetest.Sibling{Store: again(), Again: again}
	})
}
