package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Folder keeps blobs as files of a folder, which several processes may share. What
// is kept under a/b/cdef… stands in the file a/b/_cd/_ef/cdef…: no folder grows too
// long to list, and no key's name can be taken for one of these, which begin with a
// sign that keys do not have.
//
// A file is written under writing, reaches the disk, and is then moved to where it
// belongs, so that it is there whole or not at all.
type Folder struct{ root string }

const (
	// writing is the folder of what is being written, within the root so that a file
	// can be moved from it in one step.
	writing = "_writing"
	// abandoned is how long nothing must have happened to a file there for its writer
	// to have died; a write takes seconds.
	abandoned = time.Hour
	// mark begins the folders that only split a long one.
	mark = "_"
)

// OpenFolder opens the folder, which is made where there is none, and removes what
// writers that died have left in it.
func OpenFolder(root string) (*Folder, error) {
	f := &Folder{filepath.Clean(root)}
	if err := makeFolder(filepath.Join(root, writing)); err != nil {
		return nil, err
	}
	if err := f.sweep(time.Now().Add(-abandoned)); err != nil {
		return nil, err
	}
	// Who cannot write should hear of it now, not with the first photo.
	probe, err := os.CreateTemp(filepath.Join(root, writing), "probe-")
	if err != nil {
		return nil, err
	}
	return f, errors.Join(probe.Close(), os.Remove(probe.Name()))
}

// sweep removes what nobody has written to since.
func (f *Folder) sweep(since time.Time) error {
	left, err := os.ReadDir(filepath.Join(f.root, writing))
	if err != nil {
		return err
	}
	for _, entry := range left {
		info, err := entry.Info()
		if err == nil && info.ModTime().Before(since) {
			err = os.Remove(filepath.Join(f.root, writing, entry.Name()))
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) { // another process may sweep, too
			return err
		}
	}
	return nil
}

// path is the file of a key.
func (f *Folder) path(key string) string {
	folder, name := "", key
	if at := strings.LastIndexByte(key, '/'); at >= 0 {
		folder, name = key[:at], key[at+1:]
	}
	first, second := name[:min(2, len(name))], name[min(2, len(name)):min(4, len(name))]
	return filepath.Join(f.root, filepath.FromSlash(folder), mark+first, mark+second, name)
}

// Put keeps the bytes.
func (f *Folder) Put(ctx context.Context, key string, content []byte) error {
	if err := errors.Join(check(key, content), ctx.Err()); err != nil {
		return err
	}
	path := f.path(key)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		if err := f.write(path, content); err != nil {
			return fmt.Errorf("keeping %s: %w", key, err)
		}
	} else if err != nil {
		return fmt.Errorf("keeping %s: %w", key, err)
	}
	// Also where it was there already: whoever moved it there may not have got this
	// far.
	if err := f.syncAbove(path); err != nil {
		return fmt.Errorf("keeping %s: %w", key, err)
	}
	return nil
}

// write writes the file aside and moves it to the path.
func (f *Folder) write(path string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Join(f.root, writing), "")
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	return nil
}

// syncAbove has every folder from the file's up to the root reach the disk: a name
// is durable once the folder that holds it is.
func (f *Folder) syncAbove(path string) error {
	for path != f.root {
		path = filepath.Dir(path)
		if err := syncFolder(path); err != nil {
			return err
		}
	}
	return nil
}

// Open reads the file.
func (f *Folder) Open(ctx context.Context, key string) (io.ReadCloser, error) {
	if err := errors.Join(CheckKey(key), ctx.Err()); err != nil {
		return nil, err
	}
	file, err := os.Open(f.path(key))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: %s", ErrMissing, key)
	}
	return file, err
}

// Close does nothing: a folder holds nothing open.
func (f *Folder) Close() error { return nil }

// Temp is a folder on the same disk for what waits there for a while. What is left in
// it is swept, too.
func (f *Folder) Temp() string { return filepath.Join(f.root, writing) }
