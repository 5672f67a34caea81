package archive

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sizhang/domain/fault"
	"sizhang/server/store"
)

func create(t *testing.T, path string, force bool, st store.Store) error {
	t.Helper()
	_, err := Create(t.Context(), path, force, st, known, making, silent)
	return err
}

// onlyThere fails the test unless the folder has these names and no other.
func onlyThere(t *testing.T, dir string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	must(t, err)
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if strings.Join(names, " ") != strings.Join(want, " ") {
		t.Errorf("the folder has %q, want %q", names, want)
	}
}

func TestABackupTakesNobodysPlace(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "b.zip")
	one, two := filled(t, few[:1]), filled(t, few)
	must(t, create(t, path, false, one))
	refused(t, "again", create(t, path, false, two), fault.BackupTaken)
	refused(t, "a folder", create(t, dir, true, two), fault.BackupNoFile)
	if b := taken(t, path); b.Collections.Total() != 1 {
		t.Errorf("the refused one is there, with %d documents", b.Collections.Total())
	}
	must(t, create(t, path, true, two))
	if b := taken(t, path); b.Collections.Total() != len(few) {
		t.Errorf("by force, there are %d documents", b.Collections.Total())
	}
	info, err := os.Stat(path)
	must(t, err)
	if info.Mode() != 0o600 {
		t.Errorf("it can be read by others: %v", info.Mode())
	}
	onlyThere(t, dir, "b.zip")
}

// The name may be taken while the backup is made.
func TestANameThatIsTakenMeanwhile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "b.zip")
	_, err := Create(t.Context(), path, false, filled(t, few), known, making, func(stage string, done, _ int) {
		if stage == Checking && done == 1 {
			must(t, os.WriteFile(path, []byte("other"), 0o600))
		}
	})
	refused(t, "a file that came first", err, fault.BackupTaken)
	if text, err := os.ReadFile(path); err != nil || string(text) != "other" {
		t.Errorf("it became %q (%v)", text, err)
	}
	onlyThere(t, dir, "b.zip")
}

// unwell is a store whose scan hands over one document more, and then fails.
type unwell struct {
	store.Store
	more []store.Document
	then error
}

func (u unwell) Scan(ctx context.Context, visit func(store.Document) error) (bool, error) {
	for _, d := range u.more {
		if err := visit(d); err != nil {
			return false, err
		}
	}
	return true, u.then
}

// A backup that cannot be finished, or could not be restored, leaves nothing.
func TestABackupThatFails(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "b.zip")
	st := filled(t, few)
	failed := errors.New("the disk failed")
	if err := create(t, path, false, unwell{st, few, failed}); !errors.Is(err, failed) {
		t.Errorf("a store that fails: %v", err)
	}
	for name, bad := range map[string][]store.Document{
		"a document that no store keeps": {document(store.Units, "110101", strings.Repeat("x", store.MaxKey+1), 1, `{}`)},
		"version 0":                      {document(store.Units, "110101", "x", 0, `{}`)},
	} {
		refused(t, name, create(t, path, false, unwell{st, bad, nil}), fault.BackupFailed)
	}
	for name, bad := range map[string][]store.Document{
		"out of order":            {few[1], few[0]},
		"one document twice":      {few[0], few[0]},
		"collections in disorder": {few[len(few)-1], few[0]},
		"an unknown collection":   {document("x", "110101", "x", 1, `{}`)},
		"a body that is no JSON":  {document(store.Units, "110101", "x", 1, `{"a":`)},
	} {
		if err := create(t, path, false, unwell{st, bad, nil}); err == nil {
			t.Errorf("%s: nobody noticed", name)
		}
	}
	for _, stage := range []string{Writing, Summing, Checking} {
		ctx, stop := context.WithCancel(t.Context())
		_, err := Create(ctx, path, false, st, known, making, func(s string, _, _ int) {
			if s == stage {
				stop()
			}
		})
		stop()
		if !errors.Is(err, context.Canceled) {
			t.Errorf("interrupted while %s: %v", stage, err)
		}
	}
	if err := create(t, filepath.Join(dir, "nowhere", "b.zip"), false, st); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a folder that is not there: %v", err)
	}
	onlyThere(t, dir)
}

// However much there is, only a little of it is in memory.
func TestABackupOfMuchTakesLittleMemory(t *testing.T) {
	const documents, each = 64, 256 << 10
	body := []byte(`{"x":"` + strings.Repeat("x", each) + `"}`)
	var much []store.Document
	for i := range documents {
		d := document(store.Seats, "110101", many(i), 1, `{}`)
		d.Body = body
		much = append(much, d)
	}
	st := unwell{opened(t, t.TempDir()), much, nil}
	most := heapWhile(func(look func()) {
		path := filepath.Join(t.TempDir(), "b.zip")
		step := 0
		_, err := Create(t.Context(), path, false, st, known, making, func(string, int, int) {
			if step++; step%20 == 0 {
				look()
			}
		})
		must(t, err)
	})
	if most > 8<<20 {
		t.Errorf("%d MiB of documents take %d MiB of memory", documents*each>>20, most>>20)
	}
}
