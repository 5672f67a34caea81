package hook

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"sizhang/server/store"
)

// afterwards is how long after a webhook was deleted nobody can be making or sending
// anything for it any more.
const afterwards = time.Minute

// tidy lets go of what was delivered once it has been kept for Keep, and of all that a
// deleted webhook left, until ctx ends. What could not be delivered stays until it is
// sent again or its webhook is deleted. Every server does this by itself: what is to go
// is told by the documents alone, and one goes once, whoever is first.
func (h *Hooks) tidy(ctx context.Context) error {
	for ctx.Err() == nil {
		for _, c := range h.options.Cities.Cities() {
			code := c.Profile().Code
			if err := h.tidyCity(ctx, code); err != nil && ctx.Err() == nil {
				h.log.Error("hooks: what was delivered long ago cannot be let go of", "city", code, "error", err)
			}
		}
		sleep(ctx, h.options.Tidy)
	}
	return ctx.Err()
}

func (h *Hooks) tidyCity(ctx context.Context, city string) error {
	old := h.options.Now().Add(-h.options.Keep)
	err := h.letGo(ctx, city, "tried", string(Done), func(d *Delivery) bool { return d.Tried.Before(old) })
	if err != nil {
		return err
	}
	all, err := h.everyOne(ctx, city)
	if err != nil {
		return err
	}
	for _, one := range all {
		if one.deleted.IsZero() || h.options.Now().Sub(one.deleted) < afterwards {
			continue
		}
		if err := h.letGo(ctx, city, "state", one.ID, func(*Delivery) bool { return true }); err != nil {
			return err
		}
		if err := h.gone(ctx, store.Document{Collection: store.Hooks, City: city, ID: one.ID, Version: one.version}); err != nil {
			return err
		}
	}
	return nil
}

// letGo lets go of the first deliveries that an index has under a value, page by page,
// up to one that is to stay.
func (h *Hooks) letGo(ctx context.Context, city, index, value string, goes func(*Delivery) bool) error {
	for {
		p, err := h.store.Query(ctx, store.Query{Collection: store.Deliveries, City: city, Index: index, Equal: []any{value}, Limit: page})
		if err != nil {
			return err
		}
		old, last := p.Documents, p.Next == ""
		for i := range p.Documents {
			d, err := deliveryOf(p.Documents[i])
			if err != nil {
				return err
			}
			if !goes(&d) {
				old, last = p.Documents[:i], true
				break
			}
		}
		rand.Shuffle(len(old), func(i, j int) { old[i], old[j] = old[j], old[i] }) // others may be at it, too
		for _, d := range old {
			if err := h.gone(ctx, d); err != nil {
				return err
			}
		}
		if last {
			return nil
		}
		sleep(ctx, breath)
	}
}

// gone leaves a tombstone in the place of the version that was read, which keeps the id:
// what was sent once is not made anew. Whoever wrote meanwhile is right.
func (h *Hooks) gone(ctx context.Context, d store.Document) error {
	_, err := h.store.Replace(ctx, store.Document{Collection: d.Collection, City: d.City, ID: d.ID, Version: d.Version, Gone: true})
	if errors.Is(err, store.ErrStale) || errors.Is(err, store.ErrMissing) {
		return nil
	}
	return err
}
