package intake

import (
	"errors"
	"io"
)

var errTooManyBytes = errors.New("more bytes than a file may have")

// source counts the bytes of a file that is read as a stream, and ends it where
// it exceeds the limit.
type source struct {
	r          io.Reader
	read, most int64
}

func (s *source) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if s.read += int64(n); s.read > s.most {
		return 0, errTooManyBytes
	}
	return n, err
}
