package blob

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Each walks the folders. They come sorted, and so do the names within them; what is
// merged is only the names of a level with the folders beside them, by "name" and
// "folder/", which is the order of the keys.
func (f *Folder) Each(ctx context.Context, prefix string, visit func(key string) error) error {
	w := &walk{ctx, prefix, visit}
	return w.level(f.root, "")
}

// last stands behind every name.
const last = "~"

// walk is one walk through a folder of blobs.
type walk struct {
	ctx    context.Context
	prefix string
	visit  func(key string) error
}

// level visits what stands in a folder, whose keys begin with above.
func (w *walk) level(folder, above string) error {
	entries, err := listed(folder)
	if err != nil {
		return err
	}
	var below, splits []string
	for _, name := range entries {
		switch {
		case name == writing:
		case strings.HasPrefix(name, mark):
			splits = append(splits, name)
		case CheckKey(name) == nil: // none of ours otherwise, such as lost+found
			below = append(below, name+"/")
		}
	}
	slices.Sort(below) // a-b/ stands before a/
	// enter goes into the folders that stand before a name.
	enter := func(before string) error {
		for len(below) > 0 && below[0] < before {
			name := below[0]
			below = below[1:]
			if err := w.enter(filepath.Join(folder, name), above+name); err != nil {
				return err
			}
		}
		return nil
	}
	for _, split := range splits {
		err := w.split(filepath.Join(folder, split), above+split[len(mark):], func(name string) error {
			if err := enter(name); err != nil {
				return err
			}
			return w.tell(above + name)
		})
		if err != nil {
			return err
		}
	}
	return enter(last)
}

// enter goes into a folder unless nothing below it can have the prefix.
func (w *walk) enter(folder, above string) error {
	if !strings.HasPrefix(above, w.prefix) && !strings.HasPrefix(w.prefix, above) {
		return nil
	}
	return w.level(folder, above)
}

// split goes through the names of a folder that splits a level, and of those that
// split it further. Its keys begin with start.
func (w *walk) split(folder, start string, name func(string) error) error {
	if !strings.HasPrefix(start, w.prefix) && !strings.HasPrefix(w.prefix, start) {
		return nil
	}
	further, err := listed(folder)
	if err != nil {
		return err
	}
	for _, split := range further {
		names, err := listed(filepath.Join(folder, split))
		if err != nil {
			return err
		}
		for _, n := range names {
			if err := name(n); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *walk) tell(key string) error {
	if err := w.ctx.Err(); err != nil {
		return err
	}
	if !strings.HasPrefix(key, w.prefix) || CheckKey(key) != nil {
		return nil
	}
	return w.visit(key)
}

// listed returns the names in a folder, sorted; none where it is gone.
func listed(folder string) ([]string, error) {
	entries, err := os.ReadDir(folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = e.Name()
	}
	return names, nil
}
