package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"sizhang/server/store"
	"sizhang/server/store/seal"
)

// layOut gives the file every table, column and index of the schema, all or
// nothing, and returns the sealer that the file's key makes.
func layOut(ctx context.Context, conn *connection, schema []store.Collection) (seal.Sealer, error) {
	if err := conn.begin(ctx); err != nil {
		return seal.Sealer{}, err
	}
	defer conn.rollback()
	if err := layGround(ctx, conn); err != nil {
		return seal.Sealer{}, err
	}
	for _, c := range schema {
		if err := layCollection(ctx, conn, c); err != nil {
			return seal.Sealer{}, fmt.Errorf("collection %s: %w", c.Name, err)
		}
	}
	var key []byte
	if err := conn.QueryRowContext(ctx, "SELECT seal FROM _store").Scan(&key); err != nil {
		return seal.Sealer{}, err
	}
	return seal.With(key), conn.commit()
}

// layGround makes what every store has: the last stamp that was given to a
// change, and the key of its cursors and tokens.
func layGround(ctx context.Context, conn *connection) error {
	var version int
	err := conn.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version)
	if err != nil {
		return err
	}
	if version != 0 && version != layoutVersion { // since it was recognised
		return fmt.Errorf("another program has just moved the store to layout %d", version)
	}
	_, err = conn.ExecContext(ctx, `
		CREATE TABLE IF NOT EXISTS _store (one INTEGER PRIMARY KEY CHECK (one = 1), stamp INTEGER NOT NULL, seal BLOB NOT NULL) STRICT;
		INSERT OR IGNORE INTO _store VALUES (1, 0, ?)`, seal.NewKey())
	if err != nil || version == layoutVersion {
		return err
	}
	_, err = conn.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", applicationID, layoutVersion))
	return err
}

// layCollection makes a collection's table, a column for each indexed field and
// the indexes. The feed's index is on the table itself, rather than a list of
// changes beside it, so that no change can be in one and not in the other.
func layCollection(ctx context.Context, conn *connection, c store.Collection) error {
	if _, err := conn.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS `+quote(c.Name)+` (
		city TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, stamp INTEGER NOT NULL,
		gone INTEGER NOT NULL, body TEXT NOT NULL, UNIQUE (city, id)) STRICT`); err != nil {
		return err
	}
	for _, x := range c.Indexes {
		for _, field := range x.Fields {
			if err := layColumn(ctx, conn, c, field); err != nil {
				return err
			}
		}
	}
	for _, x := range definitions(c) {
		if err := layIndex(ctx, conn, x.name, x.sql); err != nil {
			return fmt.Errorf("index %s: %w", x.index, err)
		}
	}
	return nil
}

// definition is an index as the file has it: its name there, the name that it was
// declared by and the statement that makes it.
type definition struct{ name, index, sql string }

// definitions are those of a collection's indexes, the feed's last.
func definitions(c store.Collection) []definition {
	var all []definition
	for _, x := range c.Indexes {
		all = append(all, definition{indexName(c, x.Name), x.Name, indexSQL(c, x)})
	}
	feed := indexName(c, "_stamp")
	return append(all, definition{feed, "_stamp", "CREATE INDEX " + quote(feed) + " ON " + quote(c.Name) + " (stamp)"})
}

// layColumn adds the column of an indexed field: what the body says there, NULL
// where it holds nothing that an index takes. Booleans become bytes, so that
// true is not 1 and stands behind every text. The column takes no room: SQLite
// computes it. It is there because SQLite can start a search in the midst of an
// index on columns, but not on expressions.
func layColumn(ctx context.Context, conn *connection, c store.Collection, field string) error {
	var there bool
	err := conn.QueryRowContext(ctx,
		"SELECT count(*) > 0 FROM pragma_table_xinfo(?) WHERE name = ?", c.Name, "key_"+field).Scan(&there)
	if err != nil || there {
		return err
	}
	_, err = conn.ExecContext(ctx, `ALTER TABLE `+quote(c.Name)+` ADD COLUMN `+column(field)+` ANY AS (
		CASE json_type(body, '$.`+field+`')
		WHEN 'text' THEN body ->> '$.`+field+`'
		WHEN 'integer' THEN body ->> '$.`+field+`'
		WHEN 'true' THEN x'01' WHEN 'false' THEN x'00' END) VIRTUAL`)
	return err
}

// layIndex makes the index, in the place of one that was declared otherwise.
func layIndex(ctx context.Context, conn *connection, name, definition string) error {
	var there string
	err := conn.QueryRowContext(ctx, "SELECT sql FROM sqlite_schema WHERE type = 'index' AND name = ?", name).Scan(&there)
	if err != nil && !errors.Is(err, sql.ErrNoRows) || there == definition {
		return err
	}
	if _, err := conn.ExecContext(ctx, "DROP INDEX IF EXISTS "+quote(name)); err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, definition)
	return err
}

func indexSQL(c store.Collection, x store.Index) string {
	create, columns, where := "CREATE INDEX ", []string{"city"}, "gone = 0"
	for _, field := range x.Fields {
		columns = append(columns, column(field))
		where += " AND " + column(field) + " IS NOT NULL"
	}
	if x.Unique {
		create = "CREATE UNIQUE INDEX "
	} else {
		columns = append(columns, "id")
	}
	return create + quote(indexName(c, x.Name)) + " ON " + quote(c.Name) +
		" (" + strings.Join(columns, ", ") + ") WHERE " + where
}

// indexName is unique in the file, where all indexes share one space of names.
func indexName(c store.Collection, index string) string { return c.Name + "." + index }

func column(field string) string { return quote("key_" + field) }

func quote(name string) string { return `"` + name + `"` }
