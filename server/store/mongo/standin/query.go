package standin

import (
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// query is what a find looks for.
type query struct {
	filter  bson.Raw
	fits    test
	id      string // the key of the one _id that can fit; empty when many can
	sort    []order
	project projection
	at      *bson.Timestamp // of the snapshot; nil reads what stands
}

// row is a document that was found, and where it stands in the order.
type row struct {
	place    string
	document bson.Raw
}

// rows returns up to most documents that fit and stand behind a place, in order.
func (c *collection) rows(q query, behind string, most int) ([]row, error) {
	if c == nil {
		return nil, nil
	}
	for _, x := range c.indexes {
		if q.at == nil && q.id == "" && slices.Equal(x.fields, q.sort) {
			return x.walk(q, behind, most)
		}
	}
	return c.search(q, behind, most)
}

// walk finds rows in an index of the query's order.
func (x *index) walk(q query, behind string, most int) ([]row, error) {
	var found []row
	from, to := span(q.filter, q.sort)
	for _, e := range x.from(max(from, behind)) {
		if e.place > to || len(found) == most {
			break
		}
		raw := e.document.latest()
		fits, err := q.fits(raw)
		if err != nil {
			return nil, err
		}
		if fits && e.place > behind {
			found = append(found, row{e.place, raw})
		}
	}
	return found, nil
}

// search finds rows among all documents, or the one that the _id names.
func (c *collection) search(q query, behind string, most int) ([]row, error) {
	candidates := c.documents
	if q.id != "" {
		candidates = map[string]*document{}
		if d := c.documents[q.id]; d != nil {
			candidates[q.id] = d
		}
	}
	var found []row
	for _, d := range candidates {
		raw := d.latest()
		if q.at != nil {
			raw = d.at(*q.at)
		}
		if raw == nil {
			continue
		}
		if fits, err := q.fits(raw); err != nil {
			return nil, err
		} else if !fits {
			continue
		}
		at, err := place(raw, q.sort)
		if err != nil {
			return nil, err
		}
		if at = d.total(at); at > behind {
			found = append(found, row{at, raw})
		}
	}
	slices.SortFunc(found, func(a, b row) int { return strings.Compare(a.place, b.place) })
	return found[:min(most, len(found))], nil
}

// first returns the document that an update is for; nil when there is none.
func (c *collection) first(filter bson.Raw, hint bson.RawValue) (bson.Raw, error) {
	q, err := newQuery(c, filter, hint)
	if err != nil {
		return nil, err
	}
	found, err := c.rows(q, "", 1)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0].document, nil
}

// newQuery reads a filter, and checks that the index that is hinted at is there.
func newQuery(c *collection, filter bson.Raw, hint bson.RawValue) (query, error) {
	fits, err := compile(filter)
	if err != nil {
		return query{}, err
	}
	if c != nil && hint.Type != 0 && c.named(hint) == nil {
		return query{}, refuse(codeBadValue, "error processing query: planner returned error :: caused by :: hint provided does not correspond to an existing index: %s", hint)
	}
	q := query{filter: filter, fits: fits}
	switch id := filter.Lookup("_id"); id.Type {
	case 0, bson.TypeEmbeddedDocument: // operators, perhaps
	default:
		q.id, err = keyOf(id)
	}
	return q, err
}
