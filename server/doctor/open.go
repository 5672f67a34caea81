package doctor

import (
	"errors"
	"io/fs"
	"strings"
	"syscall"

	"sizhang/domain/fault"
	"sizhang/server/store"
)

// ErrEarlier is for an Open that would have to move the store to the layout of this
// program before it could look at it.
var ErrEarlier = errors.New("the store is of an earlier layout")

// unopened tells why the store cannot be opened.
func (e *examination) unopened(err error) {
	e.add(why(err), "where", e.Where, "flags", e.Flags, "detail", err.Error())
}

// reasons tell by the words of an error why a store does not answer: those of the
// siblings themselves and, of a MongoDB, the driver's. The first that is found
// counts.
var reasons = []struct {
	words string
	code  Code
}{
	{"no SQLite database", "store_foreign"},
	{"belongs to another program", "store_foreign"},
	{"written by a newer version", "store_newer"},
	{"file is damaged", "store_damaged"},
	{"log of the file is damaged", "store_damaged"},
	{"head of the file is damaged", "store_damaged"},
	{"must be moved to layout", "store_busy"},
	{"disk is full", "store_full"},
	{"readonly database", "store_denied"},
	{"unable to open database file", "store_denied"},
	{"AuthenticationFailed", "store_refused"},
	{"auth error", "store_refused"},
	{"not authorized", "store_refused"},
	{"Unauthorized", "store_refused"},
	{"Type: RSSecondary", "store_no_primary"}, // among the servers that were found
	{"NotWritablePrimary", "store_no_primary"},
	{"server selection error", "store_unreachable"},
	{"no such host", "store_unreachable"},
	{"connection refused", "store_unreachable"},
	{"another process holds the file", "store_busy"},
}

// why names the reason of an error by which a store does not answer.
func why(err error) Code {
	if errors.Is(err, ErrEarlier) {
		return "store_earlier"
	}
	var f *fault.Fault
	if errors.As(err, &f) && (f.Code == fault.DataMissing || f.Code == fault.MongoMissing) {
		return "store_missing"
	}
	text := err.Error()
	for _, reason := range reasons {
		if strings.Contains(text, reason.words) {
			return reason.code
		}
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "store_missing"
	case errors.Is(err, syscall.ENOTDIR), errors.Is(err, syscall.EISDIR):
		return "store_not_folder"
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return "store_denied"
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return "store_full"
	case errors.Is(err, store.ErrTransient):
		return "store_busy"
	}
	return "store_failed"
}
