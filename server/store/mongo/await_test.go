package mongo

import (
	"context"
	"errors"
	"testing"
	"time"

	"sizhang/server/store"
	"sizhang/server/store/mongo/standin"
	"sizhang/server/store/storetest"
)

// woken fails the test unless Await returns, and returns well, while write writes
// again and again.
func woken(t *testing.T, s *Store, write func()) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	done := make(chan error)
	go func() { done <- s.Await(ctx, "") }()
	for {
		select {
		case err := <-done:
			if err != nil {
				t.Errorf("await: %v", err)
			}
			return
		case <-time.After(20 * time.Millisecond):
			write()
		}
	}
}

// TestTheStreamWakesOthers: without the backstop it is the server's change stream
// alone that can, before and after the connection was cut.
func TestTheStreamWakesOthers(t *testing.T) {
	server := startStandin(t, standin.Options{})
	uri := server.URI("wake")
	writer, reader := openedAgain(t, uri, storetest.Schema), openedAgain(t, uri, storetest.Schema)
	reader.backstop = time.Hour
	d := unit("a", `{}`)
	must(t, writer.Insert(t.Context(), d))
	d.Version = 1
	write := func() {
		version, err := writer.Replace(t.Context(), d)
		must(t, err)
		d.Version = version
	}
	for range 5 {
		woken(t, reader, write)
	}
	server.Cut()
	server.Mend()
	for range 5 {
		woken(t, reader, write)
	}
}

// TestNothingWakesForNothing: what the stores write for themselves wakes nobody.
func TestNothingWakesForNothing(t *testing.T) {
	server := startStandin(t, standin.Options{})
	uri := server.URI("wake")
	writer, reader := openedAgain(t, uri, storetest.Schema), openedAgain(t, uri, storetest.Schema)
	must(t, writer.Insert(t.Context(), unit("a", `{}`)))
	reader.backstop = time.Hour
	woken(t, reader, func() {}) // the stream's beginning
	for range 3 {
		must(t, writer.owner.publish(t.Context(), writer.owner.held, false))
	}
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if err := reader.Await(ctx, ""); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

func TestWithoutAStreamTheBackstopWakes(t *testing.T) {
	for _, o := range []standin.Options{{NoChangeStreams: true}, {Standalone: true}} {
		server := startStandin(t, o)
		s := opened(t, server.URI, storetest.Schema)
		must(t, s.Await(t.Context(), ""))
		s.stream.going.Wait()
		if s.stream.without.Load() == nil {
			t.Error("nobody noticed that there is no stream")
		}
		var codes []string
		must(t, s.Examine(t.Context(), false, func(f store.Finding) { codes = append(codes, f.Code) }))
		if !contains(codes, store.FoundNoStream) || contains(codes, store.FoundNoReplicas) != o.Standalone {
			t.Errorf("%+v: got %q", o, codes)
		}
	}
}

func TestCloseEndsAwait(t *testing.T) {
	server := startStandin(t, standin.Options{})
	s := opened(t, server.URI, storetest.Schema)
	s.backstop = time.Hour
	woken(t, s, func() {}) // the stream's beginning
	done := make(chan error)
	go func() { done <- s.Await(t.Context(), "") }()
	time.Sleep(20 * time.Millisecond)
	must(t, s.Close())
	if err := <-done; !errors.Is(err, store.ErrClosed) {
		t.Errorf("got %v", err)
	}
}

func contains(codes []string, code string) bool {
	for _, c := range codes {
		if c == code {
			return true
		}
	}
	return false
}
