package photo

import (
	"context"
	"fmt"
	"io"

	"sizhang/domain/fault"
)

// Ready is a photo that came whole, was looked at and drawn anew, and that is kept
// nowhere yet (待存): for whoever has more to look at before anything is to be kept, such
// as the rest of a form. Meanwhile it lies on the disk, under no name. Whoever has one
// ends with Drop.
type Ready struct {
	Photo   // Added once it is kept
	album   *Album
	arrived *arrived
	served  []picture
}

// picture is one of the sizes that are served, where it lies behind the photo on the disk.
type picture struct {
	size     Size
	at, long int64
}

// Prepare does everything that Add does but keep the photo.
//
// Refused with a *fault.Fault: fault.PhotoTooLarge, PhotoTooWide, PhotoTooHeavy and
// PhotoImplausible by its measures, PhotoKind, PhotoHEIC and PhotoAnimated by what it
// is, PhotoBroken where it cannot be read to its end. fault.PhotosUnkept where there is
// no room for it. An error of r is returned as it is.
func (a *Album) Prepare(ctx context.Context, city, account string, r io.Reader) (*Ready, error) {
	arrived, err := a.receive(r)
	if err != nil {
		return nil, err
	}
	ready := &Ready{album: a, arrived: arrived}
	leave, err := a.place(ctx)
	if err == nil {
		err = ready.draw(ctx, city, account)
		leave()
	}
	if err != nil {
		ready.Drop()
		return nil, err
	}
	return ready, nil
}

// Keep keeps the photo for good, as Add does.
func (r *Ready) Keep(ctx context.Context) (Photo, error) {
	leave, err := r.album.place(ctx)
	if err != nil {
		return Photo{}, err
	}
	defer leave()
	return r.keep(ctx)
}

// Drop forgets what was not kept.
func (r *Ready) Drop() { r.arrived.remove() }

// draw examines the photo and lays what is served of it beside it.
func (r *Ready) draw(ctx context.Context, city, account string) error {
	content, err := r.arrived.content()
	if err != nil {
		return fault.Wrap(fault.PhotosUnkept, err)
	}
	h, err := r.album.examine(content)
	if err != nil {
		return err
	}
	served, err := r.album.develop(ctx, content, h)
	if err != nil {
		return err
	}
	r.Photo = Photo{
		ID: r.arrived.id, City: city, Type: h.mediaType, Bytes: r.arrived.size, Width: h.width, Height: h.height,
		Taken: h.claims.taken, At: h.claims.at, Account: account,
	}
	if h.claims.orientation.turned() {
		r.Width, r.Height = h.height, h.width
	}
	end := r.arrived.size
	for size, drawn := range served {
		if _, err := r.arrived.file.WriteAt(drawn, end); err != nil {
			return fault.Wrap(fault.PhotosUnkept, err)
		}
		r.served = append(r.served, picture{size, end, int64(len(drawn))})
		end += int64(len(drawn))
	}
	return nil
}

// keep reads everything back and has the album keep it.
func (r *Ready) keep(ctx context.Context) (Photo, error) {
	content, err := r.arrived.content()
	if err != nil {
		return Photo{}, fault.Wrap(fault.PhotosUnkept, err)
	}
	served := map[Size][]byte{}
	for _, p := range r.served {
		drawn := make([]byte, p.long)
		if _, err := r.arrived.file.ReadAt(drawn, p.at); err != nil {
			return Photo{}, fault.Wrap(fault.PhotosUnkept, fmt.Errorf("reading what was drawn of a photo: %w", err))
		}
		served[p.size] = drawn
	}
	return r.album.keep(ctx, r.Photo, content, served)
}
