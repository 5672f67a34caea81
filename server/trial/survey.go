package main

import (
	"context"
	"encoding/json"
	"fmt"

	"sizhang/server/store"
)

// pageThrough returns all documents by an index, page by page.
func pageThrough(ctx context.Context, s store.Store, index string) ([]store.Document, error) {
	var all []store.Document
	for page, err := range store.Pages(ctx, s, store.Query{Collection: notes, City: city, Index: index, Limit: 200}) {
		if err != nil {
			return all, err
		}
		all = append(all, page...)
	}
	return all, nil
}

// nameOf is the id that the writer of a document meant.
func nameOf(d store.Document) string {
	var n note
	if json.Unmarshal(d.Body, &n) != nil || n.Name == "" {
		return d.ID
	}
	return n.Name
}

// facts are findings that are no trouble.
var facts = map[string]bool{store.FoundStore: true, store.FoundDocuments: true, store.FoundRoom: true}

// examine has the store look itself over, deeply.
func examine(ctx context.Context, s store.Store, f *Figures) error {
	return s.Examine(ctx, true, func(found store.Finding) {
		if !facts[found.Code] && !aboutServer[found.Code] {
			f.wrong("the store finds %s", fmt.Sprint(found.Code, " ", found.With))
		}
	})
}

// aboutServer are findings about what a MongoDB can do, not about what it holds.
var aboutServer = map[string]bool{
	store.FoundNoReplicas: true, store.FoundNoStream: true, store.FoundNoSnapshot: true,
	store.FoundLaneAbandoned: true, store.FoundClock: true,
}

// survey opens the store and holds it against the ledger. One that does not open
// has lost whatever was acknowledged.
func (t *turn) survey(where string, l *ledger) error {
	s, err := openStore(t.ctx, where)
	if err != nil {
		if len(l.stands) > 0 {
			t.lost("the store does not open: %v", err)
		} else {
			t.wrong("the store does not open: %v", err)
		}
		return nil
	}
	if err := l.check(t.ctx, s, t.Figures); err != nil {
		t.wrong("the store cannot be read: %v", err)
	}
	return s.Close()
}
