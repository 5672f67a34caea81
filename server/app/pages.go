package app

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"sync"

	"sizhang/server/store"
)

// batch is what a page of documents holds, once it was read.
type batch[T any] struct {
	done  chan struct{}
	items []T
	err   error
}

func (b *batch[T]) read(documents []store.Document, read func(store.Document) (T, error)) {
	defer close(b.done)
	b.items = make([]T, len(documents))
	for i, d := range documents {
		if b.items[i], b.err = read(d); b.err != nil {
			b.err = ofDocument(d, b.err)
			return
		}
	}
}

// ofDocument says which document an error is about.
func ofDocument(d store.Document, err error) error {
	return fmt.Errorf("%s %s: %w", d.Collection, strings.TrimSpace(d.ID), err)
}

// readEach reads every document that a query finds and hands what it holds to take,
// in the query's order. Pages are fetched ahead and read on all processors, so read
// must not mind what else runs; take belongs to the caller's goroutine.
func readEach[T any](ctx context.Context, a *App, q store.Query, read func(store.Document) (T, error), take func(T) error) error {
	ctx, stop := context.WithCancel(ctx)
	var all sync.WaitGroup
	defer func() {
		stop()
		all.Wait()
	}()
	ahead := make(chan *batch[T], runtime.GOMAXPROCS(0))
	all.Go(func() {
		defer close(ahead)
		for page, err := range store.Pages(ctx, a.store, q) {
			b := &batch[T]{done: make(chan struct{}), err: err}
			if err != nil {
				close(b.done)
			} else {
				all.Go(func() { b.read(page, read) })
			}
			select {
			case ahead <- b:
			case <-ctx.Done():
				return
			}
		}
	})
	for b := range ahead {
		<-b.done
		if b.err != nil {
			return b.err
		}
		for _, item := range b.items {
			if err := take(item); err != nil {
				return err
			}
		}
	}
	return ctx.Err()
}
