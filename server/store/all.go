package store

import (
	"context"
	"iter"
)

// All goes through every document that a query finds, in its order. Its Limit is how many
// are read at once, MaxLimit where it is 0. What is written meanwhile may be among them
// or not. After an error, which comes with no document, there are no more.
func All(ctx context.Context, s Store, q Query) iter.Seq2[Document, error] {
	return func(yield func(Document, error) bool) {
		for page, err := range Pages(ctx, s, q) {
			if err != nil {
				yield(Document{}, err)
				return
			}
			for _, d := range page {
				if !yield(d, nil) {
					return
				}
			}
		}
	}
}

// Pages is All with the documents that were read at once together.
func Pages(ctx context.Context, s Store, q Query) iter.Seq2[[]Document, error] {
	if q.Limit == 0 {
		q.Limit = MaxLimit
	}
	return func(yield func([]Document, error) bool) {
		for q := q; ; {
			page, err := s.Query(ctx, q)
			if !yield(page.Documents, err) || err != nil {
				return
			}
			if q.After = page.Next; q.After == "" {
				return
			}
		}
	}
}
