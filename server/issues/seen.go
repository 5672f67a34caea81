package issues

import (
	"context"
	"sync"
	"time"
)

// mostSeen is how many issues that were just read are remembered, and seenFor how long:
// not until another store, such as a backup, may have the same version of other content.
const (
	mostSeen = 256
	seenFor  = 5 * time.Second
)

// seen are issues as they were when somebody last looked: most commands come from who
// just did. Each is for one taker. It may have changed since, at another server too.
type seen struct {
	mu    sync.Mutex
	byKey map[string]sight // by city/id
	order [mostSeen]string
	next  int
}

// sight is an issue as it was at an instant.
type sight struct {
	kept
	at time.Time
}

// put remembers an issue in the place of the oldest.
func (s *seen) put(k kept, now time.Time) {
	key := k.City + "/" + k.ID
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, there := s.byKey[key]; !there {
		delete(s.byKey, s.order[s.next])
		s.order[s.next] = key
		s.next = (s.next + 1) % mostSeen
	}
	if s.byKey == nil {
		s.byKey = map[string]sight{}
	}
	s.byKey[key] = sight{k, now}
}

// take returns an issue as it just was and forgets it.
func (s *seen) take(city, id string, now time.Time) (kept, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	was, there := s.byKey[city+"/"+id]
	delete(s.byKey, city+"/"+id)
	return was.kept, there && now.Sub(was.at).Abs() < seenFor
}

// editSeen is edit, but begins with the issue as it was last seen here, where it was:
// what is written then is right, since the write is refused where another came first.
// Everything else that comes of it may be of the past, so that it begins anew.
func (s *Issues) editSeen(ctx context.Context, city, id string, change func(*kept) error) (kept, error) {
	if k, there := s.seen.take(city, id, s.now()); there && s.editOnce(ctx, &k, change) == nil {
		return k, nil
	}
	return s.edit(ctx, city, id, change)
}
