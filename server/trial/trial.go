package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"time"
)

// trial is one way to hurt a store or a server, and what must hold all the same.
type trial struct {
	name  string
	about string
	run   func(*turn) error // its error says that the trial could not be made
}

// trials in the order in which they run.
var trials = []trial{
	{"kill", "kill -9 of a process that writes; every acknowledged write stands", runKill},
	{"kill-serve", "kill -9 of a server under requests; every 2xx stands", runKillServe},
	{"kill-issues", "kill -9 of a server while issues are reported, acted on and photographed; every 2xx stands once", runKillIssues},
	{"kill-mongo", "kill -9 of a process that writes to MongoDB, or to what stands in for it", runKillMongo},
	{"alarms", "kill -9 of servers that give warnings and escalations; each is given once", runAlarms},
	{"listeners", "many listen, some read hardly anything, and the server is killed: nobody is delayed and nothing is missed", runListeners},
	{"power", "the power fails: what was not synced is dropped, reordered or torn", runPower},
	{"torn", "the log ends anywhere: an exact prefix of the history, or a refusal", runTorn},
	{"flips", "one bit of the file or the log turns: what is read is right, or an error says so", runFlips},
	{"faults", "writes, syncs and truncations fail: refused, never lost; reads go on", runFaults},
	{"full", "the disk is full for a while: refused, never lost; reads go on", runFull},
	{"ready", "the disk is full under a server: readiness says so, and writes work again without a restart", runReady},
	{"term", "SIGTERM under load: who was being answered is answered, and the server ends in time", runTerm},
}

// turn is a trial under way.
type turn struct {
	*Figures
	ctx      context.Context
	dir      string // scratch, on the disk
	memory   string // scratch that need not survive anything, in memory where there is some
	short    bool
	rng      *rand.Rand
	progress io.Writer
	// passwords are the clerk's, by where the town is.
	passwords map[string]string
}

// errSkipped wraps why a trial cannot be made on this machine.
var errSkipped = errors.New("skipped")

// options of a run.
type options struct {
	short    bool
	seed     uint64
	plant    string
	progress io.Writer
}

// do makes the trial. What it chooses follows the seed; when exactly a kill
// strikes does not.
func (tr trial) do(ctx context.Context, o options) *Figures {
	f := &Figures{Name: tr.name, Seed: o.seed, Plant: o.plant}
	t := &turn{Figures: f, ctx: ctx, short: o.short, rng: rand.New(rand.NewPCG(o.seed, 0)), progress: o.progress, passwords: map[string]string{}}
	begun := time.Now()
	err := t.inScratch(tr.run)
	f.Seconds = time.Since(begun).Seconds()
	switch {
	case errors.Is(err, errSkipped):
		f.Verdict, f.Violations = Skipped, append(f.Violations, err.Error())
	case err != nil:
		f.Verdict, f.Violations = Failed, append(f.Violations, err.Error())
	case f.broken():
		f.Verdict = Broken
	default:
		f.Verdict = Held
	}
	return f
}

func (t *turn) inScratch(run func(*turn) error) (err error) {
	if t.dir, err = os.MkdirTemp("", "sizhang-trial-"); err != nil {
		return err
	}
	defer os.RemoveAll(t.dir)
	t.memory = t.dir
	if memory, err := os.MkdirTemp("/dev/shm", "sizhang-trial-"); err == nil {
		t.memory = memory
		defer os.RemoveAll(memory)
	}
	return run(t)
}

// size is how much of something the trial makes.
func (t *turn) size(short, long int) int {
	if t.short {
		return short
	}
	return long
}

// each calls round for 0 up to n, until one fails, breaks a promise or ctx ends:
// what stands after a broken promise shows nothing more.
func (t *turn) each(n int, round func(i int) error) error {
	return t.while(func() bool { return !t.broken() }, n, round)
}

// every calls round for 0 up to n, until one fails or ctx ends, for rounds that
// have nothing to do with each other.
func (t *turn) every(n int, round func(i int) error) error {
	return t.while(func() bool { return true }, n, round)
}

func (t *turn) while(goOn func() bool, n int, round func(i int) error) error {
	for i := 0; i < n && goOn(); i++ {
		if err := t.ctx.Err(); err != nil {
			return err
		}
		if err := round(i); err != nil {
			return fmt.Errorf("round %d: %w", i, err)
		}
		t.Rounds++
		if (i+1)%max(1, n/10) == 0 {
			fmt.Fprintf(t.progress, "%s: %d of %d\n", t.Name, i+1, n)
		}
	}
	return nil
}
