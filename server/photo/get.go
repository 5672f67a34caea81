package photo

import (
	"context"
	"errors"
	"io"

	"sizhang/server/blob"
	"sizhang/server/store"
)

// Get returns what is known of a photo; fault.PhotoNotFound where there is none.
func (a *Album) Get(ctx context.Context, city, id string) (Photo, error) {
	if !ValidID(id) {
		return Photo{}, notFound(id)
	}
	d, err := a.store.Get(ctx, store.Photos, city, id)
	if errors.Is(err, store.ErrMissing) {
		return Photo{}, notFound(id)
	}
	if err != nil {
		return Photo{}, err
	}
	return photoOf(d)
}

// Open reads a served size, always image/jpeg. fault.PhotoNotFound where there is no
// such photo or size, fault.PhotosUnkept where it is known and cannot be read.
func (a *Album) Open(ctx context.Context, city, id string, size Size) (io.ReadCloser, error) {
	if _, err := a.Get(ctx, city, id); err != nil {
		return nil, err
	}
	if !size.Known() {
		return nil, notFound(id)
	}
	r, err := a.blobs.Open(ctx, servedKey(city, id, size))
	if err != nil {
		return nil, unkept(ctx, err)
	}
	return r, nil
}

// lost says whether an error is that nothing is kept.
func lost(err error) bool { return errors.Is(err, blob.ErrMissing) }
