package archive

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"sizhang/domain/fault"
	"sizhang/server/store"
)

// Create makes a backup of the store as the file at path, for its owner's eyes
// only: it holds people's names. It is read back and checked before it has that
// name, so a file of that name is whole; what a crash leaves behind ends in
// ".part". A file that is there already is BackupTaken unless force is set.
func Create(ctx context.Context, path string, force bool, st store.Store, known Known, how Making, progress Progress) (m Manifest, err error) {
	if err := mayCreate(path, force); err != nil {
		return m, err
	}
	suffix := make([]byte, 6)
	rand.Read(suffix) // never fails
	beside := path + "." + hex.EncodeToString(suffix) + ".part"
	file, err := os.OpenFile(beside, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return m, err
	}
	defer func() {
		if err = errors.Join(err, file.Close()); err != nil {
			os.Remove(beside) // gone already where it got its name
		}
	}()
	out := bufio.NewWriterSize(file, 1<<20)
	m, err = write(ctx, out, st, known.Schema, how, progress)
	if err == nil {
		err = out.Flush()
	}
	if err == nil {
		err = file.Sync()
	}
	if err != nil {
		return m, err
	}
	if _, err := read(ctx, file, known, progress); err != nil {
		if ctx.Err() != nil {
			return m, err
		}
		return m, fault.Wrap(fault.BackupFailed, err)
	}
	return m, publish(beside, path, force)
}

// mayCreate says early what publish would say late.
func mayCreate(path string, force bool) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		return fault.New(fault.BackupNoFile, "", fault.With{"file": path})
	case !force:
		return fault.New(fault.BackupTaken, "", fault.With{"file": path})
	}
	return nil
}

// publish gives the file its name, and returns when the name is on the disk.
func publish(beside, path string, force bool) error {
	var err error
	if force {
		err = os.Rename(beside, path)
	} else if err = os.Link(beside, path); err == nil {
		err = os.Remove(beside)
	} else if !errors.Is(err, fs.ErrExist) { // a file system without links
		if err = mayCreate(path, force); err == nil {
			err = os.Rename(beside, path)
		}
	}
	if errors.Is(err, fs.ErrExist) {
		return fault.New(fault.BackupTaken, "", fault.With{"file": path})
	}
	if err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
