package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	if part := os.Getenv(partVariable); part != "" {
		os.Exit(play(part))
	}
	code := m.Run()
	if err := goleak.Find(); err != nil && code == 0 {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// made makes the short form of a trial.
func made(t *testing.T, tr trial, plant string, seed int) *Figures {
	t.Helper()
	f := tr.do(t.Context(), options{short: true, seed: uint64(seed), plant: plant, progress: io.Discard})
	if f.Verdict == Skipped {
		t.Skip(f.Violations)
	}
	return f
}

// Every trial, as continuous integration makes it.
func TestPromisesHold(t *testing.T) {
	for _, tr := range trials {
		t.Run(tr.name, func(t *testing.T) {
			if f := made(t, tr, "", len(t.Name())); f.Verdict != Held || f.Rounds == 0 || f.Acknowledged == 0 {
				t.Errorf("%+v", f)
			}
		})
	}
}

// Every planted bug is caught each time, by breaking a promise and not by anything
// else. When a kill strikes is not ours to say, so the promise that it should break
// may be another at first.
func TestPlantedBugsAreCaught(t *testing.T) {
	for name, p := range plants {
		t.Run(name, func(t *testing.T) {
			chosen, err := choose(nil, name)
			if err != nil || len(chosen) != 1 || chosen[0].name != p.caughtBy {
				t.Fatal(chosen, err)
			}
			const tries = 5
			for try := range tries {
				f := made(t, chosen[0], name, len(t.Name())+try)
				if f.Verdict == Broken && p.as(f) > 0 {
					return
				}
				if f.Verdict != Broken || try == tries-1 {
					t.Fatalf("%s was not caught as it should be: %+v", p.about, f)
				}
			}
		})
	}
}

func TestTheCommandPrintsFigures(t *testing.T) {
	for _, c := range []struct {
		args    []string
		code    int
		verdict Verdict
	}{
		{[]string{"--short", "--seed", "7", "torn"}, 0, Held},
		{[]string{"--short", "--seed", "7", "--plant", "frames"}, 1, Broken},
	} {
		var out bytes.Buffer
		if code := run(context.Background(), c.args, &out, io.Discard); code != c.code {
			t.Errorf("%v: exit code %d, want %d", c.args, code, c.code)
		}
		var f Figures
		if err := json.Unmarshal(out.Bytes(), &f); err != nil || f.Verdict != c.verdict || f.Seed != 7 || f.Name != "torn" {
			t.Errorf("%v: %s %v", c.args, out.Bytes(), err)
		}
	}
	for _, args := range [][]string{{"nothing"}, {"--plant", "nothing"}, {"--nothing"}} {
		if code := run(context.Background(), args, io.Discard, io.Discard); code != 2 {
			t.Errorf("%v: exit code %d, want 2", args, code)
		}
	}
}
