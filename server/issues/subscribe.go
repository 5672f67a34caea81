package issues

import (
	"maps"
	"sync"
)

// Subscribe has fn called with every change that this server makes or hears of, in each
// issue's own order, until the returned function is called. fn must not block, nor
// change an issue itself.
func (s *Issues) Subscribe(fn func(Change)) (cancel func()) { return s.boards.told.add(fn) }

// audience are those who want to hear of changes. The zero audience is nobody.
type audience struct {
	mu   sync.Mutex
	next int
	each map[int]func(Change) // never changed, but replaced
}

func (a *audience) add(fn func(Change)) (cancel func()) {
	a.mu.Lock()
	defer a.mu.Unlock()
	place := a.next
	a.next++
	a.each = withMember(a.each, place, fn)
	return func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.each = withMember(a.each, place, nil)
	}
}

// withMember returns a copy with the member in its place, or without it where it is nil.
func withMember(each map[int]func(Change), place int, fn func(Change)) map[int]func(Change) {
	copied := make(map[int]func(Change), len(each)+1)
	maps.Copy(copied, each)
	if copied[place] = fn; fn == nil {
		delete(copied, place)
	}
	return copied
}

func (a *audience) tell(c Change) {
	a.mu.Lock()
	each := a.each
	a.mu.Unlock()
	for _, fn := range each {
		fn(c)
	}
}
