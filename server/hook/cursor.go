package hook

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"sizhang/server/store"
)

// cursorID is the document that says how far changes were told of, under
// store.Installation.
const cursorID = "cursor"

// cursor is the place in the store's changes up to which every delivery stands.
type cursor struct {
	place   store.Token
	version int64
}

type cursorBody struct {
	Place store.Token `json:"place"`
}

// startCursor begins to follow the store, unless that was begun before.
func (h *Hooks) startCursor(ctx context.Context) error {
	body, err := json.Marshal(cursorBody{h.options.Since()})
	if err != nil {
		return err
	}
	err = h.store.Insert(ctx, store.Document{Collection: store.Hooks, City: store.Installation, ID: cursorID, Body: body})
	if errors.Is(err, store.ErrExists) {
		return nil
	}
	return err
}

// readCursor returns the cursor; store.ErrMissing where there never was a webhook.
func (h *Hooks) readCursor(ctx context.Context) (cursor, error) {
	d, err := h.store.Get(ctx, store.Hooks, store.Installation, cursorID)
	if err != nil {
		return cursor{}, err
	}
	var b cursorBody
	err = json.Unmarshal(d.Body, &b)
	return cursor{b.Place, d.Version}, err
}

// awaitCursor waits for the first webhook of the installation.
func (h *Hooks) awaitCursor(ctx context.Context) (cursor, error) {
	for {
		c, err := h.readCursor(ctx)
		if err == nil {
			h.stirred()
			return c, nil
		}
		if ctx.Err() != nil {
			return c, ctx.Err()
		}
		if !errors.Is(err, store.ErrMissing) {
			h.log.Error("hooks: the store does not answer", "error", err)
		}
		select {
		case <-h.stir:
		case <-time.After(h.options.Look):
		case <-ctx.Done():
		}
	}
}

// save moves the cursor on. Where another server moved it meanwhile, theirs is as good:
// each stands for deliveries that were made.
func (h *Hooks) save(ctx context.Context, c *cursor, place store.Token) error {
	body, err := json.Marshal(cursorBody{place})
	if err != nil {
		return err
	}
	version, err := h.store.Replace(ctx, store.Document{Collection: store.Hooks, City: store.Installation, ID: cursorID, Version: c.version, Body: body})
	if errors.Is(err, store.ErrStale) {
		is, err := h.readCursor(ctx)
		if err == nil {
			*c = is
		}
		return err
	}
	if err == nil {
		*c = cursor{place, version}
	}
	return err
}
