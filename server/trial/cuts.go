package main

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"

	"sizhang/server/store/sqlite"
)

// cuts makes n power cuts along the trace, in its order, and looks at what each
// leaves. It stops at the first that breaks a promise, and returns how many were
// made.
func (t *turn) cuts(trace []record, n int) (int, error) {
	at := make([]int, len(trace)) // how many cuts behind each operation
	for i := range n {
		at[t.moment(trace, i)]++
	}
	d, l, made := newDisk(t.rng, t.fate()), newLedger(), 0
	for i, r := range trace {
		d.do(r)
		if r.op == opSaid {
			l.note(r.name)
		}
		for range at[i] {
			c := choices[t.rng.IntN(len(choices))]
			if err := t.lookAt(d.cut(c), l); err != nil {
				return made, err
			}
			made++
			if t.broken() {
				t.wrong("after operation %d of %d, of what was not synced there is %s", i, len(trace), c.name)
				return made, nil
			}
		}
	}
	return made, nil
}

// moment chooses when the power fails: anywhere, or right behind an
// acknowledgement, where there is most to lose.
func (t *turn) moment(trace []record, i int) int {
	at := t.rng.IntN(len(trace))
	if i%2 == 0 {
		for at < len(trace)-1 && trace[at].op != opSaid {
			at++
		}
	}
	return at
}

// fate is what survives of what a failed sync gave up: mostly nothing.
func (t *turn) fate() choice {
	if t.rng.IntN(3) == 0 {
		return choices[5]
	}
	return choices[0]
}

// lookAt opens a store of the files and holds it against the ledger.
func (t *turn) lookAt(files map[string][]byte, l *ledger) error {
	dir, err := t.laid(files)
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	return t.survey(dir, l)
}

// laid writes files into a new folder. Now and then a log's index full of rubbish
// lies beside them: it is not synced, so it may hold anything.
func (t *turn) laid(files map[string][]byte) (string, error) {
	dir, err := os.MkdirTemp(t.memory, "state-")
	if err != nil {
		return "", err
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			return "", err
		}
		if strings.HasSuffix(name, "-wal") && t.rng.IntN(4) == 0 {
			if err := os.WriteFile(filepath.Join(dir, sqlite.File+"-shm"), rubbish(t.rng, 32<<10), 0o600); err != nil {
				return "", err
			}
		}
	}
	return dir, nil
}

func rubbish(rng *rand.Rand, size int) []byte {
	b := make([]byte, size)
	for i := range b {
		b[i] = byte(rng.Uint32())
	}
	return b
}
