package storetest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"sizhang/server/store"
)

var plantedInReads = []planted{
	{"a read in three comes from a copy that lags", "linearizable/one document", func(b *bent) {
		var n atomic.Int32
		var mu sync.Mutex
		before := map[key]store.Document{}
		b.replace = func(ctx context.Context, d store.Document) (int64, error) {
			old, err := b.memory.Get(ctx, d.Collection, d.City, d.ID)
			version, refused := b.memory.Replace(ctx, d)
			mu.Lock()
			defer mu.Unlock()
			if err == nil && refused == nil {
				before[keyOf(d)] = old
			}
			return version, refused
		}
		b.get = func(ctx context.Context, collection, city, id string) (store.Document, error) {
			mu.Lock()
			defer mu.Unlock()
			if old, ok := before[key{collection, city, id}]; ok && n.Add(1)%3 == 0 {
				return old, nil
			}
			return b.memory.Get(ctx, collection, city, id)
		}
	}},
	{"an index lags behind its documents", "linearizable/three documents and two keys", func(b *bent) {
		var mu sync.Mutex
		last := map[string]store.Page{}
		b.query = func(ctx context.Context, q store.Query) (store.Page, error) {
			page, err := b.memory.Query(ctx, q)
			mu.Lock()
			defer mu.Unlock()
			about := q.City + q.Index + strings.Join(encoded(q.Equal), "")
			if old, ok := last[about]; ok && err == nil {
				page, last[about] = old, page
			} else if err == nil {
				last[about] = page
			}
			return page, err
		}
	}},
	{"a document is read in two pieces", "concurrency/readers see whole documents only", func(b *bent) {
		b.get = func(ctx context.Context, collection, city, id string) (store.Document, error) {
			envelope, err := b.memory.Get(ctx, collection, city, id)
			if err != nil {
				return envelope, err
			}
			pause()
			d, err := b.memory.Get(ctx, collection, city, id)
			d.Version = envelope.Version
			return d, err
		}
	}},
	{"integers go through doubles", "round trips/integers of 64 bits", func(b *bent) {
		b.get = func(ctx context.Context, collection, city, id string) (store.Document, error) {
			d, err := b.memory.Get(ctx, collection, city, id)
			decoder := json.NewDecoder(bytes.NewReader(d.Body))
			decoder.UseNumber()
			for token, bad := decoder.Token(); err == nil && bad == nil; token, bad = decoder.Token() {
				if number, ok := token.(json.Number); ok && !isDouble(number) {
					f, _ := number.Float64()
					d.Body = bytes.Replace(d.Body, []byte(number), strconv.AppendFloat(nil, f, 'f', 0, 64), 1)
				}
			}
			return d, err
		}
	}},
	{"texts collate", "order/orders texts bytewise", func(b *bent) {
		b.query = func(ctx context.Context, q store.Query) (store.Page, error) {
			page, err := b.memory.Query(ctx, q)
			slices.SortStableFunc(page.Documents, func(x, y store.Document) int {
				return strings.Compare(strings.ToLower(x.ID), strings.ToLower(y.ID))
			})
			return page, err
		}
	}},
	{"a head is counted in characters, less one", "query/hands over at least as much of a body as is asked for", func(b *bent) {
		b.query = func(ctx context.Context, q store.Query) (store.Page, error) {
			page, err := b.memory.Query(ctx, q)
			for i, d := range page.Documents {
				if text := []rune(string(d.Body)); q.Head > 1 && len(text) >= q.Head {
					page.Documents[i].Body = []byte(string(text[:q.Head-1]))
				}
			}
			return page, err
		}
	}},
	{"a cursor counts instead of remembering", "paging/neither skips nor repeats while others write, by id", func(b *bent) {
		b.query = func(ctx context.Context, q store.Query) (store.Page, error) {
			limit, from := q.Limit, 0
			if q.After != "" {
				from, _ = strconv.Atoi(string(q.After))
			}
			q.After, q.Limit = "", store.MaxLimit
			page, err := b.memory.Query(ctx, q)
			all := page.Documents[min(from, len(page.Documents)):]
			page.Documents, page.Next = all[:min(limit, len(all))], ""
			if len(all) > limit {
				page.Next = store.Cursor(strconv.Itoa(from + limit))
			}
			return page, err
		}
	}},
	{"a city and an id run together", "cities/do not run into each other where city and id meet", func(b *bent) {
		b.get = func(ctx context.Context, collection, city, id string) (store.Document, error) {
			for _, k := range b.sorted() {
				if k.Collection == collection && k.City+k.ID == city+id {
					d := k.Document
					d.City, d.ID = city, id
					return d, nil
				}
			}
			return store.Document{}, errors.Join(ctx.Err(), store.ErrMissing)
		}
	}},
}
