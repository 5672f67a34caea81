package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sizhang/server/store"
	"sizhang/server/store/storetest"
)

// times is how often a test tries something at random: SQLITE_DAMAGE_TIMES, or as
// often as is given.
func times(t *testing.T, otherwise int) int {
	t.Helper()
	given := os.Getenv("SQLITE_DAMAGE_TIMES")
	if given == "" {
		return otherwise
	}
	n, err := strconv.Atoi(given)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// population writes documents of every length, so that pages of every kind come
// of them, one by one, and returns them as they should stand.
func population(t *testing.T, s *Store, n int) map[string]store.Document {
	t.Helper()
	all := map[string]store.Document{}
	for i := range n {
		id := fmt.Sprintf("%04d", i)
		d := unit(id, fmt.Sprintf(`{"kind":"第%d类","code":"%s","rank":%d,"done":%v,"text":"%s"}`, i%3, id, i, i%2 == 0, strings.Repeat("中文 ", i*i%1500)))
		insert(t, s, d)
		d.Version = 1
		all[id] = d
	}
	return all
}

// readings are the ways to read a store; each returns the documents it came upon,
// those that it tells no body of without.
var readings = map[string]func(ctx context.Context, s *Store, ids []string) (map[string]store.Document, error){
	"Get": func(ctx context.Context, s *Store, ids []string) (map[string]store.Document, error) {
		all := map[string]store.Document{}
		for _, id := range ids {
			d, err := s.Get(ctx, "units", "110101", id)
			if err != nil {
				return nil, err
			}
			all[id] = d
		}
		return all, nil
	},
	"Query": func(ctx context.Context, s *Store, _ []string) (map[string]store.Document, error) {
		all := map[string]store.Document{}
		q := store.Query{Collection: "units", City: "110101", Index: "place", Limit: 40}
		for {
			page, err := s.Query(ctx, q)
			if err != nil {
				return nil, err
			}
			for _, d := range page.Documents {
				all[d.ID] = d
			}
			if q.After = page.Next; q.After == "" {
				return all, nil
			}
		}
	},
	"Changes": func(ctx context.Context, s *Store, ids []string) (map[string]store.Document, error) {
		all := map[string]store.Document{}
		changes, _, err := s.Changes(ctx, "", store.MaxLimit)
		for _, c := range changes {
			all[c.ID] = store.Document{Collection: c.Collection, City: c.City, ID: c.ID, Version: c.Version, Gone: c.Gone}
		}
		return all, err
	},
	"Scan": func(ctx context.Context, s *Store, _ []string) (map[string]store.Document, error) {
		all := map[string]store.Document{}
		_, err := s.Scan(ctx, func(d store.Document) error { all[d.ID] = d; return nil })
		return all, err
	},
}

// tellsNoLie fails the test if a reading gives anything but the documents or a
// clear error, and says whether there was an error.
func tellsNoLie(t *testing.T, s *Store, want map[string]store.Document) bool {
	t.Helper()
	ids, failed := slices.Sorted(maps.Keys(want)), false
	for name, read := range readings {
		got, err := read(t.Context(), s, ids)
		if err != nil {
			if failed = true; !strings.Contains(err.Error(), "damaged") || !strings.Contains(err.Error(), "backup") {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		same := func(a, b store.Document) bool {
			return a.Version == b.Version && a.Gone == b.Gone && (name == "Changes" || bytes.Equal(a.Body, b.Body))
		}
		if !maps.EqualFunc(got, want, same) {
			t.Errorf("%s gave %d documents, wrong ones among them or not all of %d", name, len(got), len(want))
		}
	}
	return failed
}

// TestFlippedBitsInTheFile: whatever bit flips, the file is refused or every
// reading tells the truth or says that the file is damaged; and an examination
// finds it.
func TestFlippedBitsInTheFile(t *testing.T) {
	dir := t.TempDir()
	s := opened(t, dir, storetest.Schema)
	want := population(t, s, 60)
	closeStore(t, s)
	path := filepath.Join(dir, File)
	sound, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	refused, failed, rounds := 0, 0, times(t, 100)
	for range rounds {
		bit := rand.IntN(8 * len(sound))
		raw := bytes.Clone(sound)
		raw[bit/8] ^= 1 << (bit % 8)
		overwrite(t, dir, raw)
		s, err := Open(t.Context(), dir, storetest.Schema)
		if err != nil {
			refused++
			continue
		}
		if tellsNoLie(t, s, want) {
			failed++
		}
		// What balances the log's checksums, at a page's end, means nothing in the file.
		const page, balance = 4096, 8
		if bit/8%page < page-balance && len(examined(t, s, true)[store.FoundDamaged]) == 0 {
			t.Errorf("an examination found nothing")
		}
		closeStore(t, s)
		if t.Failed() {
			t.Fatalf("with bit %d of byte %d flipped", bit%8, bit/8)
		}
	}
	t.Logf("%d flips: %d refused at the start, %d errors, %d in pages that only an examination reads", rounds, refused, failed, rounds-refused-failed)
}

// TestAFlipUnderAnOpenStore: what is read when a page is damaged, and when it is
// in another's place or nothing but zeros, as a disk may have it.
func TestAFlipUnderAnOpenStore(t *testing.T) {
	const page = 4096
	for name, spoil := range map[string]func(raw []byte){
		"a bit":                   func(raw []byte) { raw[len(raw)-page/2] ^= 4 },
		"a page of zeros":         func(raw []byte) { clear(raw[len(raw)-page:]) },
		"a page in another place": func(raw []byte) { copy(raw[len(raw)-page:], raw[len(raw)-2*page:len(raw)-page]) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			raw := made(t, dir)
			s := opened(t, dir, storetest.Schema)
			spoil(raw)
			overwrite(t, dir, raw)
			_, err := s.Get(t.Context(), "units", "110101", "19")
			if err == nil || !strings.Contains(err.Error(), "a page is not as it was written") {
				t.Errorf("got %v", err)
			}
			if _, err := s.Get(t.Context(), "units", "110101", "3"); err != nil {
				t.Errorf("another page: %v", err)
			}
		})
	}
}

// TestAnExaminationReadsTheDisk: what the store still has in memory may be right,
// and damaged on the disk.
func TestAnExaminationReadsTheDisk(t *testing.T) {
	dir := t.TempDir()
	raw := made(t, dir)
	s := opened(t, dir, storetest.Schema)
	if told := examined(t, s, true); told[store.FoundDamaged] != nil {
		t.Errorf("got %v", told)
	}
	raw[len(raw)/2] ^= 4
	overwrite(t, dir, raw)
	if told := examined(t, s, true); told[store.FoundDamaged] == nil {
		t.Errorf("got %v", told)
	}
}

// TestAFlipInTheLogOfAnOpenStore: the log's pages are held against its checksums
// too, when they are read and when they are folded into the file.
func TestAFlipInTheLogOfAnOpenStore(t *testing.T) {
	dir := t.TempDir()
	s := opened(t, dir, storetest.Schema)
	insert(t, s, unit("a", `{"text":"`+strings.Repeat("x", 9000)+`"}`))
	path := filepath.Join(dir, File+"-wal")
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	raw[bytes.LastIndex(raw, []byte("xxxxxxxx"))] ^= 1
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Get(t.Context(), "units", "110101", "a"); err == nil || !strings.Contains(err.Error(), "a page is not as it was written") {
		t.Errorf("Get: %v", err)
	}
	if err := s.writes.conn.fold(t.Context()); !isDamage(err) {
		t.Errorf("folding the log: %v", err)
	}
	var n int
	err = s.reads.query(t.Context(), "SELECT count(*) FROM units", nil, func(row *sql.Rows) (bool, error) { return false, row.Scan(&n) })
	if err != nil || n != 1 {
		t.Errorf("what is not damaged: %d, %v", n, err)
	}
}
