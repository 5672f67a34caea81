package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"time"
)

// Report is what the command prints.
type Report struct {
	Go         string    `json:"go"`
	Processors int       `json:"processors"`
	Began      time.Time `json:"began"`
	// Load is the machine's load average of one minute when it began: what others
	// ran beside it.
	Load  float64 `json:"load"`
	Curve []Point `json:"curve"`
}

// Point is one point of the curve.
type Point struct {
	Size
	Load  float64     `json:"load"`
	Seed  Seeded      `json:"seed,omitzero"`
	Start Started     `json:"start,omitzero"`
	Read  Reads       `json:"read,omitzero"`
	Cards Outstanding `json:"outstanding,omitzero"`
	Table Tables      `json:"import,omitzero"`
	Write Writes      `json:"write,omitzero"`
}

// measurement goes along the curve.
type measurement struct {
	settings Settings
	log      io.Writer
	// step does one step on a store and answers with its JSON: in a process of its
	// own, so that memory and caches are that step's alone.
	step func(ctx context.Context, log io.Writer, name string, s Settings) ([]byte, error)
}

func (m *measurement) along(ctx context.Context, curve []float64) (Report, error) {
	r := Report{Go: runtime.Version(), Processors: runtime.GOMAXPROCS(0), Began: time.Now().UTC().Truncate(time.Second), Load: loadAverage()}
	if m.settings.Dir == "" {
		dir, err := os.MkdirTemp("", "scale")
		if err != nil {
			return r, err
		}
		defer os.RemoveAll(dir)
		m.settings.Dir = dir
	}
	for _, part := range curve {
		p, err := m.point(ctx, part)
		if err != nil {
			return r, err
		}
		r.Curve = append(r.Curve, p)
	}
	return r, nil
}

func (m *measurement) point(ctx context.Context, part float64) (Point, error) {
	s := m.settings
	s.Size = s.part(part)
	s.Dir = filepath.Join(s.Dir, strconv.FormatFloat(part, 'g', 4, 64))
	p := Point{Size: s.Size, Load: loadAverage()}
	if !s.Keep {
		defer os.RemoveAll(s.Dir)
	}
	into := map[string]any{"seed": &p.Seed, "start": &p.Start, "read": &p.Read, "outstanding": &p.Cards, "import": &p.Table, "write": &p.Write}
	for _, step := range order {
		if !slices.Contains(s.Steps, step) {
			continue
		}
		began := time.Now()
		text, err := m.step(ctx, m.log, step, s)
		if err == nil {
			err = json.Unmarshal(text, into[step])
		}
		if err != nil {
			return p, fmt.Errorf("%s at %g: %w", step, part, err)
		}
		fmt.Fprintf(m.log, "%g %s %.1fs %s\n", part, step, time.Since(began).Seconds(), bytes.TrimSpace(text))
	}
	return p, nil
}

// order is that of the steps.
var order = []string{"seed", "start", "read", "outstanding", "import", "write"}

// steps are what can be done with a store.
var steps = map[string]func(context.Context, Settings) (any, error){
	"seed":        func(ctx context.Context, s Settings) (any, error) { return seed(ctx, s) },
	"start":       func(ctx context.Context, s Settings) (any, error) { return start(ctx, s) },
	"read":        func(ctx context.Context, s Settings) (any, error) { return read(ctx, s) },
	"outstanding": func(ctx context.Context, s Settings) (any, error) { return outstanding(ctx, s) },
	"import":      func(ctx context.Context, s Settings) (any, error) { return tables(ctx, s) },
	"write":       func(ctx context.Context, s Settings) (any, error) { return writes(ctx, s) },
}

// answer does one step here and writes what came out.
func answer(ctx context.Context, name string, s Settings, out io.Writer) error {
	do, known := steps[name]
	if !known {
		return fmt.Errorf("no step is called %q", name)
	}
	result, err := do(ctx, s)
	if err != nil {
		return err
	}
	return json.NewEncoder(out).Encode(result)
}

// inProcess does one step in a process of its own.
func inProcess(ctx context.Context, log io.Writer, name string, s Settings) ([]byte, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	child := exec.CommandContext(ctx, self, "--step", name, "--dir", s.Dir,
		"--cities", strconv.Itoa(s.Cities), "--units", strconv.Itoa(s.Units), "--terms", strconv.Itoa(s.Terms),
		"--documents", strconv.Itoa(s.Documents), "--round", s.Round.String(), "--rounds", strconv.Itoa(s.Rounds),
		"--versions", strconv.Itoa(s.Versions))
	var out bytes.Buffer
	child.Stdout, child.Stderr = &out, log
	err = child.Run()
	return out.Bytes(), err
}
