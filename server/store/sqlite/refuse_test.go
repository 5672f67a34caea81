package sqlite

import (
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sizhang/server/store"
	"sizhang/server/store/storetest"
)

// tamper runs SQL on a store's file behind its back.
func tamper(t *testing.T, dir, statement string) {
	t.Helper()
	execute(t, checkedDSN(t, dir), statement)
}

// execute runs SQL as another program does, which knows nothing of checksums.
func execute(t *testing.T, path, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statement); err != nil {
		t.Fatal(err)
	}
}

// checkedDSN names a store's file, to be used beside the store.
func checkedDSN(t *testing.T, dir string) string {
	t.Helper()
	name, err := dsn(filepath.Join(dir, File), checkedPages, url.Values{"_busy_timeout": {"10000"}, "_txlock": {"immediate"}})
	if err != nil {
		t.Fatal(err)
	}
	return name
}

func TestOpenRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(t *testing.T, dir string)
		want  string
	}{
		"a file that is no database": {func(t *testing.T, dir string) {
			overwrite(t, dir, []byte(strings.Repeat("not a database ", 1000)))
		}, "no SQLite database"},
		"a damaged head": {func(t *testing.T, dir string) {
			raw := made(t, dir)
			clear(raw[:50])
			overwrite(t, dir, raw)
		}, "no SQLite database"},
		"half a file": {func(t *testing.T, dir string) {
			raw := made(t, dir)
			overwrite(t, dir, raw[:len(raw)/2])
		}, "damaged"},
		"a damaged first page": {func(t *testing.T, dir string) {
			raw := made(t, dir)
			for i := 100; i < 4096; i++ {
				raw[i] ^= 0xff
			}
			overwrite(t, dir, raw)
		}, "damaged"},
		"another program's database": {func(t *testing.T, dir string) {
			execute(t, filepath.Join(dir, File), "CREATE TABLE songs (name TEXT)")
		}, "another program"},
		"another program's empty database": {func(t *testing.T, dir string) {
			execute(t, filepath.Join(dir, File), "PRAGMA application_id = 252006673")
		}, "another program"},
		"a newer version's store": {func(t *testing.T, dir string) {
			made(t, dir)
			tamper(t, dir, fmt.Sprintf("PRAGMA user_version = %d", layoutVersion+1))
		}, "newer version"},
		"a directory in the file's place": {func(t *testing.T, dir string) {
			if err := os.Mkdir(filepath.Join(dir, File), 0o700); err != nil {
				t.Fatal(err)
			}
		}, "is a directory"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			c.spoil(t, dir)
			before, _ := os.ReadFile(filepath.Join(dir, File))
			s, err := Open(t.Context(), dir, storetest.Schema)
			if err == nil {
				s.Close()
			}
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), File) {
				t.Errorf("got %v, want an error with %q", err, c.want)
			}
			if after, _ := os.ReadFile(filepath.Join(dir, File)); string(after) != string(before) {
				t.Error("the file was changed")
			}
		})
	}
}

// TestANewerStoreThatWasKilledIsLeftAlone: its log is not folded into its file.
func TestANewerStoreThatWasKilledIsLeftAlone(t *testing.T) {
	dir := t.TempDir()
	s := opened(t, dir, storetest.Schema)
	insert(t, s, unit("a", `{}`))
	tamper(t, dir, fmt.Sprintf("PRAGMA user_version = %d", layoutVersion+1))
	image := pictured(t, dir)
	read := func() string {
		file, fileErr := os.ReadFile(filepath.Join(image, File))
		log, logErr := os.ReadFile(filepath.Join(image, File+"-wal"))
		if err := errors.Join(fileErr, logErr); err != nil {
			t.Fatal(err)
		}
		return string(file) + string(log)
	}
	before := read()
	if _, err := Open(t.Context(), image, storetest.Schema); err == nil || !strings.Contains(err.Error(), "newer version") {
		t.Errorf("got %v", err)
	}
	if read() != before {
		t.Error("the file was changed")
	}
}

// made makes a store of some hundred pages and returns its file.
func made(t *testing.T, dir string) []byte {
	t.Helper()
	s := opened(t, dir, storetest.Schema)
	for n := range 20 {
		insert(t, s, unit(fmt.Sprint(n), `{"text":"`+strings.Repeat("x", 20000)+`"}`))
	}
	closeStore(t, s)
	raw, err := os.ReadFile(filepath.Join(dir, File))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func overwrite(t *testing.T, dir string, raw []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, File), raw, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestOpenRefusesAFileInTheDirectorysPlace(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), path, storetest.Schema); err == nil {
		t.Error("it opened")
	}
}

func TestOpenRefusesABadSchema(t *testing.T) {
	if _, err := Open(t.Context(), t.TempDir(), []store.Collection{{Name: `a"b`}}); err == nil {
		t.Error("it opened")
	}
}
