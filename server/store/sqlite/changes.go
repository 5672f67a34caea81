package sqlite

import (
	"context"
	"database/sql"
	"encoding/binary"
	"fmt"
	"strings"

	"sizhang/server/store"
)

// Every write gets the next stamp of one count for all collections, within the
// transaction that makes it. The file's write lock is held from the count's
// reading to the commit, so stamps appear in order, whichever process gave them:
// a reader that has seen one has seen all before it.

const tokenPurpose = "changes"

// Changes returns what was written after the token. See store.Store.
func (s *Store) Changes(ctx context.Context, since store.Token, limit int) ([]store.Change, store.Token, error) {
	if err := s.gate.Enter(ctx); err != nil {
		return nil, "", err
	}
	defer s.gate.Leave()
	if limit < 1 || limit > store.MaxLimit {
		return nil, "", fmt.Errorf("%w: the limit %d is not within 1 and %d", store.ErrBadQuery, limit, store.MaxLimit)
	}
	stamp, err := s.stampOf(since)
	if err != nil {
		return nil, "", err
	}
	var changes []store.Change
	err = s.reads.query(ctx, s.feed, []any{stamp, limit}, func(row *sql.Rows) (bool, error) {
		var c store.Change
		err := row.Scan(&stamp, &c.Collection, &c.City, &c.ID, &c.Version, &c.Gone)
		changes = append(changes, c)
		return true, err
	})
	if err == nil && len(changes) == 0 {
		err = s.checkReached(ctx, stamp)
	}
	if err != nil {
		return nil, "", fmt.Errorf("changes: %w", err)
	}
	return changes, s.token(stamp), nil
}

// Newest returns a token to go on from. See store.Store.
func (s *Store) Newest(ctx context.Context) (store.Token, error) {
	if err := s.gate.Enter(ctx); err != nil {
		return "", err
	}
	defer s.gate.Leave()
	last, err := s.lastStamp(ctx)
	if err != nil {
		return "", fmt.Errorf("newest: %w", err)
	}
	return s.token(last), nil
}

// checkReached refuses a token that is ahead of the store: the file was put back
// to an earlier state, so its reader knows what never was.
func (s *Store) checkReached(ctx context.Context, stamp int64) error {
	last, err := s.lastStamp(ctx)
	if err == nil && stamp > last {
		err = errAhead
	}
	return err
}

var errAhead = fmt.Errorf("%w: it is ahead of the store", store.ErrBadToken)

// lastStamp is the stamp of the latest change, whichever process made it.
func (s *Store) lastStamp(ctx context.Context) (int64, error) {
	var last int64
	err := s.reads.query(ctx, "SELECT stamp FROM _store", nil, func(row *sql.Rows) (bool, error) {
		return false, row.Scan(&last)
	})
	return last, err
}

func (s *Store) token(stamp int64) store.Token {
	return store.Token(s.seals.Seal(tokenPurpose, binary.BigEndian.AppendUint64(nil, uint64(stamp))))
}

func (s *Store) stampOf(since store.Token) (int64, error) {
	if since == "" {
		return 0, nil
	}
	payload, ok := s.seals.Open(tokenPurpose, string(since))
	if !ok || len(payload) != 8 {
		return 0, store.ErrBadToken
	}
	return int64(binary.BigEndian.Uint64(payload)), nil
}

// changesSQL reads all collections in one statement, that is at one moment of
// the store, and merges their stamp indexes.
func changesSQL(schema []store.Collection) string {
	parts := make([]string, len(schema))
	for i, c := range schema {
		parts[i] = "SELECT stamp, '" + c.Name + "', city, id, version, gone FROM " + quote(c.Name) +
			" INDEXED BY " + quote(indexName(c, "_stamp")) + " WHERE stamp > ?1"
	}
	return strings.Join(parts, " UNION ALL ") + " ORDER BY 1 LIMIT ?2"
}
