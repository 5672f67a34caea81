// Package blob keeps large things that never change, such as photos, behind one
// small interface: in a folder (folder.go) or in a bucket of an S3 service (s3.go).
package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
)

// ErrMissing says that nothing is kept under the key.
var ErrMissing = errors.New("nothing is kept under this key")

// ErrBadKey is a key that not every sibling can keep.
var ErrBadKey = errors.New("not a key that every place can keep")

// ErrEmpty is a blob of no bytes, which not every service keeps.
var ErrEmpty = errors.New("there is nothing to keep")

// Blobs keep bytes under keys. Keys are lower-case letters, digits, - and /; what is
// kept under one never changes. Safe for concurrent use, in several processes.
type Blobs interface {
	// Put keeps the bytes; they survive a power loss once it returns nil. Under a key
	// that is taken already it does nothing: its caller names things by their hash.
	// ErrBadKey as CheckKey has it, ErrEmpty where there are no bytes.
	Put(ctx context.Context, key string, content []byte) error
	// Open reads them; ErrMissing where there are none. The caller closes what it
	// returns.
	Open(ctx context.Context, key string) (io.ReadCloser, error)
	// Each calls visit with every key under the prefix, in bytewise order, until
	// visit fails: that is then its error. The prefix may end within a name.
	Each(ctx context.Context, prefix string, visit func(key string) error) error
	Close() error
}

// MaxKey is the longest key in bytes.
const MaxKey = 512

// maxName is the longest part of a key between two slashes, in bytes: what file
// systems allow in a name.
const maxName = 255

// CheckKey is nil for a key that every sibling can keep: names of lower-case
// letters, digits and -, none empty, with / between them.
func CheckKey(key string) error {
	if len(key) > MaxKey {
		return fmt.Errorf("%w: %d bytes", ErrBadKey, len(key))
	}
	for name := range strings.SplitSeq(key, "/") {
		if name == "" || len(name) > maxName || strings.ContainsFunc(name, unfit) {
			return fmt.Errorf("%w: %q", ErrBadKey, key)
		}
	}
	return nil
}

// check is what every sibling looks at before it keeps anything.
func check(key string, content []byte) error {
	if len(content) == 0 {
		return ErrEmpty
	}
	return CheckKey(key)
}

func unfit(r rune) bool {
	return r != '-' && (r < '0' || r > '9') && (r < 'a' || r > 'z')
}
