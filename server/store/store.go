// Package store is the contract between the product and whatever keeps its
// documents. It is small on purpose, so that it means the same on SQLite, on a
// MongoDB replica set and on a sharded cluster: insert, get, replace-if-version,
// query by a declared index, and changes since a token.
//
// One versioned document is the unit of atomicity. There is no write that spans
// two documents and no delete: a document that is gone leaves a tombstone, so
// that every reader hears of it.
//
// The city leads every key and every index: one installation serves one city or
// many, and a sharded cluster can split by it.
package store

import (
	"context"
	"errors"
)

// The refusals of the contract. A sibling wraps them with what it knows; callers
// match with errors.Is. Any other error is the store's own trouble.
var (
	ErrExists    = errors.New("a document with this id or unique key exists")
	ErrMissing   = errors.New("no such document")
	ErrStale     = errors.New("the document has changed since it was read")
	ErrBadQuery  = errors.New("the query does not fit a declared index")
	ErrBadToken  = errors.New("not a token of this store")
	ErrTooLarge  = errors.New("the document exceeds the size limit")
	ErrClosed    = errors.New("the store is closed")
	ErrTransient = errors.New("the store cannot be reached or is busy; the write may be retried")
)

// MaxBody is the largest body in bytes: MongoDB's 16 MiB document limit less
// room for the envelope and for BSON being wider than JSON.
const MaxBody = 12 << 20

// Collection declares a kind of document and the fields that it can be found by.
// Collections are declared once, in the schema that a sibling is opened with.
type Collection struct {
	Name    string // lower-case letters and underscores
	Indexes []Index
}

// Index declares one way to find documents: an equality on a prefix of Fields,
// in order. Every index is led by the city and followed by the id, which makes
// its order total. A document that lacks one of the fields is not in the index.
type Index struct {
	Name string
	// Fields are top-level members of the body that hold a string, an integer
	// or a boolean.
	Fields []string
	// Unique refuses a second document of the city with the same fields.
	Unique bool
}

// Document is one document with its envelope.
type Document struct {
	Collection string
	City       string // 6-digit division code
	ID         string // unique within collection and city; bytewise ordered
	// Version is 1 after Insert and one more after every Replace.
	Version int64
	// Gone marks a tombstone: Get and Query no longer see the document, Changes
	// does, and its id stays taken.
	Gone bool
	// Body is a JSON object. Numbers are 64-bit integers or doubles; instants
	// are RFC 3339 strings of fixed width, in UTC, so that they sort as text.
	Body []byte
}

// Query asks for documents of one city through one declared index, in the
// index's order: first its fields, then the id, all bytewise ascending.
type Query struct {
	Collection string
	City       string
	// Index names the declared index; empty means by id alone.
	Index string
	// Equal holds values for the first fields of the index.
	Equal []any
	// After is the Next of the page before; empty starts at the beginning.
	After Cursor
	// Limit is how many documents a page holds at most; 1 to 1,000.
	Limit int
}

// Cursor marks a place in a query's order. It stays good while others write.
type Cursor string

// Page is one page of a query's answer.
type Page struct {
	Documents []Document
	// Next starts the following page; empty on the last.
	Next Cursor
}

// Token marks a place in a store's sequence of changes.
type Token string

// Change says that a document was written. Feeds carry no bodies: a reader gets
// the document itself, which may by then be newer.
type Change struct {
	Collection string
	City       string
	ID         string
	Version    int64
	Gone       bool
}

// Store keeps documents. Every method is safe for concurrent use. A write that
// returns nil survives kill -9 and power loss; one that returns an error other
// than ErrTransient had no effect.
type Store interface {
	// Insert keeps a new document as version 1. ErrExists when its id is taken,
	// by a tombstone too, or a unique index refuses it.
	Insert(ctx context.Context, d Document) error
	// Get returns the document. ErrMissing when there is none or it is gone.
	Get(ctx context.Context, collection, city, id string) (Document, error)
	// Replace puts d in the place of the version that it was read at, d.Version,
	// and returns the new version. ErrStale when another write came first,
	// ErrMissing when the document never was, ErrExists when a unique index
	// refuses it. d.Gone leaves a tombstone.
	Replace(ctx context.Context, d Document) (int64, error)
	// Query returns one page. ErrBadQuery when no declared index fits.
	Query(ctx context.Context, q Query) (Page, error)
	// Changes returns up to limit changes after the token, oldest first, and the
	// token to go on from. The empty token stands before the first change. A
	// document written twice may appear once, with its latest version.
	Changes(ctx context.Context, since Token, limit int) ([]Change, Token, error)
	// Close waits for writes under way and releases what the store holds.
	// Afterwards every method returns ErrClosed.
	Close() error
}
