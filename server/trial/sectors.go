package main

import (
	"math/rand/v2"
	"slices"
)

// sector is what a disk writes whole or not at all.
const sector = 512

// replay applies operations to a file. keep says which sectors of the i-th
// survive: nil is all, an empty list none. A truncation is one sector. What is
// written to a sector goes there with all that was written to it before, so where
// an operation is lost, later ones are lost with it.
func replay(content []byte, ops []record, keep func(i, sectors int) []bool) []byte {
	content = slices.Clone(content)
	lost := map[int64]bool{}
	for i, r := range ops {
		if r.op == opTruncate {
			if kept := keep(i, 1); kept == nil || len(kept) > 0 && kept[0] {
				content = resize(content, int(r.offset))
			}
			continue
		}
		first := r.offset / sector
		count := (r.offset+int64(len(r.data))-1)/sector - first + 1
		kept := keep(i, int(count))
		for s := range count {
			if kept != nil && (int(s) >= len(kept) || !kept[s]) {
				lost[first+s] = true
			}
			if !lost[first+s] {
				from := max(r.offset, (first+s)*sector)
				to := min(r.offset+int64(len(r.data)), (first+s+1)*sector)
				content = resize(content, max(len(content), int(to)))
				copy(content[from:to], r.data[from-r.offset:])
			}
		}
	}
	return content
}

// resize cuts the content off or fills it up with zeros.
func resize(content []byte, size int) []byte {
	if size <= len(content) {
		return content[:size]
	}
	return append(content, make([]byte, size-len(content))...)
}

// choice is a way to choose what survives of what was not synced.
type choice struct {
	name string
	// keep says whether a name that was made or removed survives.
	keep func(*rand.Rand) bool
	// sectors says which sectors of the i-th of n operations survive.
	sectors func(rng *rand.Rand, i, n, sectors int) []bool
}

var (
	nothing = []bool{}
	always  = func(*rand.Rand) bool { return true }
	never   = func(*rand.Rand) bool { return false }
	either  = func(rng *rand.Rand) bool { return rng.IntN(2) == 0 }
)

// choices begins with what keeps nothing and what keeps all.
var choices = []choice{
	{"nothing", never, func(*rand.Rand, int, int, int) []bool { return nothing }},
	{"everything", always, func(*rand.Rand, int, int, int) []bool { return nil }},
	{"all but the last", always, func(_ *rand.Rand, i, n, _ int) []bool {
		if i == n-1 {
			return nothing
		}
		return nil
	}},
	{"the last alone", either, func(_ *rand.Rand, i, n, _ int) []bool {
		if i < n-1 {
			return nothing
		}
		return nil
	}},
	{"some writes", either, func(rng *rand.Rand, _, _, _ int) []bool {
		if rng.IntN(2) == 0 {
			return nothing
		}
		return nil
	}},
	{"some sectors", either, func(rng *rand.Rand, _, _, sectors int) []bool {
		kept := make([]bool, sectors)
		for s := range kept {
			kept[s] = rng.IntN(2) == 0
		}
		return kept
	}},
	{"all but some sector", always, func(rng *rand.Rand, _, n, sectors int) []bool {
		if rng.IntN(n) > 0 {
			return nil
		}
		kept := slices.Repeat([]bool{true}, sectors)
		kept[rng.IntN(sectors)] = false
		return kept
	}},
	{"the last torn", always, func(rng *rand.Rand, i, n, sectors int) []bool {
		if i < n-1 {
			return nil
		}
		kept := make([]bool, sectors)
		for s := range rng.IntN(sectors + 1) {
			kept[s] = true
		}
		return kept
	}},
}
