package sqlite

import (
	"context"
	"errors"
	"fmt"
)

// settle makes sure that the file may be opened: that it is new or of the present
// layout, to which it is moved if need be. Only one process can move a file, and
// only while no other uses it; the others wait, and find it moved.
func settle(ctx context.Context, path string) error {
	moving := false
	err := patiently(ctx, patience, func() error {
		is, err := recognise(ctx, path)
		if isReadOnly(err) {
			is, err = putBack(ctx, path)
		}
		if moving = err == nil && is == earlier; moving {
			err = move(ctx, path)
		}
		return err
	})
	if moving && isBusy(err) {
		err = fmt.Errorf("the store must be moved to layout %d, which another process that uses it is in the way of: %w", layoutVersion, err)
	}
	return err
}

// move brings a file of an earlier layout to the present one. Killed at any step
// it leaves a file that is of the earlier layout, or marked as on its way, and
// holds everything; whoever opens it next takes all steps again.
func move(ctx context.Context, path string) error {
	conn, err := dial(ctx, path, plainPages)
	if err != nil {
		return err
	}
	err = errors.Join(moveAlone(ctx, conn), conn.close())
	stepped("closed")
	return err
}

// stepped is told of each step that move has taken; tests end the process there.
var stepped = func(step string) {}

// moveAlone moves the file of a connection that has it to itself: while it stands,
// nobody else so much as reads. What it writes goes to the log first, and nothing
// of the log to the file before the file's pages are to have checksums.
func moveAlone(ctx context.Context, conn *connection) error {
	if is, err := judgeAlone(ctx, conn); err != nil || is != earlier {
		return err
	}
	if err := errors.Join(conn.run(ctx, "PRAGMA page_checksums = 0"), conn.useLog(ctx)); err != nil {
		return err
	}
	stepped("alone")
	if err := conn.run(ctx, "BEGIN", fmt.Sprintf("PRAGMA application_id = %d", applicationID),
		fmt.Sprintf("PRAGMA user_version = %d", movingVersion), "COMMIT"); err != nil {
		return err
	}
	stepped("marked")
	// To write all pages anew gives each the room that its checksum takes.
	if err := errors.Join(conn.reserve(), conn.run(ctx, "VACUUM")); err != nil {
		return err
	}
	stepped("rewritten")
	if err := conn.run(ctx, "PRAGMA page_checksums = 1"); err != nil {
		return err
	}
	if err := conn.fold(ctx); err != nil {
		return err
	}
	stepped("folded")
	err := conn.run(ctx, fmt.Sprintf("PRAGMA user_version = %d", layoutVersion))
	stepped("moved")
	return err
}

// judgeAlone takes the file for the connection alone and says what it is. Until
// that is known nothing may be written.
func judgeAlone(ctx context.Context, conn *connection) (standing, error) {
	if err := conn.run(ctx, "PRAGMA locking_mode = EXCLUSIVE", "PRAGMA wal_autocheckpoint = 0", "BEGIN EXCLUSIVE", "ROLLBACK"); err != nil {
		return 0, err
	}
	return judge(ctx, conn)
}

// run executes statements one after the other.
func (c *connection) run(ctx context.Context, statements ...string) error {
	for _, statement := range statements {
		if _, err := c.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
	}
	return nil
}

// fold writes all of the log into the file.
func (c *connection) fold(ctx context.Context) error {
	var busy, inLog, folded int
	err := c.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &inLog, &folded)
	if err == nil && busy != 0 {
		err = errors.New("the log could not be folded into the file")
	}
	return err
}
