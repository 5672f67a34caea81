package doctor

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"sizhang/server/store"
	"sizhang/server/store/sqlite"
)

// Everything that keeps a store from opening, as it happens to people.
func TestWhyAStoreDoesNotOpen(t *testing.T) {
	for name, c := range map[string]struct {
		code  Code
		spoil func(t *testing.T, dir string)
	}{
		"no folder":          {"store_missing", func(t *testing.T, dir string) { must(t, os.RemoveAll(dir)) }},
		"no file":            {"store_missing", func(t *testing.T, dir string) { must(t, os.Remove(filepath.Join(dir, sqlite.File))) }},
		"a file for folder":  {"store_not_folder", func(t *testing.T, dir string) { must(t, os.RemoveAll(dir)); must(t, os.WriteFile(dir, nil, 0o600)) }},
		"another's file":     {"store_foreign", func(t *testing.T, dir string) { overwrite(t, dir, 0, "PK\x03\x04 a workbook, not a database") }},
		"another's database": {"store_foreign", func(t *testing.T, dir string) { overwrite(t, dir, 68, "GPKG") }},
		"a newer layout":     {"store_newer", func(t *testing.T, dir string) { overwrite(t, dir, 60, "\x00\x00\x03\xe7") }},
		"a negative layout":  {"store_damaged", func(t *testing.T, dir string) { overwrite(t, dir, 60, "\xff\xff\xff\xff") }},
		"a truncated file":   {"store_damaged", func(t *testing.T, dir string) { must(t, os.Truncate(filepath.Join(dir, sqlite.File), 5000)) }},
	} {
		t.Run(name, func(t *testing.T) {
			dir := cityIn(t)
			c.spoil(t, dir)
			r := examined(t, dir, nil)
			says(t, r, c.code, dir)
			if r.Findings[0].Code != c.code || r.Count(Trouble) != 1 {
				t.Errorf("found\n%s", spelled(r))
			}
		})
	}
}

func overwrite(t *testing.T, dir string, at int64, with string) {
	t.Helper()
	file, err := os.OpenFile(filepath.Join(dir, sqlite.File), os.O_WRONLY, 0)
	must(t, err)
	_, err = file.WriteAt([]byte(with), at)
	must(t, errors.Join(err, file.Close()))
}

// What cannot be provoked here: the words are the driver's and the system's own.
func TestWhyAServerDoesNotAnswer(t *testing.T) {
	for text, code := range map[string]Code{
		`server selection error: server selection timeout, current topology: { Type: ReplicaSetNoPrimary, Servers: [{ Addr: a:27017, Type: RSSecondary }] }`:                                                  "store_no_primary",
		`server selection error: server selection timeout, current topology: { Type: Unknown, Servers: [{ Addr: a:27017, Type: Unknown, Last error: dial tcp: lookup a: no such host }, ] }`:                  "store_unreachable",
		`connection() error occurred during connection handshake: auth error: sasl conversation error: unable to authenticate using mechanism "SCRAM-SHA-256": (AuthenticationFailed) Authentication failed.`: "store_refused",
		`(Unauthorized) not authorized on sizhang to execute command { create: "units" }`:                                                                                                                     "store_refused",
	} {
		err := fmt.Errorf("open the MongoDB database sizhang: %w: %w", store.ErrTransient, errors.New(text))
		r := examined(t, "", func(p *Patient) {
			p.Where = "mongodb://***@a/sizhang"
			p.Open = func(context.Context) (store.Store, error) { return nil, err }
		})
		says(t, r, code, "mongodb://***@a/sizhang")
	}
	for err, code := range map[error]Code{
		fmt.Errorf("%w: another process holds the file", store.ErrTransient): "store_busy",
		fmt.Errorf("the disk is full, nothing was written"):                  "store_full",
		errors.New("no idea"): "store_failed",
	} {
		if got := why(err); got != code {
			t.Errorf("%v is %s, want %s", err, got, code)
		}
	}
}

// Nothing that the doctor does shows in the folder, least of all a store where
// there was none.
func TestTheDoctorLeavesNoTrace(t *testing.T) {
	dir := cityIn(t)
	before := contents(t, dir)
	r := examined(t, dir, deep)
	if r.Count(Trouble) > 0 {
		t.Error(spelled(r))
	}
	if after := contents(t, dir); fmt.Sprint(after) != fmt.Sprint(before) {
		t.Errorf("the folder was %v and is %v", before, after)
	}
	none := filepath.Join(t.TempDir(), "none")
	find(t, examined(t, none, nil), "store_missing")
	if _, err := os.Stat(none); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a folder was made: %v", err)
	}
}

func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	found := map[string]string{}
	entries, err := os.ReadDir(dir)
	must(t, err)
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		must(t, err)
		found[e.Name()] = string(text)
	}
	return found
}
