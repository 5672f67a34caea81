package board

import (
	"strings"
)

// Packer packs many cards for one board. What they need of memory it takes in pieces
// that many share, for the collector to look after one instead of each. It is for one
// goroutine.
type Packer struct {
	words *strings.Builder
	clock []runs
}

// A packer takes so many bytes and clocks at once.
const (
	packerBytes  = 64 << 10
	packerClocks = 1024
)

// NewPacker makes a packer.
func NewPacker() *Packer { return &Packer{words: new(strings.Builder)} }

// join is all texts in one. A nil packer joins them by themselves.
func (k *Packer) join(texts ...string) string {
	size := 0
	for _, text := range texts {
		size += len(text)
	}
	words := new(strings.Builder)
	if k == nil || size > packerBytes {
		words.Grow(size)
	} else {
		if k.words.Cap()-k.words.Len() < size {
			k.words = new(strings.Builder)
			k.words.Grow(packerBytes)
		}
		words = k.words
	}
	from := words.Len()
	for _, text := range texts {
		words.WriteString(text)
	}
	return words.String()[from:]
}

// clocks makes room for so many clocks; nil for none.
func (k *Packer) clocks(n int) []runs {
	switch {
	case n == 0:
		return nil
	case k == nil || n > packerClocks:
		return make([]runs, n)
	case len(k.clock) < n:
		k.clock = make([]runs, packerClocks)
	}
	room := k.clock[:n:n]
	k.clock = k.clock[n:]
	return room
}
