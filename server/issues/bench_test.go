package issues

import (
	"testing"

	"sizhang/domain/issue"
)

// What filing costs beside the store's own insert of the same document.
func BenchmarkFile(b *testing.B) {
	f := benched(b)
	b.Run("file", func(b *testing.B) {
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				if _, _, err := f.File(b.Context(), report(inWest)); err != nil {
					b.Fatal(err)
				}
			}
		})
	})
	b.Run("insert", func(b *testing.B) {
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				k := kept{Issue: f.example}
				k.ID, k.Number = newID(), newID()
				d, err := k.document(k.packed())
				if err == nil {
					err = f.store.Insert(b.Context(), d)
				}
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	})
	b.Run("decide", func(b *testing.B) { // all but the store
		for b.Loop() {
			in, err := f.scene(b.Context(), town)
			if err != nil {
				b.Fatal(err)
			}
			r := report(inWest)
			w, err := f.world(b.Context(), in, spot{place: r.Place.Point, category: r.Category})
			if err != nil {
				b.Fatal(err)
			}
			k, err := f.filed(in, r, w)
			if err == nil {
				_, err = k.document(k.packed())
			}
			if err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("route", func(b *testing.B) {
		in, _ := f.scene(b.Context(), town)
		for b.Loop() {
			if r, err := in.route(spot{place: inWest, category: "litter"}); err != nil || fingerprint(&r) == 0 {
				b.Fatal(err)
			}
		}
	})
	b.Run("read", func(b *testing.B) {
		k := kept{Issue: f.example}
		d, _ := k.document(k.packed())
		b.SetBytes(int64(len(d.Body)))
		for b.Loop() {
			if _, err := readDocument(d); err != nil {
				b.Fatal(err)
			}
		}
	})
}

type benchFixture struct {
	*Issues
	example issue.Issue
}

func benched(b *testing.B) benchFixture {
	f := newFixture(b, openSQLite(b))
	return benchFixture{f.Issues, f.file(report(inWest))}
}
