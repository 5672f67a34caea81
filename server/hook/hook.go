// Package hook tells other systems what happens to issues (回调): a webhook is an
// address that is sent every event it asks for, such as those of the work orders that
// the hotline 12345 handed over.
//
// What is to be sent is one document for each event and webhook, derived from the
// issue's own history and named after both, so that servers which derive it twice make
// one. Only when the documents of a change stand does the place in the store's changes
// move on. So every event is sent at least once, under one id, whatever crashes when; who
// receives it twice knows it by the id.
package hook

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"sizhang/domain/issue"
	"sizhang/server/app"
	"sizhang/server/auth/secret"
	"sizhang/server/record"
	"sizhang/server/store"
)

// Hooks are the webhooks of every city of a store. Its methods are safe for concurrent
// use, in several processes at once.
type Hooks struct {
	options Options
	store   store.Store
	log     *slog.Logger
	client  *http.Client

	// stuck is the issue that the pump cannot get past, and since when.
	stuck      string
	stuckSince time.Time

	mu    sync.Mutex
	wakes map[string]chan struct{} // of the runners here, by city and hook
	stir  chan struct{}            // holds one when webhooks may have come or gone
}

// Options of Hooks; Store, Issues, Cities, Secret and Record are needed.
type Options struct {
	Store  store.Store
	Issues Issues
	Cities Cities
	Secret *secret.Secret
	Record Recorder
	// Since is where a city's first webhook begins to follow the store; from its first
	// change, which takes longer and means the same, where nil.
	Since func() store.Token
	Log   *slog.Logger     // default: slog.Default()
	Now   func() time.Time // default: time.Now

	// Insecure allows addresses that begin with http://.
	Insecure bool
	// Networks are those that may be reached although they are not public.
	Networks []netip.Prefix

	Timeout  time.Duration // 10 s where zero: of one attempt
	GiveUp   time.Duration // 24 h where zero: how long one delivery is tried
	Disable  time.Duration // 72 h where zero: how long a webhook may fail before it is disabled
	First    time.Duration // 5 s where zero: before the second attempt; then twice as long each time
	Longest  time.Duration // 2 h where zero: between two attempts
	Look     time.Duration // 2 s where zero: how often to look for what others left
	Keep     time.Duration // 30 days where zero: how long what was delivered is kept
	Tidy     time.Duration // 1 h where zero: how often to look for what has been kept so long
	AtOnce   int           // 4 where zero: attempts of one webhook at once, on one server
	MostHere int           // 50 where zero: webhooks of a city
}

// Issues is what hooks ask about issues; *issues.Issues answers.
type Issues interface {
	Get(ctx context.Context, city, id string) (issue.Issue, error)
}

// Cities is what hooks ask of the territory; *app.App answers.
type Cities interface {
	Cities() []*app.City
	City(code string) (*app.City, bool)
}

// Recorder keeps what was done; *record.Log is one.
type Recorder interface {
	Append(ctx context.Context, city string, e record.Entry) error
}

// New makes the hooks over a store. Nothing is sent before Run.
func New(o Options) *Hooks {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Since == nil {
		o.Since = func() store.Token { return "" }
	}
	defaultTo(&o.Timeout, 10*time.Second)
	defaultTo(&o.GiveUp, 24*time.Hour)
	defaultTo(&o.Disable, 72*time.Hour)
	defaultTo(&o.First, 5*time.Second)
	defaultTo(&o.Longest, 2*time.Hour)
	defaultTo(&o.Look, 2*time.Second)
	defaultTo(&o.Keep, 30*24*time.Hour)
	defaultTo(&o.Tidy, time.Hour)
	defaultTo(&o.AtOnce, 4)
	defaultTo(&o.MostHere, 50)
	return &Hooks{
		options: o, store: o.Store, log: o.Log, client: newClient(o),
		wakes: map[string]chan struct{}{}, stir: make(chan struct{}, 1),
	}
}

func defaultTo[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

// Hook is one webhook (回调). It is never changed but for its being disabled.
type Hook struct {
	City, ID string
	URL      string
	Note     string
	Filter   Filter
	Created  time.Time
	By       string // account that made it
	// Failing is since when nothing could be delivered; zero while all is well.
	Failing time.Time
	// Disabled is when it was given up, and Why; what happens while it is goes straight
	// to what could not be delivered. A test that succeeds enables it.
	Disabled time.Time
	Why      Failure

	sealed  string // the secret
	deleted time.Time
	version int64
}

// Filter says which events are sent: those that fit all of it. The zero Filter means
// all.
type Filter struct {
	Actions    []issue.Action
	Categories []string // each with all below it
	Sources    []issue.Source
	Unit       string // with all below it
}

// State of a delivery.
type State string

const (
	Pending State = "pending" // 待投递
	Done    State = "done"    // 已送达
	Dead    State = "dead"    // 未能送达
)

// Failure says why something was not delivered; failures are stable.
type Failure string

const (
	Answered    Failure = "answered"    // with another status than 2xx
	Redirected  Failure = "redirected"  // with 3xx, which is not followed
	Unreachable Failure = "unreachable" // no connection, no name, no good certificate
	TimedOut    Failure = "timed_out"
	Forbidden   Failure = "forbidden"  // the address lies in a network that is not let in
	Unsealable  Failure = "unsealable" // the webhook's secret was sealed by another installation
	WasDisabled Failure = "disabled"   // the webhook was disabled when it happened
	IsGone      Failure = "hook_gone"  // answered with 410: the receiver wants no more
)

// Delivery is one event on its way to one webhook (投递).
type Delivery struct {
	ID, Hook string
	Issue    string
	Seq      int
	State    State
	Tries    int
	Created  time.Time
	Due      time.Time // of the next attempt; zero where none follows
	Tried    time.Time // the latest attempt
	Status   int       // HTTP status of the latest answer; 0 where there was none
	Why      Failure   // of the latest attempt; empty where it was delivered
	Body     []byte    // JSON, as it is sent each time
	since    time.Time // when trying began, the first time or again
	city     string
	version  int64
}
