package sqlite

import (
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"sizhang/server/store"
	"sizhang/server/store/storetest"
)

// The fixtures are stores as programs of earlier layouts left them, with what was
// in them: NAME.db.gz, NAME.db-wal.gz where the program was killed, NAME.json.
var fixtures = []string{"layout1", "layout1-killed"}

// content is what a fixture holds.
type content struct {
	// Changes are all documents in the order of the feed, with their bodies.
	Changes []struct {
		Collection, City, ID string
		Version              int64
		Gone                 bool
		Body                 json.RawMessage
	}
	Token  store.Token  // behind the fourth change
	Cursor store.Cursor // behind the first unit of kind 网格
}

// unpacked puts a fixture where a store is opened.
func unpacked(t *testing.T, name, dir string) content {
	t.Helper()
	for _, suffix := range []string{".db", ".db-wal"} {
		file, err := os.Open(filepath.Join("testdata", name+suffix+".gz"))
		if errors.Is(err, os.ErrNotExist) && suffix != ".db" {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		packed, err := gzip.NewReader(file)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(packed)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, strings.TrimSuffix(File, ".db")+suffix), raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var c content
	raw, err := os.ReadFile(filepath.Join("testdata", name+".json"))
	if err == nil {
		err = json.Unmarshal(raw, &c)
	}
	if err != nil || len(c.Changes) < 11 {
		t.Fatal(len(c.Changes), err)
	}
	return c
}

// holds opens the store and fails the test unless it holds the content: in the
// feed, by id, by index, and by the tokens and cursors that were given out.
func (c content) holds(t *testing.T, dir string) {
	t.Helper()
	s, err := Open(t.Context(), dir, storetest.Schema)
	if err != nil {
		t.Fatal(err)
	}
	defer closeStore(t, s)
	changes, _, err := s.Changes(t.Context(), "", store.MaxLimit)
	if err != nil || len(changes) < len(c.Changes) {
		t.Fatalf("%d changes, %v", len(changes), err)
	}
	for i, want := range c.Changes {
		if got := changes[i]; got != (store.Change{Collection: want.Collection, City: want.City, ID: want.ID, Version: want.Version, Gone: want.Gone}) {
			t.Errorf("change %d is %v, want %s/%s/%s", i, got, want.Collection, want.City, want.ID)
		}
		d, err := s.Get(t.Context(), want.Collection, want.City, want.ID)
		if want.Gone {
			if !errors.Is(err, store.ErrMissing) {
				t.Errorf("%s is gone: %v", want.ID, err)
			}
			continue
		}
		got, gotErr := store.Canonical(d.Body)
		body, wantErr := store.Canonical(want.Body)
		if err := errors.Join(err, gotErr, wantErr); err != nil || d.Version != want.Version || !bytes.Equal(got, body) {
			t.Errorf("%s/%s/%s is %s, %v", want.Collection, want.City, want.ID, d.Body, err)
		}
	}
	if after, _, err := s.Changes(t.Context(), c.Token, 1); err != nil || len(after) != 1 || after[0] != changes[4] {
		t.Errorf("the token leads to %v, %v", after, err)
	}
	page, err := s.Query(t.Context(), store.Query{Collection: "units", City: "110101", Index: "kind", Equal: []any{"网格"}, After: c.Cursor, Limit: 9})
	if err != nil || len(page.Documents) != 2 || page.Documents[0].ID != "110101001002" {
		t.Errorf("the cursor leads to %v, %v", page, err)
	}
	again := unit("another", `{"code":"东华门-001"}`)
	if err := s.Insert(t.Context(), again); !errors.Is(err, store.ErrExists) {
		t.Errorf("a unique key that is taken: %v", err)
	}
	if told := examined(t, s, true); len(told) != 3 || told[store.FoundStore][0].With["layout"] != "2" {
		t.Errorf("an examination found %v", told)
	}
}

// checked fails the test unless every page of the closed store's file has its
// checksum, which is computed here by the words of docs/reliability.md.
func checked(t *testing.T, dir string) {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(dir, File))
	if err != nil {
		t.Fatal(err)
	}
	if len(raw) == 0 || len(raw)%4096 != 0 || raw[20] != 16 {
		t.Fatalf("%d bytes, %d reserved", len(raw), raw[20])
	}
	for n := uint32(1); len(raw) > 0; n, raw = n+1, raw[4096:] {
		s := logSum{n, ^n, binary.LittleEndian}.add(raw[:4080])
		if s.first != binary.LittleEndian.Uint32(raw[4080:]) || s.second != binary.LittleEndian.Uint32(raw[4084:]) {
			t.Errorf("page %d has no checksum, or another", n)
		}
	}
}

func TestFilesOfEarlierLayoutsAreMoved(t *testing.T) {
	for _, name := range fixtures {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			c := unpacked(t, name, dir)
			c.holds(t, dir)
			checked(t, dir)
			c.holds(t, dir)
		})
	}
}

// childMove opens a store and is killed when its move has taken the step that it
// is told; told "slowly", it says when it begins and is killed from outside.
func childMove(dir, step string) error {
	stepped = func(taken string) {
		if taken == step {
			syscall.Kill(os.Getpid(), syscall.SIGKILL)
		}
		if step == "slowly" {
			fmt.Println(taken)
		}
	}
	s, err := Open(context.Background(), dir, storetest.Schema)
	if err == nil {
		err = s.Close()
	}
	return err
}

var moveSteps = []string{"alone", "marked", "rewritten", "folded", "moved", "closed"}

func TestAMoveIsKilledAtEachStep(t *testing.T) {
	for _, name := range fixtures {
		for i, step := range moveSteps {
			t.Run(name+"/"+step, func(t *testing.T) {
				dir := t.TempDir()
				c := unpacked(t, name, dir)
				killMove(t, dir, step)
				version, documents := headOf(t, dir)
				if documents != len(c.Changes) {
					t.Errorf("it was left with %d documents", documents)
				}
				if want := map[bool]int{true: 1, false: movingVersion}[i == 0]; i < 4 && version != want || i >= 4 && version != 2 {
					t.Errorf("it was left at layout %d", version)
				}
				if i > 0 && i < 4 { // once more, and killed at the step again
					killMove(t, dir, step)
				}
				// An older program looks, refuses, and folds the log into the file.
				ask(t, filepath.Join(dir, File), "PRAGMA user_version", &version)
				c.holds(t, dir)
				checked(t, dir)
			})
		}
	}
}

func killMove(t *testing.T, dir, step string) {
	t.Helper()
	child, lines := startChild(t, "move", dir, step)
	for range lines {
	}
	if child.Wait(); child.ProcessState.ExitCode() != -1 {
		t.Fatalf("the child was not killed: %v", child.ProcessState)
	}
}

// headOf reads the layout and how many documents there are, as another program
// does, in a copy.
func headOf(t *testing.T, dir string) (version, documents int) {
	t.Helper()
	copied := pictured(t, dir)
	ask(t, filepath.Join(copied, File), "PRAGMA user_version", &version)
	ask(t, filepath.Join(copied, File), "SELECT (SELECT count(*) FROM units) + (SELECT count(*) FROM notes) + (SELECT count(*) FROM reports)", &documents)
	return version, documents
}

// ask asks the file as another program does, which knows nothing of checksums.
func ask(t *testing.T, path, question string, answer any) {
	t.Helper()
	db := serving(t, path)
	if err := errors.Join(db.QueryRow(question).Scan(answer), db.Close()); err != nil {
		t.Fatal(err)
	}
}

// serving opens the file as a program of layout 1 does.
func serving(t *testing.T, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite3", path+"?_journal_mode=WAL&_busy_timeout=10000")
	if err == nil {
		err = db.Ping()
	}
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// shorten has this test wait less for a file that another process holds.
func shorten(t *testing.T) {
	before := patience
	patience = 50 * time.Millisecond
	t.Cleanup(func() { patience = before })
}

// TestAMoveIsKilledAnywhere kills the move of a larger file at random, again and
// again, until one comes through.
func TestAMoveIsKilledAnywhere(t *testing.T) {
	dir := t.TempDir()
	c := unpacked(t, "layout1", dir)
	const more = 2000
	execute(t, filepath.Join(dir, File), `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < `+strconv.Itoa(more)+`)
		INSERT INTO notes SELECT '110101', 'more ' || i, 1, 100 + i, 0, '{"n":' || i || ',"text":"' || hex(zeroblob(700)) || '"}' FROM n;
		UPDATE _store SET stamp = 100 + `+strconv.Itoa(more))
	rounds, killed := times(t, 6), 0
	for round := range rounds {
		child, lines := startChild(t, "move", dir, "slowly")
		last := ""
		for line := range lines {
			if last = line; line == moveSteps[round%4] {
				time.Sleep(time.Duration(rand.IntN(20)) * time.Millisecond)
				child.Process.Kill()
			}
		}
		child.Wait()
		if child.ProcessState.ExitCode() == -1 {
			killed++
		}
		version, documents := headOf(t, dir)
		if documents != len(c.Changes)+more {
			t.Fatalf("killed after %q the file is of layout %d with %d documents", last, version, documents)
		}
	}
	t.Logf("%d kills in %d rounds", killed, rounds)
	c.holds(t, dir)
	checked(t, dir)
	s := opened(t, dir, storetest.Schema)
	var seen int
	if _, err := s.Scan(t.Context(), func(d store.Document) error {
		if strings.HasPrefix(d.ID, "more ") && bytes.HasPrefix(d.Body, fmt.Appendf(nil, `{"n":%s,`, d.ID[5:])) {
			seen++
		}
		return nil
	}); err != nil || seen != more {
		t.Errorf("%d of %d are there, %v", seen, more, err)
	}
}

// TestAMovePutsBackWhatAnotherToolBroke: one that keeps a rollback journal was
// killed in a transaction.
func TestAMovePutsBackWhatAnotherToolBroke(t *testing.T) {
	dir := t.TempDir()
	c := unpacked(t, "layout1", dir)
	other := serving(t, filepath.Join(dir, File))
	other.SetMaxOpenConns(1)
	if _, err := other.Exec(`PRAGMA journal_mode = DELETE; PRAGMA cache_size = 1; BEGIN; UPDATE notes SET body = '{"n":' || hex(zeroblob(9000)) || '}';
		UPDATE units SET version = 100; DELETE FROM reports`); err != nil {
		t.Fatal(err)
	}
	image := pictured(t, dir)
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	broken, err := os.ReadFile(filepath.Join(image, File))
	if err != nil || !bytes.Contains(broken, bytes.Repeat([]byte("0"), 3000)) {
		t.Fatalf("nothing of the transaction came to the file: %v", err)
	}
	c.holds(t, image)
	checked(t, image)
}

// TestAMoveHarmsNobody: while another program serves the file it is not moved.
func TestAMoveHarmsNobody(t *testing.T) {
	dir := t.TempDir()
	c := unpacked(t, "layout1", dir)
	other := serving(t, filepath.Join(dir, File))
	shorten(t)
	_, err := Open(t.Context(), dir, storetest.Schema)
	if !errors.Is(err, store.ErrTransient) || !strings.Contains(err.Error(), "must be moved to layout 2") {
		t.Errorf("got %v", err)
	}
	if _, err := other.Exec("INSERT INTO notes (city, id, version, stamp, gone, body) VALUES ('110101', 'meanwhile', 1, 100, 0, '{}'); UPDATE _store SET stamp = 100"); err != nil {
		t.Errorf("the other program: %v", err)
	}
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	c.holds(t, dir)
	if _, err := opened(t, dir, storetest.Schema).Get(t.Context(), "notes", "110101", "meanwhile"); err != nil {
		t.Errorf("what the other program wrote meanwhile: %v", err)
	}
}

// TestManyMoveAtOnce: one moves the file, and all serve it.
func TestManyMoveAtOnce(t *testing.T) {
	dir := t.TempDir()
	c := unpacked(t, "layout1-killed", dir)
	told := make(chan error)
	for range 6 {
		go func() {
			s, err := Open(t.Context(), dir, storetest.Schema)
			if err == nil {
				err = s.Close()
			}
			told <- err
		}()
	}
	for range 6 {
		if err := <-told; err != nil {
			t.Error(err)
		}
	}
	c.holds(t, dir)
	checked(t, dir)
}
