package hook

import (
	"context"
	"errors"
	"time"

	"sizhang/server/store"
)

const (
	// page is how many changes are read at once.
	page = 200
	// unsaved is how many changes that concern nobody may be read again after a crash.
	unsaved = 2000
	// breath is how far apart the store is read at least, however much it tells of.
	breath = 50 * time.Millisecond
	// pause is how long to leave a store alone that failed.
	pause = 500 * time.Millisecond
)

// pump makes deliveries of changes until ctx ends. Every server does, each from its own
// place: what is made is made once, since an event has one id.
func (h *Hooks) pump(ctx context.Context) error {
	c, err := h.awaitCursor(ctx)
	if err != nil {
		return err
	}
	place, passed, failing := c.place, 0, false
	for ctx.Err() == nil {
		made, n, next, err := h.advance(ctx, place)
		if passed += n; err == nil && (made || passed >= unsaved) {
			if err = h.save(ctx, &c, next); err == nil {
				passed = 0
			}
		}
		if err == nil && n == 0 {
			err = h.store.Await(ctx, next)
			sleep(ctx, breath)
		}
		switch {
		case ctx.Err() != nil:
		case err == nil:
			place = next
		case errors.Is(err, store.ErrBadToken):
			// Another store stands in its place, such as a backup: what it lacks is made.
			place = ""
		default:
			if !failing {
				h.log.Error("hooks: changes cannot be told of", "error", err)
			}
			sleep(ctx, pause)
		}
		failing = err != nil
	}
	return ctx.Err()
}

// advance makes the deliveries of one page of changes. It says whether any change
// mattered, how many there were, and where to go on.
func (h *Hooks) advance(ctx context.Context, from store.Token) (made bool, n int, next store.Token, err error) {
	found, next, err := h.store.Changes(ctx, from, page)
	if err != nil {
		return false, 0, "", err
	}
	cities := map[string][]Hook{}
	for _, c := range found {
		if c.Collection == store.Hooks && c.ID != cursorID {
			h.stirred()
		}
		if c.Collection != store.Issues || c.Gone {
			continue
		}
		hooks, read := cities[c.City]
		if !read {
			if hooks, err = h.List(ctx, c.City); err != nil {
				return false, 0, "", err
			}
			cities[c.City] = hooks
		}
		if len(hooks) == 0 {
			continue
		}
		if err = h.derive(ctx, c, hooks); err != nil && !h.givesUp(c, err) {
			return false, 0, "", err
		}
		made = true
	}
	return made, len(found), next, nil
}

func sleep(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
