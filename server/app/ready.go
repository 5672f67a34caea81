package app

import (
	"maps"
	"slices"
	"strings"

	"sizhang/domain/fault"
)

// Ready returns nil once every city is loaded and while the store can be read and
// every city is as the store has it, or soon will be.
func (a *App) Ready() error {
	failed, broken := a.reads.is(), a.Broken()
	a.mu.Lock()
	loaded := a.loaded
	for _, d := range a.desks {
		if d.failed != nil {
			failed = d.failed
		}
	}
	a.mu.Unlock()
	switch {
	case failed != nil:
		return fault.Wrap(fault.NotReady, failed)
	case !loaded:
		return fault.New(fault.NotReady, "", nil)
	case len(broken) > 0:
		codes := slices.Sorted(maps.Keys(broken))
		return &fault.Fault{Code: fault.CityBroken, With: fault.With{"cities": strings.Join(codes, ", ")}, Cause: broken[codes[0]]}
	}
	return nil
}

// Writable returns nil unless the store failed at the latest write, or at the
// latest try whether it takes writes again: a full disk, say, or a replica set
// without a primary. Lookups go on meanwhile.
func (a *App) Writable() error {
	if err := a.writes.is(); err != nil {
		return fault.Wrap(fault.StoreNotWritable, err)
	}
	return nil
}
