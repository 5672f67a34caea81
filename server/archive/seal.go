package archive

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"strings"
)

// A backup ends with its seal: the comment of the ZIP file, which holds the
// SHA-256 of every byte before it. So no byte of a backup can change unnoticed,
// not even one that means nothing to a reader of ZIP files.
const (
	sealWord = "sizhang backup sha256:"
	sealSize = len(sealWord) + 2*sha256.Size
)

// unsealed holds the seal's place in the comment until all else is written.
var unsealed = strings.Repeat(" ", sealSize)

// sealing passes on what is written to it, the last sealSize bytes excepted: in
// the end they are the comment, and the seal is written in its place.
type sealing struct {
	out  io.Writer
	sum  hash.Hash
	held []byte
}

func newSealing(out io.Writer) *sealing { return &sealing{out: out, sum: sha256.New()} }

func (s *sealing) Write(p []byte) (int, error) {
	s.held = append(s.held, p...)
	over := len(s.held) - sealSize
	if over <= 0 {
		return len(p), nil
	}
	s.sum.Write(s.held[:over])
	_, err := s.out.Write(s.held[:over])
	s.held = append(s.held[:0], s.held[over:]...)
	return len(p), err
}

// seal ends the file.
func (s *sealing) seal() error {
	_, err := io.WriteString(s.out, sealOf(s.sum))
	return err
}

func sealOf(sum hash.Hash) string { return sealWord + hex.EncodeToString(sum.Sum(nil)) }

var (
	errUnsealed   = errors.New("the seal is missing at its end")
	errSealBroken = errors.New("its bytes are not those that were sealed")
)

// checkSeal reads all of a file of size bytes and says whether it is as it was
// when it was sealed.
func checkSeal(ctx context.Context, file io.ReaderAt, size int64, progress Progress) error {
	body := size - int64(sealSize)
	if body < 0 {
		return errUnsealed
	}
	found := make([]byte, sealSize)
	if _, err := file.ReadAt(found, body); err != nil {
		return err
	}
	if !strings.HasPrefix(string(found), sealWord) {
		return errUnsealed
	}
	const piece = 1 << 20
	sum, in := sha256.New(), io.NewSectionReader(file, 0, body)
	for at := int64(0); at < body; at += piece {
		if err := ctx.Err(); err != nil {
			return err
		}
		if _, err := io.CopyN(sum, in, min(piece, body-at)); err != nil {
			return err
		}
		progress(Summing, int(at/piece)+1, int((body+piece-1)/piece))
	}
	if sealOf(sum) != string(found) {
		return errSealBroken
	}
	return nil
}
