package storetest

import (
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// history is what some clients did and were answered.
type history struct {
	*subject
	pace
	city       string
	seed       uint64
	began      time.Time
	operations [][]operation // by client

	calls   atomic.Int32 // so far
	cutAt   []int        // which calls the connection is cut at
	cutting sync.Mutex   // held while it is
	mending sync.WaitGroup
}

// operation is one call and its answer, from and to are in nanoseconds.
type operation struct {
	client   int
	call     call
	answer   answer
	found    map[string]seen // by a query
	from, to int64
}

// call is what a client asked for.
type call struct {
	kind string // insert, replace, adopt, get or find
	id   string
	at   int64 // the version to replace or adopt
	seen
}

// seen is a document as it was written or read; the zero value is none.
type seen struct {
	version int64
	gone    bool
	n       int    // a number of its own for each write
	code    string // its unique key, or none
}

// answer is what the client was told.
type answer struct {
	seen
	refusal error
	unknown bool // whether it had its effect, now or later
}

const never = math.MaxInt64

// play has four to eight clients make ten calls each.
func (h *history) play() {
	rng := rand.New(rand.NewPCG(h.seed, 0))
	clients := 4 + rng.IntN(5)
	h.began, h.operations = time.Now(), make([][]operation, clients)
	if h.cuts {
		h.cutAt = []int{1 + rng.IntN(10*clients), 1 + rng.IntN(10*clients)}
	}
	together(clients, func(client int) {
		handle := h.Store
		if h.second != nil && client%2 == 1 {
			handle = h.second
		}
		c := &caller{history: h, Store: handle, client: client, rng: rand.New(rand.NewPCG(h.seed, uint64(client+1))), known: map[string]int64{}}
		for n := range 10 {
			c.step(1 + client*100 + n)
		}
		h.operations[client] = c.made
	})
	h.mending.Wait()
}

// count counts the history's calls, and cuts the connection at some of them.
func (h *history) count() {
	if !slices.Contains(h.cutAt, int(h.calls.Add(1))) || !h.cutting.TryLock() {
		return
	}
	mend := h.Cut()
	h.mending.Go(func() {
		defer h.cutting.Unlock()
		time.Sleep(time.Millisecond)
		mend()
	})
}
