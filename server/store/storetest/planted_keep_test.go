package storetest

import (
	"bytes"
	"context"
	"errors"
	"strconv"

	"sizhang/server/store"
)

var plantedInKeeping = []planted{
	{"a scan leaves tombstones out", "scan/hands over everything, tombstones too", func(b *bent) {
		b.scan = func(ctx context.Context, visit func(store.Document) error) (bool, error) {
			return b.memory.Scan(ctx, func(d store.Document) error {
				if d.Gone {
					return nil
				}
				return visit(d)
			})
		}
	}},
	{"a scan ends after a thousand", "scan/hands over many", func(b *bent) {
		b.scan = func(ctx context.Context, visit func(store.Document) error) (bool, error) {
			n := 0
			return b.memory.Scan(ctx, func(d store.Document) error {
				if n++; n > 1000 {
					return nil
				}
				return visit(d)
			})
		}
	}},
	{"a scan calls many moments one", "scan/sees one moment under 16 writers, or says that it does not", func(b *bent) {
		b.scan = func(ctx context.Context, visit func(store.Document) error) (bool, error) {
			for _, c := range Schema {
				for _, k := range b.sorted() {
					if k.Collection != c.Name {
						continue
					}
					if err := visit(k.Document); err != nil {
						return false, err
					}
				}
				pause()
			}
			return true, ctx.Err()
		}
	}},
	{"a scan swallows its visitor's error", "scan/ends with its visitor's error", func(b *bent) {
		b.scan = func(ctx context.Context, visit func(store.Document) error) (bool, error) {
			moment, err := b.memory.Scan(ctx, visit)
			if ctx.Err() == nil && !errors.Is(err, store.ErrClosed) {
				err = nil
			}
			return moment, err
		}
	}},
	{"a scan uses one body for all", "scan/leaves each body to its visitor", func(b *bent) {
		b.scan = func(ctx context.Context, visit func(store.Document) error) (bool, error) {
			var body []byte
			return b.memory.Scan(ctx, func(d store.Document) error {
				body = append(body[:0], d.Body...)
				d.Body = body
				return visit(d)
			})
		}
	}},
	{"what is adopted begins at 1", "adopt/keeps the version", func(b *bent) {
		b.adopt = func(ctx context.Context, d store.Document) error { return b.memory.Insert(ctx, d) }
	}},
	{"to adopt again is refused", "adopt/takes the very same again", func(b *bent) {
		b.adopt = func(ctx context.Context, d store.Document) error {
			if _, err := b.memory.Get(ctx, d.Collection, d.City, d.ID); err == nil {
				return store.ErrExists
			}
			return b.memory.Adopt(ctx, d)
		}
	}},
	{"to adopt again compares the spelling", "adopt/takes the very same again, written otherwise", func(b *bent) {
		b.adopt = func(ctx context.Context, d store.Document) error {
			if got, err := b.memory.Get(ctx, d.Collection, d.City, d.ID); err == nil && !bytes.Equal(got.Body, d.Body) {
				return store.ErrExists
			}
			return b.memory.Adopt(ctx, d)
		}
	}},
	{"to adopt overwrites", "adopt/refuses another body for its id", func(b *bent) {
		b.adopt = func(ctx context.Context, d store.Document) error {
			err := b.memory.Adopt(ctx, d)
			if errors.Is(err, store.ErrExists) {
				return b.force(d)
			}
			return err
		}
	}},
	{"what is adopted is no change", "adopt/stands among the changes", func(b *bent) {
		b.adopt = func(ctx context.Context, d store.Document) error {
			err := b.memory.Adopt(ctx, d)
			b.mu.Lock()
			defer b.mu.Unlock()
			quiet := b.kept[keyOf(d)]
			quiet.stamp = 0
			b.kept[keyOf(d)] = quiet
			return err
		}
	}},
	{"a deep look takes odd bodies for damage", "examine/finds no fault in odd bodies and keys", func(b *bent) {
		b.examine = func(ctx context.Context, deep bool, tell func(store.Finding)) error {
			for _, k := range b.sorted() {
				if deep && k.ID != strconv.QuoteToASCII(k.ID) {
					tell(store.Finding{Code: store.FoundBadDocument})
				}
			}
			return b.memory.Examine(ctx, deep, tell)
		}
	}},
	{"a deep look counts nothing", "examine/counts documents when it looks deeply", func(b *bent) {
		b.examine = func(ctx context.Context, deep bool, tell func(store.Finding)) error {
			return b.memory.Examine(ctx, false, tell)
		}
	}},
}

var plantedInConnections = []planted{
	{"a write is made again where the version then is", "connection/repeats a replacement to one effect", func(b *bent) {
		b.replace = func(ctx context.Context, d store.Document) (int64, error) {
			version, err := b.memory.Replace(ctx, d)
			for errors.Is(err, store.ErrTransient) && ctx.Err() == nil {
				pause()
				if got, lost := b.memory.Get(ctx, d.Collection, d.City, d.ID); lost == nil {
					d.Version = got.Version
					version, err = b.memory.Replace(ctx, d)
				}
			}
			return version, err
		}
	}},
	{"an insert of unknown end is said to have failed", "connection/tells the truth of every write", func(b *bent) {
		b.insert = func(ctx context.Context, d store.Document) error {
			err := b.memory.Insert(ctx, d)
			if errors.Is(err, store.ErrTransient) {
				return context.DeadlineExceeded
			}
			return err
		}
	}},
	{"changes begin anew after the connection was cut", "connection/misses no change", func(b *bent) {
		b.changes = func(ctx context.Context, since store.Token, limit int) ([]store.Change, store.Token, error) {
			changes, next, err := b.memory.Changes(ctx, since, limit)
			if errors.Is(err, store.ErrTransient) {
				b.mu.Lock()
				defer b.mu.Unlock()
				return nil, b.token(b.stamp), nil
			}
			return changes, next, err
		}
	}},
	{"a broken scan is said to be whole", "connection/that breaks under a scan says so, or hands over everything", func(b *bent) {
		b.scan = func(ctx context.Context, visit func(store.Document) error) (bool, error) {
			moment, err := b.memory.Scan(ctx, visit)
			if errors.Is(err, store.ErrTransient) {
				err = nil
			}
			return moment, err
		}
	}},
	{"what fails for the time being fails for good", "connection/that is cut fails every call for the time being", func(b *bent) {
		b.get = func(ctx context.Context, collection, city, id string) (store.Document, error) {
			d, err := b.memory.Get(ctx, collection, city, id)
			if errors.Is(err, store.ErrTransient) {
				err = store.ErrMissing
			}
			return d, err
		}
	}},
}
