package photo

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"sizhang/server/blob"
)

// Verify names every photo that something is wrong with, and no other.
func TestVerify(t *testing.T) {
	f := newAlbum(t, Options{})
	root := t.TempDir()
	folder, err := blob.OpenFolder(root)
	if err != nil {
		t.Fatal(err)
	}
	f.kept.Blobs = folder
	var ids []string
	for i := range 5 {
		ids = append(ids, f.add(asJPEG(quarters(40+8*i, 30, "RGBY"))).ID)
	}
	check := func(want ...Flaw) {
		t.Helper()
		var got []Flaw
		n, err := f.Verify(t.Context(), beijing, func(flaw Flaw) error { got = append(got, flaw); return nil })
		if err != nil || n != 5 {
			t.Fatalf("%d, %v", n, err)
		}
		slices.SortFunc(want, func(a, b Flaw) int { return slices.Compare([]string{a.ID, a.What}, []string{b.ID, b.What}) })
		if !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	}
	path := func(kind, id string) string { return filepath.Join(root, beijing, kind, "_"+id[:2], "_"+id[2:4], id) }
	check()
	damaged, err := os.ReadFile(path("original", ids[1]))
	if err != nil {
		t.Fatal(err)
	}
	damaged[len(damaged)/2] ^= 1
	for _, err := range []error{
		os.WriteFile(path("original", ids[1]), damaged, 0o600), os.Remove(path("original", ids[2])), os.Remove(path("small", ids[3])),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	check(Flaw{beijing, ids[1], OriginalDamaged}, Flaw{beijing, ids[2], OriginalMissing}, Flaw{beijing, ids[3], ServedMissing})
	// The same photo again mends what is missing.
	for i := range 5 {
		f.add(asJPEG(quarters(40+8*i, 30, "RGBY")))
	}
	check(Flaw{beijing, ids[1], OriginalDamaged})
	if n, err := f.Verify(t.Context(), shanghai, nil); n != 0 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
}
