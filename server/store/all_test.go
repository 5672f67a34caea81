package store_test

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"testing"

	"sizhang/server/store"
)

// counting is a store of the documents 0, 1, 2 and so on.
type counting struct {
	store.Store
	documents int
	broken    int // the query that fails; 0 for none
	queries   int
	limit     int // of the last query
}

var errBroken = errors.New("broken")

func (c *counting) Query(_ context.Context, q store.Query) (page store.Page, err error) {
	if c.queries++; c.queries == c.broken {
		return page, errBroken
	}
	c.limit = q.Limit
	from, _ := strconv.Atoi(string(q.After))
	until := min(from+q.Limit, c.documents)
	for n := from; n < until; n++ {
		page.Documents = append(page.Documents, store.Document{ID: strconv.Itoa(n)})
	}
	if until < c.documents {
		page.Next = store.Cursor(strconv.Itoa(until))
	}
	return page, nil
}

func TestAllGoesThroughEveryPage(t *testing.T) {
	for name, test := range map[string]struct {
		store      counting
		limit      int
		want       []string
		queries    int
		stop, fail bool
	}{
		"none":            {queries: 1, limit: 2},
		"a page":          {store: counting{documents: 2}, limit: 2, want: []string{"0", "1"}, queries: 1},
		"pages":           {store: counting{documents: 5}, limit: 2, want: []string{"0", "1", "2", "3", "4"}, queries: 3},
		"no limit":        {store: counting{documents: 3}, want: []string{"0", "1", "2"}, queries: 1},
		"a second breaks": {store: counting{documents: 5, broken: 2}, limit: 2, want: []string{"0", "1"}, queries: 2, fail: true},
		"who has enough":  {store: counting{documents: 5}, limit: 2, want: []string{"0", "1", "2"}, queries: 2, stop: true},
	} {
		t.Run(name, func(t *testing.T) {
			s, q := &test.store, store.Query{Limit: test.limit}
			for range 2 { // what was gone through can be gone through again
				var got []string
				var failed error
				s.queries = 0
				for d, err := range store.All(t.Context(), s, q) {
					if failed = err; err == nil {
						got = append(got, d.ID)
					}
					if test.stop && len(got) == 3 {
						break
					}
				}
				if !slices.Equal(got, test.want) || errors.Is(failed, errBroken) != test.fail || s.queries != test.queries {
					t.Errorf("%v, %v after %d queries", got, failed, s.queries)
				}
			}
			if test.limit == 0 && s.limit != store.MaxLimit {
				t.Errorf("%d at once", s.limit)
			}
		})
	}
}
