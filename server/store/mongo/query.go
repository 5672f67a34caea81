package mongo

import (
	"context"
	"encoding/json"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"sizhang/server/store"
)

// pageBytes ends a page whose documents reach it, so that a page of large ones
// cannot take all memory.
const pageBytes = 16 << 20

var byID = options.Find().SetSort(bson.D{{Key: fieldID, Value: 1}})

// Query returns one page. See store.Store.
func (s *Store) Query(ctx context.Context, q store.Query) (store.Page, error) {
	if err := s.gate.Enter(ctx); err != nil {
		return store.Page{}, err
	}
	defer s.gate.Leave()
	p, err := s.plan(q)
	if err != nil {
		return store.Page{}, err
	}
	page, err := s.page(ctx, q, p)
	if err != nil {
		return store.Page{}, fmt.Errorf("%s/%s by %q: %w", q.Collection, q.City, q.Index, translate(said(ctx, err)))
	}
	return page, nil
}

// plan is a query as a range of one field.
type plan struct {
	*collection
	field   string   // the _id, or an index's text
	within  []string // where in the envelope the field stands
	filter  bson.D
	purpose string // what its cursors are good for
}

func (s *Store) plan(q store.Query) (plan, error) {
	c, ok := s.collections[q.Collection]
	if !ok {
		return plan{}, fmt.Errorf("%w: no collection %q is declared", store.ErrBadQuery, q.Collection)
	}
	index, equal, err := q.Bind(c.Collection)
	if err != nil {
		return plan{}, err
	}
	about, err := json.Marshal([]any{"cursor", q.Collection, q.City, q.Index, equal})
	if err != nil {
		return plan{}, err
	}
	p := plan{collection: c, field: fieldID, within: []string{fieldID}, purpose: string(about)}
	from, to := span(inCity(q.City))
	if index.Name != "" {
		p.within = []string{fieldKeys, path(index)}
		p.field = fieldKeys + "." + path(index)
		from, to = span(prefix(equal))
	}
	bounds := bson.D{{Key: "$gte", Value: from}, {Key: "$lt", Value: to}}
	if q.After != "" {
		after, ok := s.seals.Open(p.purpose, string(q.After))
		if !ok {
			return plan{}, fmt.Errorf("%w: the cursor is not one of this query's", store.ErrBadQuery)
		}
		bounds[0] = bson.E{Key: "$gt", Value: string(after)}
	}
	p.filter = bson.D{{Key: fieldCity, Value: q.City}, {Key: p.field, Value: bounds}}
	if index.Name == "" {
		p.filter = append(p.filter, bson.E{Key: fieldGone, Value: false})
	}
	return p, nil
}

// page reads documents up to the limit or to pageBytes, and looks whether another
// follows.
func (s *Store) page(ctx context.Context, q store.Query, p plan) (store.Page, error) {
	cursor, err := p.documents.Find(ctx, p.filter, options.Find().
		SetSort(bson.D{{Key: fieldCity, Value: 1}, {Key: p.field, Value: 1}}).SetLimit(int64(q.Limit)+1))
	if err != nil {
		return store.Page{}, err
	}
	defer cursor.Close(context.WithoutCancel(ctx))
	var page store.Page
	last, size := "", 0
	for cursor.Next(ctx) {
		if len(page.Documents) == q.Limit || size >= pageBytes {
			page.Next = store.Cursor(s.seals.Seal(p.purpose, []byte(last)))
			return page, nil
		}
		d, err := unpack(q.Collection, cursor.Current)
		if err != nil {
			return store.Page{}, err
		}
		last = cursor.Current.Lookup(p.within...).StringValue()
		page.Documents = append(page.Documents, d)
		size += len(cursor.Current)
	}
	return page, cursor.Err()
}
