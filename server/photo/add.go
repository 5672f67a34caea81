package photo

import (
	"context"
	"errors"
	"io"
	"time"

	"sizhang/server/store"
)

// Add takes a photo in. It returns once the photo and what is served of it are kept
// for good: first the bytes, then the document that says so. The same photo again is
// success and answered alike, whoever sent it first; what was lost of it is kept anew.
//
// Refused as Prepare has it, and with fault.PhotosUnkept where it cannot be kept for the
// moment. What is refused leaves nothing.
func (a *Album) Add(ctx context.Context, city, account string, r io.Reader) (Photo, error) {
	arrived, err := a.receive(r)
	if err != nil {
		return Photo{}, err
	}
	defer arrived.remove()
	leave, err := a.place(ctx)
	if err != nil {
		return Photo{}, err
	}
	defer leave()
	ready := &Ready{album: a, arrived: arrived}
	if err := ready.draw(ctx, city, account); err != nil {
		return Photo{}, err
	}
	return ready.keep(ctx)
}

// place waits until so few photos are worked on that there is a place for one more.
func (a *Album) place(ctx context.Context) (leave func(), err error) {
	select {
	case a.places <- struct{}{}:
		return func() { <-a.places }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// keep keeps the bytes, then the document.
func (a *Album) keep(ctx context.Context, p Photo, content []byte, served map[Size][]byte) (Photo, error) {
	p.Added = a.now().UTC().Truncate(time.Millisecond)
	if err := a.blobs.Put(ctx, originalKey(p.City, p.ID), content); err != nil {
		return Photo{}, unkept(ctx, err)
	}
	for size, picture := range served {
		if err := a.blobs.Put(ctx, servedKey(p.City, p.ID, size), picture); err != nil {
			return Photo{}, unkept(ctx, err)
		}
	}
	switch err := a.store.Insert(ctx, document(p)); {
	case errors.Is(err, store.ErrExists):
		return a.Get(ctx, p.City, p.ID)
	case errors.Is(err, store.ErrTransient):
		// The write may be whole; to write it again is safe and says so.
		return Photo{}, unkept(ctx, err)
	case err != nil:
		return Photo{}, err
	}
	return p, nil
}
