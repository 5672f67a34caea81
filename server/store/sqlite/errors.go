package sqlite

import (
	"errors"
	"fmt"

	sqlite3 "github.com/mattn/go-sqlite3"

	"sizhang/server/store"
)

// translate says in the contract's words, or in plain ones, what SQLite meant.
func translate(err error) error {
	var e sqlite3.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Code {
	case sqlite3.ErrBusy, sqlite3.ErrLocked:
		return fmt.Errorf("%w: another process holds the file: %w", store.ErrTransient, err)
	case sqlite3.ErrConstraint:
		if e.ExtendedCode == sqlite3.ErrConstraintUnique {
			return fmt.Errorf("%w: %w", store.ErrExists, err)
		}
	case sqlite3.ErrFull:
		return fmt.Errorf("the disk is full, nothing was written: %w", err)
	case sqlite3.ErrIoErr:
		switch e.ExtendedCode {
		case errPage:
			return fmt.Errorf("the file is damaged: a page is not as it was written; stop the program and restore a backup: %w", err)
		case errLog:
			return fmt.Errorf("%w: %w", errLogDamaged, err)
		}
		return fmt.Errorf("the disk failed: %w", err)
	case sqlite3.ErrCorrupt:
		return fmt.Errorf("the file is damaged; stop the program and restore a backup: %w", err)
	case sqlite3.ErrNotADB:
		return fmt.Errorf("the file is no SQLite database, or its head is damaged: %w", err)
	}
	return err
}

// unsure marks a commit that the disk broke off. It is undone here, but its last
// frame may have reached the log, and a crash before the next commit would find
// it there; so the caller is not told that it had no effect.
func unsure(commit error) error {
	var e sqlite3.Error
	if errors.As(commit, &e) && e.Code == sqlite3.ErrIoErr {
		return fmt.Errorf("%w: whether the write is kept is not known: %w", store.ErrTransient, commit)
	}
	return commit
}

// isDamage says whether what was to be read is not as it was written.
func isDamage(err error) bool {
	var e sqlite3.Error
	return errors.As(err, &e) && (e.Code == sqlite3.ErrCorrupt || e.Code == sqlite3.ErrNotADB ||
		e.ExtendedCode == errPage || e.ExtendedCode == errLog)
}

func isBusy(err error) bool {
	var e sqlite3.Error
	return errors.As(err, &e) && e.Code == sqlite3.ErrBusy
}
