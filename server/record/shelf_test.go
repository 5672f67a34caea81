package record

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"sizhang/server/auth/secret"
	"sizhang/server/store"
)

func TestMain(m *testing.M) {
	if workIsOurs() {
		return
	}
	goleak.VerifyTestMain(m)
}

const city = "110101"

var start = time.Date(2025, 3, 1, 8, 0, 0, 0, time.UTC)

// shelf is a store in memory that lets itself be tampered with.
type shelf struct {
	store.Store
	mu      sync.Mutex
	kept    map[string]store.Document // by city and id
	inserts int
	// before and after may fail an Insert, before it had its effect or after.
	before, after func() error
}

func newShelf() *shelf { return &shelf{kept: map[string]store.Document{}} }

func (s *shelf) Insert(_ context.Context, d store.Document) error {
	if s.before != nil {
		if err := s.before(); err != nil {
			return err
		}
	}
	if err := d.Check(store.Collection{Name: store.Records}); err != nil {
		return err
	}
	s.mu.Lock()
	_, there := s.kept[d.City+d.ID]
	if !there {
		d.Version = 1
		s.kept[d.City+d.ID] = d
		s.inserts++
	}
	s.mu.Unlock()
	if there {
		return store.ErrExists
	}
	if s.after != nil {
		return s.after()
	}
	return nil
}

func (s *shelf) Get(_ context.Context, _, city, id string) (store.Document, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d, there := s.kept[city+id]
	if !there || d.Gone {
		return d, store.ErrMissing
	}
	return d, nil
}

// Query answers three documents a page.
func (s *shelf) Query(_ context.Context, q store.Query) (page store.Page, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	from := 0
	if q.After != "" {
		from, err = strconv.Atoi(string(q.After))
	}
	for n, key := range slices.Sorted(maps.Keys(s.kept)) {
		if d := s.kept[key]; d.City == q.City && !d.Gone && n >= from {
			if len(page.Documents) == 3 {
				page.Next = store.Cursor(strconv.Itoa(n))
				break
			}
			page.Documents = append(page.Documents, d)
		}
	}
	return page, err
}

// copied returns a shelf with the same documents.
func (s *shelf) copied() *shelf { return &shelf{kept: maps.Clone(s.kept)} }

// id is the key of a block of the city on the shelf.
func id(number int64) string { return city + blockID(number) }

// logOver makes a log whose clock goes on a second at each look.
func logOver(st store.Store, s *secret.Secret) *Log {
	var mu sync.Mutex
	now := start
	return New(st, s, func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		now = now.Add(time.Second)
		return now
	})
}

// fill appends so many entries, one a block.
func fill(t interface {
	Helper()
	Fatal(...any)
}, l *Log, n int) {
	t.Helper()
	for i := range n {
		e := Entry{Kind: Kinds[i%len(Kinds)], Account: fmt.Sprint("a-", i%3), Object: fmt.Sprint("unit/", i), With: map[string]string{"role": "头", "n": fmt.Sprint(i)}}
		if err := l.Append(context.Background(), city, e); err != nil {
			t.Fatal(err)
		}
	}
}

// all returns every entry of the city.
func all(t interface{ Fatal(...any) }, l *Log) (out []Numbered) {
	err := l.Each(context.Background(), city, func(e Numbered) error { out = append(out, e); return nil })
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// sound fails unless the chain verifies, with so many entries.
func sound(t *testing.T, l *Log, entries int64) Verdict {
	t.Helper()
	v, err := l.Verify(t.Context(), city, "")
	if err != nil || v.Broken != 0 || v.Entries != entries {
		t.Fatalf("%+v, %v; %d entries were expected", v, err, entries)
	}
	return v
}
