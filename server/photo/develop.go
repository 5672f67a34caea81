package photo

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"

	"golang.org/x/image/webp"
)

// develop decodes a photo and draws every size that is served, upright, on white
// where it is transparent, as a JPEG that holds nothing but the picture.
func (a *Album) develop(ctx context.Context, content []byte, h *header) (map[Size][]byte, error) {
	picture, err := a.largest(ctx, content, h)
	if err != nil {
		return nil, err
	}
	picture = turn(picture, h.claims.orientation)
	served := map[Size][]byte{}
	for _, s := range sizes {
		picture = shrink(picture, s.longest)
		var b bytes.Buffer
		if err := jpeg.Encode(&b, picture, &jpeg.Options{Quality: s.quality}); err != nil {
			return nil, err
		}
		served[s.size] = b.Bytes()
	}
	return served, nil
}

// largest decodes a photo and shrinks it to the largest size that is served, once
// there is memory for it.
func (a *Album) largest(ctx context.Context, content []byte, h *header) (*image.RGBA, error) {
	if err := a.memory.Acquire(ctx, h.memory); err != nil {
		return nil, err
	}
	defer a.memory.Release(h.memory)
	picture, err := decode(content, h)
	if err != nil {
		return nil, err
	}
	return shrink(picture, sizes[0].longest), nil
}

// decode decodes a photo whose header was examined. A decoder that panics over what
// it was given has been given something broken.
func decode(content []byte, h *header) (picture image.Image, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = broken(fmt.Sprint(r))
		}
	}()
	r := bytes.NewReader(content)
	switch h.mediaType {
	case jpegType:
		picture, err = jpeg.Decode(r)
	case pngType:
		picture, err = png.Decode(r)
	case webpType:
		picture, err = webp.Decode(r)
	}
	if err != nil {
		return nil, broken(err.Error())
	}
	if b := picture.Bounds(); b.Dx() != h.width || b.Dy() != h.height {
		return nil, broken("two measures that differ")
	}
	return picture, nil
}
