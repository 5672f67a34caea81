package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"sizhang/server/store"
	"sizhang/server/store/sqlite"
)

// step is one write of a history.
type step struct {
	id      string
	version int64
}

// history is what a store went through, one write after the other, with the files
// as a kill at its end leaves them: the log holds all but the beginning.
type history struct {
	steps     []step
	beginning int // so many steps are in the file itself
	db, log   []byte
	ends      []int // offsets in the log behind each transaction
}

// made writes a history of notes: some in the file, the rest in the log, alone and
// by several writers at once, so that some transactions hold many writes.
func (t *turn) made(inFile, inLog int) (*history, error) {
	h := &history{}
	dir := filepath.Join(t.memory, "history")
	s, err := openStore(t.ctx, dir)
	if err != nil {
		return nil, err
	}
	if err := h.write(t.ctx, s, "file", inFile); err != nil {
		return nil, err
	}
	h.beginning = len(h.steps)
	if err := s.Close(); err != nil {
		return nil, err
	}
	path := filepath.Join(dir, sqlite.File)
	if h.db, err = os.ReadFile(path); err != nil {
		return nil, err
	}
	if s, err = openStore(t.ctx, dir); err != nil {
		return nil, err
	}
	defer s.Close()
	if err := h.write(t.ctx, s, "log", inLog); err != nil {
		return nil, err
	}
	if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, h.db) {
		return nil, errors.Join(err, errors.New("the log was folded into the file: write less"))
	}
	if h.log, err = os.ReadFile(path + "-wal"); err != nil {
		return nil, err
	}
	h.ends = transactions(h.log)
	t.Acknowledged += len(h.steps)
	return h, nil
}

// write makes n notes in rounds: each step of four notes alone, or of eight at
// once. The feed tells in which order those came.
func (h *history) write(ctx context.Context, s store.Store, prefix string, n int) error {
	var token store.Token
	_, token, err := s.Changes(ctx, "", store.MaxLimit)
	if err != nil {
		return err
	}
	for i := 0; i < n; i += writers {
		for version := int64(1); version <= lastStep; version++ {
			if err := together(ctx, s, prefix, i, version); err != nil {
				return err
			}
			changes, next, err := s.Changes(ctx, token, store.MaxLimit)
			if err != nil {
				return err
			}
			for _, c := range changes {
				h.steps = append(h.steps, step{c.ID, c.Version})
			}
			token = next
		}
	}
	return nil
}

// together writes one version of eight notes, every other time all at once.
func together(ctx context.Context, s store.Store, prefix string, first int, version int64) error {
	var all sync.WaitGroup
	errs := make([]error, writers)
	for w := range writers {
		write := func() {
			d := document(fmt.Sprintf("%s-%d", prefix, first+w), version)
			if version == 1 {
				errs[w] = s.Insert(ctx, d)
			} else {
				_, errs[w] = s.Replace(ctx, d)
			}
		}
		if version%2 == 0 {
			write()
		} else {
			all.Go(write)
		}
	}
	all.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// prefix says how many steps a feed has seen, and whether those are the first
// ones.
func (h *history) prefix(feed map[string]store.Change) (int, bool) {
	n := 0
	for _, c := range feed {
		n += int(c.Version)
	}
	if n > len(h.steps) {
		return n, false
	}
	want := map[string]int64{}
	for _, s := range h.steps[:n] {
		want[s.id] = s.version
	}
	for id, version := range want {
		if feed[id].Version != version {
			return n, false
		}
	}
	return n, len(want) == len(feed)
}
