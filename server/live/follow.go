package live

import (
	"context"
	"errors"
	"time"

	"sizhang/server/store"
)

const (
	// page is how many changes are read at once. Who is cut off within one is told all
	// of it again.
	page = 200
	// breath is how far apart the store is read at least, however much it tells of.
	breath = 50 * time.Millisecond
	// pause is how long to leave a store alone that failed.
	pause = 500 * time.Millisecond
)

// follow keeps the feed in step with the store until ctx ends.
func (l *Live) follow(ctx context.Context) error {
	_, place, _ := l.feed.head()
	failing := false
	for ctx.Err() == nil {
		next, more, err := l.advance(ctx, place)
		if err == nil && !more {
			err = l.options.Store.Await(ctx, next)
			sleep(ctx, breath)
		}
		switch {
		case ctx.Err() != nil:
		case errors.Is(err, store.ErrBadToken): // another store stands in its place
			l.log.Warn("live: the store is not the one that was followed; all streams begin anew")
			var ok bool
			if next, ok = l.skip(ctx, ""); ok {
				l.feed.restart(next, l.options.Now())
				l.cards.forget()
				l.watches.doubtAll()
			}
		case err != nil:
			if !failing {
				l.log.Error("live: the store does not answer", "error", err)
			}
			sleep(ctx, pause)
		}
		failing = err != nil
		if next != "" {
			place = next
		}
	}
	return ctx.Err()
}

// advance takes one page of changes into the feed; false where there was none.
func (l *Live) advance(ctx context.Context, from store.Token) (store.Token, bool, error) {
	found, place, err := l.options.Store.Changes(ctx, from, page)
	if err != nil || len(found) == 0 {
		return place, false, err
	}
	// Rights first: nobody is told by rights that ended before.
	for _, c := range found {
		l.watches.heard(c)
	}
	l.feed.add(issuesOf(found, from, place), place, l.options.Now())
	return place, true, nil
}

// issuesOf returns the changes of issues on a page, with their places.
func issuesOf(found []store.Change, from, place store.Token) []change {
	var changes []change
	for _, c := range found {
		if c.Collection == store.Issues && !c.Gone {
			changes = append(changes, change{c.City, c.ID, c.Version, from})
		}
	}
	if len(changes) > 0 {
		changes[len(changes)-1].place = place
	}
	return changes
}

// skip returns the place after everything that was written, looking from a place on;
// false when ctx ends before.
func (l *Live) skip(ctx context.Context, place store.Token) (store.Token, bool) {
	for ctx.Err() == nil {
		found, next, err := l.options.Store.Changes(ctx, place, store.MaxLimit)
		switch {
		case errors.Is(err, store.ErrBadToken):
			place = ""
		case err != nil:
			l.log.Error("live: the store does not answer", "error", err)
			sleep(ctx, pause)
		case len(found) == 0:
			return next, true
		default:
			place = next
		}
	}
	return "", false
}

func sleep(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
