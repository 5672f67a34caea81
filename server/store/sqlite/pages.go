package sqlite

// #cgo CFLAGS: -std=gnu11 -O2 -Wall -Wextra -Wno-unused-parameter
// #include "pages.h"
import "C"

import (
	"fmt"
	"sync"

	sqlite3 "github.com/mattn/go-sqlite3"
)

// The systems that SQLite reads and writes files by. See pages.c.
const (
	checkedPages = "sizhang"
	plainPages   = "sizhang-plain"
	machinePages = "" // SQLite's own
)

// pageReserve is how many bytes of each page are kept for its checksum.
const pageReserve = C.RESERVE

// What they say of what they read.
const (
	errPage = sqlite3.ErrNoExtended(C.SQLITE_IOERR_DATA) // a page, of the file or of its log
	errLog  = sqlite3.ErrNoExtended(C.LOG_DAMAGED)       // a log that is to be recovered
)

// guardPages gives SQLite both systems.
var guardPages = sync.OnceValue(func() error {
	if rc := C.guard_pages(); rc != 0 {
		return fmt.Errorf("SQLite does not take the checksums of pages: code %d", int(rc))
	}
	return nil
})
