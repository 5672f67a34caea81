package app

import (
	"context"
	"fmt"
	"slices"

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
	// resolve puts codes in the place of names in what is imported; nil where nothing
	// is named.
	resolve func(ctx context.Context, v *view, imported []T) ([]T, error)
	// lay lays imported records over those that stand.
	lay func(inForce, imported []T) overlay.Overlaid[T]
	// over is where a body keeps the record that an import was laid over, and rebase
	// makes the same changes to what stands by then. Drafts are published in another
	// order than they were made in, and what an import did not change it must leave
	// as others made it. Both are nil where records are replaced whole.
	over   func(*B) **B
	rebase func(was, changed, stands T) T
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

// stack is records as the editions read so far have them.
type stack[T any] struct {
	records []T
	told    []int // the place of the edition that told of each last
	byKey   map[any]int
}

// read returns what the editions add up to.
func (s *shelf[T, B]) read(ctx context.Context, a *App, city string, editions []string) ([]T, error) {
	all, err := s.stack(ctx, a, city, editions)
	return all.records, err
}

func (s *shelf[T, B]) stack(ctx context.Context, a *App, city string, editions []string) (stack[T], error) {
	all := stack[T]{byKey: map[any]int{}}
	for n, e := range editions {
		q := store.Query{Collection: s.collection, City: city, Index: "edition", Equal: []any{e}}
		err := readEach(ctx, a, q, openRecord[T, B], func(o opened[T, B]) (err error) {
			i, again := all.byKey[o.key]
			if !again {
				i = len(all.records)
				all.byKey[o.key] = i
				all.records, all.told = append(all.records, *new(T)), append(all.told, n)
			}
			all.records[i], err = s.upon(all.records[i], again, o)
			all.told[i] = n
			return err
		})
		if err != nil {
			return all, err
		}
	}
	return all, nil
}

// opened is a document of a shelf with the record that it holds.
type opened[T any, B recordBody[T]] struct {
	body   B
	key    any
	record T
}

func openRecord[T any, B recordBody[T]](d store.Document) (o opened[T, B], err error) {
	if o.body, err = decode[B](d); err != nil {
		return o, err
	}
	o.key = o.body.key()
	o.record, err = o.body.record()
	return o, err
}

// upon returns a record as it stands once a later edition's takes its place.
// Bodies from before there was anything to merge with were merged when they were
// written, and are the whole of their record.
func (s *shelf[T, B]) upon(stands T, again bool, o opened[T, B]) (T, error) {
	if !again || s.over == nil || *s.over(&o.body) == nil {
		return o.record, nil
	}
	was, err := (**s.over(&o.body)).record()
	return s.rebase(was, o.record, stands), err
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

// arriving returns what the draft brings as it would stand.
func (s *shelf[T, B]) arriving(ctx context.Context, v *view) ([]T, error) {
	if s.over == nil || v.draft == nil || len(v.draft.ids(s.kind)) == 0 {
		return s.drafted(ctx, v)
	}
	published := v.city.ids(s.kind)
	all, err := s.stack(ctx, v.app, v.city.Code, slices.Concat(published, v.draft.ids(s.kind)))
	var arriving []T
	for i, r := range all.records {
		if all.told[i] >= len(published) {
			arriving = append(arriving, r)
		}
	}
	return arriving, err
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
	return s.put(ctx, a, city, edition+"/"+s.id(r, i), s.body(r, edition))
}

// insertOver keeps one record under an edition, with the one that it was laid
// over; one that is new was laid over nothing.
func (s *shelf[T, B]) insertOver(ctx context.Context, a *App, city, edition string, r T, under map[any]T, i int) error {
	body := s.body(r, edition)
	if s.over != nil {
		was := s.body(under[body.key()], "")
		*s.over(&body) = &was
	}
	return s.put(ctx, a, city, edition+"/"+s.id(r, i), body)
}

func (s *shelf[T, B]) put(ctx context.Context, a *App, city, id string, body B) error {
	return a.store.Insert(ctx, store.Document{Collection: s.collection, City: city, ID: id, Body: encode(body)})
}

// byKey returns the records by what they are known by.
func (s *shelf[T, B]) byKey(records []T) map[any]T {
	known := make(map[any]T, len(records))
	for _, r := range records {
		known[s.body(r, "").key()] = r
	}
	return known
}

// each calls visit with every document that a query finds.
func (a *App) each(ctx context.Context, q store.Query, visit func(store.Document) error) error {
	for d, err := range store.All(ctx, a.store, q) {
		if err != nil {
			return err
		}
		if err := visit(d); err != nil {
			return ofDocument(d, err)
		}
	}
	return nil
}
