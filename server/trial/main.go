// Command trial is the reliability harness: it kills, cuts the power, tears and
// flips files, fills the disk and stops servers, and looks whether what was
// acknowledged stands. docs/reliability.md says what each trial promises and which
// planted bug it caught.
//
//	go run ./server/trial [--short] [--seed N] [--plant BUG] [NAME ...]
//
// It prints one JSON object a trial, says on standard error how far it is, and
// exits with 1 where a promise was broken or a trial could not be made.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/signal"
	"slices"
)

func main() {
	if part := os.Getenv(partVariable); part != "" {
		os.Exit(play(part))
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run makes the trials that are named, all where none is.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("trial", flag.ContinueOnError)
	flags.SetOutput(stderr)
	short := flags.Bool("short", false, "the short form, as in continuous integration")
	seed := flags.Uint64("seed", 0, "repeat what a run with this seed chose; 0 draws one")
	plant := flags.String("plant", "", "plant a bug, which the trial must catch; 'list' lists them")
	flags.Usage = func() { usage(flags) }
	if err := flags.Parse(args); err != nil {
		return 2
	}
	if *plant == "list" {
		listPlants(stdout)
		return 0
	}
	chosen, err := choose(flags.Args(), *plant)
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 2
	}
	if *seed == 0 {
		*seed = rand.Uint64N(1<<53) + 1 // as JSON readers can hold it
	}
	code := 0
	out := json.NewEncoder(stdout)
	for _, tr := range chosen {
		f := tr.do(ctx, options{short: *short, seed: *seed, plant: *plant, progress: stderr})
		if out.Encode(f) != nil || f.Verdict == Broken || f.Verdict == Failed {
			code = 1
		}
	}
	return code
}

func usage(flags *flag.FlagSet) {
	fmt.Fprintln(flags.Output(), "trial [--short] [--seed N] [--plant BUG] [NAME ...]")
	flags.PrintDefaults()
	for _, tr := range trials {
		fmt.Fprintf(flags.Output(), "  %-12s %s\n", tr.name, tr.about)
	}
}

// choose returns the trials of the names. A planted bug without a name chooses
// the trial that is to catch it.
func choose(names []string, plant string) ([]trial, error) {
	if plant != "" {
		p, ok := plants[plant]
		if !ok {
			return nil, fmt.Errorf("no bug is called %q; --plant list lists them", plant)
		}
		if len(names) == 0 {
			names = []string{p.caughtBy}
		}
	}
	if len(names) == 0 {
		return trials, nil
	}
	var chosen []trial
	for _, name := range names {
		i := slices.IndexFunc(trials, func(tr trial) bool { return tr.name == name })
		if i < 0 {
			return nil, fmt.Errorf("no trial is called %q; --help lists them", name)
		}
		chosen = append(chosen, trials[i])
	}
	return chosen, nil
}
