package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"sizhang/server/store"
)

// ledger is what a load said of its writes: what must stand, and what may not.
type ledger struct {
	stands  map[string]int64 // the version of each note that was acknowledged
	refused map[string]bool  // notes whose next write had no effect
	told    map[string]int   // how many of each outcome
}

func newLedger() *ledger {
	return &ledger{map[string]int64{}, map[string]bool{}, map[string]int{}}
}

// note takes in a line of the load. A line that a kill cut off says nothing.
func (l *ledger) note(line string) {
	var outcome, id string
	var step int64
	if n, _ := fmt.Sscan(line, &outcome, &id, &step); n < 3 {
		return
	}
	l.told[outcome]++
	switch outcome {
	case acknowledged:
		l.stands[id] = max(l.stands[id], step)
	case refused:
		l.refused[id] = true
	}
}

// check looks at every document of a store that nobody writes to, by all ways
// that lead to it. A write that was under way may have taken effect or not.
func (l *ledger) check(ctx context.Context, s store.Store, f *Figures) error {
	feed, err := feedOf(ctx, s, f)
	if err != nil {
		return err
	}
	for id, step := range l.stands {
		switch version := feed[id].Version; {
		case version < step:
			f.lost("%s was acknowledged at version %d and stands at %d", id, step, version)
		case version > step+1, version > step && l.refused[id]:
			f.doubled("%s was acknowledged at version %d and stands at %d", id, step, version)
		}
	}
	for id := range l.refused {
		if _, ok := l.stands[id]; !ok && feed[id].Version > 0 {
			f.wrong("%s was refused and stands", id)
		}
	}
	living, err := livingOf(ctx, s, f, feed)
	if err != nil {
		return err
	}
	if err := checkIndexes(ctx, s, f, living); err != nil {
		return err
	}
	return examine(ctx, s, f)
}

// feedOf reads all changes.
func feedOf(ctx context.Context, s store.Store, f *Figures) (map[string]store.Change, error) {
	feed := map[string]store.Change{}
	var token store.Token
	for {
		changes, next, err := s.Changes(ctx, token, store.MaxLimit)
		if err != nil {
			return nil, err
		}
		for _, c := range changes {
			if _, twice := feed[c.ID]; twice {
				f.doubled("%s is among the changes twice", c.ID)
			}
			feed[c.ID] = c
		}
		if token = next; len(changes) < store.MaxLimit {
			return feed, nil
		}
	}
}

// livingOf reads every document that changed and returns the ids of those that
// stand, sorted.
func livingOf(ctx context.Context, s store.Store, f *Figures, feed map[string]store.Change) ([]string, error) {
	var living []string
	for _, id := range slices.Sorted(maps.Keys(feed)) {
		c := feed[id]
		d, err := s.Get(ctx, notes, city, id)
		missing := errors.Is(err, store.ErrMissing)
		switch {
		case err != nil && !missing:
			return nil, err
		case missing != c.Gone:
			f.half("%s: gone %v by the feed, missing %v", id, c.Gone, missing)
		case missing && !ends(id, c.Version):
			f.half("%s is gone at version %d", id, c.Version)
		case missing:
		case d.Version != c.Version:
			f.half("%s changed to version %d and stands at %d", id, c.Version, d.Version)
		default:
			if err := whole(d); err != nil {
				f.half("%v", err)
			}
		}
		if !missing {
			living = append(living, id)
		}
	}
	return living, nil
}

// checkIndexes wants every index to lead to all documents that stand, once, and
// to no others.
func checkIndexes(ctx context.Context, s store.Store, f *Figures, living []string) error {
	for _, x := range append([]store.Index{{}}, schema[0].Indexes...) {
		found, err := pageThrough(ctx, s, x.Name)
		if err != nil {
			return err
		}
		var ids []string
		names := map[string]string{}
		for _, d := range found {
			ids = append(ids, d.ID)
			if n := nameOf(d); names[n] != "" {
				f.doubled("%s stands as %s and as %s", n, names[n], d.ID)
			} else {
				names[n] = d.ID
			}
		}
		slices.Sort(ids)
		if !slices.Equal(ids, living) {
			f.half("the index %q leads to %d documents, %d stand", x.Name, len(ids), len(living))
		}
	}
	return nil
}
