package live

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sizhang/domain/fault"
	"sizhang/domain/issue"
	"sizhang/geo"
	"sizhang/server/app"
	"sizhang/server/store"
)

// Who saw an issue through its place hears that it left it, whichever server tells and
// however long they were away; who never saw it does not, nor who asks for their own only.
func TestOneHearsThatAPlaceWasCorrected(t *testing.T) {
	w := newWorld(t)
	for account, unit := range map[string]string{"u": "U", "v": "V", "w": "W"} {
		w.may(account, unit)
	}
	mine := w.caller("u")
	mine.Mine = true
	first := w.server()
	ears := map[string]*ear{"u": w.listen(first, w.caller("u")).settled(t), "v": w.listen(first, w.caller("v")).settled(t),
		"w": w.listen(first, w.caller("w")).settled(t), "mine": w.listen(first, mine).settled(t)}
	w.happens("a", "U", "")
	ears["u"].tells(t, "issue a 1")
	moved := w.happens("b", "U", "")
	moved.Routing.Units, moved.Routing.Spots = []string{"V", "T"}, []string{"V"}
	moved.History = append(moved.History, issue.Event{Seq: 2, At: time.Now(), Action: issue.Correct, With: map[string]string{issue.WithLeft: "U", issue.WithLeftSpots: "U"}})
	w.put(&moved, 1)
	ears["u"].tells(t, "gone b")
	ears["v"].tells(t, "issue b 2")

	later := w.caller("u") // at another server, from the beginning
	later.Since = ears["u"].first().Place
	w.listen(w.server(), later).tells(t, "gone b")
	for _, name := range []string{"w", "mine"} {
		w.happens("end-"+name, "W", "u")
		ears[name].tells(t, "issue end-"+name+" 1")
		for _, text := range ears[name].told() {
			if strings.Contains(text, " b") {
				t.Errorf("%s is told %s", name, text)
			}
		}
	}
}

func TestOneHearsWhatConcernsOne(t *testing.T) {
	w := newWorld(t)
	l := w.server()
	w.may("u", "U")
	w.may("v", "V")
	u, v := w.listen(l, w.caller("u")).settled(t), w.listen(l, w.caller("v")).settled(t)
	mine := w.caller("u")
	mine.Mine = true
	only := w.listen(l, mine).settled(t)

	w.happens("a", "U", "") // in the scope of u
	u.tells(t, "issue a 1")
	w.happens("b", "V", "u") // in the hands of u, in the scope of v
	for _, e := range []*ear{u, v, only} {
		e.tells(t, "issue b 1")
	}
	reported := w.happens("c", "W", "") // concerns nobody, until u reports it, too
	reported.Reporters = append(reported.Reporters, issue.Reporter{Kind: issue.Staff, By: issue.By{Account: "u"}})
	reported.History = append(reported.History, issue.Event{Seq: 2, At: time.Now(), Action: issue.Comment})
	w.put(&reported, 1)
	u.tells(t, "issue c 2")
	w.happens("b", "V", "v") // out of the hands of u
	u.tells(t, "gone b")
	w.happens("end", "T", "u")
	w.happens("end", "V", "u")
	for _, e := range []*ear{u, v, only} {
		e.tells(t, "issue end 2")
	}
	for name, c := range map[string]struct {
		ear  *ear
		want string
	}{"u": {u, "issue a 1, issue b 1, issue c 2, gone b"}, "v": {v, "issue b 1, issue b 2"}, "only mine": {only, "issue b 1, issue c 2, gone b"}} {
		told := slices.DeleteFunc(c.ear.told(), func(text string) bool { return strings.HasPrefix(text, "issue end") })
		if got := strings.Join(slices.Compact(told), ", "); got != c.want {
			t.Errorf("%s is told %s, not %s", name, got, c.want)
		}
	}
}

func TestWhatAMessageSays(t *testing.T) {
	w := newWorld(t)
	l := w.server()
	w.may("u", "U")
	e := w.listen(l, w.caller("u")).settled(t)
	w.happens("a", "U", "u")
	e.tells(t, "issue a 1")
	e.stop()
	for _, m := range e.heard {
		if m.Event != Issue {
			continue
		}
		if strings.ContainsAny(string(m.Data), "\n\r") || strings.Contains(string(m.Data), "13912345678") || strings.Contains(string(m.Data), "张某") {
			t.Errorf("it says %s", m.Data)
		}
		var b map[string]any
		if err := json.Unmarshal(m.Data, &b); err != nil {
			t.Fatal(err)
		}
		delete(b, "at")
		want := "map[action:dispatch category:0101 cell:8b31aa428656fff hands:map[person:P-u post:head unit:U] issue:a number:no-a seq:1 state:filed]"
		if got := fmt.Sprint(b); got != want {
			t.Errorf("it says %s, not %s", got, want)
		}
	}
}

// Cut off at any moment, a client goes on at any server, and has in the end what stands
// in the store: all of its scope, or all that is in its hands.
func TestGoingOnAtAnotherServer(t *testing.T) {
	for name, open := range stores {
		t.Run(name, func(t *testing.T) { goOnAtAnotherServer(t, newWorldOn(t, open)) })
	}
}

func goOnAtAnotherServer(t *testing.T, w *world) {
	servers := []*Live{w.server(), w.server()}
	w.may("all", "T")
	w.may("hands", "nowhere")
	writing := make(chan struct{})
	go func() {
		defer close(writing)
		for n := range 400 {
			w.happens(fmt.Sprint("i", rand.IntN(20)), []string{"U", "V"}[rand.IntN(2)], []string{"", "hands", "other"}[rand.IntN(3)])
			if n%10 == 0 {
				time.Sleep(time.Duration(rand.IntN(20)) * time.Millisecond)
			}
		}
	}()
	var clients sync.WaitGroup
	views := map[string]view{}
	var mu sync.Mutex
	for _, account := range []string{"all", "hands"} {
		for k := range 3 {
			clients.Go(func() {
				seen, place, cuts := view{}, "", 0
				for last := false; ; cuts++ {
					select {
					case <-writing:
						last = true
					default:
					}
					c := w.caller(account)
					c.Since = place
					e := w.listen(servers[rand.IntN(2)], c).settled(t)
					if !last {
						time.Sleep(time.Duration(rand.IntN(40)) * time.Millisecond)
					} else {
						time.Sleep(500 * time.Millisecond)
					}
					e.stop()
					if seen.take(e.heard) {
						t.Errorf("%s was told to begin anew: %v", account, e.told())
					}
					if place = e.place(); last {
						break
					}
				}
				mu.Lock()
				defer mu.Unlock()
				views[fmt.Sprint(account, k)] = seen
				if cuts < 5 {
					t.Errorf("%s was cut off %d times only", account, cuts)
				}
			})
		}
	}
	clients.Wait()
	want := map[string]view{"all": {}, "hands": {}}
	for n := range 20 {
		i, err := bookOf{w.store}.Get(t.Context(), town, fmt.Sprint("i", n))
		if err != nil {
			continue
		}
		want["all"][i.ID] = i.Last().Seq
		if i.Hands.Person == "P-hands" {
			want["hands"][i.ID] = i.Last().Seq
		}
	}
	for name, got := range views {
		if is := want[name[:len(name)-1]]; !got.equal(is) || len(is) == 0 {
			t.Errorf("%s sees %v, not %v", name, got, is)
		}
	}
}

// Within a stream an issue never goes back.
func TestOrder(t *testing.T) {
	w := newWorld(t)
	l := w.server()
	w.may("u", "T")
	e := w.listen(l, w.caller("u")).settled(t)
	for n := range 200 {
		w.happens(fmt.Sprint("i", n%3), "U", "")
	}
	for n, want := range []int{67, 67, 66} {
		e.tells(t, fmt.Sprintf("issue i%d %d", n, want))
	}
	e.stop()
	at := view{}
	for _, m := range e.heard {
		was := maps.Clone(at)
		at.take([]Message{m})
		for id, seq := range was {
			if at[id] < seq {
				t.Fatalf("%s went from %d to %d", id, seq, at[id])
			}
		}
	}
}

// What ends a stream does so within a second of this server knowing it, and nothing
// that comes after is told.
func TestWhatEndsAStream(t *testing.T) {
	for name, c := range map[string]struct {
		how  func(w *world)
		code fault.Code
	}{
		"the account is disabled": {func(w *world) { w.mayNothing("u"); w.written(store.Accounts, "u") }, fault.SignInRequired},
		"it is signed out":        {func(w *world) { w.mayNothing("u"); w.written(store.Sessions, "S-u") }, fault.SignInRequired},
		"the post was handed on":  {func(w *world) { w.may("u"); w.written(store.Seats, "U/head") }, fault.RightMissing},
		"a version came in force": {func(w *world) { w.may("u"); w.city.Store(&app.City{}) }, fault.RightMissing},
		"nobody told of it":       {func(w *world) { w.mayNothing("u") }, fault.SignInRequired},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			l := w.server()
			w.may("u", "U")
			e := w.listen(l, w.caller("u")).settled(t)
			w.happens("before", "U", "")
			e.tells(t, "issue before 1")
			began := time.Now()
			c.how(w)
			if name != "nobody told of it" && name != "a version came in force" {
				w.happens("after", "U", "")
			}
			<-e.ended
			if took := time.Since(began); took > 1500*time.Millisecond { // the promise is 1 s; this machine may be slow
				t.Errorf("it took %v", took)
			}
			told := e.told()
			if slices.Contains(told, "issue after 1") || told[len(told)-1] != "end "+string(c.code) {
				t.Errorf("told %v", told)
			}
			if fault.As(e.err).Code != c.code {
				t.Errorf("ended by %v", e.err)
			}
		})
	}
}

func TestATokenRunsOut(t *testing.T) {
	w := newWorld(t)
	l := w.server()
	w.may("u", "U")
	c := w.caller("u")
	c.Until = time.Now().Add(100 * time.Millisecond)
	e := w.listen(l, c)
	<-e.ended
	if told := e.told(); fmt.Sprint(told) != "[end token_expired]" {
		t.Errorf("told %v", told)
	}
	c.Since, c.Until = e.place(), time.Time{}
	w.happens("a", "U", "")
	w.listen(l, c).tells(t, "issue a 1")
}

// Rights that change are followed: what was not to be seen before is, and the client
// reads its lists anew.
func TestRightsAreFollowed(t *testing.T) {
	w := newWorld(t)
	l := w.server()
	w.may("u", "U")
	e := w.listen(l, w.caller("u")).settled(t)
	w.happens("v", "V", "")
	w.happens("u", "U", "")
	e.tells(t, "issue u 1")
	w.may("u", "V")
	w.written(store.Seats, "V/head")
	w.happens("v", "V", "")
	w.happens("u", "U", "")
	w.happens("w", "V", "")
	e.tells(t, "issue w 1")
	if got := fmt.Sprint(e.told()); got != "[issue u 1 reset rights issue v 2 issue w 1]" {
		t.Errorf("told %s", got)
	}
}

// While the store cannot say what somebody may see, nothing is told and nothing ends.
func TestDoubt(t *testing.T) {
	w := newWorld(t)
	l := w.server()
	w.may("u", "U")
	e := w.listen(l, w.caller("u")).settled(t)
	w.happens("a", "U", "")
	e.tells(t, "issue a 1")
	fails := func(err error) {
		w.rights.mu.Lock()
		defer w.rights.mu.Unlock()
		w.rights.fails = err
	}
	fails(errors.New("the disk is on fire"))
	w.written(store.Accounts, "u")
	w.happens("b", "U", "")
	time.Sleep(300 * time.Millisecond)
	if got := fmt.Sprint(e.told()); got != "[issue a 1]" {
		t.Errorf("told %s", got)
	}
	fails(nil)
	e.tells(t, "issue b 1")
}

// A change that comes in while somebody reads what they missed is not between the two.
func TestAChangeWhileCatchingUp(t *testing.T) {
	w := newWorld(t)
	late := &lateStore{Store: w.store, waiting: make(chan struct{}, 100)}
	l := w.server(func(o *Options) { o.Store = late })
	w.may("u", "U")
	<-late.waiting // so it is the stream that is told next
	change := func() {
		w.happens("late", "U", "")
		until(t, "it is in the feed", func() bool { next, _, _ := l.feed.head(); return next == 1 })
	}
	late.change.Store(&change)
	w.listen(l, w.caller("u")).tells(t, "issue late 1")
}

// lateStore has something change just after somebody was told that nothing did.
type lateStore struct {
	store.Store
	change  atomic.Pointer[func()]
	waiting chan struct{}
}

func (s *lateStore) Await(ctx context.Context, since store.Token) error {
	select {
	case s.waiting <- struct{}{}:
	default:
	}
	return s.Store.Await(ctx, since)
}

func (s *lateStore) Changes(ctx context.Context, since store.Token, limit int) ([]store.Change, store.Token, error) {
	found, next, err := s.Store.Changes(ctx, since, limit)
	if change := s.change.Load(); len(found) == 0 && change != nil && s.change.CompareAndSwap(change, nil) {
		(*change)()
	}
	return found, next, err
}

// What happens in another city is nobody's here.
func TestAnotherCity(t *testing.T) {
	w := newWorld(t)
	l := w.server()
	w.may("u", "U")
	e := w.listen(l, w.caller("u")).settled(t)
	w.happens("a", "U", "")
	e.tells(t, "issue a 1")
	theirs := issue.Issue{City: "110102", ID: "theirs", Place: issue.Place{Point: geo.Point{Lng: 116.4, Lat: 39.9}}, Routing: issue.Routing{Units: []string{"U"}},
		Hands: issue.Hands{Person: "P-u"}, History: []issue.Event{{Seq: 1, At: time.Now()}}}
	w.put(&theirs, 0)
	w.happens("b", "U", "")
	e.tells(t, "issue b 1")
	if got := fmt.Sprint(e.told()); got != "[issue a 1 issue b 1]" {
		t.Errorf("told %s", got)
	}
}

// What concerns nobody is passed over, however much there is of it.
func TestMuchThatIsNoIssue(t *testing.T) {
	w := newWorld(t)
	l := w.server(func(o *Options) { o.MostBehind = 1000 })
	w.may("u", "U")
	c := w.caller("u")
	first := w.listen(l, c).settled(t)
	first.stop()
	c.Since = first.place()
	for n := range 2*page + 10 {
		w.written(store.Records, fmt.Sprint(n))
	}
	w.happens("a", "U", "")
	e := w.listen(l, c)
	e.tells(t, "issue a 1")
	if got := fmt.Sprint(e.told()); got != "[issue a 1]" {
		t.Errorf("told %s", got)
	}
}

// A place that is none of this store's, or too far back, is answered with a reset, and
// what comes after is told.
func TestPlacesThatLeadNowhere(t *testing.T) {
	w := newWorld(t)
	l := w.server(func(o *Options) { o.MostBehind = 50 })
	w.may("u", "U")
	w.happens("a", "U", "")
	other := newWorld(t)
	other.may("u", "U")
	foreign := other.listen(other.server(), other.caller("u")).settled(t).place()
	first := w.listen(l, w.caller("u")).settled(t)
	first.stop()
	for n := range 300 {
		w.happens("many", "U", "")
		w.happens(fmt.Sprint("m", n), "U", "")
	}
	for place, reason := range map[string]string{"nonsense": "unknown", foreign: "unknown", "\x00\xff": "unknown", first.place(): "far_behind"} {
		c := w.caller("u")
		c.Since = place
		e := w.listen(l, c)
		e.tells(t, "reset "+reason)
		i := w.happens("after", "U", "")
		e.tells(t, fmt.Sprint("issue after ", i.Last().Seq))
		e.stop()
	}
}

// A new stream reaches back a little: the lists that its client reads may be behind.
func TestANewStreamReachesBack(t *testing.T) {
	w := newWorld(t)
	l := w.server()
	w.may("u", "U")
	first := w.listen(l, w.caller("u")).settled(t)
	w.happens("a", "U", "")
	first.tells(t, "issue a 1")
	w.listen(l, w.caller("u")).tells(t, "issue a 1")
}

// Whoever reads slowly holds up nobody and nothing is kept for them; when they read on
// they have everything.
func TestASlowReader(t *testing.T) {
	w := newWorld(t)
	l := w.server()
	w.may("slow", "U")
	w.may("quick", "U")
	s, err := l.Open(w.caller("slow"))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	blocked, reads, seen, ended := make(chan struct{}, 100), make(chan struct{}), view{}, make(chan struct{})
	var mu sync.Mutex
	go func() {
		defer close(ended)
		_ = s.Run(ctx, func(m Message) error {
			if m.Event == Issue {
				blocked <- struct{}{}
				select {
				case <-reads:
				case <-ctx.Done():
				}
			}
			mu.Lock()
			defer mu.Unlock()
			seen.take([]Message{m})
			return nil
		})
	}()
	defer func() { cancel(); <-ended }()
	quick := w.listen(l, w.caller("quick")).settled(t)
	w.happens("a", "U", "")
	quick.tells(t, "issue a 1")
	<-blocked
	for n := range 50 {
		w.happens(fmt.Sprint("i", n), "U", "")
	}
	quick.tells(t, "issue i49 1")
	many := slices.Repeat([]change{{city: "another", id: "none", version: 1}}, held)
	_, place, _ := l.feed.head()
	l.feed.add(many, place, time.Now()) // more than is held
	w.happens("last", "U", "")
	quick.tells(t, "issue last 1")
	close(reads)
	until(t, "the slow one has all", func() bool { mu.Lock(); defer mu.Unlock(); return len(seen) == 52 })
}

// A reader that cannot be written to any more is left.
func TestAReaderThatIsGone(t *testing.T) {
	w := newWorld(t)
	l := w.server()
	w.may("u", "U")
	s, err := l.Open(w.caller("u"))
	if err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken pipe")
	if err := s.Run(t.Context(), func(Message) error { return broken }); !errors.Is(err, broken) {
		t.Error(err)
	}
	if n := l.Streams(); n != 0 {
		t.Errorf("%d streams are left", n)
	}
}

func TestTooManyStreams(t *testing.T) {
	w := newWorld(t)
	l := w.server(func(o *Options) { o.MostOfOne, o.MostOpen = 2, 3 })
	for _, a := range []string{"u", "v", "w"} {
		w.may(a, "U")
	}
	first := w.listen(l, w.caller("u"))
	w.listen(l, w.caller("u"))
	_, err := l.Open(w.caller("u"))
	wants(t, "a third of one account", err, fault.StreamsTooMany)
	w.listen(l, w.caller("v"))
	_, err = l.Open(w.caller("w"))
	wants(t, "a fourth of all", err, fault.StreamsTooMany)
	first.stop()
	w.listen(l, w.caller("w")).settled(t)
}

func wants(t *testing.T, what string, err error, code fault.Code) {
	t.Helper()
	if err == nil || fault.As(err).Code != code {
		t.Errorf("%s: %v, not %s", what, err, code)
	}
}

// Streams end when Live stops, and none begins before it runs or after.
func TestStopping(t *testing.T) {
	w := newWorld(t)
	w.may("u", "U")
	l := New(Options{Store: w.store, Issues: bookOf{w.store}, Cities: w})
	_, err := l.Open(w.caller("u"))
	wants(t, "before it runs", err, fault.NotReady)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- l.Run(ctx) }()
	until(t, "it runs", l.streaming)
	e := w.listen(l, w.caller("u")).settled(t)
	cancel()
	<-e.ended
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	_, err = l.Open(w.caller("u"))
	wants(t, "after it ran", err, fault.NotReady)
}

// Many idle listeners cost little: what they may see is asked for at a bounded rate,
// each still hears, and who is disabled is gone at once.
func TestManyListeners(t *testing.T) {
	w := newWorld(t)
	l := w.server(func(o *Options) { o.Heartbeat = 15 * time.Second })
	const many = 1000
	ears := make([]*ear, many)
	for n := range ears {
		account := fmt.Sprint("u", n)
		w.may(account, "U")
		ears[n] = w.listen(l, w.caller(account))
	}
	for _, e := range ears {
		e.settled(t)
	}
	began, before := time.Now(), w.rights.asked.Load()
	for time.Since(began) < 2*time.Second { // a full minute may fall into it, and the end of what began before
		time.Sleep(50 * time.Millisecond)
	}
	took := time.Since(began)
	if asked, most := w.rights.asked.Load()-before, int64(took.Seconds()*asked*1.5)+2*many+200; asked > most {
		t.Errorf("asked %d times in %v, at most %d", asked, took, most)
	}
	w.happens("a", "U", "")
	for _, e := range ears {
		e.tells(t, "issue a 1")
	}
	// A turn comes every five seconds; what is known counts before that.
	for n, how := range map[int]func(){7: func() { w.written(store.Accounts, "u7") }, 8: func() { w.city.Store(&app.City{}) }} {
		began := time.Now()
		w.mayNothing(fmt.Sprint("u", n))
		how()
		<-ears[n].ended
		if took := time.Since(began); took > 2500*time.Millisecond {
			t.Errorf("u%d heard for %v", n, took)
		}
	}
}

// Whoever is cut off in the middle of what was read at once misses nothing of it.
func TestCutOffAmongMany(t *testing.T) {
	w := newWorld(t)
	l := w.server()
	w.may("u", "U")
	c := w.caller("u")
	first := w.listen(l, c).settled(t)
	first.stop()
	c.Since = first.place()
	for _, id := range []string{"a", "b", "c"} {
		w.happens(id, "U", "")
	}
	heard := view{}
	for range 3 { // each time after one message
		s, err := l.Open(c)
		if err != nil {
			t.Fatal(err)
		}
		cut := errors.New("cut off")
		if err := s.Run(t.Context(), func(m Message) error {
			heard.take([]Message{m})
			c.Since = m.Place
			return cut
		}); !errors.Is(err, cut) {
			t.Fatal(err)
		}
	}
	e := w.listen(l, c)
	until(t, "the rest", func() bool {
		e.mu.Lock()
		defer e.mu.Unlock()
		heard.take(e.heard)
		return len(heard) == 3
	})
}

// Of a change of rights and a change of an issue after it, the first is heard first:
// there is no moment at which the issue could be told by the rights of before.
func TestRightsAreHeardFirst(t *testing.T) {
	w := newWorld(t)
	l := New(Options{Store: w.store, Issues: bookOf{w.store}, Cities: w})
	place, _ := l.skip(t.Context(), "")
	l.feed.restart(place, time.Now())
	w.written(store.Seats, "U/head")
	w.happens("a", "U", "")
	l.watches.mu.Lock() // nobody can be in doubt yet
	ended := make(chan error)
	go func() {
		_, _, err := l.advance(t.Context(), place)
		ended <- err
	}()
	time.Sleep(200 * time.Millisecond)
	before, _, _ := l.feed.head()
	l.watches.mu.Unlock()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	if after, _, _ := l.feed.head(); before != 0 || after != 1 {
		t.Errorf("the feed had %d changes before the doubt, and %d after", before, after)
	}
}
