package hook

import (
	"context"
	"encoding/base64"
	"errors"
	"time"

	"github.com/google/uuid"

	"sizhang/domain/fault"
	"sizhang/server/store"
)

// Deliveries returns a page of what was or is to be sent to a webhook, in the state or,
// where empty, in any: by issue and event, and where to go on; empty on the last page.
// fault.HookNotFound where there is no such webhook; fault.InvalidRequest where after is
// no place.
func (h *Hooks) Deliveries(ctx context.Context, city, hook string, state State, after string, limit int) ([]Delivery, string, error) {
	if _, err := h.Get(ctx, city, hook); err != nil {
		return nil, "", err
	}
	cursor, err := base64.RawURLEncoding.DecodeString(after)
	if err != nil {
		return nil, "", fault.New(fault.InvalidRequest, "after", nil)
	}
	q := store.Query{Collection: store.Deliveries, City: city, Index: "state", Equal: []any{hook}, After: store.Cursor(cursor), Limit: limit}
	if state != "" {
		q.Equal = append(q.Equal, string(state))
	}
	page, err := h.store.Query(ctx, q)
	if errors.Is(err, store.ErrBadQuery) {
		return nil, "", fault.New(fault.InvalidRequest, "after", nil)
	}
	if err != nil {
		return nil, "", err
	}
	list := make([]Delivery, len(page.Documents))
	for i, d := range page.Documents {
		if list[i], err = deliveryOf(d); err != nil {
			return nil, "", err
		}
	}
	return list, base64.RawURLEncoding.EncodeToString([]byte(page.Next)), nil
}

// Again has something sent that was sent already or given up, under the id that it
// always had. fault.DeliveryNotFound where there is none of this webhook,
// fault.DeliveryPending while it is being tried.
func (h *Hooks) Again(ctx context.Context, city, hook, id string) (Delivery, error) {
	if _, err := h.Get(ctx, city, hook); err != nil {
		return Delivery{}, err
	}
	for range attempts {
		doc, err := h.store.Get(ctx, store.Deliveries, city, id)
		if errors.Is(err, store.ErrMissing) {
			return Delivery{}, fault.New(fault.DeliveryNotFound, "delivery", nil)
		}
		if err != nil {
			return Delivery{}, err
		}
		d, err := deliveryOf(doc)
		switch {
		case err != nil:
			return Delivery{}, err
		case d.Hook != hook:
			return Delivery{}, fault.New(fault.DeliveryNotFound, "delivery", nil)
		case d.State == Pending:
			return Delivery{}, fault.New(fault.DeliveryPending, "delivery", nil)
		}
		now := h.options.Now().Truncate(time.Millisecond)
		d.State, d.Due, d.since, d.Tries = Pending, now, now, 0
		if err = h.put(ctx, &d); errors.Is(err, store.ErrStale) {
			continue
		}
		h.wake(city, hook)
		return d, err
	}
	return Delivery{}, fault.New(fault.TooBusy, "", nil)
}

// put writes a delivery in the place of the version that it was read at.
func (h *Hooks) put(ctx context.Context, d *Delivery) error {
	doc, err := d.document()
	if err != nil {
		return err
	}
	d.version, err = h.store.Replace(ctx, doc)
	return err
}

// Tested is what became of a test.
type Tested struct {
	Status int     // HTTP status of the answer; 0 where there was none
	Why    Failure // empty where it was delivered
	Took   time.Duration
}

// Test sends something that says that it is a test, at once and once. Where it succeeds
// a webhook that was disabled is enabled.
func (h *Hooks) Test(ctx context.Context, city, id string) (Tested, error) {
	one, err := h.Get(ctx, city, id)
	if err != nil {
		return Tested{}, err
	}
	began := time.Now()
	name := "test." + uuid.Must(uuid.NewV7()).String()
	body, err := testPayload(name, city, h.options.Now())
	if err != nil {
		return Tested{}, err
	}
	limited, cancel := context.WithTimeout(ctx, h.options.Timeout)
	defer cancel()
	status, why := h.send(limited, &one, name, body)
	if why == "" {
		_, err = h.change(ctx, city, id, mended)
	}
	return Tested{status, why, time.Since(began)}, err
}

// mended notes that something was delivered.
func mended(one *Hook) bool {
	if one.Failing.IsZero() && one.Disabled.IsZero() {
		return false
	}
	one.Failing, one.Disabled, one.Why = time.Time{}, time.Time{}, ""
	return true
}
