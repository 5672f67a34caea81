// Command scale makes cities of a size and measures what they cost: the disk,
// the start of a server, memory, lookups, durable writes and imports. It prints
// one JSON document; docs/performance.md says what came out of it.
//
//	go run ./server/scale --units 100000 --terms 1000000 --documents 1000000
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "scale:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	s, curve, step, err := settingsOf(args, stderr)
	if err != nil {
		return err
	}
	if step != "" { // a process of its own, see inProcess
		return answer(ctx, step, s, stdout)
	}
	m := measurement{settings: s, log: stderr, step: inProcess}
	report, err := m.along(ctx, curve)
	if err != nil {
		return err
	}
	out := json.NewEncoder(stdout)
	out.SetIndent("", "  ")
	return out.Encode(report)
}

// Settings say how much to make and where.
type Settings struct {
	Size
	Dir    string        // holds one folder a point of the curve, removed once it is measured
	Round  time.Duration // how long one round of writes lasts
	Rounds int           // of each kind of write
	Keep   bool          // leave the folders
	Steps  []string      // of the curve's points
	// Versions are published a year apart.
	Versions int
}

// Size is how much there is, in all cities together.
type Size struct {
	Cities    int `json:"cities"`
	Units     int `json:"units"`
	Terms     int `json:"terms"`
	Documents int `json:"documents"`
}

// part returns the size at a point of the curve.
func (s Size) part(of float64) Size {
	portion := func(n int) int { return max(1, int(float64(n)*of+0.5)) }
	return Size{Cities: s.Cities, Units: max(s.Cities*unitsASubdistrict, portion(s.Units)), Terms: portion(s.Terms), Documents: portion(s.Documents)}
}

func settingsOf(args []string, stderr io.Writer) (s Settings, curve []float64, step string, err error) {
	flags := flag.NewFlagSet("scale", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.IntVar(&s.Units, "units", 100_000, "units in force, in all cities together; thousands")
	flags.IntVar(&s.Terms, "terms", 1_000_000, "appointments over ten years")
	flags.IntVar(&s.Documents, "documents", 1_000_000, "documents like open issues")
	flags.IntVar(&s.Cities, "cities", 1, "cities to share them, 1 to 90")
	flags.IntVar(&s.Versions, "versions", years, "versions of each city, a year apart, 1 to 10")
	flags.StringVar(&s.Dir, "dir", "", "where the stores stand; a temporary folder when empty")
	flags.DurationVar(&s.Round, "round", 2*time.Second, "how long one round of writes lasts")
	flags.IntVar(&s.Rounds, "rounds", 5, "rounds of each kind of write")
	flags.BoolVar(&s.Keep, "keep", false, "leave the stores where they stand")
	only := flags.String("steps", strings.Join(order, ","), "what to measure")
	points := flags.String("curve", "0.01,0.1,0.333333,1", "parts of the size to measure")
	flags.StringVar(&step, "step", "", "do one step on the store in --dir; for the command itself")
	if err = flags.Parse(args); err != nil {
		return s, nil, "", err
	}
	if s.Cities < 1 || s.Cities > 90 || s.Rounds < 1 || s.Versions < 1 || s.Versions > years || s.Units < s.Cities*unitsASubdistrict || s.Terms < 1 || s.Documents < 1 {
		return s, nil, "", fmt.Errorf("1 to 90 cities of at least %d units, 1 to %d versions, and at least one term, document and round", unitsASubdistrict, years)
	}
	if s.Steps = strings.Split(*only, ","); slices.ContainsFunc(s.Steps, func(step string) bool { return !slices.Contains(order, step) }) {
		return s, nil, "", fmt.Errorf("--steps: some of %s", strings.Join(order, ", "))
	}
	for _, text := range strings.Split(*points, ",") {
		part, err := strconv.ParseFloat(text, 64)
		if err != nil || part <= 0 || part > 1 {
			return s, nil, "", errors.New("--curve: parts above 0 and up to 1")
		}
		curve = append(curve, part)
	}
	return s, curve, step, nil
}
