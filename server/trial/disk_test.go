package main

import (
	"math/rand/v2"
	"strings"
	"testing"
)

func op(kind byte, name string, offset int64, data string) record {
	return record{op: kind, name: name, offset: offset, data: []byte(data)}
}

// left plays the operations and says what a cut by each of the choices may leave
// of a file; "-" where it is not there.
func left(name string, ops ...record) map[string]bool {
	states := map[string]bool{}
	for seed := range uint64(200) {
		rng := rand.New(rand.NewPCG(seed, 0))
		d := newDisk(rng, choices[seed%uint64(len(choices))])
		for _, r := range ops {
			d.do(r)
		}
		content, ok := d.cut(choices[rng.IntN(len(choices))])[name]
		states[map[bool]string{true: string(content), false: "-"}[ok]] = true
	}
	return states
}

func TestWhatAPowerCutLeaves(t *testing.T) {
	a, b := strings.Repeat("a", 512), strings.Repeat("b", 512)
	made := []record{op(opCreate, "f", 0, ""), op(opSync, ".", 0, "")}
	for name, c := range map[string]struct {
		ops  []record
		want []string
	}{
		"synced":                {append(made, op(opWrite, "f", 0, "x"), op(opSync, "f", 0, "")), []string{"x"}},
		"not synced":            {append(made, op(opWrite, "f", 0, "x")), []string{"", "x"}},
		"synced before":         {append(made, op(opWrite, "f", 0, "x"), op(opSync, "f", 0, ""), op(opWrite, "f", 0, "y")), []string{"x", "y"}},
		"the name not synced":   {[]record{op(opWrite, "f", 0, "x"), op(opSync, "f", 0, "")}, []string{"-", "x"}},
		"removed, not synced":   {append(made, op(opWrite, "f", 0, "x"), op(opSync, "f", 0, ""), op(opUnlink, "f", 0, "")), []string{"-", "x"}},
		"removed":               {append(made, op(opUnlink, "f", 0, ""), op(opSync, ".", 0, "")), []string{"-"}},
		"torn at a sector":      {append(made, op(opWrite, "f", 0, a+b)), []string{"", a, a + b, strings.Repeat("\x00", 512) + b}},
		"one sector in order":   {append(made, op(opWrite, "f", 0, "x"), op(opWrite, "f", 1, "y")), []string{"", "x", "xy"}},
		"a sync that failed":    {append(made, op(opWrite, "f", 0, "x"), op(opUnsynced, "f", 0, ""), op(opSync, "f", 0, "")), []string{"", "x"}},
		"written anew":          {append(made, op(opWrite, "f", 0, "x"), op(opUnsynced, "f", 0, ""), op(opWrite, "f", 0, "x"), op(opSync, "f", 0, "")), []string{"x"}},
		"cut short, not synced": {append(made, op(opWrite, "f", 0, "xyz"), op(opSync, "f", 0, ""), op(opTruncate, "f", 1, "")), []string{"x", "xyz"}},
	} {
		got := left("f", c.ops...)
		for _, state := range c.want {
			if !got[state] {
				t.Errorf("%s: %.20q is never left", name, state)
			}
			delete(got, state)
		}
		for state := range got {
			t.Errorf("%s: %.20q may be left", name, state)
		}
	}
}
