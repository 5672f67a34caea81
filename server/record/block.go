package record

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"sizhang/server/store"
)

// maxEntries is how many entries a block holds at most: some 3 MiB where each is as
// long as it can be.
const maxEntries = 128

// blockBody is the body of a block's document.
type blockBody struct {
	Number   int64       `json:"number"` // from 1, without gaps
	Previous string      `json:"previous"`
	Nonce    string      `json:"nonce"` // random: tells one writer's block from another's
	Entries  []entryBody `json:"entries"`
	Last     string      `json:"last"` // hash of the last entry
	Seal     string      `json:"seal"` // HMAC by the secret over all else
}

// entryBody is an entry within a block.
type entryBody struct {
	Number  int64             `json:"number"`
	At      string            `json:"at"`
	Kind    Kind              `json:"kind"`
	Account string            `json:"account,omitempty"`
	Session string            `json:"session,omitempty"`
	Address string            `json:"address,omitempty"`
	Object  string            `json:"object,omitempty"`
	With    map[string]string `json:"with,omitempty"`
}

// atLayout is RFC 3339 in UTC at a fixed width.
const atLayout = "2006-01-02T15:04:05.000000Z"

// blockID is the id of a block: numbers of one width sort as texts.
func blockID(number int64) string { return fmt.Sprintf("%015d", number) }

// root is what the first entry of a city follows on: no chain can stand in for
// another city's.
func root(city string) string {
	sum := sha256.Sum256([]byte("sizhang record " + city))
	return hex.EncodeToString(sum[:])
}

// hash is SHA-256 of the hash before, as 32 bytes, and the entry as canonical JSON.
func (e *entryBody) hash(previous string) (string, error) {
	before, err := hex.DecodeString(previous)
	if err != nil {
		return "", err
	}
	raw, err := json.Marshal(e)
	if err != nil {
		return "", err
	}
	text, err := store.Canonical(raw)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(append(before, text...))
	return hex.EncodeToString(sum[:]), nil
}

// place is where a chain has got to.
type place struct {
	block  int64 // number of the last block, 0 where there is none
	number int64 // of the last entry
	hash   string
}

// block makes the block of the entries that follows a place.
func (l *Log) block(city string, after place, entries []Entry) (*blockBody, error) {
	b := &blockBody{Number: after.block + 1, Previous: after.hash, Nonce: rand.Text(), Last: after.hash}
	for i, e := range entries {
		body := entryBody{
			Number: after.number + int64(i) + 1, At: e.At.Format(atLayout), Kind: e.Kind,
			Account: e.Account, Session: e.Session, Address: e.Address, Object: e.Object, With: e.With,
		}
		var err error
		if b.Last, err = body.hash(b.Last); err != nil {
			return nil, err
		}
		b.Entries = append(b.Entries, body)
	}
	b.Seal = l.seal(city, b)
	return b, nil
}

// seal is the HMAC of what stands in the block: the entries by their last hash.
func (l *Log) seal(city string, b *blockBody) string {
	return hex.EncodeToString(l.secret.MAC("record", city, strconv.FormatInt(b.Number, 10), b.Previous, b.Nonce, strconv.Itoa(len(b.Entries)), b.Last))
}

// sealed says whether the block's seal is by this secret.
func (l *Log) sealed(city string, b *blockBody) bool {
	return subtle.ConstantTimeCompare([]byte(b.Seal), []byte(l.seal(city, b))) == 1
}

// place is where the chain has got to with the block.
func (b *blockBody) place() place {
	return place{b.Number, b.Entries[len(b.Entries)-1].Number, b.Last}
}

// errNotOurs is a body that this program does not write.
var errNotOurs = errors.New("not written by this program")

// decode reads a block. The body must be, to the byte, what this program makes of
// what it understood: nothing stands in it that no seal covers.
func decode(d store.Document) (*blockBody, error) {
	var b blockBody
	if err := json.Unmarshal(d.Body, &b); err != nil {
		return nil, fmt.Errorf("block %s: %w", d.ID, err)
	}
	again, err := json.Marshal(&b)
	if err != nil {
		return nil, fmt.Errorf("block %s: %w", d.ID, err)
	}
	mine, _ := store.Canonical(again)
	theirs, err := store.Canonical(d.Body)
	if err != nil || !bytes.Equal(mine, theirs) || len(b.Entries) == 0 || len(b.Entries) > maxEntries || d.ID != blockID(b.Number) {
		return nil, fmt.Errorf("block %s: %w", d.ID, errNotOurs)
	}
	return &b, nil
}

// numbered returns the block's entries with their hashes, reckoned anew.
func (b *blockBody) numbered() ([]Numbered, error) {
	out := make([]Numbered, len(b.Entries))
	hash := b.Previous
	for i := range b.Entries {
		e := &b.Entries[i]
		at, err := time.Parse(atLayout, e.At)
		if err != nil {
			return nil, fmt.Errorf("block %s: %w", blockID(b.Number), errNotOurs)
		}
		if hash, err = e.hash(hash); err != nil {
			return nil, fmt.Errorf("block %s: %w", blockID(b.Number), errNotOurs)
		}
		out[i] = Numbered{
			Entry:  Entry{At: at, Kind: e.Kind, Account: e.Account, Session: e.Session, Address: e.Address, Object: e.Object, With: e.With},
			Number: e.Number, Hash: hash,
		}
	}
	return out, nil
}
