// Command year lets the demonstration city live through a year (模拟一年): reports by
// the hour, the weekday and the holidays of the calendar, from citizens, patrols, heads,
// the hotline and supervisors, and people who file, send, claim, bounce, fix, check,
// postpone, suspend, object and strike off. All of it goes through the real HTTP API in
// one process, at the speed of the machine, by a clock of its own. In the end nothing
// may be lost, nothing with nobody, the figures must add up and every history verify.
//
//	go run ./server/year --days 365 --reports 2000
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/pprof"
	"syscall"
	"time"

	"sizhang/domain/city"
	"sizhang/server/collector"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "year:", err)
		os.Exit(1)
	}
}

// settings say how long and how much.
type settings struct {
	from    time.Time
	days    int
	reports int // a day, on the average of the year
	seed    uint64
	dir     string // of the data
	log     io.Writer
	profile string // file for a profile of the processors' time; empty for none
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	s := settings{log: stderr}
	flags := flag.NewFlagSet("year", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.IntVar(&s.days, "days", 365, "how many days")
	flags.IntVar(&s.reports, "reports", 2000, "reports a day on the average")
	flags.Uint64Var(&s.seed, "seed", 1, "of the chances: the same gives the same year")
	flags.StringVar(&s.dir, "data", "", "folder to keep the data in; a temporary one by default")
	flags.StringVar(&s.profile, "profile", "", "file to write a profile of the processors' time to, for go tool pprof")
	from := flags.String("from", "2025-01-01", "the first day")
	if err := flags.Parse(args); err != nil {
		return err
	}
	var err error
	if s.from, err = time.ParseInLocation(time.DateOnly, *from, city.China); err != nil {
		return err
	}
	if s.days < 1 || s.reports < 1 || flags.NArg() > 0 {
		return errors.New("--days and --reports: at least 1, and no other arguments")
	}
	if s.dir == "" {
		if s.dir, err = os.MkdirTemp("", "sizhang-year-"); err != nil {
			return err
		}
		defer os.RemoveAll(s.dir)
	}
	stop, err := profiled(s.profile)
	if err != nil {
		return err
	}
	found, err := live(ctx, s)
	if err = errors.Join(err, stop()); err != nil {
		return err
	}
	return found.print(stdout)
}

// profiled notes from now on where the processors' time goes, until stop.
func profiled(file string) (stop func() error, err error) {
	if file == "" {
		return func() error { return nil }, nil
	}
	f, err := os.Create(file)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return func() error {
		pprof.StopCPUProfile()
		return f.Close()
	}, nil
}

// live lets the city live through the time and looks at what became of it.
func live(ctx context.Context, s settings) (_ *summary, err error) {
	town, err := newTown(ctx, s)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, town.close()) }()
	ctx, end := context.WithCancel(ctx)
	defer end()
	go collector.Ease(ctx)
	y := newYear(s, town)
	if err := y.play(ctx); err != nil {
		return nil, err
	}
	return y.look(ctx)
}
