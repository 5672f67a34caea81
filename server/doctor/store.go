package doctor

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"sizhang/server/store"
)

// storeItself has the store look itself over. Somebody must have waited for a
// write before it knows whether it hears of them.
func (e *examination) storeItself(ctx context.Context) error {
	if err := e.store.Await(ctx, ""); err != nil {
		return err
	}
	return e.store.Examine(ctx, e.Deep, e.told)
}

// told takes in what the store tells. What needs a judgement gets a code of its
// own; every other code is the store's.
func (e *examination) told(f store.Finding) {
	switch f.Code {
	case store.FoundRoom:
		e.room(f.With)
	case store.FoundClock:
		e.serverClock(f.With)
	default:
		if _, known := catalogue[Code(f.Code)]; known {
			e.put(Finding{Code(f.Code), f.With})
			return
		}
		e.add("unknown", "code", f.Code, "with", spelt(f.With))
	}
}

// spelt writes values whose text nobody has.
func spelt(with map[string]string) string {
	var words []string
	for _, name := range slices.Sorted(maps.Keys(with)) {
		words = append(words, fmt.Sprintf("%s=%q", name, with[name]))
	}
	return strings.Join(words, " ")
}

// How much room a store should have. Under leastRoom a single import of a large
// city may not fit. Less than once the store's size leaves no room for a backup
// beside it; less than twice none for a VACUUM, which SQLite says may take that
// much, or to restore beside what stands.
const (
	leastRoom = 1 << 30
	ofBackup  = 1
	ofVacuum  = 2
)

func (e *examination) room(with map[string]string) {
	free, used := number(with["free"]), number(with["used"])
	code := Code("room")
	switch {
	case free < leastRoom || free < ofBackup*used:
		code = "room_short"
	case free < ofVacuum*used:
		code = "room_tight"
	}
	e.add(code, "free", bytesText(free), "used", bytesText(used), "where", with["where"])
}

// How far clocks may be apart, in seconds. A version takes effect by the clock of
// each server: half a minute is what people notice.
const (
	clocksAgree  = 2
	clocksDiffer = 30
)

func (e *examination) serverClock(with map[string]string) {
	seconds, err := strconv.ParseFloat(with["seconds"], 64)
	if err != nil {
		e.add("unknown", "code", store.FoundClock, "with", spelt(with))
		return
	}
	code := Code("clock")
	switch apart := math.Abs(seconds); {
	case apart > clocksDiffer:
		code = "clock_wrong"
	case apart > clocksAgree:
		code = "clock_off"
	}
	e.add(code, "seconds", secondsText(seconds))
}

// number reads a count of bytes; what is none counts as 0, which is trouble.
func number(text string) float64 {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return 0
	}
	return n
}

// bytesText writes a count of bytes as people read it.
func bytesText(n float64) string {
	for _, unit := range []string{"B", "KB", "MB", "GB"} {
		if n < 1000 {
			return strconv.FormatFloat(n, 'f', decimals(n, unit), 64) + " " + unit
		}
		n /= 1024
	}
	return strconv.FormatFloat(n, 'f', 1, 64) + " TB"
}

func decimals(n float64, unit string) int {
	if unit == "B" || n >= 100 {
		return 0
	}
	return 1
}

// secondsText writes seconds with a sign and no more digits than mean something.
func secondsText(seconds float64) string {
	return fmt.Sprintf("%+.1f", seconds)
}
