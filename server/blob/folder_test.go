package blob_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"sizhang/server/blob"
	"sizhang/server/blob/blobtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func openFolder(t *testing.T, path string) *blob.Folder {
	t.Helper()
	f, err := blob.OpenFolder(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	return f
}

func TestFolderConforms(t *testing.T) {
	blobtest.Run(t, func(t *testing.T) blobtest.Sibling {
		path := filepath.Join(t.TempDir(), "new", "photos")
		return blobtest.Sibling{Blobs: openFolder(t, path), Again: func() blob.Blobs { return openFolder(t, path) }}
	})
}

// files returns every file below a folder.
func files(t *testing.T, root string) (found []string) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			found = append(found, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// A writer that died leaves something torn: it is nobody's blob, and is swept once
// nobody can be at work on it.
func TestWhatAWriterLeftIsSwept(t *testing.T) {
	root := t.TempDir()
	f := openFolder(t, root)
	old, fresh := filepath.Join(f.Temp(), "old"), filepath.Join(f.Temp(), "fresh")
	for _, path := range []string{old, fresh} {
		if err := os.WriteFile(path, []byte("half a pho"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	yesterday := time.Now().Add(-24 * time.Hour)
	if err := os.Chtimes(old, yesterday, yesterday); err != nil {
		t.Fatal(err)
	}
	f = openFolder(t, root)
	if _, err := os.Stat(old); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("what was left is still there: %v", err)
	}
	if _, err := os.Stat(fresh); err != nil {
		t.Errorf("what somebody may be writing is gone: %v", err)
	}
	if err := f.Each(t.Context(), "", func(key string) error { t.Errorf("%s is listed", key); return nil }); err != nil {
		t.Fatal(err)
	}
}

// A write that fails leaves nothing, under the key or beside it.
func TestAFailedWriteLeavesNothing(t *testing.T) {
	root := t.TempDir()
	f := openFolder(t, root)
	// Where the folder should stand there is a file.
	if err := os.WriteFile(filepath.Join(root, "a"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := f.Put(t.Context(), "a/bcde", []byte("x")); err == nil {
		t.Error("nobody noticed")
	}
	// Where the file should stand there is a folder.
	if err := os.MkdirAll(filepath.Join(root, "_bc", "_de", "bcde", "x"), 0o700); err != nil {
		t.Fatal(err)
	}
	_ = f.Put(t.Context(), "bcde", []byte("x"))
	if left := files(t, f.Temp()); len(left) != 0 {
		t.Errorf("left %q", left)
	}
}

// What others put into the folder is not listed, and does not stand in the way.
func TestForeignFilesAreNoBlobs(t *testing.T) {
	root := t.TempDir()
	f := openFolder(t, root)
	if err := f.Put(t.Context(), "a/bcde", []byte("x")); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"lost+found/x", ".DS_Store", "a/_bc/_de/bcde.bak", "a/_bc/_de/.nfs001", "README.md"} {
		path = filepath.Join(root, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var keys []string
	if err := f.Each(t.Context(), "", func(key string) error { keys = append(keys, key); return nil }); err != nil {
		t.Fatal(err)
	}
	if strings.Join(keys, " ") != "a/bcde" {
		t.Errorf("listed %q", keys)
	}
}

// Photos are of people: nobody else on the machine reads them.
func TestTheOwnerAloneReads(t *testing.T) {
	root := filepath.Join(t.TempDir(), "photos")
	f := openFolder(t, root)
	if err := f.Put(t.Context(), "a/b/cdef", []byte("x")); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s is %v", path, info.Mode())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAFolderThatCannotBeWritten(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := blob.OpenFolder(filepath.Join(file, "photos")); err == nil {
		t.Error("nobody noticed")
	}
}

// A blob is there whole or not at all, also for who looks while it is written, and
// nothing is left beside it.
func TestABlobAppearsWhole(t *testing.T) {
	f := openFolder(t, t.TempDir())
	content := bytes.Repeat([]byte("whole"), 1<<20)
	for round := range 4 {
		key := fmt.Sprint("round-", round)
		seen := make(chan int)
		go func() {
			for {
				r, err := f.Open(context.Background(), key)
				if errors.Is(err, blob.ErrMissing) {
					runtime.Gosched()
					continue
				}
				n, _ := io.Copy(io.Discard, r)
				r.Close()
				seen <- int(n)
				return
			}
		}()
		if err := f.Put(t.Context(), key, content); err != nil {
			t.Fatal(err)
		}
		if n := <-seen; n != len(content) {
			t.Fatalf("somebody saw %d bytes of %d", n, len(content))
		}
	}
	if left := files(t, f.Temp()); len(left) != 0 {
		t.Errorf("left %q", left)
	}
}
