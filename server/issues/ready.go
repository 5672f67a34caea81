package issues

import "sizhang/domain/fault"

// Ready is nil once the boards are filled: until then they count too few.
func (s *Issues) Ready() error {
	s.boards.mu.RLock()
	defer s.boards.mu.RUnlock()
	if !s.boards.loaded {
		return fault.New(fault.NotReady, "", nil)
	}
	return nil
}
