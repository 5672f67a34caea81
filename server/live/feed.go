package live

import (
	"sync"
	"time"

	"sizhang/server/store"
)

// held is how many changes of issues the feed holds: who is further behind reads the
// store.
const held = 8192

// feed is the latest changes of issues in the store's order, shared by all streams:
// each is a reader with a place of its own, and none has anything to itself.
type feed struct {
	mu      sync.Mutex
	changes [held]change
	next    int64 // number of the change to come; those from next-held on are held
	floor   int64 // nothing before it counts any more
	place   store.Token
	epoch   int // counts how often the feed began anew
	marks   []mark
	news    map[string]chan struct{} // closed when a city has news
}

// change says that an issue changed.
type change struct {
	city, id string
	version  int64
	// place is where to go on after the change; within a page of changes only its last
	// has a place of its own, the others that of the page's beginning.
	place store.Token
}

// mark is where the feed stood at an instant.
type mark struct {
	at    time.Time
	place store.Token
}

func newFeed() *feed { return &feed{news: map[string]chan struct{}{}} }

// restart forgets everything: who reads must begin anew.
func (f *feed) restart(place store.Token, now time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.floor, f.place, f.marks = f.next, place, []mark{{now, place}}
	f.epoch++
	for city := range f.news {
		f.tell(city)
	}
}

// add takes the changes of issues on a page that ends at place.
func (f *feed) add(changes []change, place store.Token, now time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, c := range changes {
		f.changes[f.next%held] = c
		f.next++
	}
	f.place = place
	for _, c := range changes {
		f.tell(c.city)
	}
	if len(changes) == 0 {
		return
	}
	f.marks = append(f.marks, mark{now, place})
	f.prune(now)
}

// prune forgets marks that are older than the overlap, but for the last of those. The
// caller holds mu.
func (f *feed) prune(now time.Time) {
	for len(f.marks) > 1 && now.Sub(f.marks[1].at) > overlap {
		f.marks = f.marks[1:]
	}
}

// tell wakes who waits for the city. The caller holds mu.
func (f *feed) tell(city string) {
	if c := f.news[city]; c != nil {
		close(c)
		delete(f.news, city)
	}
}

// start returns the place that the feed had as long ago as the overlap, and the epoch.
func (f *feed) start(now time.Time) (store.Token, int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.prune(now)
	if len(f.marks) == 1 && now.Sub(f.marks[0].at) > overlap {
		return f.place, f.epoch // nothing but what concerns nobody came since
	}
	return f.marks[0].place, f.epoch
}

// head returns the number of the change to come and the place before it.
func (f *feed) head() (int64, store.Token, int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.next, f.place, f.epoch
}

// taken is what a reader takes from the feed at once.
type taken struct {
	changes []change // those of its city
	next    int64    // number to go on from
	// place is that of the whole feed, where nothing follows next.
	place store.Token
	epoch int
	// lost says that changes in between are not held any more.
	lost bool
	// news is closed when something follows.
	news <-chan struct{}
}

const mostTaken = 64

// after returns what follows the number in the city.
func (f *feed) after(number int64, city string) taken {
	f.mu.Lock()
	defer f.mu.Unlock()
	t := taken{epoch: f.epoch}
	if number < max(f.next-held, f.floor) {
		t.lost = true
		return t
	}
	for ; number < f.next && len(t.changes) < mostTaken; number++ {
		if c := &f.changes[number%held]; c.city == city {
			t.changes = append(t.changes, *c)
		}
	}
	if t.next = number; number < f.next {
		return t
	}
	t.place = f.place
	if f.news[city] == nil {
		f.news[city] = make(chan struct{})
	}
	t.news = f.news[city]
	return t
}
