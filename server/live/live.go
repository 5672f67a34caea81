// Package live tells whoever listens what happens to the issues that concern them
// (实时推送): those within their scope, in their hands, or reported by them.
//
// It follows the store's changes by itself, not what this process does, so that a
// place in the stream is a token of the store: a listener who was cut off goes on at
// any server of the installation, and whatever was written in between is told there.
// Of each issue that changed its latest state is told, at least once; so nothing is
// kept for anybody, and who reads slowly costs no memory.
package live

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"sizhang/domain/fault"
	"sizhang/domain/issue"
	"sizhang/server/app"
	"sizhang/server/store"
)

// Live tells of the issues of every city of a store. Its methods are safe for
// concurrent use.
type Live struct {
	options  Options
	log      *slog.Logger
	feed     *feed
	cards    *cards
	watches  *watches
	catching chan struct{} // a place for each stream that reads what it missed

	mu      sync.Mutex
	done    <-chan struct{} // closed when Run ends; nil while it does not run
	streams map[string]int  // open ones, by city and account
	open    int
}

// Options of Live; Store, Issues and Cities are needed.
type Options struct {
	Store  store.Store
	Issues Issues
	Cities Cities
	// Since is where to follow the store from when Run begins; from its first change,
	// which in a large store takes seconds, where nil.
	Since func() store.Token
	Log   *slog.Logger     // default: slog.Default()
	Now   func() time.Time // default: time.Now

	Heartbeat  time.Duration // 15 s where zero: how long a stream is silent at most
	MostOpen   int           // 5,000 where zero: streams at once
	MostOfOne  int           // 16 where zero: streams of one account at once
	MostBehind int           // 20,000 where zero: changes that a listener may have missed
}

// Issues is what live asks about issues; *issues.Issues answers.
type Issues interface {
	Get(ctx context.Context, city, id string) (issue.Issue, error)
}

// Cities is what live asks of the territory; *app.App answers. A city in another place
// than before is one whose posts or units changed.
type Cities interface {
	City(code string) (*app.City, bool)
}

const (
	catchingAtOnce = 8
	// overlap is how far before its beginning a new stream reaches back: lists may be
	// that far behind the store.
	overlap = 5 * time.Second
)

// New makes Live over a store. Streams are refused until Run.
func New(o Options) *Live {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	defaultTo(&o.Heartbeat, 15*time.Second)
	defaultTo(&o.MostOpen, 5000)
	defaultTo(&o.MostOfOne, 16)
	defaultTo(&o.MostBehind, 20_000)
	return &Live{
		options: o, log: o.Log, feed: newFeed(), cards: newCards(&o), watches: newWatches(),
		catching: make(chan struct{}, catchingAtOnce), streams: map[string]int{},
	}
}

func defaultTo[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

// Run follows the store and asks again what listeners may see, until ctx ends; every
// stream ends then.
func (l *Live) Run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	if !l.begin(ctx) {
		return ctx.Err()
	}
	defer l.end()
	group.Go(func() error { return l.follow(ctx) })
	group.Go(func() error { return l.recheck(ctx) })
	return group.Wait()
}

// begin finds the place in the store to follow from and lets streams in; false when
// ctx ends before.
func (l *Live) begin(ctx context.Context) bool {
	place := store.Token("")
	if l.options.Since != nil {
		place = l.options.Since()
	}
	place, ok := l.skip(ctx, place)
	if !ok {
		return false
	}
	l.feed.restart(place, l.options.Now())
	l.mu.Lock()
	l.done = ctx.Done()
	l.mu.Unlock()
	return true
}

func (l *Live) end() {
	l.mu.Lock()
	l.done = nil
	l.mu.Unlock()
}

// enter takes a place for a stream. fault.NotReady unless Live runs,
// fault.StreamsTooMany where there are too many.
func (l *Live) enter(of string) (done <-chan struct{}, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.done == nil:
		return nil, fault.New(fault.NotReady, "", nil)
	case l.open >= l.options.MostOpen || l.streams[of] >= l.options.MostOfOne:
		return nil, fault.New(fault.StreamsTooMany, "", fault.With{"max": l.options.MostOfOne})
	}
	l.open++
	l.streams[of]++
	return l.done, nil
}

func (l *Live) leave(of string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open--
	if l.streams[of]--; l.streams[of] == 0 {
		delete(l.streams, of)
	}
}

// Streams returns how many are open.
func (l *Live) Streams() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.open
}
