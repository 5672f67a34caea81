package archive

import (
	"archive/zip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"sizhang/server/store"
)

// What comes back is what was there: ids, versions, tombstones and bodies.
func TestBackupAndRestore(t *testing.T) {
	from := filled(t, few)
	b := taken(t, backedUp(t, from))
	if b.Format != 1 || b.Program != making.Program || !b.Made.Equal(noon) || b.Kind != "sqlite" || b.Layout == "" || !b.OneMoment {
		t.Errorf("the manifest says %+v", b.Manifest)
	}
	if b.Collections.Total() != len(few) || b.Content != hashOf(t, from) {
		t.Errorf("%d documents with the hash %s", b.Collections.Total(), b.Content)
	}
	to := opened(t, t.TempDir())
	filled, err := Restore(t.Context(), b, "backup.zip", to, atNoon, silent)
	if err != nil || filled.Resumed || filled.Hash() != b.Content {
		t.Fatalf("%+v, %v", filled, err)
	}
	must(t, Unfinished(t.Context(), to))
	was, is := all(t, from), all(t, to)
	is = slices.DeleteFunc(is, func(d store.Document) bool { return d.Collection == store.Restores })
	if !reflect.DeepEqual(was, is) || len(was) != len(few) {
		t.Errorf("it was\n%v\nand is\n%v", was, is)
	}
}

// The mark of a restore is no content: neither in the hash nor in a backup.
func TestABackupOfWhatWasRestoredIsTheSame(t *testing.T) {
	path := backedUp(t, filled(t, few))
	to := opened(t, t.TempDir())
	restored(t, taken(t, path), to)
	again := backedUp(t, to)
	one, err := os.ReadFile(path)
	must(t, err)
	two, err := os.ReadFile(again)
	must(t, err)
	if string(one) != string(two) {
		t.Errorf("the backup of %d bytes became one of %d", len(one), len(two))
	}
}

func TestAnEmptyStore(t *testing.T) {
	path := backedUp(t, opened(t, t.TempDir()))
	b := taken(t, path)
	if b.Collections.Total() != 0 || len(b.Collections) != len(store.Schema)-1 {
		t.Errorf("it holds %+v", b.Collections)
	}
	to := opened(t, t.TempDir())
	restored(t, b, to)
	restored(t, b, to) // there is still nothing there
	restored(t, taken(t, backedUp(t, filled(t, few))), to)
	if hashOf(t, to) != hashOf(t, filled(t, few)) {
		t.Error("a store that nothing was restored into cannot be filled")
	}
}

// Every part of a document that differs makes another hash, and nothing else does.
func TestTheContentHash(t *testing.T) {
	base := document(store.Units, "110101", "x", 1, `{"a":1,"b":"1"}`)
	change := func(f func(*store.Document)) []store.Document { d := base; f(&d); return []store.Document{d} }
	hashes := map[string]string{}
	for name, documents := range map[string][]store.Document{
		"nothing":    nil,
		"base":       {base},
		"collection": change(func(d *store.Document) { d.Collection = store.Seats }),
		"city":       change(func(d *store.Document) { d.City = "110102" }),
		"id":         change(func(d *store.Document) { d.ID = "y" }),
		"version":    change(func(d *store.Document) { d.Version = 2 }),
		"gone":       change(func(d *store.Document) { d.Gone, d.Body = true, nil }),
		"body":       change(func(d *store.Document) { d.Body = []byte(`{"a":1,"b":1}`) }),
		"order":      change(func(d *store.Document) { d.Body = []byte(`{"b":"1","a":1}`) }),
		"double":     change(func(d *store.Document) { d.Body = []byte(`{"a":1.0,"b":"1"}`) }),
		"shifted":    change(func(d *store.Document) { d.City, d.ID = "11010", "1x" }),
		"two":        {base, document(store.Units, "110101", "y", 1, `{}`)},
		"two apart":  {base, document(store.Seats, "110101", "y", 1, `{}`)},
	} {
		hash := hashOf(t, filled(t, documents))
		if other, taken := hashes[hash]; taken {
			t.Errorf("%s and %s have one hash", name, other)
		}
		hashes[hash] = name
	}
	same := base
	same.Body = []byte(` { "\u0061" : 1 , "b":"\u0031" } `)
	if hash := hashOf(t, filled(t, []store.Document{same})); hashes[hash] != "base" {
		t.Error("the same value, written otherwise, has another hash")
	}
	mixed := slices.Clone(few)
	rand.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
	if hashOf(t, filled(t, mixed)) != hashOf(t, filled(t, few)) {
		t.Error("the hash depends on who was written first")
	}
}

// A person can look into a backup, and check it, with unzip and sha256sum.
func TestAnybodyCanReadABackup(t *testing.T) {
	path := backedUp(t, filled(t, few))
	r, err := zip.OpenReader(path)
	must(t, err)
	defer r.Close()
	var lines []string
	for _, f := range r.File {
		if f.Mode().Perm() != 0o600 {
			t.Errorf("%s would be unpacked for everybody: %v", f.Name, f.Mode())
		}
		name, data := strings.TrimSuffix(f.Name, ".jsonl"), f.Name != manifestName
		in, err := f.Open()
		must(t, err)
		text, err := io.ReadAll(in)
		must(t, err)
		if data && len(text) > 0 {
			lines = append(lines, fmt.Sprintf("%s %x\n", name, sha256.Sum256(text)))
		}
		if f.Name == "seats.jsonl" {
			const want = `{"city":"110101","id":"A head","version":4711,"gone":false,"body":{"unit":"A","terms":[{"name":"赵示例 😀"}]}}` + "\n"
			if string(text) != want {
				t.Errorf("a seat is written as %s", text)
			}
		}
	}
	slices.Sort(lines)
	sum := sha256.Sum256([]byte(strings.Join(lines, "")))
	if b := taken(t, path); hex.EncodeToString(sum[:]) != b.Content {
		t.Error("the content hash is another")
	}
}

// A backup that was made in the first form can be read for ever. The file is never
// made anew: it is what somebody has in a drawer.
func TestABackupOfTheFirstForm(t *testing.T) {
	b := taken(t, "testdata/format-1.zip")
	const hash = "ca87296b985ffb0a29b6615fc1ada5cf0930ed42847959c51b35557af88ad3e8"
	if b.Format != 1 || b.Content != hash {
		t.Errorf("format %d, content %s", b.Format, b.Content)
	}
	to := opened(t, t.TempDir())
	restored(t, b, to)
	if got := hashOf(t, to); got != hash {
		t.Errorf("restored, its hash is %s", got)
	}
	if got, want := hashOf(t, filled(t, few)), hash; got != want {
		t.Errorf("the same documents now have the hash %s", got)
	}
}
