package photo

import (
	"context"
	"errors"
	"io"
	"time"

	"sizhang/domain/fault"
	"sizhang/server/store"
)

// Add takes a photo in. It returns once the photo and what is served of it are kept
// for good: first the bytes, then the document that says so. The same photo again is
// success and answered alike, whoever sent it first; what was lost of it is kept anew.
//
// Refused with a *fault.Fault: fault.PhotoTooLarge, PhotoTooWide, PhotoTooHeavy and
// PhotoImplausible by its measures, PhotoKind, PhotoHEIC and PhotoAnimated by what it
// is, PhotoBroken where it cannot be read to its end. What is refused leaves nothing.
// fault.PhotosUnkept where it cannot be kept for the moment. An error of r is
// returned as it is.
func (a *Album) Add(ctx context.Context, city, account string, r io.Reader) (Photo, error) {
	arrived, err := a.receive(r)
	if err != nil {
		return Photo{}, err
	}
	defer arrived.remove()
	select {
	case a.places <- struct{}{}:
		defer func() { <-a.places }()
	case <-ctx.Done():
		return Photo{}, ctx.Err()
	}
	content, err := arrived.content()
	if err != nil {
		return Photo{}, fault.Wrap(fault.PhotosUnkept, err)
	}
	h, err := a.examine(content)
	if err != nil {
		return Photo{}, err
	}
	served, err := a.develop(ctx, content, h)
	if err != nil {
		return Photo{}, err
	}
	p := Photo{
		ID: arrived.id, City: city, Type: h.mediaType, Bytes: int64(len(content)), Width: h.width, Height: h.height,
		Account: account, Added: a.now().UTC().Truncate(time.Millisecond),
	}
	if h.claims.orientation.turned() {
		p.Width, p.Height = h.height, h.width
	}
	p.Taken, p.At = h.claims.taken, h.claims.at
	return a.keep(ctx, p, content, served)
}

// keep keeps the bytes, then the document.
func (a *Album) keep(ctx context.Context, p Photo, content []byte, served map[Size][]byte) (Photo, error) {
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
