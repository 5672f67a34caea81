package sqlite

import (
	"context"
	"path/filepath"
)

// Earlier says whether the store in the directory, which must be there, is of an
// earlier layout: Open would move it, and older programs could no longer use it.
// It changes nothing.
func Earlier(ctx context.Context, dir string) (bool, error) {
	path := filepath.Join(dir, File)
	release, err := claim(path)
	if err != nil {
		return false, err
	}
	defer release()
	is, err := recognise(ctx, path)
	return is == earlier, translate(err)
}
