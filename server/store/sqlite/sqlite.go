// Package sqlite keeps documents in one SQLite file: the embedded store, for a
// city that fits one machine. It is one of the siblings behind package store.
//
// Writes go through one goroutine that commits what is waiting as a group, so
// that many share the cost of reaching the disk; nothing is acknowledged before
// it is there. Several processes may use one file, an import beside a server for
// instance: the order of changes is kept in the file, not in memory.
//
// Pages carry checksums, see pages.c, and a log that a crash left is looked over
// before SQLite recovers it, see log.c and left.go: what is damaged is refused and
// never taken for another answer.
package sqlite

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"

	"sizhang/server/store"
	"sizhang/server/store/gate"
	"sizhang/server/store/seal"
)

// File is the name of the database within its directory.
const File = "sizhang.db"

// Store is a store in a SQLite file.
type Store struct {
	path   string
	schema []store.Collection
	tables map[string]*table
	feed   string // the SQL of Changes
	seals  seal.Sealer
	gate   gate.Gate
	ending chan struct{} // closed when Close begins: who waits inside should leave
	writes *writer
	reads  *reader
	// pageBytes is the constant, but in tests.
	pageBytes int
	// release gives the file up.
	release func()
}

var _ store.Store = (*Store)(nil)

// Open opens the store in the directory and makes both where there are none.
// Collections and indexes that the file lacks are added, and indexes that were
// declared otherwise are built anew; what the schema does not name is left
// alone. A file of an earlier layout is moved to the present one; ErrTransient
// while another process uses it. Open refuses a file that is damaged, is not
// SQLite's, belongs to another program or was written by a newer version of this
// one.
func Open(ctx context.Context, dir string, schema []store.Collection) (*Store, error) {
	path := filepath.Join(dir, File)
	s, err := prepare(ctx, path, schema)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, translate(err))
	}
	return s, nil
}

func prepare(ctx context.Context, path string, schema []store.Collection) (*Store, error) {
	if err := store.CheckSchema(schema); err != nil {
		return nil, err
	}
	if err := prepareFile(path); err != nil {
		return nil, err
	}
	release, err := claim(path)
	if err != nil {
		return nil, err
	}
	s, err := open(ctx, path, schema)
	if err != nil {
		release()
		return nil, err
	}
	s.release = release
	return s, nil
}

func open(ctx context.Context, path string, schema []store.Collection) (*Store, error) {
	if err := settle(ctx, path); err != nil {
		return nil, err
	}
	conn, err := connect(ctx, path)
	if err != nil {
		return nil, err
	}
	s := &Store{path: path, schema: schema, tables: map[string]*table{}, feed: changesSQL(schema), ending: make(chan struct{}), pageBytes: pageBytes}
	if s.seals, err = layOut(ctx, conn, schema); err != nil {
		return nil, errors.Join(err, conn.close())
	}
	for _, c := range schema {
		if s.tables[c.Name], err = newTable(ctx, conn, c); err != nil {
			return nil, errors.Join(err, conn.close())
		}
	}
	if s.reads, err = newReader(path, checkedPages, max(4, runtime.GOMAXPROCS(0))); err != nil {
		return nil, errors.Join(err, conn.close())
	}
	if s.writes, err = startWriter(ctx, conn); err != nil {
		return nil, errors.Join(err, s.reads.close(), conn.close())
	}
	// SQLite syncs the names of the file and its log as well, and does not heed an
	// error of it.
	if err := syncDir(filepath.Dir(path)); err != nil {
		return nil, errors.Join(err, s.reads.close(), s.writes.close())
	}
	return s, nil
}

// Close waits for calls under way, then folds the log into the file.
func (s *Store) Close() error {
	if !s.gate.Shut() {
		return store.ErrClosed
	}
	close(s.ending)
	s.gate.Wait()
	defer s.release()
	// The writer goes last: the last connection to leave tidies the log away,
	// which a reader may not.
	return translate(errors.Join(s.reads.close(), s.writes.close()))
}
