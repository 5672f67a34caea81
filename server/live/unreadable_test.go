package live

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"sizhang/domain/issue"
	"sizhang/server/store"
)

// brokenBook cannot read one of the issues; each try takes half a minute of its clock.
type brokenBook struct {
	Issues
	err error

	mu    sync.Mutex
	now   time.Time
	tries int
}

func (b *brokenBook) clock() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.now
}

func (b *brokenBook) Get(ctx context.Context, city, id string) (issue.Issue, error) {
	if id != "broken" {
		return b.Issues.Get(ctx, city, id)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.now = b.now.Add(patience / 2)
	b.tries++
	return issue.Issue{}, b.err
}

// An issue that cannot be read is left out after a while; the others are told.
func TestAnUnreadableIssueStopsNobody(t *testing.T) {
	w := newWorld(t)
	w.may("a", "G1")
	book := &brokenBook{Issues: bookOf{w.store}, err: errors.New("no JSON"), now: time.Now()}
	l := w.server(func(o *Options) { o.Issues, o.Now = book, book.clock })
	one, two := w.listen(l, w.caller("a")).settled(t), w.listen(l, w.caller("a")).settled(t)
	w.happens("broken", "G1", "")
	w.happens("well", "G1", "")
	one.tells(t, "issue well 1")
	two.tells(t, "issue well 1")
	if book.mu.Lock(); book.tries < 3 {
		t.Errorf("it was given up after %d tries", book.tries)
	}
	book.mu.Unlock()
}

// A store that fails is waited for, however long.
func TestAFailingStoreIsWaitedFor(t *testing.T) {
	s := &slot{}
	for _, err := range []error{store.ErrTransient, store.ErrClosed, context.Canceled, context.DeadlineExceeded} {
		for n := range 3 {
			if s.givesUp(err, time.Unix(0, 0).Add(time.Duration(n)*time.Hour)) {
				t.Errorf("%v is given up", err)
			}
		}
	}
}
