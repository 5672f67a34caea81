package indicator

import (
	"slices"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/issue"
)

// Latency is the time between two of the five first moments (五个第一时间), by the wall
// clock: nights and holidays count, since people wait through them. It counts in the
// period of its second moment, for issues that have both and are neither merged, void
// nor suspended.
type Latency struct {
	ID    string
	Names city.Names
	At    Instant // the second moment
	span  func(c *issue.Card) (from, to time.Time)
}

// Latencies lists every latency: from each first moment to the next, and from the
// first to the last.
var Latencies = [latencies]Latency{
	{"found_claimed", city.Names{ZH: "发现→认领", EN: "Found → claimed"}, AtClaimed, func(c *issue.Card) (time.Time, time.Time) { return c.Found, c.Claimed }},
	{"claimed_fixed", city.Names{ZH: "认领→整改", EN: "Claimed → fixed"}, AtFixed, func(c *issue.Card) (time.Time, time.Time) { return c.Claimed, c.Fixed }},
	{"fixed_announced", city.Names{ZH: "整改→通报", EN: "Fixed → announced"}, AtAnnounced, func(c *issue.Card) (time.Time, time.Time) { return c.Fixed, c.Announced }},
	{"announced_answered", city.Names{ZH: "通报→反馈", EN: "Announced → answered"}, AtAnswered, func(c *issue.Card) (time.Time, time.Time) { return c.Announced, c.Answered }},
	{"found_answered", city.Names{ZH: "发现→反馈", EN: "Found → answered"}, AtAnswered, func(c *issue.Card) (time.Time, time.Time) { return c.Found, c.Answered }},
}

const latencies = 5

// Spread is how long something took: how many there were, and the middle and the
// ninetieth of a hundred of them, in whole seconds. Without any there is no data.
type Spread struct {
	N           int
	Median, P90 time.Duration
}

// samples are how long something took in which cell, in blocks that never move.
type samples struct{ blocks [][]sample }

type sample struct{ cell, seconds uint32 }

const blockSize = 1 << 15

func (s *samples) add(cell int, seconds uint32) {
	n := len(s.blocks)
	if n == 0 || len(s.blocks[n-1]) == blockSize {
		s.blocks = append(s.blocks, make([]sample, 0, blockSize))
		n++
	}
	last := &s.blocks[n-1]
	*last = append(*last, sample{uint32(cell), seconds})
}

// spreads sorts the samples by cell, by counting, and takes the spread of each cell.
func (s *samples) spreads(cells int) []Spread {
	ends := make([]int, cells+1)
	for _, block := range s.blocks {
		for _, one := range block {
			ends[one.cell+1]++
		}
	}
	for k := range cells {
		ends[k+1] += ends[k]
	}
	seconds := make([]uint32, ends[cells])
	next := slices.Clone(ends[:cells])
	for _, block := range s.blocks {
		for _, one := range block {
			seconds[next[one.cell]] = one.seconds
			next[one.cell]++
		}
	}
	all := make([]Spread, cells)
	for k := range all {
		all[k] = spreadOf(seconds[ends[k]:ends[k+1]])
	}
	return all
}

// spreadOf takes the median, the mean of the middle two of an even number, and the
// 90th percentile by nearest rank: the least that 90 % do not exceed. It reorders the
// seconds.
func spreadOf(seconds []uint32) Spread {
	n := len(seconds)
	if n == 0 {
		return Spread{}
	}
	median := time.Duration(nth(seconds, n/2)) * time.Second
	if n%2 == 0 {
		median = (median + time.Duration(nth(seconds, n/2-1))*time.Second) / 2
	}
	return Spread{n, median, time.Duration(nth(seconds, (9*n+9)/10-1)) * time.Second}
}

// nth returns what would stand at a place if the numbers were sorted (C. A. R. Hoare,
// Find, 1961), with the middle one of three as pivot.
func nth(a []uint32, k int) uint32 {
	low, high := 0, len(a)-1
	for low < high {
		pivot := middle(a[low], a[(low+high)/2], a[high])
		i, j := low, high
		for i <= j {
			for a[i] < pivot {
				i++
			}
			for a[j] > pivot {
				j--
			}
			if i <= j {
				a[i], a[j] = a[j], a[i]
				i, j = i+1, j-1
			}
		}
		switch {
		case k <= j:
			high = j
		case k >= i:
			low = i
		default:
			return a[k]
		}
	}
	return a[k]
}

func middle(a, b, c uint32) uint32 { return max(min(a, b), min(max(a, b), c)) }
