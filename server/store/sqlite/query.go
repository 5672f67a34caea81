package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"sizhang/server/store"
)

// pageBytes ends a page whose bodies reach it, so that a page of large documents
// cannot take all memory.
const pageBytes = 16 << 20

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
	var page store.Page
	d := store.Document{Collection: q.Collection, City: q.City}
	last := make([]any, len(p.order)) // the place of the last document in the index's order
	into := []any{&d.ID, &d.Version, &d.Body}
	for i := range last {
		into = append(into, &last[i])
	}
	size := 0
	err = s.reads.query(ctx, p.text, p.args, func(row *sql.Rows) (bool, error) {
		if len(page.Documents) == q.Limit || size >= s.pageBytes {
			page.Next = store.Cursor(s.seals.Seal(p.purpose, encodePlace(last)))
			return false, nil
		}
		if err := row.Scan(into...); err != nil {
			return false, err
		}
		size += len(d.Body)
		page.Documents = append(page.Documents, d)
		return true, nil
	})
	if err != nil {
		return store.Page{}, fmt.Errorf("%s/%s by %q: %w", q.Collection, q.City, q.Index, err)
	}
	return page, nil
}

// plan is a query made ready to run.
type plan struct {
	text    string
	args    []any
	order   []string // columns that order the page, behind those held equal
	purpose string   // what its cursors are good for
}

func (s *Store) plan(q store.Query) (plan, error) {
	t, ok := s.tables[q.Collection]
	if !ok {
		return plan{}, fmt.Errorf("%w: no collection %q is declared", store.ErrBadQuery, q.Collection)
	}
	index, equal, err := q.Bind(t.Collection)
	if err != nil {
		return plan{}, err
	}
	about, err := json.Marshal([]any{"cursor", q.Collection, q.City, q.Index, equal})
	if err != nil {
		return plan{}, err
	}
	p := plan{order: orderOf(index, len(equal)), purpose: string(about)}
	if q.Head > 0 {
		p.args = append(p.args, q.Head)
	}
	p.args = append(p.args, q.City)
	for _, value := range equal {
		p.args = append(p.args, bind(value))
	}
	if q.After != "" {
		after, ok := s.place(p, q.After)
		if !ok {
			return plan{}, fmt.Errorf("%w: the cursor is not one of this query's", store.ErrBadQuery)
		}
		p.args = append(p.args, after...)
	}
	p.text = querySQL(t.Collection, index, len(equal), q.After != "", q.Head > 0)
	p.args = append(p.args, q.Limit+1)
	return p, nil
}

// orderOf returns the columns that order what an index holds for so many equal
// values. In a unique index the fields are a total order by themselves.
func orderOf(x store.Index, equal int) []string {
	var order []string
	for _, field := range x.Fields[equal:] {
		order = append(order, column(field))
	}
	if !x.Unique || len(order) == 0 {
		order = append(order, "id")
	}
	return order
}

// querySQL is the statement for one shape of query. It names its index: what was
// declared is what is used, whatever the planner thinks.
func querySQL(c store.Collection, x store.Index, equal int, after, head bool) string {
	order, body := orderOf(x, equal), "body"
	if head {
		body = "substr(CAST(body AS BLOB), 1, ?)" // bytes, not characters
	}
	columns := strings.Join(order, ", ")
	var b strings.Builder
	b.WriteString("SELECT id, version, " + body + ", " + columns + " FROM " + quote(c.Name))
	if x.Name != "" {
		b.WriteString(" INDEXED BY " + quote(indexName(c, x.Name)))
	}
	b.WriteString(" WHERE city = ? AND gone = 0")
	for i, field := range x.Fields {
		if i < equal {
			b.WriteString(" AND " + column(field) + " = ?")
		} else {
			b.WriteString(" AND " + column(field) + " IS NOT NULL")
		}
	}
	if after {
		marks := strings.Join(slices.Repeat([]string{"?"}, len(order)), ", ")
		b.WriteString(" AND (" + columns + ") > (" + marks + ")")
	}
	b.WriteString(" ORDER BY " + columns + " LIMIT ?")
	return b.String()
}

// bind is a value as the key columns hold it: booleans are bytes.
func bind(value any) any {
	switch value {
	case true:
		return []byte{1}
	case false:
		return []byte{0}
	}
	return value
}

// encodePlace writes down the values of the order columns.
func encodePlace(place []any) []byte {
	for i, value := range place {
		if key, ok := value.([]byte); ok {
			place[i] = key[0] == 1
		}
	}
	text, err := json.Marshal(place)
	if err != nil {
		panic(err) // texts, integers and booleans always encode
	}
	return text
}

// place reads the values of the order columns out of a cursor of p's.
func (s *Store) place(p plan, after store.Cursor) ([]any, bool) {
	text, ok := s.seals.Open(p.purpose, string(after))
	if !ok {
		return nil, false
	}
	var place []any
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if decoder.Decode(&place) != nil || len(place) != len(p.order) {
		return nil, false
	}
	for i, value := range place {
		if number, ok := value.(json.Number); ok {
			n, err := number.Int64()
			if err != nil {
				return nil, false
			}
			value = n
		}
		place[i] = bind(value)
	}
	return place, true
}
