package record

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sizhang/server/auth/secret"
	"sizhang/server/store"
)

// rewritten returns a block as somebody without the secret would change it: with
// every hash made to fit, and the seal left as it is.
func rewritten(t *testing.T, d store.Document, change func(*blockBody)) store.Document {
	t.Helper()
	b, err := decode(d)
	if err != nil {
		t.Fatal(err)
	}
	change(b)
	hash := b.Previous
	for i := range b.Entries {
		if hash, err = b.Entries[i].hash(hash); err != nil {
			t.Fatal(err)
		}
	}
	b.Last = hash
	d.ID = blockID(b.Number)
	if d.Body, err = json.Marshal(b); err != nil {
		t.Fatal(err)
	}
	return d
}

func TestTamperingIsFound(t *testing.T) {
	s := secret.New()
	original := newShelf()
	l := logOver(original, s)
	fill(t, l, 9)
	anchor := sound(t, l, 9).Head

	// rebuild makes the chain anew from a block on, hashes and all, with a secret.
	rebuild := func(sh *shelf, from int64, with *secret.Secret) {
		forger := New(sh, with, time.Now)
		after := place{hash: root(city)}
		for n := int64(1); n <= 9; n++ {
			b, err := decode(sh.kept[id(n)])
			if err != nil {
				t.Fatal(err)
			}
			if n >= from {
				entries, err := b.numbered()
				if err != nil {
					t.Fatal(err)
				}
				entries[0].Account = "somebody-else"
				if b, err = forger.block(city, after, []Entry{entries[0].Entry}); err != nil {
					t.Fatal(err)
				}
				body, _ := json.Marshal(b)
				sh.kept[id(n)] = store.Document{City: city, ID: blockID(n), Version: 1, Body: body}
			}
			after = b.place()
		}
	}
	change := func(sh *shelf, n int64, f func(*blockBody)) { sh.kept[id(n)] = rewritten(t, sh.kept[id(n)], f) }

	for _, c := range []struct {
		name   string
		tamper func(sh *shelf)
		anchor string
		broken int64
		why    string
	}{
		{"nothing", func(*shelf) {}, "", 0, ""},
		{"nothing, with the head noted", func(*shelf) {}, anchor, 0, ""},
		{"an entry changed", func(sh *shelf) {
			d := sh.kept[id(4)]
			d.Body = []byte(strings.Replace(string(d.Body), `"a-0"`, `"a-1"`, 1))
			sh.kept[id(4)] = d
		}, "", 4, "not those"},
		{"an entry changed and its block made to fit", func(sh *shelf) {
			change(sh, 4, func(b *blockBody) { b.Entries[0].Account = "a-9" })
		}, "", 4, "not sealed"},
		{"the last entry changed and its block made to fit", func(sh *shelf) {
			change(sh, 9, func(b *blockBody) { b.Entries[0].Account = "a-9" })
		}, "", 9, "not sealed"},
		{"a block removed", func(sh *shelf) { delete(sh.kept, id(5)) }, "", 5, "missing"},
		{"the first block removed", func(sh *shelf) { delete(sh.kept, id(1)) }, "", 1, "missing"},
		{"a block removed and the others moved up", func(sh *shelf) {
			for n := int64(5); n < 9; n++ {
				sh.kept[id(n)] = rewritten(t, sh.kept[id(n+1)], func(b *blockBody) { b.Number = n })
			}
			delete(sh.kept, id(9))
		}, "", 5, "follow"},
		{"two blocks changed places", func(sh *shelf) {
			a, b := sh.kept[id(3)], sh.kept[id(4)]
			a.Body, b.Body = b.Body, a.Body
			sh.kept[id(3)], sh.kept[id(4)] = a, b
		}, "", 3, "not written"},
		{"two entries changed places", func(sh *shelf) {
			a, b := sh.kept[id(3)], sh.kept[id(4)]
			x, _ := decode(a)
			y, _ := decode(b)
			change(sh, 3, func(b *blockBody) { b.Entries = y.Entries })
			change(sh, 4, func(b *blockBody) { b.Entries = x.Entries })
		}, "", 3, "has the number"},
		{"an entry put in", func(sh *shelf) {
			change(sh, 6, func(b *blockBody) { b.Entries = append(b.Entries, b.Entries[0]) })
		}, "", 7, "has the number"},
		{"an entry put in with a number that fits", func(sh *shelf) {
			change(sh, 9, func(b *blockBody) {
				e := b.Entries[0]
				e.Number++
				b.Entries = append(b.Entries, e)
			})
		}, "", 9, "not sealed"},
		{"a block put in at the end", func(sh *shelf) {
			sh.kept[id(10)] = rewritten(t, sh.kept[id(9)], func(b *blockBody) {
				b.Previous, b.Number, b.Entries[0].Number = b.Last, 10, 10
			})
		}, "", 10, "not sealed"},
		{"a document put in", func(sh *shelf) {
			sh.kept[city+"5x"] = store.Document{City: city, ID: "5x", Version: 1, Body: []byte(`{}`)}
		}, "", 10, "in its place"},
		{"a member put in", func(sh *shelf) {
			d := sh.kept[id(2)]
			d.Body = []byte(`{"note":1,` + string(d.Body[1:]))
			sh.kept[id(2)] = d
		}, "", 2, "not written"},
		{"a name in capitals", func(sh *shelf) {
			d := sh.kept[id(2)]
			d.Body = []byte(strings.Replace(string(d.Body), `"kind"`, `"Kind"`, 1))
			sh.kept[id(2)] = d
		}, "", 2, "not written"},
		{"another nonce", func(sh *shelf) { change(sh, 2, func(b *blockBody) { b.Nonce = "x" }) }, "", 2, "not sealed"},
		{"no entries", func(sh *shelf) { change(sh, 9, func(b *blockBody) { b.Entries = nil }) }, "", 9, "not written"},
		{"a block written over", func(sh *shelf) {
			d := sh.kept[id(7)]
			d.Version = 3
			sh.kept[id(7)] = d
		}, "", 7, "over 2 times"},
		{"an end cut off, nobody noted the head", func(sh *shelf) { delete(sh.kept, id(9)) }, "", 0, ""},
		{"an end cut off", func(sh *shelf) { delete(sh.kept, id(9)) }, anchor, 9, "anchor"},
		{"all cut off", func(sh *shelf) { clear(sh.kept) }, anchor, 1, "anchor"},
		{"built anew without the secret", func(sh *shelf) { rebuild(sh, 1, secret.New()) }, "", 1, "not sealed"},
		{"built anew from the middle without the secret", func(sh *shelf) { rebuild(sh, 6, secret.New()) }, "", 6, "not sealed"},
		{"built anew with the secret, nobody noted the head", func(sh *shelf) { rebuild(sh, 6, s) }, "", 0, ""},
		{"built anew with the secret", func(sh *shelf) { rebuild(sh, 6, s) }, anchor, 10, "anchor"},
		{"another city's chain", func(sh *shelf) {
			other := logOver(sh, s)
			if err := other.Append(t.Context(), "110102", Entry{Kind: SignedIn}); err != nil {
				t.Fatal(err)
			}
			d := sh.kept["110102"+blockID(1)]
			clear(sh.kept)
			d.City = city
			sh.kept[id(1)] = d
		}, "", 1, "follow"},
	} {
		t.Run(c.name, func(t *testing.T) {
			sh := original.copied()
			c.tamper(sh)
			v, err := New(sh, s, time.Now).Verify(t.Context(), city, c.anchor)
			if err != nil || v.Broken != c.broken || !strings.Contains(v.Why, c.why) || (c.broken > 0) != (v.Why != "") {
				t.Errorf("%+v, %v; want entry %d and %q", v, err, c.broken, c.why)
			}
		})
	}
}

// Where the secret was replaced the noted head vouches for what came before.
func TestAnAnchorVouchesForWhatAnEarlierSecretSealed(t *testing.T) {
	sh, old, new := newShelf(), secret.New(), secret.New()
	fill(t, logOver(sh, old), 5)
	anchor := sound(t, logOver(sh, old), 5).Head
	l := logOver(sh, new)
	fill(t, l, 3)
	verify := func(l *Log, anchor string) Verdict {
		v, err := l.Verify(t.Context(), city, anchor)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	if v := verify(l, ""); v.Broken != 1 {
		t.Errorf("without the head: %+v", v)
	}
	if v := verify(l, anchor); v.Broken != 0 || v.Entries != 8 {
		t.Errorf("with the head: %+v", v)
	}
	if v := verify(logOver(sh, old), anchor); v.Broken != 6 {
		t.Errorf("with the old secret: %+v", v)
	}
	sh.kept[id(3)] = rewritten(t, sh.kept[id(3)], func(b *blockBody) { b.Entries[0].Account = "x" })
	if v := verify(l, anchor); v.Broken == 0 {
		t.Errorf("what the head vouches for was changed: %+v", v)
	}
}

// Whatever byte of whatever block is changed, it is found; what changes only the
// spelling of the JSON is none.
func TestEveryByteCounts(t *testing.T) {
	s := secret.New()
	original := newShelf()
	c := logOver(original, s).chain(city)
	for n := range 6 { // blocks of one entry up to three
		var batch []*waiting
		for k := range n%3 + 1 {
			batch = append(batch, &waiting{entry: Entry{At: start, Kind: Kinds[n], Object: fmt.Sprint(n, k), With: map[string]string{"unit": "长"}}.clean()})
		}
		if err := c.keep(batch); err != nil {
			t.Fatal(err)
		}
	}
	sound(t, c.log, 12)
	rapid.Check(t, func(t *rapid.T) {
		sh := original.copied()
		n := rapid.Int64Range(1, 6).Draw(t, "block")
		d := sh.kept[id(n)]
		body := []byte(string(d.Body))
		before, err := store.Canonical(body)
		if err != nil {
			t.Fatal(err)
		}
		at := rapid.IntRange(0, len(body)-1).Draw(t, "at")
		switch rapid.IntRange(0, 2).Draw(t, "how") {
		case 0:
			body[at] = rapid.Byte().Draw(t, "byte")
		case 1:
			body = append(body[:at], body[at+1:]...)
		case 2:
			body[at] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		}
		if after, err := store.Canonical(body); err == nil && string(after) == string(before) {
			return
		}
		d.Body = body
		sh.kept[id(n)] = d
		v, err := New(sh, s, time.Now).Verify(context.Background(), city, "")
		if err != nil || v.Broken == 0 || v.Broken > 2*n {
			t.Fatalf("byte %d of block %d: %+v, %v", at, n, v, err)
		}
	})
}
