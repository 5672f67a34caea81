package main

import (
	"encoding/binary"
	"os"
	"slices"

	"sizhang/server/store"
	"sizhang/server/store/sqlite"
)

// runTorn cuts the log off: at every end of a transaction and beside it, at the
// rest anywhere. Then it tears the last transaction: one of its frames has the head
// of an older log that stood in its place. A round is one offset or one frame.
func runTorn(t *turn) error {
	h, err := t.made(16, 24)
	if err != nil {
		return err
	}
	if t.Plant == "frames" {
		commitEachFrame(h.log)
	}
	t.count("transactions in the log", len(h.ends))
	t.count("bytes of the log", len(h.log))
	seen := map[int]int{} // by the number of whole transactions: how many steps stood
	offsets := t.offsets(h, t.size(64, 4096))
	err = t.every(len(offsets), func(i int) error {
		o, err := t.open(h.db, h.log[:offsets[i]])
		if err != nil {
			return err
		}
		defer os.RemoveAll(o.dir)
		if o.refusal != nil {
			t.count("refused", 1)
			return nil
		}
		defer o.store.Close()
		t.tail(h, o.store, offsets[i], seen)
		return nil
	})
	if err != nil || t.broken() {
		return err
	}
	return t.staleHeads(h)
}

// staleHeads leaves what a power cut may leave of the last transaction where an
// older log held the same page in the same place: the sector of the frame's head
// is lost, and the old one says the same but for salts and checksums. It must open
// without the last transaction: that was not acknowledged.
func (t *turn) staleHeads(h *history) error {
	size := frameHead + int(binary.BigEndian.Uint32(h.log[8:]))
	first, last := h.ends[len(h.ends)-2], h.ends[len(h.ends)-1]
	return t.every((last-first)/size, func(i int) error {
		log := slices.Clone(h.log[:last])
		copy(log[first+i*size+8:], rubbish(t.rng, 16))
		o, err := t.open(h.db, log)
		if err != nil {
			return err
		}
		defer os.RemoveAll(o.dir)
		if o.refusal != nil {
			t.lost("frame %d of the last transaction is torn, and all is refused: %v", i, o.refusal)
			return nil
		}
		defer o.store.Close()
		feed, err := feedOf(t.ctx, o.store, t.Figures)
		if err != nil {
			t.lost("frame %d of the last transaction is torn, and nothing can be read: %v", i, err)
			return nil
		}
		t.count("without the last transaction", 1)
		if n, exact := h.prefix(feed); !exact || n >= len(h.steps) {
			t.half("frame %d of the last transaction is torn, and the store stands at %d of %d steps", i, n, len(h.steps))
		}
		return nil
	})
}

// offsets chooses where to cut.
func (t *turn) offsets(h *history, n int) []int {
	offsets := []int{0, len(h.log)}
	for _, end := range h.ends {
		offsets = append(offsets, end-1, end)
	}
	t.rng.Shuffle(len(offsets), func(i, j int) { offsets[i], offsets[j] = offsets[j], offsets[i] })
	for len(offsets) < n {
		offsets = append(offsets, t.rng.IntN(len(h.log)+1))
	}
	return offsets[:n]
}

// tail wants an exact prefix that ends with a transaction, the same one wherever
// within the next the log was cut.
func (t *turn) tail(h *history, s store.Store, offset int, seen map[int]int) {
	feed, err := feedOf(t.ctx, s, t.Figures)
	if err == nil {
		_, err = livingOf(t.ctx, s, t.Figures, feed)
	}
	if err != nil {
		t.count("refused", 1)
		return
	}
	n, exact := h.prefix(feed)
	if !exact {
		t.half("cut at %d, the store stands at %d steps that are not the first", offset, n)
		return
	}
	t.count("exact prefix", 1)
	whole, _ := slices.BinarySearch(h.ends, offset+1) // transactions up to the offset
	if before, ok := seen[whole]; ok && before != n {
		t.half("cut at %d, in a transaction, the store stands at %d steps; elsewhere in it at %d", offset, n, before)
	}
	seen[whole] = n
	if whole == 0 && n != h.beginning || whole == len(h.ends) && n != len(h.steps) {
		t.lost("cut at %d of %d, behind %d of %d transactions, the store stands at %d steps", offset, len(h.log), whole, len(h.ends), n)
	}
}

// opened is a store that was laid out from bytes.
type opened struct {
	dir     string
	store   store.Store
	refusal error // why it does not open
}

func (t *turn) open(db, log []byte) (opened, error) {
	files := map[string][]byte{sqlite.File: db}
	if log != nil {
		files[sqlite.File+"-wal"] = log
	}
	dir, err := t.laid(files)
	if err != nil {
		return opened{}, err
	}
	o := opened{dir: dir}
	if o.store, o.refusal = openStore(t.ctx, dir); o.refusal == nil {
		o.store = planted(o.store, t.Plant)
	}
	return o, nil
}
