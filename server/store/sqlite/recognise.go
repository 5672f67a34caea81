package sqlite

import (
	"context"
	"errors"
	"fmt"

	sqlite3 "github.com/mattn/go-sqlite3"
)

const (
	// applicationID marks the file as ours: "SZHG" in its header.
	applicationID = 0x535A4847
	// layoutVersion is raised when an older program could no longer use the file.
	// Layout 2 has checksums on its pages.
	layoutVersion = 2
	// movingVersion marks a file on its way here from an earlier layout. It is
	// beyond every layout, so that no older program takes the file for its own.
	movingVersion = 1<<16 + layoutVersion
)

// Layout is the newest layout that this program knows.
const Layout = layoutVersion

// standing is what a file turns out to be.
type standing int

const (
	fresh   standing = iota // nothing is in it
	present                 // of the present layout
	earlier                 // of an earlier layout, or on its way from one
)

// recognise says what the file is, and refuses what may not be opened. It looks
// before anything is changed, the journal mode included: its connection cannot
// write to the file, nor does it fold a log into it.
func recognise(ctx context.Context, path string) (standing, error) {
	conn, err := dial(ctx, path, plainPages)
	if err != nil {
		return 0, err
	}
	is, err := judge(ctx, conn)
	return is, errors.Join(err, conn.close())
}

// putBack has SQLite put back what a rollback journal holds, which another tool
// left in the midst of a transaction, and says what the file is then.
func putBack(ctx context.Context, path string) (standing, error) {
	conn, err := dial(ctx, path, machinePages)
	if err != nil {
		return 0, err
	}
	is, err := judge(ctx, conn)
	return is, errors.Join(err, conn.close())
}

// judge says what the file is by its first page.
func judge(ctx context.Context, conn *connection) (standing, error) {
	var id, version, objects, pages int
	err := conn.QueryRowContext(ctx, `SELECT (SELECT application_id FROM pragma_application_id),
		(SELECT user_version FROM pragma_user_version), (SELECT count(*) FROM sqlite_schema),
		(SELECT page_count FROM pragma_page_count)`).Scan(&id, &version, &objects, &pages)
	switch {
	case err != nil:
		return 0, err
	case pages == 0:
		return fresh, nil
	case id == 0 && version == 0 && objects == 0: // made, and nothing come of it
		return earlier, nil
	case id != applicationID:
		return 0, errors.New("the database belongs to another program")
	case version == layoutVersion:
		return present, nil
	case version == 1 || version == movingVersion:
		return earlier, nil
	case version < 1:
		return 0, fmt.Errorf("the head of the file is damaged: there is no layout %d", version)
	}
	return 0, fmt.Errorf("the store was written by a newer version of this program (layout %d; this one knows up to %d)", version, layoutVersion)
}

func isReadOnly(err error) bool {
	var e sqlite3.Error
	return errors.As(err, &e) && e.Code == sqlite3.ErrReadonly
}
