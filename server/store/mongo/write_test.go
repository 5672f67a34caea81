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

func unit(id, body string) store.Document {
	return store.Document{Collection: "units", City: "110101", ID: id, Body: []byte(body)}
}

// TestAWriteIsMadeOnceWhateverBreaks breaks the first sending of an insert, a
// replacement and an adoption in every way, and finds each made once.
func TestAWriteIsMadeOnceWhateverBreaks(t *testing.T) {
	for name, fault := range map[string]standin.Fault{
		"the connection, before":          {Kind: standin.DropBefore},
		"the connection, after":           {Kind: standin.DropAfter},
		"the primary, before":             {Kind: standin.Refuse, Code: 10107},
		"the primary, before, with label": {Kind: standin.Refuse, Code: 91, Labels: []string{"RetryableWriteError"}},
		"the majority":                    {Kind: standin.ConcernFails},
		"the majority, for good":          {Kind: standin.ConcernFails, Code: 100},
	} {
		for _, weak := range []bool{false, true} { // without retryable writes the driver sends nothing twice
			t.Run(name, func(t *testing.T) {
				server := startStandin(t, standin.Options{Standalone: weak})
				s := opened(t, server.URI, storetest.Schema)
				token := behind(t, s)
				strike := func(command string) {
					fault.Command, fault.Collection = command, "units"
					server.Fault(fault)
				}
				strike("insert")
				must(t, s.Insert(t.Context(), unit("a", `{"n":1}`)))
				strike("update")
				d := unit("a", `{"n":2}`)
				d.Version = 1
				if version, err := s.Replace(t.Context(), d); err != nil || version != 2 {
					t.Errorf("replace: got version %d, %v", version, err)
				}
				strike("insert")
				d = unit("b", `{"n":3}`)
				d.Version = 7
				must(t, s.Adopt(t.Context(), d))
				stands(t, s, "a", 2, `{"n":2}`)
				stands(t, s, "b", 7, `{"n":3}`)
				if changes := changesSince(t, s, &token); len(changes) != 2 {
					t.Errorf("got the changes %v", changes)
				}
			})
		}
	}
}

// TestAWriteThatIsTooLateForItsCallerIsNotLost holds a write until its caller has
// gone: it is told that nobody knows, and readers hear of the write when it comes,
// although they have seen later ones.
func TestAWriteThatIsTooLateForItsCallerIsNotLost(t *testing.T) {
	server := startStandin(t, standin.Options{})
	uri := server.URI("late")
	writer, reader := openedAgain(t, uri, storetest.Schema), openedAgain(t, uri, storetest.Schema)
	must(t, writer.Insert(t.Context(), unit("first", `{}`)))
	token := behind(t, reader)

	let := make(chan struct{})
	struck := server.Fault(standin.Fault{Kind: standin.HoldBefore, Command: "insert", Collection: "units", Until: let})
	ctx, cancel := context.WithCancel(t.Context())
	told := make(chan error)
	go func() { told <- writer.Insert(ctx, unit("late", `{"n":1}`)) }()
	<-struck
	cancel()
	if err := <-told; !errors.Is(err, store.ErrTransient) || !errors.Is(err, context.Canceled) {
		t.Errorf("the caller was told %v", err)
	}

	must(t, writer.Insert(t.Context(), unit("next", `{}`)))
	ids := map[string]int{}
	for range 3 { // further ones, so that the reader moves on
		for _, c := range changesSince(t, reader, &token) {
			ids[c.ID]++
		}
	}
	if ids["next"] != 1 {
		t.Errorf("of what was written meanwhile the reader heard %v", ids)
	}
	close(let)
	for deadline := time.Now().Add(30 * time.Second); ids["late"] == 0 && time.Now().Before(deadline); {
		for _, c := range changesSince(t, reader, &token) {
			ids[c.ID]++
		}
	}
	for range 3 {
		for _, c := range changesSince(t, reader, &token) {
			ids[c.ID]++
		}
	}
	if ids["late"] != 1 || ids["next"] != 1 || ids["first"] != 0 {
		t.Errorf("the reader heard %v", ids)
	}
	stands(t, reader, "late", 1, `{"n":1}`)
}

// TestAWriteThatNobodyTook: where no server is there, nothing was sent and nothing
// is in doubt.
func TestAWriteThatNobodyTook(t *testing.T) {
	server := startStandin(t, standin.Options{})
	s := openedAgain(t, server.URI("gone")+"&serverSelectionTimeoutMS=1500", storetest.Schema)
	must(t, s.Insert(t.Context(), unit("a", `{}`)))
	server.Cut()
	for range 3 {
		if err := s.Insert(t.Context(), unit("b", `{}`)); !errors.Is(err, store.ErrTransient) {
			t.Errorf("got %v", err)
		}
	}
	if _, err := s.Get(t.Context(), "units", "110101", "a"); !errors.Is(err, store.ErrTransient) {
		t.Errorf("got %v", err)
	}
	server.Mend()
	must(t, s.Insert(t.Context(), unit("c", `{}`)))
	if n := s.doubts.open.Load(); n > 1 { // the first may have been on the wire
		t.Errorf("%d writes are in doubt", n)
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func stands(t *testing.T, s *Store, id string, version int64, body string) {
	t.Helper()
	d, err := s.Get(t.Context(), "units", "110101", id)
	if err != nil || d.Version != version || string(d.Body) != body {
		t.Errorf("%s stands at %d as %s, %v", id, d.Version, d.Body, err)
	}
}

// behind returns the token behind the last change.
func behind(t *testing.T, s *Store) store.Token {
	t.Helper()
	token := store.Token("")
	changesSince(t, s, &token)
	return token
}

// changesSince returns what follows the token and moves it on.
func changesSince(t *testing.T, s *Store, token *store.Token) []store.Change {
	t.Helper()
	var all []store.Change
	for {
		changes, next, err := s.Changes(t.Context(), *token, 100)
		must(t, err)
		*token = next
		if all = append(all, changes...); len(changes) == 0 {
			return all
		}
	}
}
