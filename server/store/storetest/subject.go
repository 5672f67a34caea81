package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"sizhang/server/store"
)

const (
	beijing  = "110101"
	shanghai = "310101"
)

// subject is the store under test with the words that cases are written in.
type subject struct {
	*testing.T
	Sibling
	ctx  context.Context
	open func(t *testing.T) Sibling
	size sizes

	returned int // bodies that have made their round trip
}

func in(collection, city, id, body string) store.Document {
	return store.Document{Collection: collection, City: city, ID: id, Body: []byte(body)}
}

func note(id, body string) store.Document   { return in("notes", beijing, id, body) }
func unit(id, body string) store.Document   { return in("units", beijing, id, body) }
func report(id, body string) store.Document { return in("reports", beijing, id, body) }

// must ends the case on an error.
func (s *subject) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatalf("unexpected: %v", err)
	}
}

// another opens a second handle on the data; the case is skipped where there is
// none.
func (s *subject) another() store.Store {
	s.Helper()
	if s.Again == nil {
		s.Skip("the sibling opens no second handle")
	}
	return s.Again()
}

// comes returns what the call does, and ends the case if it does not return.
func (s *subject) comes(what string, call func() error) error {
	s.Helper()
	done := make(chan error, 1)
	go func() { done <- call() }()
	select {
	case err := <-done:
		return err
	case <-time.After(patience):
		s.Fatalf("%s does not return", what)
		return nil
	}
}

// refused fails the case unless the error is the one that is wanted.
func (s *subject) refused(err, want error) {
	s.Helper()
	if !errors.Is(err, want) {
		s.Errorf("got the error %v, want %v", err, want)
	}
}

// put inserts documents.
func (s *subject) put(documents ...store.Document) {
	s.Helper()
	for _, d := range documents {
		s.must(s.Insert(s.ctx, d))
	}
}

// swap replaces a document and returns it as it then stands.
func (s *subject) swap(d store.Document, version int64, body string) store.Document {
	s.Helper()
	d.Version, d.Body = version, []byte(body)
	next, err := s.Replace(s.ctx, d)
	s.must(err)
	d.Version = next
	return d
}

// bury leaves a tombstone in the place of the version.
func (s *subject) bury(d store.Document, version int64) {
	s.Helper()
	d.Version, d.Gone, d.Body = version, true, nil
	_, err := s.Replace(s.ctx, d)
	s.must(err)
}

// stands fails the case unless the document is in the store at the version, with
// d's body.
func (s *subject) stands(d store.Document, version int64) {
	s.Helper()
	got, err := s.Get(s.ctx, d.Collection, d.City, d.ID)
	s.must(err)
	want := d
	want.Version = version
	if diff := differ(got, want); diff != "" {
		s.Errorf("%s/%s/%s: %s", d.Collection, d.City, d.ID, diff)
	}
}

// missing fails the case unless Get misses the document.
func (s *subject) missing(d store.Document) {
	s.Helper()
	_, err := s.Get(s.ctx, d.Collection, d.City, d.ID)
	s.refused(err, store.ErrMissing)
}

// walk returns the documents of all pages of a query.
func (s *subject) walk(q store.Query) []store.Document {
	s.Helper()
	var all []store.Document
	if q.Limit == 0 {
		q.Limit = store.MaxLimit
	}
	for {
		page, err := s.Query(s.ctx, q)
		s.must(err)
		if len(page.Documents) > q.Limit {
			s.Fatalf("a page of %d for a limit of %d", len(page.Documents), q.Limit)
		}
		all = append(all, page.Documents...)
		if page.Next == "" {
			return all
		}
		if len(page.Documents) == 0 {
			s.Fatal("an empty page that more should follow")
		}
		q.After = page.Next
	}
}

// finds fails the case unless the query's pages hold the ids, in order.
func (s *subject) finds(q store.Query, want ...string) {
	s.Helper()
	if q.City == "" {
		q.City = beijing
	}
	var got []string
	for _, d := range s.walk(q) {
		got = append(got, d.ID)
	}
	if !slices.Equal(got, want) {
		s.Errorf("%s by %q = %v: got %q, want %q", q.Collection, q.Index, q.Equal, got, want)
	}
}

// follow returns all changes after the token.
func (s *subject) follow(since store.Token, limit int) ([]store.Change, store.Token) {
	s.Helper()
	var all []store.Change
	for {
		changes, next, err := s.Changes(s.ctx, since, limit)
		s.must(err)
		if len(changes) > limit {
			s.Fatalf("%d changes for a limit of %d", len(changes), limit)
		}
		if len(changes) == 0 {
			return all, next
		}
		if next == since {
			s.Fatal("the token stands still")
		}
		all, since = append(all, changes...), next
	}
}

// now returns the token behind the last change.
func (s *subject) now() store.Token {
	s.Helper()
	_, token := s.follow("", store.MaxLimit)
	return token
}

// together runs a function in n goroutines, ended before it returns.
func together(n int, run func(i int)) {
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { run(i) })
	}
	all.Wait()
}

// many makes ids that sort as their numbers do.
func many(prefix string, n int) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = fmt.Sprintf("%s%05d", prefix, i)
	}
	return ids
}
