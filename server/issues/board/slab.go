package board

// slab is a list that grows without ever moving what it holds.
type slab[T any] struct {
	blocks []*[block]T
	n      uint32
}

const block = 1 << 12

func (s *slab[T]) at(i uint32) *T { return &s.blocks[i/block][i%block] }

// grow adds a place and returns its number.
func (s *slab[T]) grow() uint32 {
	if s.n%block == 0 {
		s.blocks = append(s.blocks, new([block]T))
	}
	s.n++
	return s.n - 1
}
