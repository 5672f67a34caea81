package hook

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"slices"
	"time"

	"github.com/google/uuid"

	"sizhang/domain/fault"
	"sizhang/domain/issue"
	"sizhang/server/store"
)

// secretMark begins every secret, as Standard Webhooks has it; the rest is base64.
const secretMark = "whsec_"

// sealing is what a webhook's secret is sealed for.
const sealing = "hook"

// NewHook is a webhook that is to be made.
type NewHook struct {
	URL, Note string
	Filter    Filter
	By        string
}

// Check refuses what Create would: fault.HookURLInvalid, fault.HookURLPlain,
// fault.HookNetwork and fault.HookFilter, each at its field.
func (h *Hooks) Check(city string, n NewHook) error {
	if err := h.checkURL(n.URL); err != nil {
		return err
	}
	return h.checkFilter(city, n.Filter)
}

// Create makes a webhook, which is sent everything that happens from now on, and
// returns its secret, this once. Refusals are those of Check, and fault.HooksTooMany.
func (h *Hooks) Create(ctx context.Context, city string, n NewHook) (Hook, string, error) {
	if err := h.Check(city, n); err != nil {
		return Hook{}, "", err
	}
	there, err := h.List(ctx, city)
	if err != nil {
		return Hook{}, "", err
	}
	if len(there) >= h.options.MostHere {
		return Hook{}, "", fault.New(fault.HooksTooMany, "", fault.With{"max": h.options.MostHere})
	}
	key := make([]byte, 32)
	rand.Read(key) // never fails
	made := Hook{
		City: city, ID: uuid.Must(uuid.NewV7()).String(), URL: n.URL, Note: n.Note, Filter: n.Filter,
		Created: h.options.Now().Truncate(time.Millisecond), By: n.By,
	}
	made.sealed = h.options.Secret.Seal(sealing, city+"/"+made.ID, key)
	// First the place to follow from, so that nothing after the webhook is before it.
	if err := h.startCursor(ctx); err != nil {
		return Hook{}, "", err
	}
	doc, err := made.document()
	if err == nil {
		err = h.store.Insert(ctx, doc)
	}
	if err != nil {
		return Hook{}, "", err
	}
	made.version = 1
	h.stirred()
	return made, secretMark + base64.StdEncoding.EncodeToString(key), nil
}

// checkFilter refuses what no event could ever fit.
func (h *Hooks) checkFilter(city string, f Filter) error {
	wrong := func(field, what, given string) error {
		return fault.New(fault.HookFilter, field, fault.With{"what": what, "given": given})
	}
	for _, a := range f.Actions {
		if !slices.ContainsFunc(issue.Lifecycle, func(t issue.Transition) bool { return t.Action == a }) {
			return wrong("actions", "动作 action", string(a))
		}
	}
	for _, s := range f.Sources {
		if !slices.Contains(issue.Sources, s) {
			return wrong("sources", "来源 source", string(s))
		}
	}
	c, known := h.options.Cities.City(city)
	if !known {
		return nil
	}
	for _, category := range f.Categories {
		if _, is := c.Bodies.Category(category); !is {
			return wrong("categories", "类别 category", category)
		}
	}
	if _, is := c.At(h.options.Now()).Unit(f.Unit); f.Unit != "" && !is {
		return wrong("unit", "单元 unit", f.Unit)
	}
	return nil
}

// List returns the city's webhooks, the oldest first.
func (h *Hooks) List(ctx context.Context, city string) ([]Hook, error) {
	list, err := h.everyOne(ctx, city)
	return slices.DeleteFunc(list, func(one Hook) bool { return !one.deleted.IsZero() }), err
}

// everyOne returns the city's webhooks, also those that were deleted a moment ago.
func (h *Hooks) everyOne(ctx context.Context, city string) ([]Hook, error) {
	var list []Hook
	for d, err := range store.All(ctx, h.store, store.Query{Collection: store.Hooks, City: city}) {
		if err != nil {
			return nil, err
		}
		one, err := hookOf(d)
		if err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	return list, nil
}

// Get returns a webhook; fault.HookNotFound where there is none.
func (h *Hooks) Get(ctx context.Context, city, id string) (Hook, error) {
	d, err := h.store.Get(ctx, store.Hooks, city, id)
	if errors.Is(err, store.ErrMissing) {
		return Hook{}, fault.New(fault.HookNotFound, "id", nil)
	}
	if err != nil {
		return Hook{}, err
	}
	one, err := hookOf(d)
	if err == nil && !one.deleted.IsZero() {
		return Hook{}, fault.New(fault.HookNotFound, "id", nil)
	}
	return one, err
}

// attempts is how often a change of a document is tried while others change it.
const attempts = 20

// Delete ends a webhook; what waits for it is not sent any more. Its deliveries go by
// and by, and with the last of them its document, see tidy.
func (h *Hooks) Delete(ctx context.Context, city, id string) error {
	_, err := h.change(ctx, city, id, func(one *Hook) bool {
		one.deleted, one.sealed = h.options.Now().Truncate(time.Millisecond), ""
		return true
	})
	return err
}

// change changes a webhook by compare-and-set; it returns false where change says that
// there is nothing to do.
func (h *Hooks) change(ctx context.Context, city, id string, change func(*Hook) bool) (bool, error) {
	for range attempts {
		one, err := h.Get(ctx, city, id)
		if err != nil {
			return false, err
		}
		if !change(&one) {
			return false, nil
		}
		doc, err := one.document()
		if err == nil {
			_, err = h.store.Replace(ctx, doc)
		}
		if !errors.Is(err, store.ErrStale) {
			h.stirred()
			return err == nil, err
		}
	}
	return false, fault.New(fault.TooBusy, "", nil)
}

// stirred says that webhooks may have come or gone.
func (h *Hooks) stirred() {
	select {
	case h.stir <- struct{}{}:
	default:
	}
}
