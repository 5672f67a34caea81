package storetest

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"sizhang/server/store"
)

func (m *memory) Get(ctx context.Context, collection, city, id string) (store.Document, error) {
	if err := m.enterToRead(ctx); err != nil {
		return store.Document{}, err
	}
	defer m.inside.Done()
	if _, err := declared(collection, store.ErrBadQuery); err != nil {
		return store.Document{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	d, there := m.kept[key{collection, city, id}]
	if !there || d.Gone {
		return store.Document{}, store.ErrMissing
	}
	d.Body = bytes.Clone(d.Body)
	return d.Document, nil
}

func (m *memory) Query(ctx context.Context, q store.Query) (store.Page, error) {
	if err := m.enterToRead(ctx); err != nil {
		return store.Page{}, err
	}
	defer m.inside.Done()
	c, err := declared(q.Collection, store.ErrBadQuery)
	if err != nil {
		return store.Page{}, err
	}
	x, equal, err := q.Bind(c)
	if err != nil {
		return store.Page{}, err
	}
	about := fmt.Sprintf("cursor %q %q %q %#v", q.Collection, q.City, q.Index, equal)
	after, ok := m.seals.Open(about, string(q.After))
	if !ok && q.After != "" {
		return store.Page{}, store.ErrBadQuery
	}
	return m.page(x, q, encoded(equal), string(after), about), nil
}

// page returns the documents behind a place in an index.
func (m *memory) page(x store.Index, q store.Query, equal []string, after, about string) store.Page {
	found := map[string]store.Document{}
	for _, k := range m.sorted() {
		place, ok := k.places[x.Name]
		if !ok || k.Collection != q.Collection || k.City != q.City || !slices.Equal(place[:len(equal)], equal) {
			continue
		}
		k.Body = bytes.Clone(k.Body)
		found[strings.Join(place, "")+k.ID] = k.Document
	}
	var page store.Page
	for _, place := range slices.Sorted(maps.Keys(found)) {
		if place <= after {
			continue
		}
		if len(page.Documents) == q.Limit {
			page.Next = store.Cursor(m.seals.Seal(about, []byte(after)))
			break
		}
		page.Documents, after = append(page.Documents, found[place]), place
	}
	return page
}

// placeIn returns the document's fields in an index as texts that sort as they
// do; false where the document is not in it.
func placeIn(x store.Index, d store.Document) ([]string, bool) {
	if len(x.Fields) == 0 {
		return nil, true
	}
	var body map[string]any
	decoder := json.NewDecoder(bytes.NewReader(d.Body))
	decoder.UseNumber()
	if d.Gone || decoder.Decode(&body) != nil {
		return nil, false
	}
	var values []any
	for _, field := range x.Fields {
		values = append(values, body[field])
	}
	place := encoded(values)
	return place, !slices.Contains(place, "")
}

// encoded turns values into texts that sort as they do, none where the value is
// not for an index.
func encoded(values []any) []string {
	place := make([]string, len(values))
	for i, value := range values {
		switch value := value.(type) {
		case json.Number:
			if n, err := strconv.ParseInt(string(value), 10, 64); err == nil {
				place[i] = encoded([]any{n})[0]
			}
		case int64:
			place[i] = fmt.Sprintf("1%020d", uint64(value)+1<<63)
		case string:
			place[i] = "2" + value + "\x00"
		case bool:
			place[i] = fmt.Sprintf("3%v", value)
		}
	}
	return place
}

func (m *memory) Changes(ctx context.Context, since store.Token, limit int) ([]store.Change, store.Token, error) {
	if err := m.enterToRead(ctx); err != nil {
		return nil, "", err
	}
	defer m.inside.Done()
	if limit < 1 || limit > store.MaxLimit {
		return nil, "", store.ErrBadQuery
	}
	stamp, err := m.stampOf(since)
	if err != nil {
		return nil, "", err
	}
	all := slices.DeleteFunc(m.sorted(), func(k kept) bool { return k.stamp <= stamp })
	slices.SortFunc(all, func(a, b kept) int { return cmp.Compare(a.stamp, b.stamp) })
	var changes []store.Change
	for _, k := range all[:min(limit, len(all))] {
		changes = append(changes, store.Change{Collection: k.Collection, City: k.City, ID: k.ID, Version: k.Version, Gone: k.Gone})
		stamp = k.stamp
	}
	return changes, m.token(stamp), nil
}

func (m *memory) Newest(ctx context.Context) (store.Token, error) {
	if err := m.enterToRead(ctx); err != nil {
		return "", err
	}
	defer m.inside.Done()
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.token(m.stamp), nil
}

func (h *shelf) token(stamp int64) store.Token {
	return store.Token(h.seals.Seal("token", binary.BigEndian.AppendUint64(nil, uint64(stamp))))
}

func (h *shelf) stampOf(since store.Token) (int64, error) {
	payload, ok := h.seals.Open("token", string(since))
	if since == "" {
		return 0, nil
	}
	if !ok {
		return 0, store.ErrBadToken
	}
	return int64(binary.BigEndian.Uint64(payload)), nil
}

func (m *memory) Await(ctx context.Context, since store.Token) error {
	if err := m.enterToRead(ctx); err != nil {
		return err
	}
	defer m.inside.Done()
	stamp, err := m.stampOf(since)
	if err != nil {
		return err
	}
	m.mu.Lock()
	last, written := m.stamp, m.written
	m.mu.Unlock()
	if last > stamp {
		return nil
	}
	select {
	case <-written:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-m.closing:
		return store.ErrClosed
	}
}

func (m *memory) Scan(ctx context.Context, visit func(store.Document) error) (bool, error) {
	if err := m.enterToRead(ctx); err != nil {
		return false, err
	}
	defer m.inside.Done()
	for _, k := range m.sorted() {
		err := ctx.Err()
		if m.cut.Load() {
			err = store.ErrTransient
		}
		k.Body = bytes.Clone(k.Body)
		if err == nil {
			err = visit(k.Document)
		}
		if err != nil {
			return false, err
		}
	}
	return true, nil
}

func (m *memory) Examine(ctx context.Context, deep bool, tell func(store.Finding)) error {
	if err := m.enterToRead(ctx); err != nil {
		return err
	}
	defer m.inside.Done()
	tell(store.Finding{Code: store.FoundStore, With: map[string]string{"kind": "memory"}})
	for i := 0; deep && i < len(Schema); i++ {
		count, gone := 0, 0
		for _, k := range m.sorted() {
			if k.Collection == Schema[i].Name {
				if count++; k.Gone {
					gone++
				}
			}
		}
		tell(store.Finding{Code: store.FoundDocuments, With: map[string]string{
			"collection": Schema[i].Name, "count": strconv.Itoa(count), "gone": strconv.Itoa(gone)}})
	}
	return nil
}
