package main

import (
	"maps"
	"math/rand/v2"
)

// disk is what POSIX promises of a directory's files: what was synced is there
// after a power cut, of everything else any part, in any order. A name is there
// for sure once the directory was synced. What a failed sync was to bring may be
// given up for good: no later sync brings it back, unless it is written anew.
type disk struct {
	files map[string]*file // as the running program sees them
	names map[string]*file // as they were when the directory was synced
	moves []move           // of names since, in order
	rng   *rand.Rand
	fate  choice // what survives of what a failed sync gave up
}

// file is the content that is surely on the disk, and what came after.
type file struct {
	synced  []byte
	pending []record
}

// move is a name that was made, or removed where the file is nil.
type move struct {
	name string
	file *file
}

func newDisk(rng *rand.Rand, fate choice) *disk {
	return &disk{files: map[string]*file{}, names: map[string]*file{}, rng: rng, fate: fate}
}

// do takes in one operation.
func (d *disk) do(r record) {
	switch {
	case r.op == opSaid:
	case r.op == opUnlink:
		delete(d.files, r.name)
		d.moves = append(d.moves, move{r.name, nil})
	case r.op == opSync && r.name == ".":
		d.moved(d.names, choices[1])
		d.moves = nil
	case r.op == opUnsynced && r.name == ".":
		d.moved(d.names, d.fate)
		d.moves = nil
	case r.op == opSync:
		d.file(r.name).settle(nil, choices[1])
	case r.op == opUnsynced:
		d.file(r.name).settle(d.rng, d.fate)
	case r.op == opCreate:
		d.file(r.name)
	default:
		f := d.file(r.name)
		f.pending = append(f.pending, r)
	}
}

// file returns the file of a name. One that the trace knows nothing of was made by
// a call that did not pass the shim.
func (d *disk) file(name string) *file {
	f := d.files[name]
	if f == nil {
		f = &file{}
		d.files[name] = f
		d.moves = append(d.moves, move{name, f})
	}
	return f
}

// moved makes the moves that survive.
func (d *disk) moved(names map[string]*file, c choice) {
	for _, m := range d.moves {
		if !c.keep(d.rng) {
			continue
		}
		delete(names, m.name)
		if m.file != nil {
			names[m.name] = m.file
		}
	}
}

// settle makes what was pending part of the content, as far as it survives.
func (f *file) settle(rng *rand.Rand, c choice) {
	f.synced = f.left(rng, c)
	f.pending = nil
}

func (f *file) left(rng *rand.Rand, c choice) []byte {
	return replay(f.synced, f.pending, func(i, sectors int) []bool {
		return c.sectors(rng, i, len(f.pending), sectors)
	})
}

// cut returns the files that a power cut now may leave. The choice decides what
// survives of all that was not synced.
func (d *disk) cut(c choice) map[string][]byte {
	names := maps.Clone(d.names)
	d.moved(names, c)
	left := map[string][]byte{}
	for name, f := range names {
		left[name] = f.left(d.rng, c)
	}
	return left
}
