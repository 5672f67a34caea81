// Package latest keeps what was used last, and forgets the rest.
package latest

import "sync"

// Map remembers at least so many pairs, those that were put or got last, and up to twice
// as many. It is safe for concurrent use.
type Map[K comparable, V any] struct {
	most        int
	mu          sync.Mutex
	recent, old map[K]V
}

// New makes a map that remembers at least most pairs.
func New[K comparable, V any](most int) *Map[K, V] {
	return &Map[K, V]{most: most, recent: map[K]V{}}
}

// Get returns what was put under the key, if it is remembered.
func (m *Map[K, V]) Get(key K) (V, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if value, there := m.recent[key]; there {
		return value, true
	}
	value, there := m.old[key]
	if there {
		m.keep(key, value)
	}
	return value, there
}

// Put remembers the value in the place of another that there is.
func (m *Map[K, V]) Put(key K, value V) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.keep(key, value)
}

// keep puts it among the recent ones. When they are many, those before them go.
func (m *Map[K, V]) keep(key K, value V) {
	if len(m.recent) >= m.most {
		m.recent, m.old = make(map[K]V), m.recent
	}
	m.recent[key] = value
}
