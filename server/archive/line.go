package archive

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"

	"sizhang/server/store"
)

// maxLine is the longest line in bytes: the largest body, a city and an id with
// every sign escaped, and what stands around them.
const maxLine = store.MaxBody + 2*6*store.MaxKey + 128

// appendLine appends the document as one line of JSON. Equal documents are equal
// lines, whichever store they come from. A tombstone's body is null.
func appendLine(out []byte, d store.Document) ([]byte, error) {
	body := []byte("null")
	if !d.Gone {
		var err error
		if body, err = store.Canonical(d.Body); err != nil {
			return nil, fmt.Errorf("%s: %w", nameOf(d), err)
		}
	}
	out = store.AppendText(append(out, `{"city":`...), d.City)
	out = store.AppendText(append(out, `,"id":`...), d.ID)
	out = strconv.AppendInt(append(out, `,"version":`...), d.Version, 10)
	out = strconv.AppendBool(append(out, `,"gone":`...), d.Gone)
	out = append(append(out, `,"body":`...), body...)
	return append(out, '}', '\n'), nil
}

// line is a document as its line says it.
type line struct {
	City    string          `json:"city"`
	ID      string          `json:"id"`
	Version int64           `json:"version"`
	Gone    bool            `json:"gone"`
	Body    json.RawMessage `json:"body"`
}

// parseLine returns the document of a line of a collection. It refuses whatever
// no store could keep, and a line that appendLine would have written otherwise.
func parseLine(text []byte, in store.Collection) (store.Document, error) {
	var l line
	if err := json.Unmarshal(text, &l); err != nil {
		return store.Document{}, err
	}
	d := store.Document{Collection: in.Name, City: l.City, ID: l.ID, Version: l.Version, Gone: l.Gone, Body: l.Body}
	if d.Version < 1 {
		return d, fmt.Errorf("%s stands at version %d", nameOf(d), d.Version)
	}
	if err := d.Check(in); err != nil {
		return d, err
	}
	same, err := appendLine(nil, d)
	if err == nil && !bytes.Equal(same, text) {
		err = fmt.Errorf("%s is not written as a backup writes it", nameOf(d))
	}
	if d.Gone {
		d.Body = nil
	}
	return d, err
}

// readLine returns the next line with its end, in buffer or in a larger one that
// takes its place; io.EOF where there is none.
func readLine(r *bufio.Reader, buffer []byte) ([]byte, error) {
	buffer = buffer[:0]
	for {
		part, err := r.ReadSlice('\n')
		buffer = append(buffer, part...)
		switch {
		case len(buffer) > maxLine:
			return buffer, fmt.Errorf("a line of more than %d bytes", maxLine)
		case errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF) && len(buffer) > 0:
			return buffer, io.ErrUnexpectedEOF
		default:
			return buffer, err
		}
	}
}

// nameOf is a document's name for people.
func nameOf(d store.Document) string { return d.Collection + "/" + d.City + "/" + d.ID }
