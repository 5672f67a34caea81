package archive

import (
	"archive/zip"
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"sizhang/server/store"
)

// maxDirectory is how many bytes may be read to open a ZIP file. The directory of
// a backup is smaller by far; a hostile one could fill the memory.
const maxDirectory = 1 << 20

// reading is a backup whose directory and manifest have been read.
type reading struct {
	Manifest
	zip   *zip.Reader
	known Known
}

// read reads all of a backup and says whether it is whole: its seal, what the ZIP
// file says of itself, every document, and all that the manifest says of them.
func read(ctx context.Context, file *os.File, known Known, progress Progress) (*reading, error) {
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	size := info.Size()
	if err := checkSeal(ctx, file, size, progress); errors.Is(err, errUnsealed) {
		return nil, unlike(file, size)
	} else if err != nil {
		return nil, err
	}
	directory := &frugal{file, maxDirectory}
	r := &reading{known: known}
	if r.zip, err = zip.NewReader(directory, size); err != nil {
		return nil, err
	}
	directory.left = -1
	if err := r.readManifest(); err != nil {
		return nil, err
	}
	return r, r.check(ctx, progress)
}

// readManifest reads the last entry and compares it with the directory.
func (r *reading) readManifest() error {
	last := len(r.zip.File) - 1
	if last < 0 || r.zip.File[last].Name != manifestName {
		return errors.New("the manifest is missing")
	}
	entry, err := r.zip.File[last].Open()
	if err != nil {
		return err
	}
	defer entry.Close()
	text, err := io.ReadAll(io.LimitReader(entry, maxManifest)) // a longer one is no JSON then
	if err != nil {
		return err
	}
	var form struct {
		Format  int
		Program string
	}
	if err := json.Unmarshal(text, &form); err != nil {
		return fmt.Errorf("the manifest: %w", err)
	}
	if form.Format > Format {
		return &newerError{form.Program, fmt.Sprintf("format %d", form.Format)}
	}
	if err := json.Unmarshal(text, &r.Manifest); err != nil {
		return fmt.Errorf("the manifest: %w", err)
	}
	if what := r.unknown(r.known); what != "" {
		return &newerError{r.Program, what}
	}
	return r.checkEntries(r.zip.File[:last])
}

// checkEntries says whether the ZIP file has the manifest's entries and no other,
// and whether this program knows them.
func (r *reading) checkEntries(entries []*zip.File) error {
	if r.Format < 1 || len(entries) != len(r.Collections) {
		return fmt.Errorf("%d entries for %d collections of format %d", len(entries), len(r.Collections), r.Format)
	}
	for i, c := range r.Collections {
		if entries[i].Name != entryName(c.Name) {
			return fmt.Errorf("the entry %.40q stands in the place of %.40q", entries[i].Name, entryName(c.Name))
		}
		if _, known := r.collection(c.Name); !known {
			return &newerError{r.Program, fmt.Sprintf("collection %.40s", c.Name)}
		}
	}
	return nil
}

func (r *reading) collection(name string) (store.Collection, bool) {
	at := slices.IndexFunc(r.known.Schema, func(c store.Collection) bool { return c.Name == name })
	if at < 0 || name == store.Restores {
		return store.Collection{}, false
	}
	return r.known.Schema[at], true
}

// check reads every document and compares what came with the manifest.
func (r *reading) check(ctx context.Context, progress Progress) error {
	var t tally
	total := r.Collections.Total()
	for i, c := range r.Collections {
		if err := t.begin(c.Name); err != nil {
			return err
		}
		err := r.lines(ctx, i, func(d store.Document, line []byte) error {
			progress(Checking, t.total+1, total)
			return t.add(d, line)
		})
		if err != nil {
			return fmt.Errorf("%s: %w", entryName(c.Name), err)
		}
		if found := t.contents()[i]; found != c {
			return fmt.Errorf("%s holds %+v, not %+v", entryName(c.Name), found, c)
		}
	}
	if hash := t.contents().Hash(); hash != r.Content {
		return fmt.Errorf("the content hash is %s, not %.64s", hash, r.Content)
	}
	return nil
}

// lines hands over the documents of the entry with their lines, which are good
// until visit returns.
func (r *reading) lines(ctx context.Context, entry int, visit func(d store.Document, line []byte) error) error {
	in, err := r.zip.File[entry].Open()
	if err != nil {
		return err
	}
	defer in.Close()
	of, _ := r.collection(r.Collections[entry].Name)
	buffered := bufio.NewReaderSize(in, 64<<10)
	var text []byte
	for {
		if text, err = readLine(buffered, text); errors.Is(err, io.EOF) {
			return ctx.Err()
		} else if err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		d, err := parseLine(text, of)
		if err != nil {
			return err
		}
		if err := visit(d, text); err != nil {
			return err
		}
	}
}

// frugal lets so many bytes be read and then no more; all where left is negative.
type frugal struct {
	io.ReaderAt
	left int
}

func (f *frugal) ReadAt(p []byte, at int64) (int, error) {
	if f.left >= 0 {
		if f.left -= len(p); f.left < 0 {
			f.left = 0
			return 0, errors.New("the directory is too large")
		}
	}
	return f.ReaderAt.ReadAt(p, at)
}
