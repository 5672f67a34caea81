package archive

import (
	"archive/zip"
	"compress/flate"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"sizhang/server/store"
)

// Making is what a new backup says of itself.
type Making struct {
	Program string // the version that makes it
	Now     time.Time
}

// write writes a backup of all that the store holds. Others may write to the store
// meanwhile. It holds one document in memory at a time.
func write(ctx context.Context, out io.Writer, st store.Store, schema []store.Collection, how Making, progress Progress) (Manifest, error) {
	sealed := newSealing(out)
	w := &writing{zip: zip.NewWriter(sealed), now: how.Now.UTC(), progress: progress}
	for _, c := range schema {
		if c.Name != store.Restores {
			w.collections = append(w.collections, c.Name)
		}
	}
	// A snapshot is held while the store is read, so speed is worth more than size.
	w.zip.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) { return flate.NewWriter(out, flate.BestSpeed) })
	m := Manifest{Format: Format, Program: how.Program, Made: w.now.Truncate(time.Second)}
	m.describe(ctx, st)
	var err error
	if m.OneMoment, err = st.Scan(ctx, w.document); err != nil {
		return m, err
	}
	if err := w.begin(""); err != nil {
		return m, err
	}
	m.Collections = w.tally.contents()
	m.Content = m.Collections.Hash()
	if err := w.manifest(m); err != nil {
		return m, err
	}
	return m, sealed.seal()
}

// writing is a backup on its way into a file.
type writing struct {
	zip         *zip.Writer
	now         time.Time
	collections []string // those whose entries are still to come
	entry       io.Writer
	tally       tally
	line        []byte
	progress    Progress
}

// document writes one document, as Scan hands it over.
func (w *writing) document(d store.Document) (err error) {
	if d.Collection == store.Restores {
		return nil
	}
	if w.tally.last.Collection != d.Collection {
		if err := w.begin(d.Collection); err != nil {
			return err
		}
	}
	if w.line, err = appendLine(w.line[:0], d); err != nil {
		return err
	}
	if err := w.tally.add(d, w.line); err != nil {
		return err
	}
	w.progress(Writing, w.tally.total, -1)
	_, err = w.entry.Write(w.line)
	return err
}

// begin begins the entry of a collection, and before it those of collections that
// hold nothing; all that are left where the collection is "".
func (w *writing) begin(collection string) error {
	n := slices.Index(w.collections, collection) + 1
	if n == 0 {
		if collection != "" {
			return fmt.Errorf("the store holds the collection %s behind %s", collection, w.tally.last.Collection)
		}
		n = len(w.collections)
	}
	for _, name := range w.collections[:n] {
		var err error
		if w.entry, err = w.create(entryName(name)); err != nil {
			return err
		}
		if err := w.tally.begin(name); err != nil {
			return err
		}
	}
	w.collections = w.collections[n:]
	return nil
}

func (w *writing) create(name string) (io.Writer, error) {
	header := &zip.FileHeader{Name: name, Method: zip.Deflate, Modified: w.now}
	header.SetMode(0o600) // who unpacks it has people's names in the file
	return w.zip.CreateHeader(header)
}

// manifest writes the last entry and ends the ZIP file.
func (w *writing) manifest(m Manifest) error {
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	entry, err := w.create(manifestName)
	if err != nil {
		return err
	}
	if _, err := entry.Write(append(text, '\n')); err != nil {
		return err
	}
	if err := w.zip.SetComment(unsealed); err != nil {
		return err
	}
	return w.zip.Close()
}
