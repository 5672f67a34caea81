package photo

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"

	"sizhang/domain/fault"
)

// arrived is a photo that came whole and waits on the disk to be worked on: many may
// be on their way from slow phones, and none of them takes memory meanwhile.
type arrived struct {
	file *os.File
	id   string // SHA-256 in hexadecimal digits
	size int64
}

// receive reads a photo to its end, and no more of it than the limit.
func (a *Album) receive(r io.Reader) (*arrived, error) {
	file, err := os.CreateTemp(a.o.Temp, "sizhang-photo-")
	if err != nil {
		return nil, fault.Wrap(fault.PhotosUnkept, err)
	}
	// It goes with its last handle; where the system does not allow that, remove does.
	_ = os.Remove(file.Name())
	w := &arrived{file: file}
	sum := sha256.New()
	source := &watched{Reader: io.LimitReader(r, a.o.MaxBytes+1)}
	w.size, err = io.Copy(io.MultiWriter(file, sum), source)
	switch {
	case source.err != nil:
		err = source.err
	case err != nil:
		err = fault.Wrap(fault.PhotosUnkept, err)
	case w.size > a.o.MaxBytes:
		err = fault.New(fault.PhotoTooLarge, "photo", fault.With{"max": a.o.MaxBytes})
	case w.size == 0:
		err = fault.New(fault.PhotoMissing, "photo", nil)
	}
	if err != nil {
		w.remove()
		return nil, err
	}
	w.id = hex.EncodeToString(sum.Sum(nil))
	return w, nil
}

// watched remembers what was wrong with a reader, to tell that from trouble of ours.
type watched struct {
	io.Reader
	err error
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.Reader.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		w.err = err
	}
	return n, err
}

// content reads the photo into memory.
func (w *arrived) content() ([]byte, error) {
	content := make([]byte, w.size)
	if _, err := w.file.ReadAt(content, 0); err != nil {
		return nil, fmt.Errorf("reading a photo that arrived: %w", err)
	}
	return content, nil
}

func (w *arrived) remove() {
	w.file.Close()
	_ = os.Remove(w.file.Name())
}
