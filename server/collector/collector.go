// Package collector sees to the collection of garbage.
package collector

import (
	"context"
	"math"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// Headroom is how many bytes may be made between two collections even where little is in
// use. A small city in 50 MB of memory would otherwise be walked over for every 50 MB of
// requests, tens of times a second under load.
const Headroom = 256 << 20

// often is how often what is in use is looked at: it changes with the cities and issues.
const often = 10 * time.Second

// Ease has the collector wait, until ctx ends, for Headroom beside what it would have
// waited for. It leaves it alone where the environment has GOGC. A memory limit
// (GOMEMLIMIT) is kept as ever.
func Ease(ctx context.Context) {
	if os.Getenv("GOGC") != "" {
		return
	}
	before := debug.SetGCPercent(percent(inUse()))
	defer debug.SetGCPercent(before)
	tick := time.NewTicker(often)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			debug.SetGCPercent(percent(inUse()))
		}
	}
}

// normal is the part of what is in use, in percent, that is made between two collections
// by default.
const normal = 100

// percent is how much is to be made between two collections, in percent of what is in use.
func percent(inUse uint64) int {
	const least = 4 << 20 // the collector's own least
	return normal + int(math.Ceil(100*Headroom/float64(max(inUse, least))))
}

// inUse is how many bytes the last collection left.
func inUse() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}
