package sqlite

import (
	"context"
	"database/sql"
	"fmt"

	"sizhang/server/store"
)

// Scan hands over every document as it stood at one moment. It reads from a
// snapshot and holds nobody up; but as long as it lasts the log cannot be folded
// into the file, and grows with what is written meanwhile. See store.Store.
func (s *Store) Scan(ctx context.Context, visit func(store.Document) error) (bool, error) {
	if err := s.gate.Enter(ctx); err != nil {
		return false, err
	}
	defer s.gate.Leave()
	var refused error
	err := s.reads.moment(ctx, func(conn *sql.Conn) error {
		for _, c := range s.schema {
			err := scanCollection(ctx, conn, c, func(d store.Document) error {
				refused = visit(d)
				return refused
			})
			if refused != nil {
				return nil
			}
			if err != nil {
				return fmt.Errorf("scan %s: %w", c.Name, translate(err))
			}
		}
		return nil
	})
	if refused != nil {
		return false, refused
	}
	return err == nil, err
}

// scanCollection hands over a collection's documents by city and id, as they
// stand in the connection's transaction.
func scanCollection(ctx context.Context, conn *sql.Conn, c store.Collection, visit func(store.Document) error) error {
	// The context is heeded between rows: see reader.query.
	rows, err := conn.QueryContext(context.Background(), scanSQL(c))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := ctx.Err(); err != nil {
			return err
		}
		d := store.Document{Collection: c.Name}
		if err := rows.Scan(&d.City, &d.ID, &d.Version, &d.Gone, &d.Body); err != nil {
			return err
		}
		if d.Gone {
			d.Body = nil
		}
		if err := visit(d); err != nil {
			return err
		}
	}
	return rows.Err()
}

// scanSQL names the index, so that nothing is sorted, whatever the planner
// thinks.
func scanSQL(c store.Collection) string {
	return "SELECT city, id, version, gone, body FROM " + quote(c.Name) +
		" INDEXED BY " + quote("sqlite_autoindex_"+c.Name+"_1") + " ORDER BY city, id"
}
