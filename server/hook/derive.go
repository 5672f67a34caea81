package hook

import (
	"context"
	"errors"
	"time"

	"sizhang/domain/issue"
	"sizhang/server/app"
	"sizhang/server/store"
)

// derive makes the deliveries that an issue lacks.
func (h *Hooks) derive(ctx context.Context, c store.Change, hooks []Hook) error {
	i, err := h.options.Issues.Get(ctx, c.City, c.ID)
	if err != nil {
		return err
	}
	city, _ := h.options.Cities.City(c.City)
	for k := range hooks {
		made, err := h.deriveFor(ctx, &hooks[k], &i, city)
		if err != nil {
			return err
		}
		if made {
			h.wake(c.City, hooks[k].ID)
		}
	}
	return nil
}

// deriveFor makes the deliveries that an issue lacks to one webhook, the earliest first:
// so where one stands, all before it do, and the search for what lacks ends there.
func (h *Hooks) deriveFor(ctx context.Context, to *Hook, i *issue.Issue, city *app.City) (bool, error) {
	events := to.wanted(i, city)
	lacks := len(events)
	for ; lacks > 0; lacks-- {
		_, err := h.store.Get(ctx, store.Deliveries, i.City, deliveryID(to.ID, i.ID, events[lacks-1].Seq))
		if err == nil {
			break
		}
		if !errors.Is(err, store.ErrMissing) {
			return false, err
		}
	}
	for _, e := range events[lacks:] {
		if err := h.make(ctx, to, i, e); err != nil {
			return false, err
		}
	}
	return lacks < len(events), nil
}

// make makes the delivery of an event, unless another server did.
func (h *Hooks) make(ctx context.Context, to *Hook, i *issue.Issue, e *issue.Event) error {
	now := h.options.Now().Truncate(time.Millisecond)
	d := Delivery{ID: deliveryID(to.ID, i.ID, e.Seq), Hook: to.ID, Issue: i.ID, Seq: e.Seq, State: Pending, Created: now, Due: now, since: now, city: i.City}
	if !to.Disabled.IsZero() {
		d.State, d.Due, d.Why = Dead, time.Time{}, WasDisabled
	}
	var err error
	if d.Body, err = payloadOf(d.ID, i, e); err != nil {
		return err
	}
	doc, err := d.document()
	if err == nil {
		err = h.store.Insert(ctx, doc)
	}
	if errors.Is(err, store.ErrExists) {
		return nil
	}
	return err
}

// patience is how long one issue that cannot be read keeps all others.
const patience = time.Minute

// givesUp says whether to leave an issue out, which cannot be read although the store
// answers, rather than to tell of nothing at all any more.
func (h *Hooks) givesUp(c store.Change, err error) bool {
	if errors.Is(err, store.ErrTransient) || errors.Is(err, store.ErrClosed) || errors.Is(err, context.Canceled) {
		return false
	}
	if key := c.City + "/" + c.ID; h.stuck != key {
		h.stuck, h.stuckSince = key, time.Now()
	}
	if time.Since(h.stuckSince) < patience {
		return false
	}
	h.log.Error("hooks: an issue cannot be told of and is left out", "city", c.City, "issue", c.ID, "error", err)
	return true
}
