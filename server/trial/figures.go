package main

import (
	"fmt"
	"sync"
)

// Figures are what one trial found. They are printed as JSON, one object a trial.
type Figures struct {
	Name  string `json:"name"`
	Seed  uint64 `json:"seed"`
	Plant string `json:"plant,omitempty"` // the bug that was planted, if any
	// Rounds are kills, power cuts, damaged files, faults or stops, as the trial has
	// it.
	Rounds       int `json:"rounds"`
	Acknowledged int `json:"acknowledged"` // writes that somebody was told are kept
	Lost         int `json:"lost"`         // acknowledged, or known to be there, and gone
	Doubled      int `json:"doubled"`      // took effect more than once
	Half         int `json:"half_applied"` // took effect in part, or not in every index
	Wrong        int `json:"wrong"`        // broke another promise
	// Counts are what else was counted, such as how many damaged files were refused.
	Counts map[string]int `json:"counts,omitempty"`
	// Violations say in words what broke, the first few of them.
	Violations []string `json:"violations,omitempty"`
	Seconds    float64  `json:"seconds"`
	Verdict    Verdict  `json:"verdict"`

	mu sync.Mutex
}

// Verdict is how a trial ended.
type Verdict string

// Verdicts.
const (
	Held    Verdict = "held"
	Broken  Verdict = "broken"
	Failed  Verdict = "failed"  // the trial itself could not be made
	Skipped Verdict = "skipped" // this machine has not what it needs
)

// listed is how many violations are told in words.
const listed = 20

func (f *Figures) violation(kind *int, format string, args ...any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	*kind++
	if len(f.Violations) < listed {
		f.Violations = append(f.Violations, fmt.Sprintf(format, args...))
	}
}

func (f *Figures) lost(format string, args ...any) {
	f.violation(&f.Lost, "lost: "+format, args...)
}

func (f *Figures) doubled(format string, args ...any) {
	f.violation(&f.Doubled, "doubled: "+format, args...)
}

func (f *Figures) half(format string, args ...any) {
	f.violation(&f.Half, "half-applied: "+format, args...)
}

func (f *Figures) wrong(format string, args ...any) {
	f.violation(&f.Wrong, "wrong: "+format, args...)
}

func (f *Figures) count(what string, n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.Counts == nil {
		f.Counts = map[string]int{}
	}
	f.Counts[what] += n
}

// broken says whether a promise was broken so far.
func (f *Figures) broken() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.Lost+f.Doubled+f.Half+f.Wrong > 0
}
