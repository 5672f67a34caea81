package mongo

import "sync"

// news tells everybody who waits that something was written.
type news struct {
	mu   sync.Mutex
	next chan struct{}
}

// wait returns a channel that is closed at the next telling.
func (n *news) wait() <-chan struct{} {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.next == nil {
		n.next = make(chan struct{})
	}
	return n.next
}

func (n *news) tell() {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.next != nil {
		close(n.next)
		n.next = nil
	}
}
