package geo

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
)

func (f *featureReader) offset() int64 { return f.base + f.dec.InputOffset() }

func (f *featureReader) fault(reason FormatReason, detail string) *FormatError {
	fault := &FormatError{Reason: reason, Feature: -1, Offset: f.offset(), Detail: detail}
	if f.within {
		fault.Feature = f.index
	}
	return fault
}

// broken tells what an error of the decoder means, and finds the byte: the
// decoder knows only where the value began, but still holds what it read of it.
func (f *featureReader) broken(err error) error {
	var syntax *json.SyntaxError
	switch {
	case errors.Is(err, errTooLarge):
		return f.fault(ReasonFeatureTooLarge, "")
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return f.fault(ReasonTruncated, "")
	case !errors.As(err, &syntax):
		return err
	}
	fault := f.fault(ReasonNotJSON, syntax.Error())
	held, _ := io.ReadAll(f.dec.Buffered())
	rest := bytes.TrimLeft(held, " \t\r\n:,")
	fault.Offset += int64(len(held) - len(rest))
	var v json.RawMessage
	if again := json.Unmarshal(rest, &v); errors.As(again, &syntax) && syntax.Offset > 0 {
		fault.Offset += syntax.Offset - 1
		rest = rest[syntax.Offset-1:]
	}
	for _, word := range []string{"NaN", "nan", "Infinity", "inf", "-Infinity", "Inf"} {
		if strings.HasPrefix(string(rest[:min(len(rest), 10)]), word) {
			fault.Reason = ReasonNotANumber
		}
	}
	return fault
}

var errTooLarge = errors.New("more bytes than one feature may have")

// meter hands on most bytes and no more until it is refilled.
type meter struct {
	r          *bufio.Reader
	left, most int64
}

func (m *meter) Read(into []byte) (int, error) {
	if m.left <= 0 {
		return 0, errTooLarge
	}
	n, err := m.r.Read(into[:min(int64(len(into)), m.left)])
	m.left -= int64(n)
	return n, err
}
