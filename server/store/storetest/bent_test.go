package storetest

import (
	"context"

	"sizhang/server/store"
)

// bent is a handle with some of its verbs replaced by faulty ones.
type bent struct {
	*memory
	insert  func(context.Context, store.Document) error
	get     func(ctx context.Context, collection, city, id string) (store.Document, error)
	replace func(context.Context, store.Document) (int64, error)
	query   func(context.Context, store.Query) (store.Page, error)
	changes func(context.Context, store.Token, int) ([]store.Change, store.Token, error)
	newest  func(context.Context) (store.Token, error)
	await   func(context.Context, store.Token) error
	scan    func(context.Context, func(store.Document) error) (bool, error)
	adopt   func(context.Context, store.Document) error
	examine func(context.Context, bool, func(store.Finding)) error
}

func (b *bent) Insert(ctx context.Context, d store.Document) error {
	if b.insert != nil {
		return b.insert(ctx, d)
	}
	return b.memory.Insert(ctx, d)
}

func (b *bent) Get(ctx context.Context, collection, city, id string) (store.Document, error) {
	if b.get != nil {
		return b.get(ctx, collection, city, id)
	}
	return b.memory.Get(ctx, collection, city, id)
}

func (b *bent) Replace(ctx context.Context, d store.Document) (int64, error) {
	if b.replace != nil {
		return b.replace(ctx, d)
	}
	return b.memory.Replace(ctx, d)
}

func (b *bent) Query(ctx context.Context, q store.Query) (store.Page, error) {
	if b.query != nil {
		return b.query(ctx, q)
	}
	return b.memory.Query(ctx, q)
}

func (b *bent) Changes(ctx context.Context, since store.Token, limit int) ([]store.Change, store.Token, error) {
	if b.changes != nil {
		return b.changes(ctx, since, limit)
	}
	return b.memory.Changes(ctx, since, limit)
}

func (b *bent) Newest(ctx context.Context) (store.Token, error) {
	if b.newest != nil {
		return b.newest(ctx)
	}
	return b.memory.Newest(ctx)
}

func (b *bent) Await(ctx context.Context, since store.Token) error {
	if b.await != nil {
		return b.await(ctx, since)
	}
	return b.memory.Await(ctx, since)
}

func (b *bent) Scan(ctx context.Context, visit func(store.Document) error) (bool, error) {
	if b.scan != nil {
		return b.scan(ctx, visit)
	}
	return b.memory.Scan(ctx, visit)
}

func (b *bent) Adopt(ctx context.Context, d store.Document) error {
	if b.adopt != nil {
		return b.adopt(ctx, d)
	}
	return b.memory.Adopt(ctx, d)
}

func (b *bent) Examine(ctx context.Context, deep bool, tell func(store.Finding)) error {
	if b.examine != nil {
		return b.examine(ctx, deep, tell)
	}
	return b.memory.Examine(ctx, deep, tell)
}
