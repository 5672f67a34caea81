package api

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
)

// inMemory is how much of an answer waits in memory; what is longer goes to the
// disk.
const inMemory = 1 << 20

// spool holds an answer until it is whole.
type spool struct {
	start bytes.Buffer
	rest  *os.File // nil while start has it all
	size  int64
}

// Write takes more of the answer.
func (s *spool) Write(p []byte) (int, error) {
	s.size += int64(len(p))
	if s.rest == nil && s.start.Len()+len(p) <= inMemory {
		return s.start.Write(p)
	}
	if s.rest == nil {
		file, err := os.CreateTemp("", "sizhang-answer-")
		if err != nil {
			return 0, err
		}
		// It goes with its last handle; where the system does not allow that, the
		// folder for temporary files keeps it.
		_ = os.Remove(file.Name())
		s.rest = file
	}
	return s.rest.Write(p)
}

// sendTo writes the answer out.
func (s *spool) sendTo(w io.Writer) error {
	if _, err := w.Write(s.start.Bytes()); err != nil || s.rest == nil {
		return err
	}
	if _, err := s.rest.Seek(0, io.SeekStart); err != nil {
		return err
	}
	_, err := io.Copy(w, s.rest)
	return err
}

func (s *spool) close() {
	if s.rest != nil {
		s.rest.Close()
	}
}

// spooled answers with what is written whole before any of it is sent: it may be
// large, and a fault on its last line must still be answered as one.
func spooled(mediaType string, write func(io.Writer) error) (*written, error) {
	s := &spool{}
	if err := write(s); err != nil {
		s.close()
		return nil, err
	}
	return &written{func(ctx huma.Context) {
		defer s.close()
		worked(ctx)
		ctx.SetHeader("Content-Type", mediaType)
		ctx.SetHeader("Content-Length", strconv.FormatInt(s.size, 10))
		ctx.SetStatus(http.StatusOK)
		// The client may be gone; there is nobody else to tell.
		_ = s.sendTo(ctx.BodyWriter())
	}}, nil
}

// named has browsers keep the answer as a file of the name.
func (w *written) named(name string) *written {
	if w == nil {
		return nil
	}
	return &written{func(ctx huma.Context) {
		ctx.SetHeader("Content-Disposition", `attachment; filename="`+name+`"`)
		w.Body(ctx)
	}}
}
