package hook

import (
	"context"
	"errors"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"sizhang/server/store"
)

// Run makes deliveries of what happens, sends them, and lets go of those that were kept
// long enough, until ctx ends.
func (h *Hooks) Run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return h.pump(ctx) })
	group.Go(func() error { return h.employ(ctx) })
	group.Go(func() error { return h.tidy(ctx) })
	return group.Wait()
}

// employ keeps one runner for every webhook, so that none waits for another's receiver.
func (h *Hooks) employ(ctx context.Context) error {
	var work sync.WaitGroup
	defer work.Wait()
	running := map[string]context.CancelFunc{}
	defer func() {
		for _, stop := range running {
			stop()
		}
	}()
	look := h.options.Look
	for ctx.Err() == nil {
		there := map[string]bool{}
		all := h.all(ctx)
		for key, one := range all {
			there[key] = true
			if running[key] != nil {
				continue
			}
			runs, stop := context.WithCancel(ctx)
			running[key] = stop
			wake := h.hire(key)
			work.Go(func() { h.serve(runs, one, wake) })
		}
		for key, stop := range running {
			if all != nil && !there[key] {
				stop()
				delete(running, key)
				h.dismiss(key)
			}
		}
		select {
		case <-h.stir:
		case <-time.After(10 * look): // cities come without a stir
		case <-ctx.Done():
		}
	}
	return ctx.Err()
}

// all returns every webhook by its key; nil where the store fails.
func (h *Hooks) all(ctx context.Context) map[string]Hook {
	all := map[string]Hook{}
	for _, c := range h.options.Cities.Cities() {
		code := c.Profile().Code
		list, err := h.List(ctx, code)
		if err != nil {
			if ctx.Err() == nil {
				h.log.Error("hooks: the webhooks of a city cannot be read", "city", code, "error", err)
			}
			return nil
		}
		for _, one := range list {
			all[key(code, one.ID)] = one
		}
	}
	return all
}

func key(city, hook string) string { return city + "/" + hook }

func (h *Hooks) hire(key string) <-chan struct{} {
	h.mu.Lock()
	defer h.mu.Unlock()
	wake := make(chan struct{}, 1)
	h.wakes[key] = wake
	return wake
}

func (h *Hooks) dismiss(key string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.wakes, key)
}

// wake tells the runner of a webhook that there is something to send.
func (h *Hooks) wake(city, hook string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	select {
	case h.wakes[key(city, hook)] <- struct{}{}:
	default:
	}
}

// serve sends what is due to one webhook, so many at once, until ctx ends.
func (h *Hooks) serve(ctx context.Context, one Hook, wake <-chan struct{}) {
	places := make(chan struct{}, h.options.AtOnce)
	var work sync.WaitGroup
	defer work.Wait()
	for ctx.Err() == nil {
		due, next, err := h.due(ctx, one)
		if err != nil && ctx.Err() == nil {
			h.log.Error("hooks: deliveries cannot be read", "city", one.City, "hook", one.ID, "error", err)
			sleep(ctx, pause)
		}
		for i := range due {
			select {
			case places <- struct{}{}:
			case <-ctx.Done():
				return
			}
			if !h.claim(ctx, &due[i]) {
				<-places
				continue
			}
			work.Go(func() {
				h.attempt(ctx, &due[i])
				<-places
			})
		}
		if len(due) > 0 {
			continue
		}
		timer := time.NewTimer(next)
		select {
		case <-wake:
		case <-timer.C:
		case <-ctx.Done():
		}
		timer.Stop()
	}
}

// due returns deliveries that are due, the longest waiting first, and when to look
// again where none is.
func (h *Hooks) due(ctx context.Context, one Hook) ([]Delivery, time.Duration, error) {
	p, err := h.store.Query(ctx, store.Query{
		Collection: store.Deliveries, City: one.City, Index: "due", Equal: []any{one.ID}, Limit: 8 * h.options.AtOnce,
	})
	if err != nil {
		return nil, h.options.Look, err
	}
	now := h.options.Now()
	var due []Delivery
	for _, doc := range p.Documents {
		d, err := deliveryOf(doc)
		if err != nil {
			return due, h.options.Look, err
		}
		if wait := d.Due.Sub(now); wait > 0 {
			return due, min(wait, h.options.Look), nil
		}
		due = append(due, d)
	}
	return due, h.options.Look, nil
}

// claim takes a delivery, so that no other server sends it meanwhile; should this one
// crash, it is due again once nobody can be sending it any more.
func (h *Hooks) claim(ctx context.Context, d *Delivery) bool {
	now := h.options.Now().Truncate(time.Millisecond)
	d.Tried, d.Due = now, now.Add(3*h.options.Timeout)
	d.Tries++
	err := h.put(ctx, d)
	if err != nil && !errors.Is(err, store.ErrStale) && ctx.Err() == nil {
		h.log.Error("hooks: a delivery cannot be claimed", "city", d.city, "delivery", d.ID, "error", err)
		sleep(ctx, pause)
	}
	return err == nil
}
