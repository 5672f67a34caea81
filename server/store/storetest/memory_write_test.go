package storetest

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"sizhang/server/store"
)

// declared returns a collection of the schema.
func declared(name string, otherwise error) (store.Collection, error) {
	i := slices.IndexFunc(Schema, func(c store.Collection) bool { return c.Name == name })
	if i < 0 {
		return store.Collection{}, fmt.Errorf("%w: no collection %q", otherwise, name)
	}
	return Schema[i], nil
}

func (m *memory) Insert(ctx context.Context, d store.Document) error {
	if d.Gone {
		return store.ErrBadDocument
	}
	d.Version = 1
	return m.write(ctx, d, func(stands kept, there bool) error {
		if there {
			return store.ErrExists
		}
		return nil
	})
}

func (m *memory) Replace(ctx context.Context, d store.Document) (int64, error) {
	d.Version++
	return d.Version, m.write(ctx, d, func(stands kept, there bool) error {
		if !there {
			return store.ErrMissing
		}
		if stands.Version != d.Version-1 {
			return store.ErrStale
		}
		return nil
	})
}

// errSame says that what is to be adopted stands already.
var errSame = errors.New("the very same stands")

func (m *memory) Adopt(ctx context.Context, d store.Document) error {
	if d.Version < 1 {
		return store.ErrBadDocument
	}
	err := m.write(ctx, d, func(stands kept, there bool) error {
		if !there {
			return nil
		}
		if stands.Version == d.Version && stands.Gone == d.Gone && (d.Gone || canonical(stands.Body) == canonical(d.Body)) {
			return errSame
		}
		return store.ErrExists
	})
	if err == errSame {
		return nil
	}
	return err
}

func canonical(body []byte) string {
	text, err := store.Canonical(body)
	if err != nil {
		panic(err) // it was checked
	}
	return string(text)
}

// write keeps the document unless it is refused.
func (m *memory) write(ctx context.Context, d store.Document, refuse func(stands kept, there bool) error) error {
	if err := m.enter(ctx); err != nil {
		return err
	}
	defer m.inside.Done()
	c, err := declared(d.Collection, store.ErrBadDocument)
	if err == nil {
		err = d.Check(c)
	}
	if err != nil {
		return err
	}
	if d.Body = bytes.Clone(d.Body); d.Gone {
		d.Body = nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.odd = !m.odd; m.cut.Load() && m.odd {
		return store.ErrTransient
	}
	stands, there := m.kept[keyOf(d)]
	if err := refuse(stands, there); err != nil {
		return err
	}
	if m.clash(c, d) {
		return store.ErrExists
	}
	m.keep(d)
	if m.cut.Load() {
		return store.ErrTransient
	}
	return nil
}

func keyOf(d store.Document) key { return key{d.Collection, d.City, d.ID} }

// keep puts the document in its place and wakes those who await.
func (h *shelf) keep(d store.Document) {
	h.stamp++
	k := kept{d, h.stamp, map[string][]string{}}
	c, _ := declared(d.Collection, store.ErrBadDocument)
	for _, x := range append(c.Indexes, store.Index{}) {
		if place, ok := placeIn(x, d); ok && !d.Gone {
			k.places[x.Name] = place
		}
	}
	h.kept[keyOf(d)] = k
	close(h.written)
	h.written = make(chan struct{})
}

// clash says whether a unique key of the document is another's.
func (h *shelf) clash(c store.Collection, d store.Document) bool {
	for _, x := range c.Indexes {
		place, ok := placeIn(x, d)
		if !ok || !x.Unique {
			continue
		}
		for k, other := range h.kept {
			if k.collection != c.Name || k.city != d.City || k.id == d.ID {
				continue
			}
			if taken, has := other.places[x.Name]; has && slices.Equal(taken, place) {
				return true
			}
		}
	}
	return false
}

// sorted returns what is kept, in the order of the schema, city and id.
func (h *shelf) sorted() []kept {
	h.mu.Lock()
	defer h.mu.Unlock()
	at := map[string]int{}
	for i, c := range Schema {
		at[c.Name] = i
	}
	return slices.SortedFunc(maps.Values(h.kept), func(a, b kept) int {
		return cmp.Or(cmp.Compare(at[a.Collection], at[b.Collection]), cmp.Compare(a.City, b.City), cmp.Compare(a.ID, b.ID))
	})
}
