package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"sizhang/server/store/sqlite"
)

// runPower writes under the shim, from an empty directory to a store that was
// closed, and then looks at what a power cut might have left at many moments of
// it. A round is one such life.
func runPower(t *turn) error {
	return t.each(t.size(1, 10), func(i int) error {
		s, err := t.newShim(filepath.Join(t.dir, strconv.Itoa(i)))
		if err != nil {
			return err
		}
		if t.Plant == "nosync" {
			if err := s.arm(fault{Calls: callSync, Left: -1, Lie: 1}); err != nil {
				return err
			}
		}
		trace, err := t.traced(s, t.size(120, 250))
		if err != nil {
			return err
		}
		n, err := t.cuts(trace, t.size(30, 200))
		t.count("power cuts", n)
		return err
	})
}

// traced has the load write so many notes and close the store.
func (t *turn) traced(s *shim, notes int) ([]record, error) {
	c, err := t.start("load", append(s.settings(), prefixVariable+"=p", limitVariable+"="+strconv.Itoa(notes))...)
	if err != nil {
		return nil, err
	}
	l := newLedger()
	if status := c.end(l.note); status.ExitStatus() != 0 {
		return nil, fmt.Errorf("the load ended: %v", c.ProcessState)
	}
	t.Acknowledged += l.told[acknowledged]
	trace, err := readTrace(s.trace)
	if err == nil && !t.tells(trace) {
		err = errors.New("the trace lacks what it should have; is the process linked statically?")
	}
	if err != nil {
		return nil, err
	}
	return trace, t.complete(trace, s.dir)
}

// complete wants the trace to lead to the very files that stand in the directory:
// a call that the shim missed would make all that follows worthless.
func (t *turn) complete(trace []record, dir string) error {
	d := newDisk(t.rng, choices[0])
	for _, r := range trace {
		d.do(r)
	}
	stand, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	files := d.cut(choices[1])
	for _, entry := range stand {
		content, err := os.ReadFile(filepath.Join(dir, entry.Name()))
		if err != nil {
			return err
		}
		if traced, ok := files[entry.Name()]; !ok || !bytes.Equal(traced, content) {
			return fmt.Errorf("%s is not as the trace has it", entry.Name())
		}
	}
	if len(stand) != len(files) {
		return fmt.Errorf("%d files stand, %d by the trace", len(stand), len(files))
	}
	return nil
}

// tells counts what a trace has, and says whether it has writes, syncs and a
// checkpoint.
func (t *turn) tells(trace []record) bool {
	writes, syncs, checkpoints := 0, 0, 0
	for _, r := range trace {
		switch {
		case r.op == opWrite:
			writes++
		case r.op == opSync && r.name == sqlite.File:
			checkpoints++
		case r.op == opSync:
			syncs++
		}
	}
	t.count("traced writes", writes)
	t.count("traced syncs of the log", syncs)
	t.count("traced syncs of the file", checkpoints)
	return writes > 0 && (t.Plant == "nosync" || syncs > 0 && checkpoints > 2)
}
