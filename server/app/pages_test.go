package app

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"sizhang/server/store"
)

// paged answers with so many pages of three documents each, and fails after them
// where it is told to.
type paged struct {
	store.Store
	pages int
	fails error
	asked int
}

func (p *paged) Query(ctx context.Context, q store.Query) (store.Page, error) {
	n := p.asked
	p.asked++
	if n == p.pages {
		return store.Page{}, p.fails
	}
	if n > 0 && q.After != store.Cursor(fmt.Sprint(n)) {
		return store.Page{}, fmt.Errorf("page %d is asked for after %q", n, q.After)
	}
	page := store.Page{Next: store.Cursor(fmt.Sprint(n + 1))}
	for i := range 3 {
		page.Documents = append(page.Documents, store.Document{Collection: q.Collection, ID: fmt.Sprint(3*n + i)})
	}
	if n == p.pages-1 && p.fails == nil {
		page.Next = ""
	}
	return page, nil
}

func number(d store.Document) (n int, err error) {
	_, err = fmt.Sscan(d.ID, &n)
	return n, err
}

func TestPagesComeInOrder(t *testing.T) {
	st := &paged{pages: 200}
	next := 0
	err := readEach(t.Context(), New(st, Options{}), store.Query{Collection: "things"}, number, func(n int) error {
		if n != next {
			t.Fatalf("%d comes instead of %d", n, next)
		}
		next++
		return nil
	})
	if err != nil || next != 600 {
		t.Errorf("%d documents, %v", next, err)
	}
}

// Whoever gets an error need not fear that anybody still reads.
func TestPagesThatFailAreOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var reading atomic.Int64
		full := errors.New("full")
		err := readEach(t.Context(), New(&paged{pages: 90}, Options{}), store.Query{}, func(d store.Document) (int, error) {
			reading.Add(1)
			defer reading.Add(-1)
			n, err := number(d)
			if n > 52 { // of the page after the one that fails
				time.Sleep(time.Second)
			}
			return n, err
		}, func(n int) error {
			if n < 50 {
				return nil
			}
			synctest.Wait()
			if reading.Load() == 0 {
				t.Error("no page is read ahead: the test shows nothing")
			}
			return full
		})
		if !errors.Is(err, full) || reading.Load() != 0 {
			t.Errorf("%v, and %d are reading", err, reading.Load())
		}
	})
}

// Whatever goes wrong ends the reading, with its reason and nobody left behind.
func TestPagesThatFail(t *testing.T) {
	spoilt, full, away := errors.New("spoilt"), errors.New("full"), errors.New("away")
	ended, end := context.WithCancel(t.Context())
	end()
	for _, c := range []struct {
		what  string
		ctx   context.Context
		store *paged
		read  func(store.Document) (int, error)
		take  func(int) error
		want  error
		says  string
	}{
		{"a document", t.Context(), &paged{pages: 90}, func(d store.Document) (int, error) {
			if d.ID == "100" {
				return 0, spoilt
			}
			return 0, nil
		}, func(int) error { return nil }, spoilt, "things 100: spoilt"},
		{"whoever takes them", t.Context(), &paged{pages: 90}, number, func(n int) error {
			if n == 50 {
				return full
			}
			return nil
		}, full, "full"},
		{"the store", t.Context(), &paged{pages: 9, fails: away}, number, func(int) error { return nil }, away, "away"},
		{"time", ended, &paged{pages: 999}, number, func(int) error { return nil }, context.Canceled, "context canceled"},
	} {
		err := readEach(c.ctx, New(c.store, Options{}), store.Query{Collection: "things"}, c.read, c.take)
		if !errors.Is(err, c.want) || err.Error() != c.says {
			t.Errorf("%s: %v", c.what, err)
		}
	}
}
