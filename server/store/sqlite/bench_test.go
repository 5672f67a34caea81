package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"sizhang/server/store"
)

// benchSchema has what a collection of the product typically has.
var benchSchema = []store.Collection{{Name: "units", Indexes: []store.Index{
	{Name: "edition", Fields: []string{"edition"}},
	{Name: "level", Fields: []string{"level", "parent"}},
}}}

func benchDocument(n int64) store.Document {
	return store.Document{Collection: "units", City: "110101", ID: fmt.Sprintf("110101%09d", n), Body: fmt.Appendf(nil,
		`{"edition":"2024-01","level":"grid","parent":"110101%03d","names":{"zh":"第%d网格","en":"Grid %d"},`+
			`"shape":[[116.4012345,39.9123456],[116.4112345,39.9123456],[116.4112345,39.9223456],[116.4012345,39.9123456]],`+
			`"declared":{"datum":"gcj02"},"note":"%0300d"}`, n%500, n, n, n)}
}

// BenchmarkInsert inserts with several writers at once; "bare" is what the same
// SQLite does without the store, with the same table, indexes and durability,
// one statement and one commit a document.
func BenchmarkInsert(b *testing.B) {
	b.Run("bare", func(b *testing.B) { benchBare(b, machinePages) })
	for _, writers := range []int{1, 8, 64} {
		b.Run(fmt.Sprintf("writers=%d", writers), func(b *testing.B) {
			s := opened(b, b.TempDir(), benchSchema)
			b.ResetTimer()
			var next atomic.Int64
			var all sync.WaitGroup
			for range writers {
				all.Go(func() {
					for n := next.Add(1); n <= int64(b.N); n = next.Add(1) {
						if err := s.Insert(b.Context(), benchDocument(n)); err != nil {
							b.Error(err)
							return
						}
					}
				})
			}
			all.Wait()
		})
	}
}

func benchBare(b *testing.B, system string) {
	s := opened(b, b.TempDir(), benchSchema)
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	conn, err := dial(b.Context(), s.path, system)
	if err != nil {
		b.Fatal(err)
	}
	defer conn.close()
	insert, err := conn.PrepareContext(b.Context(),
		`INSERT INTO units (city, id, version, stamp, gone, body) VALUES (?, ?, 1, ?, 0, ?)`)
	if err != nil {
		b.Fatal(err)
	}
	defer insert.Close()
	for n := int64(1); b.Loop(); n++ {
		d := benchDocument(n)
		if _, err := insert.ExecContext(context.Background(), d.City, d.ID, n, string(d.Body)); err != nil {
			b.Fatal(err)
		}
	}
}

// filled is a store of so many documents.
func filled(b *testing.B, documents int) *Store {
	s := opened(b, b.TempDir(), benchSchema)
	var next atomic.Int64
	var all sync.WaitGroup
	for range 64 {
		all.Go(func() {
			for n := next.Add(1); n <= int64(documents); n = next.Add(1) {
				if err := s.Insert(b.Context(), benchDocument(n)); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
	return s
}

const benchDocuments = 20000

func BenchmarkGet(b *testing.B) {
	s := filled(b, benchDocuments)
	for n := int64(0); b.Loop(); n++ {
		if _, err := s.Get(b.Context(), "units", "110101", benchDocument(n*7919%benchDocuments+1).ID); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkChecksums reads and writes the same with checksums on the pages and
// without, as SQLite itself does: documents by id, from far more pages than SQLite
// keeps, and one durable insert after the other.
func BenchmarkChecksums(b *testing.B) {
	s := filled(b, benchDocuments)
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	for name, system := range map[string]string{"with": checkedPages, "without": machinePages} {
		b.Run("read/"+name, func(b *testing.B) {
			reads, err := newReader(s.path, system, 1)
			if err != nil {
				b.Fatal(err)
			}
			defer reads.close()
			for n := int64(0); b.Loop(); n++ {
				id, found := benchDocument(n*7919%benchDocuments+1).ID, false
				err := reads.query(b.Context(), s.tables["units"].get, []any{"110101", id}, func(row *sql.Rows) (bool, error) {
					var version int64
					var body []byte
					found = true
					return false, row.Scan(&version, &body)
				})
				if err != nil || !found {
					b.Fatal(found, err)
				}
			}
		})
		b.Run("write/"+name, func(b *testing.B) { benchBare(b, system) })
	}
}

// BenchmarkReplace is a compare-and-set by one writer.
func BenchmarkReplace(b *testing.B) {
	s := opened(b, b.TempDir(), benchSchema)
	d := benchDocument(1)
	if err := s.Insert(b.Context(), d); err != nil {
		b.Fatal(err)
	}
	d.Version = 1
	for b.Loop() {
		version, err := s.Replace(b.Context(), d)
		if err != nil {
			b.Fatal(err)
		}
		d.Version = version
	}
}

// BenchmarkPage reads pages of 20: by all fields of an index, by its first field
// from a cursor in its midst, and by the id.
func BenchmarkPage(b *testing.B) {
	s := filled(b, benchDocuments)
	for name, q := range map[string]store.Query{
		"index":  {Index: "level", Equal: []any{"grid", "110101042"}},
		"prefix": {Index: "level", Equal: []any{"grid"}},
		"id":     {},
	} {
		q.Collection, q.City, q.Limit = "units", "110101", 20
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				page, err := s.Query(b.Context(), q)
				if err != nil || len(page.Documents) != 20 {
					b.Fatal(len(page.Documents), err)
				}
				q.After = page.Next
			}
		})
	}
}

// BenchmarkChanges reads the feed from its beginning, a thousand at a time.
func BenchmarkChanges(b *testing.B) {
	s := filled(b, benchDocuments)
	var token store.Token
	for b.Loop() {
		changes, next, err := s.Changes(b.Context(), token, store.MaxLimit)
		if err != nil {
			b.Fatal(err)
		}
		if token = next; len(changes) < store.MaxLimit {
			token = ""
		}
	}
}
