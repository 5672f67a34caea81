package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	sqlite3 "github.com/mattn/go-sqlite3"

	"sizhang/server/store"
)

// Examine looks the store over. Without deep it looks at what can be told at
// once, however large the file is, and so leaves SQLite's own checks be: the
// quick one reads every page as well. With deep it is the full one, which also
// holds each index against its table; each page is held against its checksum as
// it is read. See store.Store.
func (s *Store) Examine(ctx context.Context, deep bool, tell func(store.Finding)) error {
	if err := s.gate.Enter(ctx); err != nil {
		return err
	}
	defer s.gate.Leave()
	e := examination{Store: s, ctx: ctx, told: tell}
	steps := []func() error{e.file, e.room, e.indexes}
	if deep {
		steps = append(steps, e.everything)
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return fmt.Errorf("examine %s: %w", s.path, err)
		}
	}
	return nil
}

// examination is one look at a store.
type examination struct {
	*Store
	ctx  context.Context
	told func(store.Finding)
}

// tell passes on a finding; with is names and values in turn.
func (e *examination) tell(code string, with ...string) {
	f := store.Finding{Code: code, With: map[string]string{}}
	for i := 0; i < len(with); i += 2 {
		f.With[with[i]] = with[i+1]
	}
	e.told(f)
}

// file tells what the store is.
func (e *examination) file() error {
	var layout int
	err := e.reads.query(e.ctx, "PRAGMA user_version", nil, func(row *sql.Rows) (bool, error) {
		return false, row.Scan(&layout)
	})
	if err != nil {
		return e.damaged("the head of the file", err)
	}
	server, _, _ := sqlite3.Version()
	e.tell(store.FoundStore, "kind", "sqlite", "where", e.path, "layout", strconv.Itoa(layout), "server", "SQLite "+server)
	return nil
}

// room tells how much of the disk is left, and what the file and its log take.
func (e *examination) room() error {
	free, err := freeBytes(filepath.Dir(e.path))
	if err != nil {
		return err
	}
	var used int64
	for _, name := range []string{e.path, e.path + "-wal"} {
		if info, err := os.Stat(name); err == nil {
			used += info.Size()
		}
	}
	e.tell(store.FoundRoom, "free", strconv.FormatUint(free, 10), "used", strconv.FormatInt(used, 10), "where", filepath.Dir(e.path))
	return nil
}

// indexes looks for every index that the schema declares, and for the feed's.
func (e *examination) indexes() error {
	there := map[string]string{}
	err := e.reads.query(e.ctx, "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL", nil,
		func(row *sql.Rows) (bool, error) {
			var name, definition string
			err := row.Scan(&name, &definition)
			there[name] = definition
			return true, err
		})
	if err != nil {
		return e.damaged("the list of tables", err)
	}
	for _, c := range e.schema {
		for _, x := range definitions(c) {
			switch there[x.name] {
			case x.sql:
			case "":
				e.tell(store.FoundIndexMissing, "collection", c.Name, "index", x.index)
			default:
				e.tell(store.FoundIndexStrange, "collection", c.Name, "index", x.index)
			}
		}
	}
	return nil
}

// damaged tells of what could not be read because it is damaged; any other error
// is one.
func (e *examination) damaged(where string, err error) error {
	if !isDamage(err) {
		return err
	}
	e.tell(store.FoundDamaged, "where", where, "detail", err.Error())
	return nil
}
