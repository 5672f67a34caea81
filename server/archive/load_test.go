package archive

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"sizhang/server/store"
)

// The load on a store that is backed up: clerks, each at a few documents of their
// own in collections that a scan comes to at different times. Every write goes to
// the next of them, and notes how far the others had come before it.
const (
	clerks    = 4
	documents = 6
)

// note is the body of one of a clerk's documents.
type note struct {
	Step int64         `json:"step"` // which of the clerk's writes it is, from 1
	Seen [clerks]int64 `json:"seen"` // how many of each clerk's writes had been acknowledged before
	Pad  string        `json:"pad"`
}

func noteDocument(clerk int, step int64) store.Document {
	nth := (step - 1) % documents
	collection := store.Schema[(nth*3+int64(clerk))%int64(len(store.Schema)-1)].Name
	return store.Document{Collection: collection, City: "110101", ID: fmt.Sprintf("%d-%d", clerk, nth), Version: (step - 1) / documents}
}

// load is the clerks at work.
type load struct {
	st           store.Store
	begun, acked [clerks]atomic.Int64
}

// write makes a clerk's next write. Every seventh leaves a tombstone.
func (l *load) write(ctx context.Context, clerk int) error {
	step := l.begun[clerk].Add(1)
	d := noteDocument(clerk, step)
	n := note{Step: step, Pad: strings.Repeat("x", rand.IntN(4000))}
	for other := range n.Seen {
		n.Seen[other] = l.acked[other].Load()
	}
	var err error
	if d.Body, err = json.Marshal(n); err != nil {
		return err
	}
	d.Gone = step%7 == 0
	if d.Version == 0 {
		err = l.st.Insert(ctx, d)
	} else {
		_, err = l.st.Replace(ctx, d)
	}
	if err == nil {
		l.acked[clerk].Store(step)
	}
	return err
}

// TestABackupUnderLoad makes backups of a store that others write to, restores each
// and finds what the store held at one moment within: of every clerk's writes the
// first so many, no fewer than were acknowledged before it began, and with each
// write everything that its clerk had seen. ARCHIVE_ROUNDS sets how many backups.
func TestABackupUnderLoad(t *testing.T) {
	st := opened(t, t.TempDir())
	ctx, stop := context.WithCancel(t.Context())
	l := &load{st: st}
	var all sync.WaitGroup
	for clerk := range clerks {
		for range 2 * documents { // so that all of a clerk's documents are there
			must(t, l.write(t.Context(), clerk))
		}
		all.Go(func() {
			for ctx.Err() == nil {
				if err := l.write(ctx, clerk); err != nil && !errors.Is(err, context.Canceled) {
					t.Error(err)
					return
				}
			}
		})
	}
	backups := rounds(t, "ARCHIVE_ROUNDS")
	for round := range backups {
		l.backUp(t)
		if t.Failed() {
			t.Errorf("in round %d", round)
			break
		}
	}
	stop()
	all.Wait()
	t.Logf("%d backups while %d writes were made", backups, l.written()-clerks*2*documents)
}

// written is how many writes were acknowledged.
func (l *load) written() (n int64) {
	for clerk := range clerks {
		n += l.acked[clerk].Load()
	}
	return n
}

func (l *load) backUp(t *testing.T) {
	t.Helper()
	var least, most [clerks]int64
	for clerk := range clerks {
		least[clerk] = l.acked[clerk].Load()
	}
	path := filepath.Join(t.TempDir(), "backup.zip")
	written := l.written()
	_, err := Create(t.Context(), path, false, l.st, known, making, func(stage string, _, _ int) {
		for stage == Writing && l.written() == written && !t.Failed() { // a write, at least, for every document
			runtime.Gosched()
		}
		written = l.written()
	})
	must(t, err)
	for clerk := range clerks {
		most[clerk] = l.begun[clerk].Load()
	}
	b := taken(t, path)
	to := opened(t, t.TempDir())
	restored(t, b, to)
	if got := hashOf(t, to); got != b.Content || !b.OneMoment {
		t.Errorf("restored, the hash is %s, not %s", got, b.Content)
	}
	for _, trouble := range momentTroubles(t, to, least, most) {
		t.Error(trouble)
	}
	must(t, to.Close())
}

// momentTroubles says in what a store is not the load's at one moment, between what
// had been acknowledged when it began and what had been begun when it was over.
func momentTroubles(t *testing.T, st store.Store, least, most [clerks]int64) (troubles []string) {
	t.Helper()
	say := func(format string, values ...any) { troubles = append(troubles, fmt.Sprintf(format, values...)) }
	found := map[[2]string]store.Document{}
	for _, d := range all(t, st) {
		found[[2]string{d.Collection, d.ID}] = d
	}
	var came [clerks]int64
	var notes []note
	for clerk := range clerks {
		var steps [documents]int64
		for nth := range int64(documents) {
			of := noteDocument(clerk, nth+1)
			d := found[[2]string{of.Collection, of.ID}]
			steps[nth] = (d.Version-1)*documents + nth + 1
			came[clerk] = max(came[clerk], steps[nth])
			if d.Gone {
				continue
			}
			var n note
			must(t, json.Unmarshal(d.Body, &n))
			if notes = append(notes, n); n.Step != steps[nth] {
				say("%s at version %d is of step %d", nameOf(d), d.Version, n.Step)
			}
		}
		if came[clerk] < least[clerk] || came[clerk] > most[clerk] {
			say("clerk %d had come to %d, not between %d and %d", clerk, came[clerk], least[clerk], most[clerk])
		}
		for nth, step := range steps { // the last six steps, whichever
			if want := came[clerk] - (came[clerk]-1-int64(nth))%documents; step != want {
				say("clerk %d had come to %d, but document %d is of step %d, not %d", clerk, came[clerk], nth, step, want)
			}
		}
	}
	for _, n := range notes {
		for clerk, seen := range n.Seen {
			if seen > came[clerk] {
				say("a write had seen step %d of clerk %d, who had only come to %d", seen, clerk, came[clerk])
			}
		}
	}
	return troubles
}

// A backup that reads one collection after the other, each at its own moment, is
// what the test above must catch.
func TestTheLoadShowsABackupOfManyMoments(t *testing.T) {
	st := opened(t, t.TempDir())
	l := &load{st: st}
	for clerk := range clerks {
		for range 2 * documents {
			must(t, l.write(t.Context(), clerk))
		}
	}
	between := 0
	path := backedUp(t, piecemeal{st, func() {
		for range documents { // each comes to every document of their own
			for clerk := range clerks {
				must(t, l.write(t.Context(), clerk))
				between++
			}
		}
	}})
	to := opened(t, t.TempDir())
	b := taken(t, path)
	restored(t, b, to)
	if b.OneMoment || between == 0 {
		t.Errorf("one moment: %v, %d writes between", b.OneMoment, between)
	}
	var least, most [clerks]int64
	for clerk := range clerks {
		most[clerk] = l.begun[clerk].Load()
	}
	troubles := momentTroubles(t, to, least, most)
	for _, of := range []string{"but document", "had seen"} {
		if !slices.ContainsFunc(troubles, func(text string) bool { return strings.Contains(text, of) }) {
			t.Errorf("nobody noticed: %v", troubles)
		}
	}
}

// piecemeal is a store whose scan sees each collection at its own moment.
type piecemeal struct {
	store.Store
	between func()
}

func (p piecemeal) Scan(ctx context.Context, visit func(store.Document) error) (bool, error) {
	for _, c := range store.Schema {
		_, err := p.Store.Scan(ctx, func(d store.Document) error {
			if d.Collection != c.Name {
				return nil
			}
			return visit(d)
		})
		if err != nil {
			return false, err
		}
		p.between()
	}
	return false, nil
}
