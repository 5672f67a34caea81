package sqlite

import (
	"errors"
	"fmt"
	"os"
	"testing"

	"go.uber.org/goleak"

	"sizhang/server/store"
)

// TestMain runs the tests, or plays the other process for one of them: see
// startChild.
func TestMain(m *testing.M) {
	if play := children[os.Getenv("SQLITE_TEST_CHILD")]; play != nil {
		if err := play(os.Getenv("SQLITE_TEST_DIR"), os.Getenv("SQLITE_TEST_NAME")); err != nil {
			fmt.Fprintln(os.Stderr, "child:", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	goleak.VerifyTestMain(m)
}

// opened opens a store that is closed at the end of the test.
func opened(t testing.TB, dir string, schema []store.Collection) *Store {
	t.Helper()
	s, err := Open(t.Context(), dir, schema)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil && !errors.Is(err, store.ErrClosed) {
			t.Error(err)
		}
	})
	return s
}
