package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"sizhang/server/store"
	"sizhang/server/store/sqlite"
)

// copied copies a store that nobody has open.
func copied(dir, to string) (err error) {
	if err := os.MkdirAll(to, 0o700); err != nil {
		return err
	}
	from, err := os.Open(filepath.Join(dir, sqlite.File))
	if err != nil {
		return err
	}
	defer from.Close()
	file, err := os.Create(filepath.Join(to, sqlite.File))
	if err != nil {
		return err
	}
	_, err = io.Copy(file, from)
	return errors.Join(err, file.Sync(), file.Close())
}

// bare is SQLite by itself, as one writes to it at its best: one connection,
// statements that were made before, one commit each.
type bare struct {
	db                        *sql.DB
	insertIssue, replaceIssue *sql.Stmt
	replaceSeat, readSeat     *sql.Stmt
}

func openBare(ctx context.Context, dir string) (*bare, error) {
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(dir, sqlite.File)+"?_journal_mode=WAL&_synchronous=FULL&_busy_timeout=10000")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	b := &bare{db: db}
	const replace = " SET version = version + 1, stamp = stamp + 1000000000, gone = 0, body = ? WHERE city = ? AND id = ? AND version = ?"
	for _, s := range []struct {
		into **sql.Stmt
		text string
	}{
		{&b.insertIssue, "INSERT INTO " + store.Issues + " (city, id, version, stamp, gone, body) VALUES (?, ?, 1, (SELECT stamp FROM _store), 0, ?)"},
		{&b.replaceIssue, "UPDATE " + store.Issues + replace},
		{&b.replaceSeat, "UPDATE " + store.Seats + " SET version = version + 1, stamp = stamp + 1000000000, gone = 0, body = ? WHERE city = ? AND id = ?"},
		{&b.readSeat, "SELECT version, body FROM " + store.Seats + " WHERE city = ? AND id = ?"},
	} {
		if *s.into, err = db.PrepareContext(ctx, s.text); err != nil {
			return nil, errors.Join(err, db.Close())
		}
	}
	return b, nil
}

func (b *bare) close() error { return b.db.Close() }

func (b *bare) insert(ctx context.Context, d store.Document) error {
	_, err := b.insertIssue.ExecContext(ctx, d.City, d.ID, string(d.Body))
	return err
}

func (b *bare) replace(ctx context.Context, d store.Document) (int64, error) {
	result, err := b.replaceIssue.ExecContext(ctx, string(d.Body), d.City, d.ID, d.Version)
	if err != nil {
		return 0, err
	}
	if n, err := result.RowsAffected(); err != nil || n != 1 {
		return 0, errors.Join(err, fmt.Errorf("%s is not at version %d", d.ID, d.Version))
	}
	return d.Version + 1, nil
}

// handOver writes a seat, whatever stands there.
func (b *bare) handOver(ctx context.Context, d store.Document) error {
	_, err := b.replaceSeat.ExecContext(ctx, string(d.Body), d.City, d.ID)
	return err
}

// seatsOf returns the seats of grids all over the city as they stand.
func (b *bare) seatsOf(ctx context.Context, p *planner) ([]store.Document, error) {
	var seats []store.Document
	for _, code := range p.grids(20_000) {
		d := store.Document{Collection: store.Seats, City: p.code, ID: code + "/" + posts["grid"]}
		if err := b.readSeat.QueryRowContext(ctx, d.City, d.ID).Scan(&d.Version, &d.Body); err != nil {
			return nil, fmt.Errorf("seat %s: %w", d.ID, err)
		}
		seats = append(seats, d)
	}
	return seats, nil
}
