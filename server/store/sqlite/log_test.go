package sqlite

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sizhang/server/store"
	"sizhang/server/store/storetest"
)

// crash is what a process left that was killed: the file, its log, and where in
// the log each of its transactions ended, each a document's.
type crash struct {
	file, log []byte
	index     []byte // of the log; nil after a loss of power
	ends      []int
}

// crashed makes so many transactions, behind what an earlier use of the log left
// in its file, and takes a picture. Their first pages hold a body each.
func crashed(t *testing.T, transactions int) crash {
	t.Helper()
	dir := t.TempDir()
	s := opened(t, dir, storetest.Schema)
	insert(t, s, unit("earlier", `{"text":"`+strings.Repeat("earlier ", 40000)+`"}`))
	if err := s.writes.conn.run(t.Context(), "PRAGMA wal_checkpoint(RESTART)"); err != nil {
		t.Fatal(err)
	}
	read := func(name string) []byte {
		raw, err := os.ReadFile(filepath.Join(dir, File+name))
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	// The index of the log says how many frames are committed.
	c := crash{}
	for n := range transactions {
		insert(t, s, unit(fmt.Sprint(n), fmt.Sprintf(`{"n":%d,"text":"%s"}`, n, strings.Repeat("text ", 1500))))
		frames := int(le32(read("-shm")[16:]))
		c.ends = append(c.ends, 32+frames*(24+4096))
	}
	c.file, c.log, c.index = read(""), read("-wal"), read("-shm")
	if len(c.log) < c.ends[transactions-1]+10*4096 {
		t.Fatal("nothing of the earlier use is left")
	}
	return c
}

func le32(b []byte) uint32 {
	return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24
}

// restart opens a store that was left so, and returns how many transactions it
// has; it must have the first ones.
func (c crash) restart(t *testing.T, log []byte) (int, error) {
	t.Helper()
	dir := t.TempDir()
	overwrite(t, dir, c.file)
	if err := os.WriteFile(filepath.Join(dir, File+"-wal"), log, 0o600); err != nil {
		t.Fatal(err)
	}
	if c.index != nil {
		if err := os.WriteFile(filepath.Join(dir, File+"-shm"), c.index, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s, err := Open(t.Context(), dir, storetest.Schema)
	if err != nil {
		after, readErr := os.ReadFile(filepath.Join(dir, File+"-wal"))
		if readErr != nil || !bytes.Equal(after, log) {
			t.Errorf("the refused log was changed: %v", readErr)
		}
		return 0, err
	}
	defer closeStore(t, s)
	changes, _, err := s.Changes(t.Context(), "", store.MaxLimit)
	if err != nil {
		t.Fatal(err)
	}
	for n, change := range changes[1:] {
		d, err := s.Get(t.Context(), "units", "110101", change.ID)
		if err != nil || change.ID != fmt.Sprint(n) || !bytes.HasPrefix(d.Body, fmt.Appendf(nil, `{"n":%d,`, n)) {
			t.Errorf("transaction %d is %s: %v", n, change.ID, err)
		}
	}
	return len(changes) - 1, nil
}

// whole is how many transactions end at or before the offset.
func (c crash) whole(offset int) int {
	n := 0
	for n < len(c.ends) && c.ends[n] <= offset {
		n++
	}
	return n
}

// TestTornLogs: whatever is missing of the last transaction's part of the log, or
// was never written to it, the transactions before it are there.
func TestTornLogs(t *testing.T) {
	c := crashed(t, 5)
	c.index = nil
	last := c.ends[3]
	for range times(t, 12) {
		at := last + rand.IntN(c.ends[4]-last)
		garbage := bytes.Clone(c.log)
		for i := at; i < min(at+512, c.ends[4]); i++ {
			garbage[i] = byte(rand.Int())
		}
		zeros := bytes.Clone(c.log)
		clear(zeros[at&^511 : at])
		clear(zeros[at:c.ends[4]])
		for name, log := range map[string][]byte{"cut off": c.log[:at], "garbage": garbage, "zeros": zeros} {
			want := 4
			if name == "zeros" {
				want = c.whole(at &^ 511)
			}
			if got, err := c.restart(t, log); err != nil || got != want {
				t.Fatalf("%s at %d: %d of %d transactions, %v", name, at, got, want, err)
			}
		}
	}
	for range times(t, 10) {
		at := rand.IntN(c.ends[4])
		if got, err := c.restart(t, c.log[:at]); err != nil || got != c.whole(at) {
			t.Fatalf("cut off at %d: %d of %d transactions, %v", at, got, c.whole(at), err)
		}
	}
}

// TestAnotherToolFoldsTheLog: whoever opens a file that a crash left, and closes
// it, folds the log into the file; the pages have their checksums all the same.
func TestAnotherToolFoldsTheLog(t *testing.T) {
	c := crashed(t, 5)
	dir := t.TempDir()
	overwrite(t, dir, c.file)
	path := filepath.Join(dir, File)
	if err := os.WriteFile(path+"-wal", c.log, 0o600); err != nil {
		t.Fatal(err)
	}
	var documents int
	ask(t, path, "SELECT count(*) FROM units", &documents)
	if _, err := os.Stat(path + "-wal"); !errors.Is(err, os.ErrNotExist) || documents != 6 {
		t.Errorf("the log was not folded: %d documents, %v", documents, err)
	}
	checked(t, dir)
	if told := examined(t, opened(t, dir, storetest.Schema), true); told[store.FoundDamaged] != nil {
		t.Errorf("an examination found %v", told)
	}
}

// TestAnotherToolWrites: what it writes is damaged to us, and not taken for good.
func TestAnotherToolWrites(t *testing.T) {
	dir := t.TempDir()
	made(t, dir)
	execute(t, filepath.Join(dir, File), "UPDATE units SET body = '{}' WHERE id = '7'")
	s, err := Open(t.Context(), dir, storetest.Schema)
	if err == nil {
		defer closeStore(t, s)
		_, err = s.Get(t.Context(), "units", "110101", "7")
	}
	if err == nil || !strings.Contains(err.Error(), "a page is not as it was written") {
		t.Errorf("got %v", err)
	}
}

// TestALargeTransactionIsWrittenTwice: SQLite writes pages to the log before the
// commit when they are too many to keep, and some of them again.
func TestALargeTransactionIsWrittenTwice(t *testing.T) {
	dir := t.TempDir()
	s := opened(t, dir, storetest.Schema)
	c := s.writes.conn
	if err := c.run(t.Context(), "PRAGMA cache_size = 10", "BEGIN"); err != nil {
		t.Fatal(err)
	}
	for n := range 2000 {
		if _, err := c.ExecContext(t.Context(), `INSERT INTO units VALUES ('110101', ?, 1, ?, 0, '{"code":' || ? || ',"kind":"' || hex(randomblob(100)) || '"}')`, fmt.Sprint(n*7919%2000), n, n); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.run(t.Context(), "UPDATE _store SET stamp = 2000", "COMMIT"); err != nil {
		t.Fatal(err)
	}
	insert(t, s, unit("after", `{}`))
	image := pictured(t, dir)
	for _, s := range []*Store{s, opened(t, image, storetest.Schema)} {
		told := examined(t, s, true)
		if f := told[store.FoundDocuments]; told[store.FoundDamaged] != nil || f[1].With["count"] != "2001" {
			t.Errorf("an examination found %v", told)
		}
		closeStore(t, s)
	}
	checked(t, image)
}

// TestFlippedBitsInTheLog: a bit that flips in what a crash left loses nothing
// silently, but in the last transaction, where it looks like a torn write.
func TestFlippedBitsInTheLog(t *testing.T) {
	c := crashed(t, 5)
	c.index = nil
	refused, last, behind := 0, 0, 0
	for range times(t, 80) {
		bit := rand.IntN(8 * (c.ends[4] + 4096))
		c.flip(t, bit, &refused, &last, &behind)
	}
	// Where it matters most: the head of the log and of every frame.
	for _, at := range []int{0, 3, 5, 9, 14, 17, 22, 25, 30} {
		c.flip(t, 8*at+rand.IntN(8), &refused, &last, &behind)
	}
	for frame := 32; frame < c.ends[4]; frame += 24 + 4096 {
		for field := range 6 {
			c.flip(t, 8*(frame+4*field+rand.IntN(4))+rand.IntN(8), &refused, &last, &behind)
		}
	}
	t.Logf("%d refused, %d taken for a torn write, %d of no consequence", refused, last, behind)
}

func (c crash) flip(t *testing.T, bit int, refused, last, behind *int) {
	t.Helper()
	log := bytes.Clone(c.log)
	log[bit/8] ^= 1 << (bit % 8)
	got, err := c.restart(t, log)
	switch {
	case err != nil && strings.Contains(err.Error(), "the log of the file is damaged") && bit/8 < c.ends[4]:
		*refused++
	case err == nil && got == 4 && bit/8 >= c.ends[3] && bit/8 < c.ends[4]:
		*last++
	case err == nil && got == 5 && bit/8 >= c.ends[4]:
		*behind++
	default:
		t.Fatalf("bit %d of byte %d: %d transactions, %v; they end at %v", bit%8, bit/8, got, err, c.ends)
	}
}

// TestDamageThatIsNoTear: in the last transaction too it shows when nothing of a
// frame is wrong but its salts, or nothing but its checksums.
func TestDamageThatIsNoTear(t *testing.T) {
	c := crashed(t, 2)
	c.index = nil
	const frame = 24 + 4096
	for at := c.ends[0]; at < c.ends[1]; at += frame {
		for field := 8; field < 24; field += 4 {
			if field >= 16 && at+frame == c.ends[1] {
				continue // nothing follows that would tell
			}
			log := bytes.Clone(c.log)
			log[at+field+1] ^= 16
			if got, err := c.restart(t, log); err == nil || !strings.Contains(err.Error(), "the log of the file is damaged") {
				t.Errorf("byte %d of the frame at %d: %d transactions, %v", field, at, got, err)
			}
		}
	}
}

// TestATearBeforeWhatWasUndone: behind the last transaction there may be frames of
// one that was undone, which have this log's salts and tell nothing.
func TestATearBeforeWhatWasUndone(t *testing.T) {
	dir := t.TempDir()
	s := opened(t, dir, storetest.Schema)
	insert(t, s, unit("a", `{}`))
	before := sizeOf(t, dir)
	c := s.writes.conn
	if err := c.run(t.Context(), "PRAGMA cache_size = 1", "BEGIN"); err != nil {
		t.Fatal(err)
	}
	for n := range 100 {
		if _, err := c.ExecContext(t.Context(), `INSERT INTO notes VALUES ('110101', ?, 1, 2, 0, '{"text":"' || hex(randomblob(2000)) || '"}')`, fmt.Sprint(n)); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.run(t.Context(), "ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	if sizeOf(t, dir) < before+50*4096 {
		t.Fatal("nothing of it came to the log")
	}
	insert(t, s, unit("b", `{}`))
	image := pictured(t, dir)
	log, err := os.ReadFile(filepath.Join(image, File+"-wal"))
	if err != nil {
		t.Fatal(err)
	}
	log[before+24+100] ^= 1 // in the first page of the last transaction
	if err := os.WriteFile(filepath.Join(image, File+"-wal"), log, 0o600); err != nil {
		t.Fatal(err)
	}
	again := opened(t, image, storetest.Schema)
	if _, err := again.Get(t.Context(), "units", "110101", "a"); err != nil {
		t.Error(err)
	}
	if _, err := again.Get(t.Context(), "units", "110101", "b"); !errors.Is(err, store.ErrMissing) {
		t.Errorf("what was torn: %v", err)
	}
}

// pictured copies a store's file and log, as a loss of power might leave them.
func pictured(t *testing.T, dir string) string {
	t.Helper()
	image := t.TempDir()
	for _, suffix := range []string{"", "-wal", "-journal"} {
		raw, err := os.ReadFile(filepath.Join(dir, File+suffix))
		if errors.Is(err, os.ErrNotExist) && suffix != "" {
			continue
		}
		if err == nil {
			err = os.WriteFile(filepath.Join(image, File+suffix), raw, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return image
}

// sizeOf is how far the log of a store is written.
func sizeOf(t *testing.T, dir string) int {
	t.Helper()
	info, err := os.Stat(filepath.Join(dir, File+"-wal"))
	if err != nil {
		t.Fatal(err)
	}
	return int(info.Size())
}

// TestAKilledProcessLeavesTheIndexOfItsLog: with it, a bit that flips in the last
// transaction is told from a torn write, and so is a log cut short.
func TestAKilledProcessLeavesTheIndexOfItsLog(t *testing.T) {
	c := crashed(t, 5)
	if got, err := c.restart(t, c.log); err != nil || got != 5 {
		t.Fatalf("as it was left: %d transactions, %v", got, err)
	}
	var spoilt [][]byte
	for range times(t, 40) {
		at := rand.IntN(c.ends[4])
		if at >= 16 && at < 24 {
			at += 8 // other salts in the head are another log; log.c sees to it
		}
		log := bytes.Clone(c.log)
		log[at] ^= 1 << rand.IntN(8)
		spoilt = append(spoilt, log, c.log[:max(at, 32)])
	}
	for _, log := range spoilt {
		if _, err := c.restart(t, log); err == nil || !strings.Contains(err.Error(), "the log of the file is damaged") {
			t.Fatalf("got %v", err)
		}
	}
	// An index that is damaged itself, or of an earlier log, says nothing.
	for _, at := range []int{12, 16, 33, 41, 60} {
		index := bytes.Clone(c.index)
		index[at] ^= 1
		if got, err := (crash{c.file, c.log, index, c.ends}).restart(t, c.log[:c.ends[4]-1]); err != nil || got != 4 {
			t.Errorf("with byte %d of the index damaged: %d transactions, %v", at, got, err)
		}
	}
}
