package live

import (
	"context"
	"sync"
	"time"
)

const (
	// look is how often it is looked whose rights are to be asked for again.
	look = 200 * time.Millisecond
	// asked is how many are asked for a second in turn, beside those in doubt.
	asked = 200
	// askers ask at once.
	askers = 4
)

// recheck asks again what listeners may see, until ctx ends.
func (l *Live) recheck(ctx context.Context) error {
	tick := time.NewTicker(look)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-l.watches.wake:
		case <-tick.C:
			l.watches.moved(l.options.Cities)
		}
		now := time.Now()
		list, all := l.watches.toAsk(now)
		l.ask(ctx, list, now, all)
	}
}

// ask asks for each of the list.
func (l *Live) ask(ctx context.Context, list []*watch, now time.Time, all int) {
	var work sync.WaitGroup
	defer work.Wait()
	for i := range min(askers, len(list)) {
		work.Go(func() {
			for at := i; at < len(list) && ctx.Err() == nil; at += askers {
				limited, cancel := context.WithTimeout(ctx, askTime)
				list[at].ask(limited, turnOf(now, all))
				cancel()
			}
		})
	}
}

// askTime is how long one may take, so that the others are not kept.
const askTime = 5 * time.Second

// turnOf returns when somebody's turn is again, of so many: within a second where they
// are few, and at the latest at the next full minute, since posts and grants end then.
func turnOf(now time.Time, all int) time.Time {
	turn := now.Add(max(time.Second, time.Duration(all)*time.Second/asked) - look)
	if minute := now.Truncate(time.Minute).Add(time.Minute); minute.Before(turn) {
		return minute
	}
	return turn
}
