package main

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"sizhang/domain/issue"
)

// print writes the summary; it fails where something is wrong.
func (s *summary) print(w io.Writer) error {
	var out strings.Builder
	line := func(format string, values ...any) { fmt.Fprintf(&out, format+"\n", values...) }
	line("%s to %s", s.From.Format(time.DateOnly), s.Until.Format(time.DateOnly))
	line("  reported   %8d   requests %d, looks for what is due %d", s.Reported, s.Ledger.requests, s.Ledger.ticks)
	line("  events     %8d   warnings and escalations %d", s.Events, s.Told)
	line("  open       %8d   %d of them escalated", s.Open, s.Escalated)
	line("\nstates")
	for _, info := range issue.States {
		if n := s.States[info.State]; n > 0 {
			line("  %-11s%8d   %s", info.State, n, info.ZH)
		}
	}
	line("\ndone")
	for _, action := range slices.Sorted(maps.Keys(s.Ledger.done)) {
		line("  %-14s%8d", action, s.Ledger.done[action])
	}
	line("\nrefused, as they had to be")
	for _, code := range slices.Sorted(maps.Keys(s.Ledger.refused)) {
		line("  %-26s%8d", code, s.Ledger.refused[code])
	}
	line("\nindicators")
	for _, id := range slices.Sorted(maps.Keys(s.Figures)) {
		switch f := s.Figures[id]; {
		case f.Value == nil:
			line("  %-24s no data", id)
		case f.Denominator != nil:
			line("  %-24s%7.1f %%", id, *f.Value*100)
		default:
			line("  %-24s%9.0f", id, *f.Value)
		}
	}
	if len(s.Wrong) == 0 {
		line("\nAll of it is there, is with somebody, adds up and verifies.")
	}
	if _, err := io.WriteString(w, out.String()); err != nil || len(s.Wrong) == 0 {
		return err
	}
	return errors.New("what must not be:\n  " + strings.Join(s.Wrong, "\n  "))
}
