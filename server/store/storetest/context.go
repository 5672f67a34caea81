package storetest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sizhang/server/store"
)

var contexts = []test{
	{"that ended stop every call", func(s *subject) {
		s.put(note("a", `{}`))
		ended, cancel := context.WithCancel(s.ctx)
		cancel()
		for name, err := range calls(s, ended) {
			if !errors.Is(err, context.Canceled) || errors.Is(err, store.ErrTransient) {
				s.Errorf("%s: got %v", name, err)
			}
		}
	}},
	{"whose deadline passed stop every call", func(s *subject) {
		s.put(note("a", `{}`))
		late, cancel := context.WithDeadline(s.ctx, time.Unix(0, 0))
		defer cancel()
		for name, err := range calls(s, late) {
			if !errors.Is(err, context.DeadlineExceeded) {
				s.Errorf("%s: got %v", name, err)
			}
		}
	}},
	{"that ended leave no trace", func(s *subject) {
		s.put(note("a", `{"n":1}`))
		token := s.now()
		ended, cancel := context.WithCancel(s.ctx)
		cancel()
		calls(s, ended)
		s.stands(note("a", `{"n":1}`), 1)
		s.missing(note("b", ""))
		s.missing(note("c", ""))
		s.changed(token)
	}},
	{"that end on the way tell the truth", func(s *subject) {
		// What each writer was told, by id: kept, without effect, or not known.
		told := make([]map[string]string, 16)
		together(len(told), func(i int) {
			told[i] = map[string]string{}
			for n := range s.size.calls {
				d := note(fmt.Sprintf("%d-%d", i, n), `{}`)
				ctx, cancel := context.WithTimeout(s.ctx, time.Duration(n)*2*time.Millisecond/time.Duration(s.size.calls))
				told[i][d.ID] = outcome(s.Insert(ctx, d))
				cancel()
			}
		})
		for _, writer := range told {
			for id, outcome := range writer {
				_, err := s.Get(s.ctx, "notes", beijing, id)
				if kept := err == nil; outcome == "kept" && !kept || outcome == "no effect" && kept {
					s.Errorf("%s was said to be %q; Get: %v", id, outcome, err)
				}
				if outcome == "wrong" {
					s.Errorf("%s got an error that is neither the context's nor nil", id)
				}
			}
		}
	}},
}

// outcome puts what a write returned into words.
func outcome(err error) string {
	switch {
	case err == nil:
		return "kept"
	case !errors.Is(err, context.DeadlineExceeded):
		return "wrong"
	case errors.Is(err, store.ErrTransient):
		return "not known"
	}
	return "no effect"
}

// calls returns what each method makes of the context. The document a exists, b
// and c do not.
func calls(s *subject, ctx context.Context) map[string]error {
	told := map[string]error{}
	for name, call := range verbs(s.Store) {
		told[name] = call(ctx)
	}
	return told
}

// verbs are a call of each method.
func verbs(of store.Store) map[string]func(context.Context) error {
	return map[string]func(context.Context) error{
		"Insert": func(ctx context.Context) error { return of.Insert(ctx, note("b", `{}`)) },
		"Get": func(ctx context.Context) error {
			_, err := of.Get(ctx, "notes", beijing, "a")
			return err
		},
		"Replace": func(ctx context.Context) error {
			_, err := of.Replace(ctx, at(1, note("a", `{"n":2}`)))
			return err
		},
		"Query": func(ctx context.Context) error {
			_, err := of.Query(ctx, store.Query{Collection: "notes", City: beijing, Limit: 1})
			return err
		},
		"Changes": func(ctx context.Context) error {
			_, _, err := of.Changes(ctx, "", 1)
			return err
		},
		"Newest": func(ctx context.Context) error {
			_, err := of.Newest(ctx)
			return err
		},
		"Await": func(ctx context.Context) error { return of.Await(ctx, "") },
		"Scan": func(ctx context.Context) error {
			_, err := of.Scan(ctx, func(store.Document) error { return nil })
			return err
		},
		"Adopt":   func(ctx context.Context) error { return of.Adopt(ctx, at(3, note("c", `{}`))) },
		"Examine": func(ctx context.Context) error { return of.Examine(ctx, false, func(store.Finding) {}) },
		"Examine deeply": func(ctx context.Context) error {
			return of.Examine(ctx, true, func(store.Finding) {})
		},
	}
}
