package issues

import (
	"log/slog"
	"time"
)

// until says how long Run waits.
func (r *runner) until(at time.Time) { r.wakes.Store(at.UnixNano()) }

// expect wakes Run where something is due sooner than it waits for.
func (r *runner) expect(due time.Time) {
	if due.IsZero() || due.UnixNano() >= r.wakes.Load() {
		return
	}
	select {
	case r.woken <- struct{}{}:
	default:
	}
}

// rests says whether an issue that failed is not to be tried yet.
func (r *runner) rests(city, id string, now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	f, failed := r.failures[city+"/"+id]
	return failed && now.Before(f.until)
}

// rest notes how an issue was tended, and says whether that is to be told.
func (r *runner) rest(city, id string, now time.Time, err error) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err == nil {
		delete(r.failures, city+"/"+id)
		return false
	}
	r.failures[city+"/"+id] = r.failures[city+"/"+id].after(now)
	return true
}

// saidTrouble is trouble that was logged, so that it is not at every try.
type saidTrouble struct {
	is   bool
	last time.Time
}

// saidAgain is how often trouble that goes on is logged.
const saidAgain = time.Minute

// trouble logs trouble of a city when it begins, from time to time while it goes on,
// and when it is over.
func (r *runner) trouble(log *slog.Logger, what, city string, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	was := r.said[city+" "+what]
	switch {
	case err == nil && was.is:
		log.Info("over: "+what, "city", city)
		delete(r.said, city+" "+what)
	case err != nil && (!was.is || time.Since(was.last) >= saidAgain):
		log.Error(what, "city", city, "error", err)
		r.said[city+" "+what] = saidTrouble{true, time.Now()}
	}
}
