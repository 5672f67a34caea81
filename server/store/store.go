// Package store is the contract between the product and whatever keeps its
// documents. It is small on purpose, so that it means the same on SQLite, on a
// MongoDB replica set and on a sharded cluster: insert, get, replace-if-version,
// query by a declared index, and changes since a token; and, for those who keep
// the store, await, scan, adopt and examine.
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
	ErrExists      = errors.New("a document with this id or unique key exists")
	ErrMissing     = errors.New("no such document")
	ErrStale       = errors.New("the document has changed since it was read")
	ErrBadDocument = errors.New("not a document that every store can keep")
	ErrBadQuery    = errors.New("the query does not fit a declared index")
	ErrBadToken    = errors.New("not a token of this store")
	ErrTooLarge    = errors.New("the document exceeds the size limit")
	ErrClosed      = errors.New("the store is closed")
	ErrTransient   = errors.New("the store cannot be reached or is busy; the write may be retried")
)

// Limits of the contract.
const (
	// MaxBody is the largest body in bytes: MongoDB's 16 MiB document limit less
	// room for the envelope.
	MaxBody = 12 << 20
	// MaxWidth is the largest body in bytes of BSON: what MongoDB's limit leaves
	// once the envelope has 64 KiB. A list of small numbers is far wider there than
	// as JSON; every sibling refuses it, so that a store can move.
	MaxWidth = 16<<20 - 64<<10
	// MaxDepth is how deep a body may nest; MongoDB ends at 100.
	MaxDepth = 64
	// MaxKey is the longest city, id or indexed text in bytes.
	MaxKey = 512
	// MaxLimit is the most documents or changes that can be asked for at once.
	MaxLimit = 1000
)

// Collection declares a kind of document and the fields that it can be found by.
// Collections are declared once, in the schema that a sibling is opened with.
type Collection struct {
	Name    string // lower-case letters and underscores
	Indexes []Index
}

// Index declares one way to find documents: an equality on a prefix of Fields,
// in order. Every index is led by the city and followed by the id, which makes
// its order total. A document where one of the fields is missing or holds
// anything but a text, an integer or a boolean is not in the index, and a unique
// index does not guard it.
type Index struct {
	Name string // lower-case letters and underscores
	// Fields are top-level members of the body, in lower-case letters, digits
	// and underscores.
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
	// does, and its id stays taken. A tombstone keeps no body and frees the
	// document's unique keys.
	Gone bool
	// Body is a JSON object. A number without fraction and exponent is a 64-bit
	// integer, every other a double; instants are RFC 3339 strings of fixed
	// width, in UTC, so that they sort as text. What comes back is the same value
	// with members in the same order; its spacing and escapes may differ. Check
	// says what else a body must keep to.
	Body []byte
}

// Query asks for documents of one city through one declared index, in the
// index's order: first its fields, then the id, all ascending. Integers stand
// before texts and texts before booleans; texts compare bytewise, false stands
// before true.
type Query struct {
	Collection string
	City       string
	// Index names the declared index; empty means by id alone.
	Index string
	// Equal holds values for the first fields of the index: strings, integers
	// of 64 bits or booleans. true is not 1.
	Equal []any
	// After is the Next of the page before; empty starts at the beginning.
	After Cursor
	// Limit is how many documents a page holds at most; 1 to MaxLimit.
	Limit int
	// Head is how many bytes of each body are enough, 0 where all are wanted: one that
	// has more may end there, in the midst of a value. It spares a store the rest.
	Head int
}

// Cursor marks a place in the order of one query, that is of one collection,
// city, index and Equal. It stays good while others write: a document that
// exists throughout and keeps its fields is on exactly one page.
type Cursor string

// Page is one page of a query's answer.
type Page struct {
	// Documents may be fewer than Limit although more follow, where they are
	// large.
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

// Finding is one thing about a store that somebody should know.
type Finding struct {
	Code string            // stable, such as "index_missing"; see findings.go
	With map[string]string // what its text is filled with, such as the index
}

// Store keeps documents: the first seven verbs are what the product lives by,
// the next three what its keepers need. Every method is safe for concurrent use. A write that
// returns nil survives kill -9 and power loss; one that returns an error other
// than ErrTransient had no effect. After ErrTransient the effect is unknown: to
// repeat the write is safe, and ErrExists or ErrStale then tells the caller to
// read what stands there.
//
// When a context ends, the method returns an error that is the context's. A write
// that had not begun by then has no effect; for one that had, the error is
// ErrTransient as well.
type Store interface {
	// Insert keeps a new document as version 1, whatever d.Version says.
	// ErrExists when its id is taken, by a tombstone too, or a unique index
	// refuses it; ErrBadDocument or ErrTooLarge as Check has it.
	Insert(ctx context.Context, d Document) error
	// Get returns the document. ErrMissing when there is none or it is gone,
	// ErrBadQuery when the collection is not declared.
	Get(ctx context.Context, collection, city, id string) (Document, error)
	// Replace puts d in the place of the version that it was read at, d.Version,
	// and returns the new version. ErrStale when another write came first,
	// ErrMissing when the document never was, ErrExists when a unique index
	// refuses it; ErrBadDocument or ErrTooLarge as Check has it. d.Gone leaves a
	// tombstone; to replace a tombstone at its version brings the document back.
	Replace(ctx context.Context, d Document) (int64, error)
	// Query returns one page. ErrBadQuery when no declared index fits, or the
	// cursor is not one of this query's.
	Query(ctx context.Context, q Query) (Page, error)
	// Changes returns up to limit changes after the token, oldest first, and the
	// token to go on from; limit is 1 to MaxLimit, else ErrBadQuery. The empty
	// token stands before the first change. A document written twice may appear
	// once, with its latest version. A write is among the changes as soon as it
	// returned, and none is ever missed, whichever process made it.
	Changes(ctx context.Context, since Token, limit int) ([]Change, Token, error)
	// Newest returns a token to go on from for a reader who then reads the documents
	// themselves: whatever is written from now on comes after it, and of what was written
	// before at most the latest does. It costs the same however much was ever written.
	Newest(ctx context.Context) (Token, error)
	// Await returns nil when something may have been written after the token, by
	// whichever process: at the latest half a second after such a write returned.
	// It may return although nothing was. ErrBadToken as Changes has it.
	Await(ctx context.Context, since Token) error
	// Scan hands every document to visit, tombstones too, in the schema's order of
	// collections and bytewise by city and id, until visit fails: that is then its
	// error. Where the server can read so, all stand as they did at one moment,
	// and Scan says true. Elsewhere each stands as it did at some moment of the
	// scan, collections one after the other.
	Scan(ctx context.Context, visit func(Document) error) (bool, error)
	// Adopt keeps a document as another store had it: at d.Version, as a tombstone
	// where it is Gone. Nil when the very same document stands already, so that a
	// move can be taken up again; ErrExists when another has its id or a unique
	// key; ErrBadDocument or ErrTooLarge as Check has it.
	Adopt(ctx context.Context, d Document) error
	// Examine looks the store over and tells what somebody should know, the worst
	// included, as findings; its error is that it could not look. deep reads every
	// page and document, which takes as long as a backup.
	Examine(ctx context.Context, deep bool, tell func(Finding)) error
	// Close waits for calls under way and releases what the store holds. After
	// it every method, a second Close too, returns ErrClosed.
	Close() error
}
