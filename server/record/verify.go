package record

import (
	"context"
	"errors"
	"fmt"

	"sizhang/server/store"
)

// Verdict is what Verify found.
type Verdict struct {
	Entries int64
	Head    string // the last hash; who noted an earlier one can tell a cut-off end
	// Broken is the first entry that does not fit, 0 where all do; Why says how.
	Broken int64
	Why    string
}

// Verify reckons the city's chain anew. anchor is a hash that must stand in it,
// such as a Head that was noted elsewhere; it may be empty.
//
// Without an anchor it finds whatever was changed, removed, put in or moved, and a
// chain that was built anew without the secret; with one, also an end that was cut
// off, and a chain that was built anew with it. What stands up to the anchor is
// vouched for by the anchor itself: seals there may be of an earlier secret.
func (l *Log) Verify(ctx context.Context, city, anchor string) (Verdict, error) {
	v := verifier{log: l, city: city, anchor: anchor, after: place{hash: root(city)}}
	if err := l.blocks(ctx, city, v.block); err != nil && err != errBroken {
		return Verdict{}, err
	}
	v.finish()
	return v.Verdict, nil
}

// errBroken ends the visit: nothing behind a break can be told from what was built
// on it.
var errBroken = errors.New("the chain is broken")

// verifier goes along a chain.
type verifier struct {
	Verdict
	log      *Log
	city     string
	after    place
	anchor   string
	anchored bool // the anchor was come by
	unsealed int64
	why      string // what is wrong with the first seal that is
}

// finish says what can be said only at the end.
func (v *verifier) finish() {
	v.Entries, v.Head = v.after.number, v.after.hash
	switch {
	case v.unsealed > 0: // whatever breaks later
		v.Broken, v.Why = v.unsealed, v.why
	case v.Broken > 0:
	case v.anchor != "" && !v.anchored && v.anchor != root(v.city):
		v.Broken = v.Entries + 1
		v.Why = "the anchor stands nowhere in the chain: its end was cut off, or it was built anew"
	}
}

// broken notes where the chain breaks, and why.
func (v *verifier) broken(number int64, why string, values ...any) error {
	v.Broken, v.Why = number, fmt.Sprintf(why, values...)
	return errBroken
}

// block checks one block beside what stands before it.
func (v *verifier) block(d store.Document) error {
	next := v.after.number + 1
	if d.ID != blockID(v.after.block+1) {
		return v.broken(next, "block %d is missing; block %.40q stands in its place", v.after.block+1, d.ID)
	}
	b, err := decode(d)
	switch {
	case err != nil:
		return v.broken(next, "%v", err)
	case d.Version != 1:
		return v.broken(next, "block %d was written over %d times", b.Number, d.Version-1)
	case b.Previous != v.after.hash:
		return v.broken(next, "block %d does not follow on the one before it", b.Number)
	}
	entries, err := b.numbered()
	if err != nil {
		return v.broken(next, "%v", err)
	}
	if err := v.entries(b, entries); err != nil {
		return err
	}
	if v.unsealed == 0 && b.Last != v.anchor && !v.log.sealed(v.city, b) {
		v.unsealed, v.why = next, fmt.Sprintf("block %d is not sealed by this secret", b.Number)
	}
	v.after = b.place()
	return nil
}

// entries checks the numbers and the hash of a block's entries, and looks for the
// anchor among them.
func (v *verifier) entries(b *blockBody, entries []Numbered) error {
	found := false
	for i, e := range entries {
		if want := v.after.number + int64(i) + 1; e.Number != want {
			return v.broken(want, "entry %d of block %d has the number %d", want, b.Number, e.Number)
		}
		found = found || e.Hash == v.anchor
	}
	if head := entries[len(entries)-1]; head.Hash != b.Last {
		return v.broken(entries[0].Number, "the entries of block %d are not those that it was made of", b.Number)
	}
	if found {
		v.anchored, v.unsealed = true, 0
	}
	return nil
}
