package storetest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"sizhang/server/store"
)

// caller is one client of a history.
type caller struct {
	*history
	store.Store
	client int
	rng    *rand.Rand
	known  map[string]int64 // the version that it saw last, by id
	made   []operation
}

// step makes one call; n is a number that no other call has.
func (c *caller) step(n int) {
	ask := call{id: c.ids()[c.rng.IntN(c.documents)]}
	ask.n, ask.code = n, []string{"", "x", "y"}[c.rng.IntN(3)]
	switch c.rng.IntN(10) {
	case 0, 1:
		ask.kind = "insert"
	case 2, 3, 4, 5:
		ask.kind, ask.at, ask.gone = "replace", c.known[ask.id], c.rng.IntN(5) == 0
	case 6:
		ask.kind, ask.at, ask.n, ask.code = "adopt", 5, 5, "" // the same for all, so that it may be the very same
	case 7, 8:
		ask.kind = "get"
	default:
		ask.kind, ask.code = "find", []string{"x", "y"}[c.rng.IntN(2)]
	}
	ctx, cancel := context.WithTimeout(c.ctx, cutCall)
	if c.hurry && c.rng.IntN(4) == 0 {
		ctx, cancel = context.WithTimeout(c.ctx, time.Duration(c.rng.IntN(1000))*time.Microsecond)
	}
	defer cancel()
	c.count()
	o := operation{client: c.client, call: ask, from: int64(time.Since(c.began))}
	var err error
	switch ask.kind {
	case "get":
		o.answer.seen, err = c.get(ctx, ask)
	case "find":
		o.found, err = c.find(ctx, ask)
	default:
		o.answer.version, err = c.write(ctx, ask)
	}
	o.to = int64(time.Since(c.began))
	if c.settle(&o, err) {
		c.made = append(c.made, o)
	}
}

// settle puts the error into the answer. False where the call told nothing: a
// read that failed, or a write that is known to have had no effect.
func (c *caller) settle(o *operation, err error) bool {
	read := o.call.kind == "get" || o.call.kind == "find"
	for _, refusal := range []error{store.ErrExists, store.ErrMissing, store.ErrStale} {
		if errors.Is(err, refusal) {
			o.answer.refusal = refusal
		}
	}
	switch {
	case err == nil:
		if o.answer.version > 0 {
			c.known[o.call.id] = o.answer.version
		}
		return true
	case errors.Is(err, store.ErrTransient) && !read:
		o.answer, o.to = answer{unknown: true}, never
		return true
	case errors.Is(err, store.ErrTransient), errors.Is(err, context.DeadlineExceeded):
		return false
	case o.answer.refusal == nil:
		c.Errorf("%s: %v", o.call, err)
	}
	return o.answer.refusal != nil
}

func (c *caller) write(ctx context.Context, ask call) (int64, error) {
	d := store.Document{Collection: "units", City: c.city, ID: ask.id, Version: ask.at, Gone: ask.gone, Body: fmt.Appendf(nil, `{"n":%d}`, ask.n)}
	if ask.code != "" {
		d.Body = fmt.Appendf(nil, `{"n":%d,"code":%q}`, ask.n, ask.code)
	}
	switch ask.kind {
	case "insert":
		return 1, c.Insert(ctx, d)
	case "adopt":
		return ask.at, c.Adopt(ctx, d)
	}
	return c.Replace(ctx, d)
}

func (c *caller) get(ctx context.Context, ask call) (seen, error) {
	d, err := c.Get(ctx, "units", c.city, ask.id)
	if err != nil {
		return seen{}, err
	}
	return sight(d)
}

func (c *caller) find(ctx context.Context, ask call) (map[string]seen, error) {
	found := map[string]seen{}
	page, err := c.Query(ctx, store.Query{Collection: "units", City: c.city, Index: "code", Equal: []any{ask.code}, Limit: 10})
	for _, d := range page.Documents {
		if err == nil {
			found[d.ID], err = sight(d)
		}
	}
	return found, err
}

func sight(d store.Document) (seen, error) {
	var body struct {
		N    int
		Code string
	}
	err := json.Unmarshal(d.Body, &body)
	return seen{version: d.Version, n: body.N, code: body.Code}, err
}
