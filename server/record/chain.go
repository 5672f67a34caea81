package record

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"sizhang/domain/fault"
	"sizhang/server/store"
)

// chain is one city's chain as this process writes it. Entries that wait while a
// block is written share the next one, and with it the cost of reaching the disk.
type chain struct {
	log  *Log
	city string

	mu      sync.Mutex
	waiting []*waiting
	writing bool // a goroutine is at it, which ends when nobody waits

	seen place // where the chain had got to when this process last looked
}

// waiting is an entry that is to be written.
type waiting struct {
	entry Entry
	done  chan error
}

const (
	// patience is how long a block is tried for where the store does not answer.
	patience = 10 * time.Second
	// pause is how long to wait after the first failure; it doubles up to longPause.
	pause     = 10 * time.Millisecond
	longPause = 500 * time.Millisecond
)

// take puts an entry into the queue and sees that somebody writes it.
func (c *chain) take(w *waiting) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.waiting = append(c.waiting, w)
	if !c.writing {
		c.writing = true
		go c.write()
	}
}

// write writes block after block until nobody waits.
func (c *chain) write() {
	for {
		c.mu.Lock()
		n := min(len(c.waiting), maxEntries)
		if n == 0 {
			c.writing = false
			c.mu.Unlock()
			return
		}
		batch := c.waiting[:n:n]
		c.waiting = c.waiting[n:]
		c.mu.Unlock()

		err := c.keep(batch)
		for _, w := range batch {
			w.done <- err
		}
	}
}

// keep writes one block at the end of the chain, wherever that is by now.
// fault.RecordBroken where the last block is none of this program's,
// fault.StoreNotWritable where the store fails.
func (c *chain) keep(batch []*waiting) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	entries := make([]Entry, len(batch))
	for i, w := range batch {
		entries[i] = w.entry
	}
	end, err := c.begin(ctx)
	for err == nil {
		var b, stands *blockBody
		if b, err = c.log.block(c.city, end, entries); err != nil {
			break
		}
		if stands, err = c.insert(ctx, b); err != nil {
			break
		}
		c.saw(stands.place())
		if stands.Nonce == b.Nonce {
			return nil
		}
		end, err = c.find(ctx) // another server was first, and may be far ahead
	}
	var refused *fault.Fault
	if errors.As(err, &refused) {
		return err
	}
	return fault.Wrap(fault.StoreNotWritable, fmt.Errorf("the record of %s: %w", c.city, err))
}

// insert puts the block into its place and returns the one that stands there then:
// this one, or another server's that came first. Where the store cannot say what
// became of it the very same block is offered again, until the place is taken by
// one or the other: no entry is lost or doubled by an answer that went astray.
func (c *chain) insert(ctx context.Context, b *blockBody) (*blockBody, error) {
	body, err := json.Marshal(b)
	if err != nil {
		return nil, err
	}
	d := store.Document{Collection: store.Records, City: c.city, ID: blockID(b.Number), Body: body}
	var stands *blockBody
	err = patiently(ctx, func() error {
		err := c.log.store.Insert(ctx, d)
		if errors.Is(err, store.ErrExists) {
			stands, err = c.log.get(ctx, c.city, b.Number)
			if err == nil && stands == nil { // a tombstone
				err = broken(c.city, b.Number, nil)
			}
			return err
		}
		stands = b
		return err
	})
	return stands, err
}

// begin returns where the next block is to be tried: behind the last one that was
// seen, if it still stands. Where it does not the store is another by now, such as
// one that was restored, and the end is looked for anew.
func (c *chain) begin(ctx context.Context) (place, error) {
	seen := c.last()
	if seen.block == 0 {
		return c.find(ctx)
	}
	stands := false
	err := patiently(ctx, func() error {
		b, err := c.log.get(ctx, c.city, seen.block)
		stands = b != nil && b.place() == seen
		return err
	})
	if err != nil || stands {
		return seen, err
	}
	c.saw(place{})
	return c.find(ctx)
}

// find looks for the end of the chain, from where it was last seen.
func (c *chain) find(ctx context.Context) (end place, err error) {
	err = patiently(ctx, func() error {
		end, err = c.log.end(ctx, c.city, c.last())
		return err
	})
	if err == nil {
		c.saw(end)
	}
	return end, err
}

// last returns where the chain was last seen to end, saw notes it.
func (c *chain) last() place {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.seen
}

func (c *chain) saw(end place) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seen = end
}

// patiently tries until the store answers or ctx ends.
func patiently(ctx context.Context, try func() error) error {
	for wait := pause; ; wait = min(2*wait, longPause) {
		err := try()
		if !errors.Is(err, store.ErrTransient) || ctx.Err() != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(wait):
		}
	}
}
