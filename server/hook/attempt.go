package hook

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"sizhang/domain/fault"
	"sizhang/server/record"
	"sizhang/server/store"
)

// attempt sends a delivery that was claimed and writes down what became of it.
func (h *Hooks) attempt(ctx context.Context, d *Delivery) {
	to, err := h.Get(ctx, d.city, d.Hook)
	switch {
	case err != nil && fault.As(err).Code == fault.HookNotFound:
		return // it was deleted
	case err != nil:
		return // it is due again when the claim runs out
	case !to.Disabled.IsZero():
		h.finish(ctx, d, &to, 0, WasDisabled)
		return
	}
	limited, cancel := context.WithTimeout(ctx, h.options.Timeout)
	defer cancel()
	status, why := h.send(limited, &to, d.ID, d.Body)
	if ctx.Err() != nil && why != "" {
		h.giveBack(ctx, d)
		return
	}
	h.finish(ctx, d, &to, status, why)
}

// noteTime is how long there is to write down what became of something when the server
// stops.
const noteTime = 2 * time.Second

// giveBack lets another server try at once what this one had begun when it was stopped.
func (h *Hooks) giveBack(ctx context.Context, d *Delivery) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), noteTime)
	defer cancel()
	d.Due, d.Tries = d.Tried, d.Tries-1
	_ = h.put(ctx, d) // else it is due when the claim runs out
}

// finish writes down what became of an attempt. Where another server took the delivery
// over meanwhile, its word counts.
func (h *Hooks) finish(ctx context.Context, d *Delivery, to *Hook, status int, why Failure) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), noteTime)
	defer cancel()
	now := h.options.Now().Truncate(time.Millisecond)
	d.Status, d.Why = status, why
	switch next := now.Add(h.backoff(d.Tries)); {
	case why == "":
		d.State, d.Due = Done, time.Time{}
	case why == WasDisabled, why == IsGone, next.Sub(d.since) > h.options.GiveUp:
		d.State, d.Due = Dead, time.Time{}
	default:
		d.Due = next
	}
	err := h.put(ctx, d)
	if errors.Is(err, store.ErrStale) {
		return
	}
	if err == nil {
		err = h.judge(ctx, to, now, why)
	}
	if err != nil && fault.As(err).Code != fault.HookNotFound {
		h.log.Error("hooks: what became of a delivery cannot be kept", "city", d.city, "delivery", d.ID, "error", err)
	}
}

// backoff is how long to wait after so many attempts: twice as long each time, less up
// to a half by chance, so that what failed together does not come back together.
func (h *Hooks) backoff(tries int) time.Duration {
	wait := h.options.First
	for n := 1; n < tries && wait < h.options.Longest; n++ {
		wait *= 2
	}
	wait = min(wait, h.options.Longest)
	return wait/2 + rand.N(wait/2+1)
}

// judge notes on the webhook that it fails, or does again what it should, and disables
// it when it has failed too long or wants no more.
func (h *Hooks) judge(ctx context.Context, to *Hook, now time.Time, why Failure) error {
	switch {
	case why == "":
		_, err := h.change(ctx, to.City, to.ID, func(one *Hook) bool {
			return one.Disabled.IsZero() && mended(one) // who disabled it meanwhile had a reason
		})
		return err
	case why == WasDisabled || !to.Disabled.IsZero():
		return nil
	case why == IsGone || !to.Failing.IsZero() && now.Sub(to.Failing) >= h.options.Disable:
		return h.disable(ctx, to, now, why)
	case !to.Failing.IsZero():
		return nil // as is known
	}
	_, err := h.change(ctx, to.City, to.ID, func(one *Hook) bool {
		fails := one.Failing.IsZero() && one.Disabled.IsZero()
		if fails {
			one.Failing = now
		}
		return fails
	})
	return err
}

// disable gives a webhook up, on the record.
func (h *Hooks) disable(ctx context.Context, to *Hook, now time.Time, why Failure) error {
	h.log.Warn("hooks: a webhook is disabled", "city", to.City, "hook", to.ID, "why", why)
	entry := record.Entry{At: now, Kind: record.HookDisabled, Object: "hook/" + to.ID, With: map[string]string{"why": string(why)}}
	if err := h.options.Record.Append(ctx, to.City, entry); err != nil {
		return err
	}
	_, err := h.change(ctx, to.City, to.ID, func(one *Hook) bool {
		if !one.Disabled.IsZero() || one.Failing.IsZero() && why != IsGone { // something was delivered meanwhile
			return false
		}
		one.Disabled, one.Why = now, why
		return true
	})
	return err
}
