package main

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"strings"

	"sizhang/server/store"
)

const (
	notes = "notes"
	city  = "110101"
	kinds = 4
)

// schema has every kind of index that a collection of the product may have.
var schema = []store.Collection{{Name: notes, Indexes: []store.Index{
	{Name: "kind", Fields: []string{"kind", "rank"}},
	{Name: "name", Fields: []string{"name"}},
	{Name: "code", Fields: []string{"code"}, Unique: true},
}}}

// note is the body of a document. All of it follows from the id that the writer
// meant and from the version, so whoever reads it can tell whether it is whole.
type note struct {
	Name string `json:"name"` // the id that was meant; under another id it is a double
	Code string `json:"code"`
	Kind string `json:"kind"`
	Rank int64  `json:"rank"`
	Step int64  `json:"step"`
	Pad  string `json:"pad"` // some need pages of their own
}

func noteOf(id string, step int64) note {
	sum := fnv.New64a()
	fmt.Fprint(sum, id, "/", step)
	h := sum.Sum64()
	long := int(h>>8%200) + 1
	if h%8 == 0 {
		long *= 80
	}
	return note{
		Name: id, Code: id, Kind: fmt.Sprint("kind-", h%kinds), Rank: int64(h >> 40), Step: step,
		Pad: strings.Repeat(string(rune('a'+h%26)), long),
	}
}

// lastStep is how often a note is written. The last write of one in four leaves a
// tombstone.
const lastStep = 5

func ends(id string, step int64) bool { return step == lastStep && noteOf(id, 0).Rank%4 == 0 }

// document is the note as it is to be written as the step: read at the version
// before.
func document(id string, step int64) store.Document {
	body, err := json.Marshal(noteOf(id, step))
	if err != nil {
		panic(err)
	}
	return store.Document{Collection: notes, City: city, ID: id, Version: step - 1, Gone: ends(id, step), Body: body}
}

// whole says what is wrong with a document that stands, nil where it is one of
// those that were written.
func whole(d store.Document) error {
	var got note
	if err := json.Unmarshal(d.Body, &got); err != nil {
		return err
	}
	if got != noteOf(d.ID, d.Version) {
		got.Pad = fmt.Sprint(len(got.Pad), " bytes")
		return fmt.Errorf("%s stands at version %d with %+v", d.ID, d.Version, got)
	}
	return nil
}
