package sqlite

import (
	"testing"

	"sizhang/server/store"
	"sizhang/server/store/storetest"
)

func TestConformance(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Store { return opened(t, t.TempDir(), storetest.Schema) })
}
