package sqlite

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"sizhang/server/store/storetest"
)

// children are the parts that this binary plays as another process, by name.
var children = map[string]func(dir, name string) error{
	"import": childImport,
	"load":   childLoad,
	"move":   childMove,
	"locks":  childLocks,
}

// startChild starts this binary once more, to play a part on the store in dir.
// What it prints arrives line by line; the channel ends with the process.
func startChild(t *testing.T, part, dir, name string) (*exec.Cmd, <-chan string) {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), "SQLITE_TEST_CHILD="+part, "SQLITE_TEST_DIR="+dir, "SQLITE_TEST_NAME="+name)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := make(chan string)
	go func() {
		defer close(lines)
		for scanner := bufio.NewScanner(out); scanner.Scan(); {
			lines <- scanner.Text()
		}
	}()
	return child, lines
}

// childLocks says which of the locks that SQLite puts on an open file are there: on
// the file itself, and on the index of its log. Without them another process would
// take both for free. A process does not see its own.
func childLocks(dir, _ string) error {
	for suffix, lock := range map[string]syscall.Flock_t{
		"":     {Start: 0x40000000 + 2, Len: 510},
		"-shm": {Start: 128, Len: 1},
	} {
		file, err := os.OpenFile(filepath.Join(dir, File+suffix), os.O_RDWR, 0)
		if err != nil {
			return err
		}
		lock.Type = syscall.F_WRLCK
		if err := syscall.FcntlFlock(file.Fd(), syscall.F_GETLK, &lock); err != nil {
			return err
		}
		if lock.Type == syscall.F_RDLCK {
			fmt.Println(File + suffix)
		}
	}
	return nil
}

// TestAnotherStoreLeavesTheLocks: a process's locks on a file go with the first
// handle that it closes, whichever that is; so to open a store once more must not
// open its files but through SQLite.
func TestAnotherStoreLeavesTheLocks(t *testing.T) {
	dir := t.TempDir()
	insert(t, opened(t, dir, storetest.Schema), unit("a", `{}`))
	closeStore(t, opened(t, dir, storetest.Schema))
	if _, err := Earlier(t.Context(), dir); err != nil {
		t.Error(err)
	}
	child, lines := startChild(t, "locks", dir, "")
	var locked []string
	for line := range lines {
		locked = append(locked, line)
	}
	slices.Sort(locked)
	if err := child.Wait(); err != nil || !slices.Equal(locked, []string{File, File + "-shm"}) {
		t.Errorf("locked are %q, %v", locked, err)
	}
}

const imported = 300

// childImport writes documents as an import does, beside a server that writes
// too.
func childImport(dir, name string) error {
	s, err := Open(context.Background(), dir, storetest.Schema)
	if err != nil {
		return err
	}
	var all sync.WaitGroup
	var failed atomic.Pointer[error]
	for w := range 4 {
		all.Go(func() {
			for n := w; n < imported; n += 4 {
				if err := s.Insert(context.Background(), unit(fmt.Sprintf("%s-%d", name, n), `{"kind":"x"}`)); err != nil {
					failed.Store(&err)
				}
			}
		})
	}
	all.Wait()
	if err := failed.Load(); err != nil {
		return *err
	}
	return s.Close()
}

// TestAnImportBesideAServer: while another process writes, this one writes too
// and hears of every change of both.
func TestAnImportBesideAServer(t *testing.T) {
	dir := t.TempDir()
	s := opened(t, dir, storetest.Schema)
	child, lines := startChild(t, "import", dir, "theirs")
	var left atomic.Int32
	left.Store(2)
	var all sync.WaitGroup
	all.Go(func() {
		defer left.Add(-1)
		for range lines {
		}
		if err := child.Wait(); err != nil {
			t.Error(err)
		}
	})
	all.Go(func() {
		defer left.Add(-1)
		for n := range imported {
			if err := s.Insert(t.Context(), unit(fmt.Sprintf("ours-%d", n), `{}`)); err != nil {
				t.Error(err)
			}
		}
	})
	heard := listen(t, s, func() bool { return left.Load() == 0 })
	all.Wait()
	for _, whose := range []string{"ours", "theirs"} {
		for n := range imported {
			if id := fmt.Sprintf("%s-%d", whose, n); heard[id] != 1 {
				t.Errorf("%s was not heard of", id)
			}
		}
	}
	if len(heard) != 2*imported {
		t.Errorf("%d were heard of", len(heard))
	}
}
