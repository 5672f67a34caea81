package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"time"

	sqlite3 "github.com/mattn/go-sqlite3"
)

// patience is how long a call waits for another process to let go of the file.
var patience = 10 * time.Second

// prepareFile makes the file and its directory where there are none, for their
// owner's eyes only: they hold people's names. SQLite gives its log the same
// mode as the file.
func prepareFile(path string) error {
	if err := makeDir(filepath.Dir(path)); err != nil {
		return err
	}
	// One that is there must not be opened: to close it again would drop the locks
	// that another store of this process has on it.
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return file.Close()
}

// makeDir is os.MkdirAll, except that the new names are on the disk when it
// returns.
func makeDir(dir string) error {
	if info, err := os.Stat(dir); err == nil && info.IsDir() {
		return nil
	}
	parent := filepath.Dir(dir)
	if parent != dir {
		if err := makeDir(parent); err != nil {
			return err
		}
	}
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return syncDir(parent)
}

// syncDir returns when the names in the directory are on the disk.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// dsn names the file with the system to read it by, and settings of the driver
// and of SQLite.
func dsn(path, system string, settings url.Values) (string, error) {
	if err := guardPages(); err != nil {
		return "", err
	}
	if system != machinePages {
		settings.Set("vfs", system)
	}
	settings.Set("mode", "rw")
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	name := url.URL{Scheme: "file", Path: path, RawQuery: settings.Encode()}
	return name.String(), nil
}

// connection is the one connection that writes.
type connection struct {
	*sql.Conn
	db       *sql.DB
	patience time.Duration
	prepared []*sql.Stmt
}

// connect opens the file for writing, with checksums on its pages.
func connect(ctx context.Context, path string) (*connection, error) {
	c, err := dial(ctx, path, checkedPages)
	if err != nil {
		return nil, err
	}
	// SQLite itself does not wait while another process opens the log.
	err = patiently(ctx, patience, func() error { return errors.Join(c.reserve(), c.useLog(ctx)) })
	if err == nil {
		_, err = c.ExecContext(ctx, "PRAGMA journal_size_limit = 67108864")
	}
	if err != nil {
		return nil, errors.Join(err, c.close())
	}
	return c, nil
}

// dial opens the file by one of the systems of pages.c. FULL has every commit wait
// until the log is on the disk.
func dial(ctx context.Context, path, system string) (*connection, error) {
	name, err := dsn(path, system, url.Values{"_synchronous": {"FULL"}, "_busy_timeout": {"0"}})
	if err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite3", name)
	if err != nil {
		return nil, err
	}
	c := &connection{db: db, patience: patience}
	err = patiently(ctx, patience, func() error { c.Conn, err = db.Conn(ctx); return err })
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return c, nil
}

// reserve has the pages of a file that is new, or written anew, keep room for
// their checksums.
func (c *connection) reserve() error {
	return c.Raw(func(driver any) error {
		return driver.(*sqlite3.SQLiteConn).SetFileControlInt("main", sqlite3.SQLITE_FCNTL_RESERVE_BYTES, pageReserve)
	})
}

// useLog has the file written through a write-ahead log.
func (c *connection) useLog(ctx context.Context) error {
	var mode string
	err := c.QueryRowContext(ctx, "PRAGMA journal_mode = WAL").Scan(&mode)
	if err == nil && mode != "wal" {
		err = fmt.Errorf("the file system cannot carry a write-ahead log; the journal mode is %q", mode)
	}
	return err
}

// begin starts a transaction that holds the file's write lock from its first
// moment, so that nothing in it can be refused for being late.
func (c *connection) begin(ctx context.Context) error {
	return patiently(ctx, c.patience, func() error {
		_, err := c.ExecContext(ctx, "BEGIN IMMEDIATE")
		return err
	})
}

// commit returns when the transaction is on the disk; otherwise it is undone.
func (c *connection) commit() error {
	_, err := c.ExecContext(context.Background(), "COMMIT")
	if err != nil {
		c.rollback()
	}
	return unsure(err)
}

// rollback undoes the transaction, unless SQLite already has.
func (c *connection) rollback() {
	if c.inTransaction() {
		c.ExecContext(context.Background(), "ROLLBACK")
	}
}

// inTransaction says whether the transaction still stands: a full disk or an
// I/O error may make SQLite undo all of it.
func (c *connection) inTransaction() bool {
	var open bool
	c.Raw(func(driver any) error {
		open = !driver.(*sqlite3.SQLiteConn).AutoCommit()
		return nil
	})
	return open
}

// prepare makes a statement that lives as long as the connection.
func (c *connection) prepare(ctx context.Context, text string) (*sql.Stmt, error) {
	stmt, err := c.PrepareContext(ctx, text)
	if err == nil {
		c.prepared = append(c.prepared, stmt)
	}
	return stmt, err
}

// close ends the connection. A statement left open would keep SQLite from
// tidying its log away.
func (c *connection) close() error {
	var err error
	for _, stmt := range c.prepared {
		err = errors.Join(err, stmt.Close())
	}
	return errors.Join(err, c.Conn.Close(), c.db.Close())
}

// patiently tries until the file is free. SQLite's own wait backs off to 100 ms
// between tries, and so seldom meets the short gaps between a busy neighbour's
// transactions; this one looks often.
func patiently(ctx context.Context, patience time.Duration, try func() error) error {
	for deadline := time.Now().Add(patience); ; {
		err := try()
		if !isBusy(err) || time.Now().After(deadline) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Millisecond + rand.N(2*time.Millisecond)):
		}
	}
}
