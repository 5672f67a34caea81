package api

import (
	"context"
	"sync"

	"sizhang/server/store"
)

// counted is a store that counts what is asked of it.
type counted struct {
	store.Store
	mu     sync.Mutex
	reads  int
	writes map[string]int // by collection
}

func (c *counted) read() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.reads++
}

func (c *counted) wrote(collection string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.writes == nil {
		c.writes = map[string]int{}
	}
	c.writes[collection]++
}

func (c *counted) Get(ctx context.Context, collection, city, id string) (store.Document, error) {
	c.read()
	return c.Store.Get(ctx, collection, city, id)
}

func (c *counted) Query(ctx context.Context, q store.Query) (store.Page, error) {
	c.read()
	return c.Store.Query(ctx, q)
}

func (c *counted) Insert(ctx context.Context, d store.Document) error {
	c.wrote(d.Collection)
	return c.Store.Insert(ctx, d)
}

func (c *counted) Replace(ctx context.Context, d store.Document) (int64, error) {
	c.wrote(d.Collection)
	return c.Store.Replace(ctx, d)
}

// since returns what was asked since the last time: reads, writes to the record,
// and writes to anything else.
func (c *counted) since() (reads, records, effects int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for collection, n := range c.writes {
		if collection == store.Records {
			records += n
		} else {
			effects += n
		}
	}
	reads, c.reads, c.writes = c.reads, 0, nil
	return reads, records, effects
}
