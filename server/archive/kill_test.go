package archive

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sizhang/domain/fault"
	"sizhang/server/store"
	"sizhang/server/store/sqlite"
)

// children are the parts that this binary plays as another process, by name.
var children = map[string]func(dir, file string) error{
	"backup":  childBackup,
	"restore": childRestore,
}

// childBackup makes one backup after the other beside file, and prints the name of
// each when it is done and a line for every step on the way.
func childBackup(dir, file string) error {
	st, err := sqlite.Open(context.Background(), dir, store.Schema)
	if err != nil {
		return err
	}
	for n := 0; ; n++ {
		name := fmt.Sprintf("%s-%d.zip", file, n)
		if _, err := Create(context.Background(), name, false, st, known, making, printing); err != nil {
			return err
		}
		fmt.Println(name)
	}
}

func childRestore(dir, file string) error {
	b, err := Open(context.Background(), file, known, printing)
	if err != nil {
		return err
	}
	st, err := sqlite.Open(context.Background(), dir, store.Schema)
	if err != nil {
		return err
	}
	_, err = Restore(context.Background(), b, "backup.zip", st, atNoon, printing)
	return err
}

func printing(stage string, done, _ int) { fmt.Println("-", stage, done) }

// killed starts this binary once more to play a part, kills it with kill -9 once it
// has printed so many lines, and returns them all.
func killed(t *testing.T, part, dir, file string, after int) []string {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), "ARCHIVE_TEST_CHILD="+part, "ARCHIVE_TEST_DIR="+dir, "ARCHIVE_TEST_FILE="+file)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	must(t, err)
	must(t, child.Start())
	var lines []string
	scanner := bufio.NewScanner(out)
	for scanner.Scan() {
		if lines = append(lines, scanner.Text()); len(lines) == after {
			must(t, child.Process.Kill())
		}
	}
	if err := child.Wait(); err != nil && child.ProcessState.ExitCode() != -1 {
		t.Fatalf("the child ended by itself: %v", err)
	}
	return lines
}

// crowd are more documents than one commit takes.
func crowd() []store.Document {
	documents := slices.Clone(few)
	for i := range 400 {
		documents = append(documents, document(store.Units, "330101", many(i), int64(i%5+1), `{"edition":"e","pad":"`+strings.Repeat("x", i)+`"}`))
	}
	return documents
}

// TestABackupThatIsKilled kills a process with kill -9 while it makes backups. What
// has the name of a backup then is one, and all that were done are there.
// ARCHIVE_ROUNDS sets the number of rounds.
func TestABackupThatIsKilled(t *testing.T) {
	dir := t.TempDir()
	st := opened(t, dir)
	for _, d := range crowd() {
		must(t, st.Adopt(t.Context(), d))
	}
	hash := hashOf(t, st)
	must(t, st.Close())
	whole, parts := 0, 0
	for range rounds(t, "ARCHIVE_ROUNDS") {
		folder := t.TempDir()
		lines := killed(t, "backup", dir, filepath.Join(folder, "b"), 1+rand.IntN(2000))
		for _, line := range lines {
			if strings.HasSuffix(line, ".zip") {
				if _, err := os.Stat(line); err != nil {
					t.Errorf("one that was done is not there: %v", err)
				}
			}
		}
		entries, err := os.ReadDir(folder)
		must(t, err)
		for _, e := range entries {
			switch filepath.Ext(e.Name()) {
			case ".zip":
				whole++
				if b := taken(t, filepath.Join(folder, e.Name())); b.Content != hash {
					t.Errorf("%s holds %s", e.Name(), b.Content)
				}
			case ".part":
				parts++
			default:
				t.Errorf("%s is left", e.Name())
			}
		}
	}
	t.Logf("%d whole backups, %d parts", whole, parts)
}

// TestARestoreThatIsKilled kills a process with kill -9 while it restores. What it
// leaves is no store, one that says that it is not finished, or a finished one; and
// the same restore ends it. ARCHIVE_ROUNDS sets the number of rounds.
func TestARestoreThatIsKilled(t *testing.T) {
	path := backedUp(t, filled(t, crowd()))
	b := taken(t, path)
	left := map[string]int{}
	for range rounds(t, "ARCHIVE_ROUNDS") {
		dir := filepath.Join(t.TempDir(), "data")
		killed(t, "restore", dir, path, 1+rand.IntN(3*len(crowd())))
		if _, err := os.Stat(dir); err != nil {
			left["no store"]++
		}
		st := opened(t, dir)
		switch err := Unfinished(t.Context(), st); {
		case err != nil:
			left["unfinished"]++
			refused(t, "what is left", err, fault.RestoreUnfinished)
		case hashOf(t, st) == b.Content:
			left["finished"]++
			continue
		case len(all(t, st)) > 0:
			t.Errorf("%d documents are there, and no mark", len(all(t, st)))
		}
		restored(t, b, st)
		if must(t, Unfinished(t.Context(), st)); hashOf(t, st) != b.Content {
			t.Error("after it was taken up again the hash is another")
		}
		must(t, st.Close())
	}
	t.Log(left)
}
