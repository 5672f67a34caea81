package issue

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"maps"
	"math"
	"slices"
	"strconv"
	"time"
)

// An issue's events are a chain: the hash of each covers the event and the hash before
// it, and that of the first the city and the id. Every part goes in with its length, so
// that no two histories have one encoding. Who can write to the store could still make
// a whole new chain; that is what an exported hash elsewhere is for.

// digest gathers parts for a SHA-256, each with its length before it.
type digest struct{ parts []byte }

func newDigest() *digest { return &digest{make([]byte, 0, 512)} }

func (d *digest) texts(texts ...string) {
	for _, t := range texts {
		d.parts = append(binary.AppendUvarint(d.parts, uint64(len(t))), t...)
	}
}

func (d *digest) numbers(numbers ...float64) {
	for _, n := range numbers {
		if n == 0 {
			n = 0 // not -0, which stores do not tell from it
		}
		d.parts = binary.BigEndian.AppendUint64(d.parts, math.Float64bits(n))
	}
}

// instant is to the millisecond, as stores keep it.
func (d *digest) instant(t time.Time) {
	ms := int64(math.MinInt64)
	if !t.IsZero() {
		ms = t.UnixMilli()
	}
	d.parts = binary.BigEndian.AppendUint64(d.parts, uint64(ms))
}

func (d *digest) by(b By) {
	d.texts(string(b.Kind), b.Account, b.Person, b.Name, b.Unit, b.Post, b.Body)
}

func (d *digest) sum() string {
	sum := sha256.Sum256(d.parts)
	return hex.EncodeToString(sum[:])
}

// digest is the event's hash after the one before.
func (e *Event) digest(before string) string {
	d := newDigest()
	d.texts(before, strconv.Itoa(e.Seq), e.Command, string(e.Action), string(e.From), string(e.To), e.Reason)
	d.instant(e.At)
	d.by(e.By)
	d.list(e.Photos)
	d.flags(e.Hands != nil)
	d.counts(len(e.With))
	if e.Hands != nil {
		d.hands(*e.Hands)
	}
	for _, key := range slices.Sorted(maps.Keys(e.With)) {
		d.texts(key, e.With[key])
	}
	return d.sum()
}

// chainEnd is the hash that the next event follows.
func (i *Issue) chainEnd() string {
	if n := len(i.History); n > 0 {
		return i.History[n-1].Hash
	}
	d := newDigest()
	d.texts(i.City, i.ID)
	return d.sum()
}

// Numbered gives an issue that was never kept a receipt number. Its history begins with
// it, so that the events are chained anew.
func (i Issue) Numbered(number string) Issue {
	i = i.clone()
	events := slices.Clone(i.History)
	events[0].With = maps.Clone(events[0].With)
	events[0].With[WithNumber] = number
	i.Number, i.History = number, i.History[:0:0]
	for _, e := range events {
		e.Hash = e.digest(i.chainEnd())
		i.History = append(i.History, e)
	}
	return i
}

// Verify returns the number of the first event that is not as it was written, or that
// does not follow the one before; 0 where all do, and where the issue is as its last
// event says, see seal. Of one that was written before there were seals the state and
// the hands are looked at alone.
func (i *Issue) Verify() int {
	if len(i.History) == 0 {
		return 1
	}
	told := Issue{City: i.City, ID: i.ID}
	var state State
	var hands Hands
	for k := range i.History {
		e := &i.History[k]
		if e.Seq != k+1 || e.Hash != e.digest(told.chainEnd()) || e.From != state {
			return k + 1
		}
		if k > 0 && e.At.Before(i.History[k-1].At) {
			return k + 1
		}
		told.History, state = i.History[:k+1], e.To
		if e.Hands != nil {
			hands = *e.Hands
		}
	}
	if seal, sealed := i.Last().With[WithSeal]; state != i.State || hands != i.Hands || sealed && seal != i.seal() {
		return len(i.History)
	}
	if number, told := i.History[0].With[WithNumber]; told && number != i.Number {
		return 1
	}
	return 0
}
