package latest

import "bytes"

// Said remembers what texts said that were read: the same bytes say the same again.
type Said[K comparable, T any] struct{ texts *Map[K, said[T]] }

type said[T any] struct {
	text  []byte
	means T
}

// NewSaid remembers at least most texts, one a key.
func NewSaid[K comparable, T any](most int) *Said[K, T] {
	return &Said[K, T]{New[K, said[T]](most)}
}

// Read returns what the text under the key says; read finds out, where it is another than
// was read last. Whoever gets it must not change it, nor the text.
func (s *Said[K, T]) Read(key K, text []byte, read func() (T, error)) (T, error) {
	if known, there := s.texts.Get(key); there && bytes.Equal(known.text, text) {
		return known.means, nil
	}
	means, err := read()
	if err == nil {
		s.texts.Put(key, said[T]{text, means})
	}
	return means, err
}
