package mongo

import (
	"encoding/binary"
	"fmt"
	"maps"
	"slices"

	"sizhang/server/store"
)

const tokenPurpose = "changes"

// progress is what a token says of each lane; a lane that it does not name was
// not looked at yet.
type progress map[int64]seen

// seen is how far a reader is on a lane: it saw every write up to low and, of
// those beyond, the early ones.
type seen struct {
	low   int64
	early []int64 // ascending
}

func (p seen) has(seq int64) bool {
	_, found := slices.BinarySearch(p.early, seq)
	return seq <= p.low || found
}

// readToken returns what a token says. See store.ErrBadToken.
func (s *Store) readToken(token store.Token) (progress, error) {
	p := progress{}
	if token == "" {
		return p, nil
	}
	payload, ok := s.seals.Open(tokenPurpose, string(token))
	if !ok {
		return nil, store.ErrBadToken
	}
	r := varints(payload)
	for len(r) > 0 {
		lane, at := r.next(), seen{low: r.next()}
		seq := at.low
		for range r.next() {
			seq += r.next()
			at.early = append(at.early, seq)
		}
		p[lane] = at
	}
	return p, nil
}

// token writes the progress down: for each lane its number, low, how many early
// ones there are, and the distance of each from the one before.
func (s *Store) token(p progress) store.Token {
	payload := []byte{}
	for _, lane := range slices.Sorted(maps.Keys(p)) {
		at := p[lane]
		payload = binary.AppendUvarint(payload, uint64(lane))
		payload = binary.AppendUvarint(payload, uint64(at.low))
		payload = binary.AppendUvarint(payload, uint64(len(at.early)))
		before := at.low
		for _, seq := range at.early {
			payload = binary.AppendUvarint(payload, uint64(seq-before))
			before = seq
		}
	}
	return store.Token(s.seals.Seal(tokenPurpose, payload))
}

// varints is a row of unsigned numbers, sealed and so as token wrote it.
type varints []byte

func (v *varints) next() int64 {
	n, size := binary.Uvarint(*v)
	if size <= 0 {
		panic(fmt.Sprintf("a sealed token of %d bytes too few", 1-size))
	}
	*v = (*v)[size:]
	return int64(n)
}
