package sqlite

import (
	"context"
	"database/sql"
	"net/url"
	"sync"
)

// reader is the pool of connections that read. Each statement sees one moment of
// the store, and never waits for the writer.
type reader struct {
	db   *sql.DB
	free chan struct{}
	mu   sync.Mutex
	made map[string]*sql.Stmt
}

func newReader(path, system string, connections int) (*reader, error) {
	name, err := dsn(path, system, url.Values{"_busy_timeout": {"10000"}, "_query_only": {"1"}, "_mutex": {"no"}})
	if err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite3", name)
	if err != nil {
		return nil, err
	}
	db.SetMaxIdleConns(connections)
	return &reader{db: db, free: make(chan struct{}, connections), made: map[string]*sql.Stmt{}}, nil
}

// query runs a statement and hands its rows to each, until it wants no more. The
// context is heeded while waiting for a connection and between rows: given to
// the driver it would cost a goroutine a row.
func (r *reader) query(ctx context.Context, text string, args []any, each func(*sql.Rows) (more bool, err error)) error {
	select {
	case r.free <- struct{}{}:
		defer func() { <-r.free }()
	case <-ctx.Done():
		return ctx.Err()
	}
	stmt, err := r.prepare(text)
	if err != nil {
		return translate(err)
	}
	rows, err := stmt.QueryContext(context.Background(), args...)
	if err != nil {
		return translate(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := ctx.Err(); err != nil {
			return err
		}
		if more, err := each(rows); err != nil || !more {
			return translate(err)
		}
	}
	return translate(rows.Err())
}

// moment runs a function in one read transaction, on a connection of its own, so
// that whatever the function calls finds the others free. The transaction sees
// the store as it stood at its first look.
func (r *reader) moment(ctx context.Context, look func(*sql.Conn) error) error {
	conn, err := r.db.Conn(ctx)
	if err != nil {
		return translate(err)
	}
	defer conn.Close()
	if _, err := conn.ExecContext(context.Background(), "BEGIN"); err != nil {
		return translate(err)
	}
	defer conn.ExecContext(context.Background(), "ROLLBACK")
	return look(conn)
}

// prepare returns the statement of a text. There are as many texts as there are
// shapes of query, so they are all kept.
func (r *reader) prepare(text string) (*sql.Stmt, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if stmt, ok := r.made[text]; ok {
		return stmt, nil
	}
	stmt, err := r.db.Prepare(text)
	if err == nil {
		r.made[text] = stmt
	}
	return stmt, err
}

func (r *reader) close() error { return r.db.Close() }
