package archive

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"slices"
	"strings"

	"sizhang/server/store"
)

// Count is what one collection holds.
type Count struct {
	Name      string `json:"name"`
	Documents int64  `json:"documents"` // without tombstones
	Gone      int64  `json:"gone"`      // tombstones
	Bytes     int64  `json:"bytes"`     // of its lines
	SHA256    string `json:"sha256"`    // of its lines, in hexadecimal
}

// Contents is what a store or a backup holds, collection by collection.
type Contents []Count

// Hash is the content hash 内容校验值: the SHA-256, in hexadecimal, of a line for
// each collection that is not empty, by name, with the name, a space and the
// SHA-256 of its lines. A person can compute it from a backup with unzip and
// sha256sum.
func (c Contents) Hash() string {
	sum := sha256.New()
	for _, count := range slices.SortedFunc(slices.Values(c), func(a, b Count) int { return cmp.Compare(a.Name, b.Name) }) {
		if count.Bytes > 0 {
			fmt.Fprintf(sum, "%s %s\n", count.Name, count.SHA256)
		}
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// Total is how many documents there are, tombstones included.
func (c Contents) Total() int {
	total := int64(0)
	for _, count := range c {
		total += count.Documents + count.Gone
	}
	return int(total)
}

// Sum reads all that a store holds. It is true where all of it stood so at one
// moment. total, for the progress, is negative where it is not known.
func Sum(ctx context.Context, st store.Store, total int, progress Progress) (Contents, bool, error) {
	var t tally
	var buffer []byte
	oneMoment, err := st.Scan(ctx, func(d store.Document) (err error) {
		if d.Collection == store.Restores {
			return nil
		}
		if buffer, err = appendLine(buffer[:0], d); err != nil {
			return err
		}
		progress(Comparing, t.total+1, total)
		return t.add(d, buffer)
	})
	return t.contents(), oneMoment, err
}

// tally counts and hashes documents as they come, one collection after the other,
// by city and id.
type tally struct {
	counts Contents
	total  int
	sum    hash.Hash // of the last collection's lines
	last   store.Document
}

// begin begins a collection.
func (t *tally) begin(collection string) error {
	t.end()
	if slices.ContainsFunc(t.counts, func(c Count) bool { return c.Name == collection }) {
		return fmt.Errorf("the collection %s comes twice", collection)
	}
	t.counts, t.sum = append(t.counts, Count{Name: collection}), sha256.New()
	t.last = store.Document{Collection: collection}
	return nil
}

func (t *tally) end() {
	if n := len(t.counts); n > 0 {
		t.counts[n-1].SHA256 = hex.EncodeToString(t.sum.Sum(nil))
	}
}

// add counts a document with its line. It begins the document's collection where
// that is another, and refuses one that is not behind the one before.
func (t *tally) add(d store.Document, line []byte) error {
	if t.last.Collection != d.Collection {
		if err := t.begin(d.Collection); err != nil {
			return err
		}
	}
	if cmp.Or(strings.Compare(t.last.City, d.City), strings.Compare(t.last.ID, d.ID)) >= 0 {
		return fmt.Errorf("%s stands behind %s", nameOf(d), nameOf(t.last))
	}
	t.last.City, t.last.ID = d.City, d.ID
	t.total++
	count := &t.counts[len(t.counts)-1]
	if d.Gone {
		count.Gone++
	} else {
		count.Documents++
	}
	count.Bytes += int64(len(line))
	t.sum.Write(line)
	return nil
}

// contents is what came. More may come afterwards.
func (t *tally) contents() Contents {
	t.end()
	return slices.Clone(t.counts)
}
