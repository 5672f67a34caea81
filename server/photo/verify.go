package photo

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"

	"sizhang/server/store"
)

// What can be wrong with a photo that was taken in.
const (
	OriginalMissing = "original_missing"
	OriginalDamaged = "original_damaged" // its bytes are not those of its SHA-256
	ServedMissing   = "served_missing"   // a size that is served; the same photo sent again mends it
)

// Flaw is one thing that is wrong with a photo.
type Flaw struct {
	City, ID string
	What     string // one of the above
}

// Verify reads every original of a city and holds it against its SHA-256, tells what
// is wrong, and returns how many photos there are. Its error is that it could not
// look, or tell's.
func (a *Album) Verify(ctx context.Context, city string, tell func(Flaw) error) (photos int, err error) {
	for d, err := range store.All(ctx, a.store, store.Query{Collection: store.Photos, City: city}) {
		if err != nil {
			return photos, err
		}
		flaws, err := a.verify(ctx, city, d.ID)
		if err != nil {
			return photos, err
		}
		photos++
		for _, what := range flaws {
			if err := tell(Flaw{city, d.ID, what}); err != nil {
				return photos, err
			}
		}
	}
	return photos, nil
}

// verify looks one photo over.
func (a *Album) verify(ctx context.Context, city, id string) (flaws []string, err error) {
	switch sum, err := a.hash(ctx, originalKey(city, id)); {
	case lost(err):
		flaws = append(flaws, OriginalMissing)
	case err != nil:
		return nil, err
	case sum != id:
		flaws = append(flaws, OriginalDamaged)
	}
	for _, s := range sizes {
		_, err := a.hash(ctx, servedKey(city, id, s.size))
		if lost(err) {
			flaws = append(flaws, ServedMissing)
			break
		}
		if err != nil {
			return nil, err
		}
	}
	return flaws, nil
}

// hash returns the SHA-256 of what is kept under a key.
func (a *Album) hash(ctx context.Context, key string) (string, error) {
	r, err := a.blobs.Open(ctx, key)
	if err != nil {
		return "", err
	}
	defer r.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, r); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}
