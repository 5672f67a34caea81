package main

import (
	"container/heap"
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"sizhang/domain/clock"
	"sizhang/server/demo"
)

// year is the simulation: what is to happen, in order, and what has.
type year struct {
	settings
	*town
	calendar *clock.Calendar
	rng      *rand.Rand // of the days; each matter has its own
	end      time.Time
	lock     sync.Mutex // of the events, the ledger and the departments
	events   events
	made     int // events, for their order
	serial   uint64
	// The people.
	citizen                                       *caller
	patrol, hotline, overseer, cadre              *caller
	acceptor, dispatcher, checker, chief, closing *caller
	departments                                   map[string]*caller
	photos                                        []string // ids: before, then after each try
	ledger                                        ledger
}

// ledger is what the simulation knows to have happened.
type ledger struct {
	reported map[string]bool // by the id of the issue: acknowledged
	done     map[string]int  // commands that were done, by action
	refused  map[string]int  // commands that came too late or not at all, by code
	nobodys  map[string]int  // how often an open issue was with nobody, by state
	requests int
	ticks    int
}

func newYear(s settings, t *town) *year {
	y := &year{
		settings: s, town: t, rng: rand.New(rand.NewPCG(s.seed, 365)), end: s.from.AddDate(0, 0, s.days), departments: map[string]*caller{},
		ledger: ledger{reported: map[string]bool{}, done: map[string]int{}, refused: map[string]int{}, nobodys: map[string]int{}},
	}
	county := demo.Code + "000000"
	staff := func(login, role string) *caller { return &caller{town: t, login: login, role: role, unit: county} }
	y.citizen = &caller{town: t}
	y.patrol, y.hotline, y.overseer, y.cadre = staff("patrol", "grid_worker"), &caller{town: t, login: "hotline", role: "hotline"}, staff("overseer", "grid_worker"), staff("cadre", "cadre")
	y.acceptor, y.dispatcher, y.checker = staff("acceptor", "dispatcher"), staff("dispatcher", "dispatcher"), staff("checker", "dispatcher")
	y.chief, y.closing = staff("chief", "dispatcher"), staff("closing", "dispatcher")
	return y
}

// chances are those of the matter with the serial number.
func (y *year) chances(serial uint64) *rand.Rand { return rand.New(rand.NewPCG(y.seed, serial)) }

// event is something that is to happen.
type event struct {
	at    time.Time
	order int
	do    func(context.Context) error
}

// events are a heap, the next one first.
type events []event

func (e events) Len() int { return len(e) }
func (e events) Less(i, j int) bool {
	return e[i].at.Before(e[j].at) || e[i].at.Equal(e[j].at) && e[i].order < e[j].order
}
func (e events) Swap(i, j int) { e[i], e[j] = e[j], e[i] }
func (e *events) Push(x any)   { *e = append(*e, x.(event)) }
func (e *events) Pop() any {
	last := (*e)[len(*e)-1]
	*e = (*e)[:len(*e)-1]
	return last
}

// plan has something happen at an instant, unless the year is over by then.
func (y *year) plan(at time.Time, do func(context.Context) error) {
	if at.Before(y.end) {
		y.lock.Lock()
		defer y.lock.Unlock()
		y.made++
		heap.Push(&y.events, event{at, y.made, do})
	}
}

// tick is how often the system looks for what is due. Run looks every second; nothing
// here hangs on less than half an hour.
const tick = 30 * time.Minute

// play lets the time pass.
func (y *year) play(ctx context.Context) error {
	var err error
	if y.calendar, _, err = y.app.Calendar(ctx, demo.Code); err != nil {
		return err
	}
	if err := y.upload(ctx); err != nil {
		return err
	}
	began := time.Now()
	for d := range y.days {
		day := y.from.AddDate(0, 0, d)
		y.plan(day, func(context.Context) error {
			for _, at := range y.times(day) {
				y.serial++
				m := &matter{year: y, serial: y.serial, rng: y.chances(y.serial)}
				y.plan(at, m.report)
			}
			return nil
		})
	}
	next := y.from
	for len(y.events) > 0 {
		e := heap.Pop(&y.events).(event)
		for next.Before(e.at) {
			y.now = next
			y.desk.CatchUp(ctx)
			y.ledger.ticks++
			if next = next.Add(tick); next.Hour() == 0 && next.Minute() == 0 && next.Day()%10 == 1 {
				fmt.Fprintf(y.log, "%s  %d reported, %d open, %d requests, %s\n", next.Format(time.DateOnly), len(y.ledger.reported),
					y.desk.Board(demo.Code).Open(), y.ledger.requests, time.Since(began).Round(time.Second))
			}
		}
		if err := y.together(ctx, e); err != nil {
			if ctx.Err() != nil {
				err = context.Cause(ctx) // which signal it was, and not what became of a request
			}
			return fmt.Errorf("%s: %w", y.now.Format(time.DateTime), err)
		}
	}
	y.now = y.end
	y.desk.CatchUp(ctx)
	return nil
}

// atOnce is how many people act at once: what they do within the same minutes.
const (
	atOnce = 48
	window = 5 * time.Minute
)

// together lets an event happen and all that are to happen in the minutes after it, up
// to the next tick. Each is about a matter of its own.
func (y *year) together(ctx context.Context, first event) error {
	y.now = first.at
	until := first.at.Add(window)
	if next := first.at.Truncate(tick).Add(tick); next.Before(until) {
		until = next
	}
	all := []event{first}
	for len(y.events) > 0 && y.events[0].at.Before(until) {
		all = append(all, heap.Pop(&y.events).(event))
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for _, e := range all {
		group.Go(func() error { return e.do(ctx) })
	}
	return group.Wait()
}

// upload puts photos into the album, which all of the staff's are then: the first shows
// how it was, each of the others how it looks after another try.
func (y *year) upload(ctx context.Context) error {
	if err := y.patrol.signIn(ctx, ""); err != nil {
		return err
	}
	for n := range mostTries {
		content, err := drawn(n + 1)
		if err != nil {
			return err
		}
		var answer struct{ ID string }
		if err := y.patrol.send(ctx, http.MethodPost, "/api/v1/cities/"+demo.Code+"/photos", "image/jpeg", content, nil, &answer); err != nil {
			return err
		}
		y.photos = append(y.photos, answer.ID)
	}
	return nil
}

// mostTries is more often than anything is done again.
const mostTries = 30
