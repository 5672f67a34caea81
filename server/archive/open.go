package archive

import (
	"archive/zip"
	"context"
	"errors"
	"io"
	"os"

	"sizhang/domain/fault"
)

// Backup is a backup file that was read to its end and found whole.
type Backup struct {
	*reading
	Size int64 // of the file in bytes
	file *os.File
}

// Open reads all of the backup at path and opens it, if it is whole and this
// program knows what it holds. Else it is NotABackup, BackupNoFile, BackupDamaged or
// BackupNewer.
func Open(ctx context.Context, path string, known Known, progress Progress) (*Backup, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() { // to open a pipe would wait for a writer
		return nil, fault.New(fault.BackupNoFile, "", fault.With{"file": path})
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	r, err := read(ctx, file, known, progress)
	if err != nil {
		file.Close()
		if ctx.Err() == nil {
			err = told(err, path)
		}
		return nil, err
	}
	return &Backup{r, info.Size(), file}, nil
}

// Close closes the file.
func (b *Backup) Close() error { return b.file.Close() }

// told says for people what is wrong with the file.
func told(err error, path string) error {
	code, with := fault.BackupDamaged, fault.With{"file": path}
	var newer *newerError
	switch {
	case errors.As(err, &newer):
		return fault.New(fault.BackupNewer, "", fault.With{"file": path, "program": newer.program, "what": newer.what})
	case errors.Is(err, errNotOurs):
		code = fault.NotABackup
	}
	f := fault.New(code, "", with)
	f.Cause = err
	return f
}

// errNotOurs says that the file never was a backup.
var errNotOurs = errors.New("there is no backup in it")

// newerError says what it is in a backup that this program does not know.
type newerError struct{ program, what string }

func (e *newerError) Error() string { return "made by " + e.program + ": " + e.what }

// unlike says what a file without a seal is: a backup that was cut off, or no
// backup.
func unlike(file io.ReaderAt, size int64) error {
	head := make([]byte, len(localHeader))
	if _, err := file.ReadAt(head, 0); err != nil || string(head) != localHeader {
		return errNotOurs
	}
	if _, err := zip.NewReader(&frugal{file, maxDirectory}, size); err == nil {
		return errNotOurs // whole, but not ours
	}
	return errUnsealed
}

// localHeader begins every ZIP file that is not empty.
const localHeader = "PK\x03\x04"
