package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"sizhang/server/store"
)

// table is one collection's, with what the writer does to it.
type table struct {
	store.Collection
	get   string
	whole string // the document, be it gone
	// On the writer's connection:
	insert, replace, version *sql.Stmt
}

func newTable(ctx context.Context, conn *connection, c store.Collection) (*table, error) {
	name := quote(c.Name)
	t := &table{
		Collection: c,
		get:        "SELECT version, body FROM " + name + " WHERE city = ? AND id = ? AND gone = 0",
		whole:      "SELECT version, gone, body FROM " + name + " WHERE city = ? AND id = ?",
	}
	var err error
	prepare := func(query string) *sql.Stmt {
		if err != nil {
			return nil
		}
		var stmt *sql.Stmt
		stmt, err = conn.prepare(ctx, query)
		return stmt
	}
	t.insert = prepare("INSERT INTO " + name + " (city, id, version, stamp, gone, body) VALUES (?, ?, ?, ?, ?, ?)")
	t.replace = prepare("UPDATE " + name + " SET version = version + 1, stamp = ?, gone = ?, body = ?" +
		" WHERE city = ? AND id = ? AND version = ?")
	t.version = prepare("SELECT version FROM " + name + " WHERE city = ? AND id = ?")
	return t, err
}

// apply makes one write within the writer's transaction and returns the new
// version. It is a single statement, so SQLite itself undoes one that fails and
// leaves the transaction's others as they are; no savepoint is needed.
func (t *table) apply(w *write, stamp int64) (int64, error) {
	ctx, d := context.Background(), w.document
	if w.verb != replacing {
		_, err := t.insert.ExecContext(ctx, d.City, d.ID, d.Version, stamp, d.Gone, w.body)
		return d.Version, translate(err)
	}
	result, err := t.replace.ExecContext(ctx, stamp, d.Gone, w.body, d.City, d.ID, d.Version)
	if err != nil {
		return 0, translate(err)
	}
	if n, err := result.RowsAffected(); err != nil || n == 1 {
		return d.Version + 1, err
	}
	var stands int64
	switch err := t.version.QueryRowContext(ctx, d.City, d.ID).Scan(&stands); {
	case errors.Is(err, sql.ErrNoRows):
		return 0, store.ErrMissing
	case err != nil:
		return 0, translate(err)
	}
	return 0, store.ErrStale
}
