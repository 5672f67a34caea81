package app

import (
	"context"
	"fmt"
	"strings"

	"sizhang/domain/overlay"
	"sizhang/domain/territory"
	"sizhang/server/store"
)

// shelf is where records of one kind are kept: a document each, under the
// edition that brought it. What is in force is what the editions on the city's
// list add up to, the later on top.
type shelf[T any, B recordBody[T]] struct {
	kind       EditionKind
	collection string
	// body is a record as it is kept under an edition, id what it is called there,
	// given its place in the import.
	body func(r T, edition string) B
	id   func(r T, i int) string
	// lay lays imported records over those that stand.
	lay func(inForce, imported []T) overlay.Overlaid[T]
	// check says what speaks against fresh records beside those that stand.
	check func(ctx context.Context, v *view, inForce, fresh []T) ([]territory.Finding, error)
}

// recordBody is a record as it is kept.
type recordBody[T any] interface {
	// key is what the record is known by: a later edition's takes its place.
	key() any
	record() (T, error)
}

// byPlace calls a record by its place in the import.
func byPlace[T any](_ T, i int) string { return fmt.Sprintf("%07d", i+1) }

// read returns what the editions add up to.
func (s *shelf[T, B]) read(ctx context.Context, a *App, city string, editions []string) ([]T, error) {
	var records []T
	known := map[any]int{}
	for _, e := range editions {
		q := store.Query{Collection: s.collection, City: city, Index: "edition", Equal: []any{e}}
		err := a.each(ctx, q, func(d store.Document) error {
			body, err := decode[B](d)
			if err != nil {
				return err
			}
			r, err := body.record()
			if err != nil {
				return err
			}
			if i, again := known[body.key()]; again {
				records[i] = r
				return nil
			}
			known[body.key()] = len(records)
			records = append(records, r)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return records, nil
}

// inForce returns what has been published.
func (s *shelf[T, B]) inForce(ctx context.Context, v *view) ([]T, error) {
	return s.read(ctx, v.app, v.city.Code, v.city.ids(s.kind))
}

// drafted returns what the draft brings.
func (s *shelf[T, B]) drafted(ctx context.Context, v *view) ([]T, error) {
	if v.draft == nil {
		return nil, nil
	}
	return s.read(ctx, v.app, v.city.Code, v.draft.ids(s.kind))
}

// all returns what stands with the draft.
func (s *shelf[T, B]) all(ctx context.Context, v *view) ([]T, error) {
	editions := v.city.ids(s.kind)
	if v.draft != nil {
		editions = append(editions, v.draft.ids(s.kind)...)
	}
	return s.read(ctx, v.app, v.city.Code, editions)
}

// insert keeps one record under an edition.
func (s *shelf[T, B]) insert(ctx context.Context, a *App, city, edition string, r T, i int) error {
	return a.store.Insert(ctx, store.Document{
		Collection: s.collection, City: city, ID: edition + "/" + s.id(r, i), Body: encode(s.body(r, edition)),
	})
}

// each calls visit with every document that a query finds.
func (a *App) each(ctx context.Context, q store.Query, visit func(store.Document) error) error {
	for q.Limit = store.MaxLimit; ; {
		page, err := a.store.Query(ctx, q)
		if err != nil {
			return err
		}
		for _, d := range page.Documents {
			if err := visit(d); err != nil {
				return fmt.Errorf("%s %s: %w", d.Collection, strings.TrimSpace(d.ID), err)
			}
		}
		if page.Next == "" {
			return nil
		}
		q.After = page.Next
	}
}
