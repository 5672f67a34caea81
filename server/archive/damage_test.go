package archive

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"sizhang/domain/fault"
	"sizhang/geo/geotest"
	"sizhang/server/store"
)

// small is a backup of three documents, as bytes.
func small(t *testing.T) []byte {
	t.Helper()
	path := backedUp(t, filled(t, few[:3]))
	text, err := os.ReadFile(path)
	must(t, err)
	return text
}

// asFile puts bytes into a file.
func asFile(t testing.TB, text []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "given.zip")
	must(t, os.WriteFile(path, text, 0o600))
	return path
}

func openError(t testing.TB, path string) error {
	t.Helper()
	b, err := Open(t.Context(), path, known, silent)
	if err == nil {
		b.Close()
	}
	return err
}

func isRefusal(err error) bool {
	var f *fault.Fault
	return errors.As(err, &f) && (f.Code == fault.BackupDamaged || f.Code == fault.NotABackup)
}

// However much of its end a backup lost, or got, it is refused.
func TestEveryTruncationIsRefused(t *testing.T) {
	geotest.Reckons(t)
	whole := small(t)
	path := asFile(t, whole)
	must(t, openError(t, path))
	for size := len(whole) - 1; size >= 0; size-- {
		must(t, os.Truncate(path, int64(size)))
		code := fault.BackupDamaged
		if size < len(localHeader) {
			code = fault.NotABackup
		}
		refused(t, fmt.Sprintf("%d of %d bytes", size, len(whole)), openError(t, path), code)
	}
	for _, more := range []string{"\x00", " ", string(whole)} {
		if err := openError(t, asFile(t, append(slices.Clone(whole), more...))); !isRefusal(err) {
			t.Errorf("with %d bytes more: %v", len(more), err)
		}
	}
}

// Whichever bit of a backup is another, it is refused.
func TestEveryFlipIsRefused(t *testing.T) {
	geotest.Reckons(t)
	whole := small(t)
	path := asFile(t, whole)
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	must(t, err)
	defer file.Close()
	for at := range whole {
		for bit := range 8 {
			_, err := file.WriteAt([]byte{whole[at] ^ 1<<bit}, int64(at))
			must(t, err)
			if err := openError(t, path); !isRefusal(err) {
				t.Fatalf("bit %d of byte %d of %d: %v", bit, at, len(whole), err)
			}
		}
		_, err := file.WriteAt(whole[at:at+1], int64(at))
		must(t, err)
	}
	must(t, openError(t, path))
}

// resealed gives a backup that was changed the seal that fits it.
func resealed(text []byte) []byte {
	var out bytes.Buffer
	s := newSealing(&out)
	s.Write(text)
	s.seal()
	return out.Bytes()
}

// Behind the seal, the ZIP file and the manifest hold by themselves: with a byte
// changed and the seal made to fit, a backup is refused, or holds what it held.
func TestAFlipUnderAnotherSealIsRefusedOrMeansNothing(t *testing.T) {
	geotest.Reckons(t)
	whole := small(t)
	want := taken(t, asFile(t, whole))
	var documents []store.Document
	collect := func(into *[]store.Document) func(store.Document) error {
		return func(d store.Document) error { *into = append(*into, d); return nil }
	}
	everything := func(string) bool { return true }
	must(t, want.documents(t.Context(), everything, collect(&documents)))
	held, path := 0, asFile(t, nil)
	for at := range len(whole) - sealSize {
		changed := slices.Clone(whole)
		changed[at] ^= 0x11
		must(t, os.WriteFile(path, resealed(changed), 0o600))
		b, err := Open(t.Context(), path, known, silent)
		if err != nil {
			continue
		}
		held++
		var now []store.Document
		err = b.documents(t.Context(), everything, collect(&now))
		if err != nil || fmt.Sprint(now) != fmt.Sprint(documents) || b.Content != want.Content {
			t.Errorf("byte %d of %d: %v\n%v", at, len(whole), err, now)
		}
		b.Close()
	}
	t.Logf("of %d bytes %d mean nothing to the content", len(whole)-sealSize, held)
}

func TestFilesThatAreNoBackup(t *testing.T) {
	dir := t.TempDir()
	var another bytes.Buffer
	z := zip.NewWriter(&another)
	entry, err := z.Create("cities.jsonl")
	must(t, err)
	io.WriteString(entry, `{"city":"000000"}`)
	must(t, z.Close())
	for name, text := range map[string]string{
		"an empty file": "", "a text": "code,name\n1,2\n", "another ZIP file": another.String(),
		"only a seal": string(resealed([]byte(unsealed))), "a sealed text": string(resealed([]byte("text" + unsealed))),
	} {
		err := openError(t, asFile(t, []byte(text)))
		code := fault.NotABackup
		if strings.Contains(name, "seal") {
			code = fault.BackupDamaged
		}
		refused(t, name, err, code)
	}
	refused(t, "a folder", openError(t, dir), fault.BackupNoFile)
	pipe := filepath.Join(dir, "pipe")
	must(t, syscall.Mkfifo(pipe, 0o600))
	refused(t, "a pipe", openError(t, pipe), fault.BackupNoFile)
	if err := openError(t, filepath.Join(dir, "nowhere")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file that is not there: %v", err)
	}
}

// forged is a sealed file of the entries whose manifest says what manifest says:
// true to the entries but for what edit changes.
func forged(t *testing.T, entries []forgedEntry, edit func(*Manifest)) string {
	t.Helper()
	var out bytes.Buffer
	sealed := newSealing(&out)
	z := zip.NewWriter(sealed)
	m := Manifest{Format: Format, Program: "v9", Made: noon, OneMoment: true}
	for _, e := range entries {
		in, err := z.Create(e.name + ".jsonl")
		must(t, err)
		var counting tally
		must(t, counting.begin(e.name))
		for i, line := range e.lines {
			_, err := io.WriteString(in, line)
			must(t, err)
			d := document(e.name, "c", fmt.Sprintf("%09d", i), 1, "{}")
			d.Gone = strings.Contains(line, `"gone":true`)
			must(t, counting.add(d, []byte(line)))
		}
		m.Collections = append(m.Collections, counting.contents()...)
	}
	m.Content = m.Collections.Hash()
	if edit != nil {
		edit(&m)
	}
	text, err := json.Marshal(m)
	must(t, err)
	in, err := z.Create(manifestName)
	must(t, err)
	in.Write(text)
	must(t, z.SetComment(unsealed))
	must(t, z.Close())
	must(t, sealed.seal())
	return asFile(t, out.Bytes())
}

type forgedEntry struct {
	name  string
	lines []string
}

const goodLine = `{"city":"110101","id":"a","version":1,"gone":false,"body":{"edition":"e"}}` + "\n"

// What is sealed and wrong all the same is refused: somebody else wrote it.
func TestSealedFilesThatAreWrong(t *testing.T) {
	geotest.Reckons(t)
	unit := func(lines ...string) []forgedEntry { return []forgedEntry{{store.Units, lines}} }
	must(t, openError(t, forged(t, unit(goodLine), nil)))
	with := func(old, new string) string { return strings.Replace(goodLine, old, new, 1) }
	for name, entries := range map[string][]forgedEntry{
		"a document twice":          unit(goodLine, goodLine),
		"documents out of order":    unit(with(`"a"`, `"b"`), goodLine),
		"cities out of order":       unit(with("110101", "2"), goodLine),
		"a collection twice":        {{store.Units, []string{goodLine}}, {store.Units, []string{with(`"a"`, `"b"`)}}},
		"version 0":                 unit(with(`"version":1`, `"version":0`)),
		"no id":                     unit(with(`"id":"a"`, `"id":""`)),
		"an id that is too long":    unit(with(`"a"`, `"`+strings.Repeat("x", store.MaxKey+1)+`"`)),
		"a key that is too long":    unit(with(`"e"`, `"`+strings.Repeat("x", store.MaxKey+1)+`"`)),
		"a body that is no object":  unit(with(`{"edition":"e"}`, `[]`)),
		"no body":                   unit(with(`{"edition":"e"}`, `null`)),
		"a tombstone with a body":   unit(with("false", "true")),
		"spaces":                    unit(with(`,"id"`, `, "id"`)),
		"a member too many":         unit(with(`,"id"`, `,"more":1,"id"`)),
		"a member in capitals":      unit(with(`"id"`, `"ID"`)),
		"a body written otherwise":  unit(with(`{"edition"`, `{ "edition"`)),
		"no end of the line":        unit(strings.TrimSpace(goodLine)),
		"an empty line":             unit("\n"),
		"no JSON":                   unit("{\n"),
		"a line of more than all":   unit(with(`"e"`, `"`+strings.Repeat("x", maxLine)+`"`)),
		"a body of more than all":   unit(with(`"e"`, `"e","x":"`+strings.Repeat("x", store.MaxBody)+`"`)),
		"nested deeper than stores": unit(with(`"e"`, `"e","x":`+strings.Repeat("[", 99)+strings.Repeat("]", 99))),
	} {
		refused(t, name, openError(t, forged(t, entries, nil)), fault.BackupDamaged)
	}
	var counted tally
	must(t, counted.add(document(store.Units, "c", "a", 1, "{}"), []byte(goodLine)))
	hidden := forged(t, unit(goodLine, "and more"), func(m *Manifest) {
		m.Collections = counted.contents()
		m.Content = m.Collections.Hash()
	})
	refused(t, "more that the manifest knows nothing of", openError(t, hidden), fault.BackupDamaged)
	for name, edit := range map[string]func(*Manifest){
		"another hash of the whole":    func(m *Manifest) { m.Content = strings.Repeat("0", 64) },
		"another hash of a collection": func(m *Manifest) { m.Collections[0].SHA256 = strings.Repeat("0", 64) },
		"another count":                func(m *Manifest) { m.Collections[0].Documents++ },
		"another count of tombstones":  func(m *Manifest) { m.Collections[0].Gone++ },
		"another size":                 func(m *Manifest) { m.Collections[0].Bytes++ },
		"an entry that is not there":   func(m *Manifest) { m.Collections = append(m.Collections, Count{Name: store.Seats}) },
		"an entry that it leaves out":  func(m *Manifest) { m.Collections = nil },
		"another entry":                func(m *Manifest) { m.Collections[0].Name = store.Seats },
		"format 0":                     func(m *Manifest) { m.Format = 0 },
	} {
		refused(t, name, openError(t, forged(t, unit(goodLine), edit)), fault.BackupDamaged)
	}
}

// What a newer program wrote is refused with words for what to do.
func TestBackupsOfANewerProgram(t *testing.T) {
	for name, path := range map[string]string{
		"sqlite, layout 99":            forged(t, nil, func(m *Manifest) { m.Kind, m.Layout = "sqlite", "99" }),
		"sqlite, layout x":             forged(t, nil, func(m *Manifest) { m.Kind, m.Layout = "sqlite", "x" }),
		"cloud, layout 1":              forged(t, nil, func(m *Manifest) { m.Kind, m.Layout = "cloud", "1" }),
		"format 2":                     forged(t, nil, func(m *Manifest) { m.Format = 2 }),
		"collection x":                 forged(t, []forgedEntry{{"x", nil}}, nil),
		"collection " + store.Restores: forged(t, []forgedEntry{{store.Restores, nil}}, nil),
	} {
		err := openError(t, path)
		refused(t, name, err, fault.BackupNewer)
		if text := fault.As(err).Text(fault.English); !strings.Contains(text, name) || !strings.Contains(text, "v9") {
			t.Errorf("%s: %s", name, text)
		}
	}
}

// A file that would unpack to far more than it is, or has a directory that would
// fill the memory, is refused before it does.
func TestBombs(t *testing.T) {
	geotest.Reckons(t)
	zeros := strings.Repeat("\x00", 16<<20)
	err := openError(t, forged(t, []forgedEntry{{store.Units, []string{zeros}}}, nil))
	refused(t, "16 MiB in a line", err, fault.BackupDamaged)
	if !strings.Contains(fmt.Sprint(err), "a line of more than") {
		t.Errorf("16 MiB in a line: %v", err)
	}
	path := forged(t, []forgedEntry{{store.Units, []string{goodLine}}}, func(m *Manifest) { m.Program = strings.Repeat(" ", maxManifest) })
	refused(t, "a large manifest", openError(t, path), fault.BackupDamaged)
	path = forged(t, make([]forgedEntry, 1), func(m *Manifest) { m.Collections = nil })
	refused(t, "a nameless entry", openError(t, path), fault.BackupDamaged)
	var many []forgedEntry
	for i := range 20_000 {
		many = append(many, forgedEntry{name: fmt.Sprintf("a%05d", i)})
	}
	err = openError(t, forged(t, many, func(m *Manifest) { m.Collections = nil }))
	refused(t, "20,000 entries", err, fault.BackupDamaged)
	if !strings.Contains(fmt.Sprint(err), "directory is too large") {
		t.Errorf("20,000 entries: %v", err)
	}
}

// Whoever asks to stop is not told that the file is damaged.
func TestAnInterruptedCheck(t *testing.T) {
	path := asFile(t, small(t))
	for _, stage := range []string{Summing, Checking} {
		ctx, stop := context.WithCancel(t.Context())
		heard := false
		_, err := Open(ctx, path, known, func(s string, _, _ int) {
			if s == stage {
				heard = true
				stop()
			}
		})
		stop()
		if !heard || !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", stage, err)
		}
	}
}
