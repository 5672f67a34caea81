package issues

import (
	"context"

	"sizhang/domain/issue"
	"sizhang/server/store"
)

// eachPage is how many issues are read at once: whole ones, with their histories.
const eachPage = 200

// Each calls visit with every issue of the city as the store has it, by id, until it
// fails.
func (s *Issues) Each(ctx context.Context, city string, visit func(*issue.Issue) error) error {
	return s.eachKept(ctx, city, func(_ store.Document, k *kept) error { return visit(&k.Issue) })
}

// eachKept is Each with the documents.
func (s *Issues) eachKept(ctx context.Context, city string, visit func(store.Document, *kept) error) error {
	for d, err := range store.All(ctx, s.store, store.Query{Collection: store.Issues, City: city, Limit: eachPage}) {
		if err != nil {
			return err
		}
		k, err := readDocument(d)
		if err != nil {
			return err
		}
		if err := visit(d, &k); err != nil {
			return err
		}
	}
	return nil
}
