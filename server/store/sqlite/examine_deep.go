package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"

	"sizhang/server/store"
)

// everything reads all pages and documents, as they stand at one moment.
func (e *examination) everything() error {
	return e.reads.moment(e.ctx, func(conn *sql.Conn) error {
		// What the connection has read before is to be read from the disk again.
		if _, err := conn.ExecContext(e.ctx, "PRAGMA shrink_memory"); err != nil {
			return err
		}
		if err := e.pages(conn); err != nil {
			return err
		}
		for _, c := range e.schema {
			if err := e.documents(conn, c); err != nil {
				return err
			}
		}
		return nil
	})
}

// pages has SQLite check its trees and hold every index against its table. Where
// it cannot go on, that is a finding too.
func (e *examination) pages(conn *sql.Conn) error {
	rows, err := conn.QueryContext(e.ctx, "PRAGMA integrity_check(20)")
	if err == nil {
		defer rows.Close()
		for rows.Next() && err == nil {
			var detail string
			if err = rows.Scan(&detail); err == nil && detail != "ok" {
				e.tell(store.FoundDamaged, "where", "the file", "detail", detail)
			}
		}
		err = errors.Join(err, rows.Err())
	}
	if err != nil && e.ctx.Err() == nil {
		e.tell(store.FoundDamaged, "where", "the file", "detail", err.Error())
	}
	return e.ctx.Err()
}

// documents reads a collection, counts it and checks every document. A change
// with a stamp that was not given yet would be missed by who reads the feed.
func (e *examination) documents(conn *sql.Conn, c store.Collection) error {
	var count, gone int64
	err := scanCollection(e.ctx, conn, c, func(d store.Document) error {
		count++
		if d.Gone {
			gone++
		}
		err := d.Check(c)
		if err == nil && d.Version < 1 {
			err = fmt.Errorf("it stands at version %d", d.Version)
		}
		if err != nil {
			e.tell(store.FoundBadDocument, "collection", c.Name, "city", d.City, "id", d.ID, "detail", err.Error())
		}
		return nil
	})
	if err != nil {
		return e.damaged(c.Name, err)
	}
	e.tell(store.FoundDocuments, "collection", c.Name,
		"count", strconv.FormatInt(count, 10), "gone", strconv.FormatInt(gone, 10))
	var ahead int64
	err = conn.QueryRowContext(context.Background(), "SELECT count(*) FROM "+quote(c.Name)+
		" WHERE stamp > (SELECT stamp FROM _store)").Scan(&ahead)
	if err == nil && ahead > 0 {
		e.tell(store.FoundDamaged, "where", c.Name, "detail", fmt.Sprintf("%d changes stand ahead of the count of changes", ahead))
	}
	return e.damaged(c.Name, err)
}
