package main

import (
	"context"
	"errors"
	"maps"
	"os"
	"slices"

	"sizhang/server/store"
)

// runFlips turns one bit at a time, of a file that was closed, then of the log of
// one that was not. What is read must be right, or an error says so. A round is
// one bit.
func runFlips(t *turn) error {
	h, err := t.made(t.size(24, 80), 24)
	if err != nil {
		return err
	}
	bits := t.size(60, 1000)
	return t.every(2*bits, func(i int) error {
		db, log := h.db, []byte(nil)
		damaged, bit := &db, t.rng.IntN(8*len(h.db))
		if i%2 == 1 {
			log = h.log
			damaged, bit = &log, t.rng.IntN(8*h.ends[len(h.ends)-1])
		}
		*damaged = slices.Clone(*damaged)
		(*damaged)[bit/8] ^= 1 << (bit % 8)
		o, err := t.open(db, log)
		if err != nil {
			return err
		}
		defer os.RemoveAll(o.dir)
		if o.store != nil {
			defer o.store.Close()
		}
		if i%2 == 1 {
			t.flippedLog(h, o, bit)
		} else {
			t.flippedFile(h, o, bit)
		}
		return nil
	})
}

// flippedFile reads everything by every way: each answer is right or an error.
func (t *turn) flippedFile(h *history, o opened, bit int) {
	if o.refusal != nil {
		t.count("file: does not open", 1)
		return
	}
	want := h.at(h.beginning)
	said := 0
	for id, version := range want {
		switch wrong, err := misread(t.ctx, o.store, id, version); {
		case err != nil:
			said++
		case wrong != "":
			t.wrong("with bit %d of the file turned, %s is read %s", bit, id, wrong)
		}
	}
	living := slices.DeleteFunc(slices.Sorted(maps.Keys(want)), func(id string) bool { return ends(id, want[id]) })
	for _, x := range append([]store.Index{{}}, schema[0].Indexes...) {
		found, err := pageThrough(t.ctx, o.store, x.Name)
		if err != nil {
			said++
		} else if wrong := misfound(found, living, want); wrong != "" {
			t.wrong("with bit %d of the file turned, the index %q leads to %s", bit, x.Name, wrong)
		}
	}
	if feed, err := feedOf(t.ctx, o.store, t.Figures); err != nil {
		said++
	} else if n, exact := h.prefix(feed); !exact || n != h.beginning {
		t.wrong("with bit %d of the file turned, the changes are others", bit)
	}
	t.count(map[bool]string{true: "file: all is read right", false: "file: an error says so"}[said == 0], 1)
}

// at is the version of every note after so many steps.
func (h *history) at(steps int) map[string]int64 {
	versions := map[string]int64{}
	for _, s := range h.steps[:steps] {
		versions[s.id] = s.version
	}
	return versions
}

// misread says what is wrong with what is read of a note without an error.
func misread(ctx context.Context, s store.Store, id string, version int64) (wrong string, err error) {
	d, err := s.Get(ctx, notes, city, id)
	switch gone := ends(id, version); {
	case errors.Is(err, store.ErrMissing):
		return map[bool]string{false: "as missing"}[gone], nil
	case err != nil:
		return "", err
	case gone:
		return "although it is gone", nil
	case d.Version != version:
		return "at another version", nil
	case whole(d) != nil:
		return "changed", nil
	}
	return "", nil
}

func misfound(found []store.Document, living []string, want map[string]int64) string {
	var ids []string
	for _, d := range found {
		if d.Version != want[d.ID] || whole(d) != nil {
			return "a document that is not right"
		}
		ids = append(ids, d.ID)
	}
	slices.Sort(ids)
	if !slices.Equal(ids, living) {
		return "other documents than stand"
	}
	return ""
}

// flippedLog wants all of the history, or all but the last transaction, which is
// as if the power had failed during it, or a refusal.
func (t *turn) flippedLog(h *history, o opened, bit int) {
	if o.refusal != nil {
		t.count("log: does not open", 1)
		return
	}
	feed, err := feedOf(t.ctx, o.store, t.Figures)
	if err == nil {
		_, err = livingOf(t.ctx, o.store, t.Figures, feed)
	}
	if err != nil {
		t.count("log: an error says so", 1)
		return
	}
	inLast := len(h.ends) > 1 && bit/8 >= h.ends[len(h.ends)-2]
	switch n, exact := h.prefix(feed); {
	case !exact:
		t.half("with bit %d of the log turned, the store stands at %d steps that are not the first", bit, n)
	case n == len(h.steps):
		t.count("log: all is read right", 1)
	case inLast:
		t.count("log: the last transaction is missing", 1)
	default:
		t.lost("with bit %d of the log turned, %d of %d steps are gone and nothing says so", bit, len(h.steps)-n, len(h.steps))
	}
}
