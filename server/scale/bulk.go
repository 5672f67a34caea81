package main

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"runtime"
	"sync/atomic"

	"sizhang/server/store"
	"sizhang/server/store/sqlite"
)

// aTransaction is how many documents are committed at once.
const aTransaction = 1000

// fill puts issues into a store that nobody else uses, in large transactions that wait
// for no disk: what is measured comes later. Then stands there what as many inserts
// would have left, see openBare.
func fill(ctx context.Context, dir string, issues <-chan store.Document) (err error) {
	defer func() {
		for range issues { // whoever makes them shall end
		}
	}()
	st, err := sqlite.Open(ctx, dir, store.Schema) // gives SQLite pages with checksums, and keeps others out
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(dir, sqlite.File)+"?vfs=sizhang&mode=rw&_synchronous=OFF&_busy_timeout=10000&_cache_size=-65536")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	for more := true; more && err == nil; {
		more, err = fillSome(ctx, db, issues)
	}
	return err
}

// fillSome makes one transaction and says whether there may be more.
func fillSome(ctx context.Context, db *sql.DB, issues <-chan store.Document) (more bool, err error) {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return false, err
	}
	defer tx.Rollback()
	var stamp int64
	if err := tx.QueryRowContext(ctx, "SELECT stamp FROM _store").Scan(&stamp); err != nil {
		return false, err
	}
	insert, err := tx.PrepareContext(ctx, "INSERT INTO "+store.Issues+" (city, id, version, stamp, gone, body) VALUES (?, ?, 1, ?, 0, ?)")
	if err != nil {
		return false, err
	}
	for n := 0; n < aTransaction; n++ {
		d, made := <-issues
		if !made {
			break
		}
		stamp, more = stamp+1, n == aTransaction-1
		if _, err := insert.ExecContext(ctx, d.City, d.ID, stamp, string(d.Body)); err != nil {
			return false, err
		}
	}
	if _, err := tx.ExecContext(ctx, "UPDATE _store SET stamp = ?", stamp); err != nil {
		return false, err
	}
	return more, tx.Commit()
}

// makeIssues has the cities' issues made on all processors and counts their bytes.
func makeIssues(s Settings, bytes *atomic.Int64) <-chan store.Document {
	made, cities := make(chan store.Document, 256), planners(s.Size)
	var next atomic.Int64
	go func() {
		defer close(made)
		_ = together(runtime.GOMAXPROCS(0), func() error {
			for n := int(next.Add(1)) - 1; n < s.Documents; n = int(next.Add(1)) - 1 {
				d := cities[n%len(cities)].issue(n)
				bytes.Add(int64(len(d.Body)))
				made <- d
			}
			return nil
		})
	}()
	return made
}
