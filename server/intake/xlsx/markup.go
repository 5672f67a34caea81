package xlsx

import (
	"encoding/xml"
	"errors"
	"io"
)

// maxToken is the longest piece of markup or text in bytes; a cell holds 32,767
// characters at most.
const maxToken = 1 << 20

// markup is the XML of a part being read. Its tokens are raw, so that deep
// nesting costs no memory; readers keep track of where they are.
type markup struct {
	decoder *xml.Decoder
	source  *meter
	part    string
	depth   int
}

// open begins to read a part of at most so many bytes.
func (b *Book) open(part string, most int64) (*markup, error) {
	file := b.parts[part]
	if file == nil {
		return nil, &BrokenError{part, "is missing"}
	}
	if file.Flags&1 != 0 {
		return nil, ErrLocked
	}
	r, err := file.Open()
	if err != nil {
		return nil, &BrokenError{part, err.Error()}
	}
	source := &meter{r: r, book: b, left: most, token: maxToken}
	return &markup{decoder: xml.NewDecoder(source), source: source, part: part}, nil
}

func (x *markup) close() { x.source.r.Close() }

// next returns the next token, which is good until the one after it. io.EOF
// means that the part has been read whole and well.
func (x *markup) next() (xml.Token, error) {
	x.source.token = maxToken
	token, err := x.decoder.RawToken()
	switch {
	case err == nil:
	case errors.Is(err, ErrTooLarge):
		return nil, ErrTooLarge
	case errors.Is(err, io.EOF) && x.depth == 0:
		return nil, io.EOF
	case errors.Is(err, io.EOF):
		return nil, &BrokenError{x.part, "breaks off"}
	default:
		return nil, &BrokenError{x.part, err.Error()}
	}
	switch token.(type) {
	case xml.StartElement:
		x.depth++
	case xml.EndElement:
		if x.depth--; x.depth < 0 {
			return nil, &BrokenError{x.part, "an element ends that never began"}
		}
	}
	return token, nil
}

// start returns the next element that starts.
func (x *markup) start() (xml.StartElement, error) {
	for {
		token, err := x.next()
		if err != nil {
			return xml.StartElement{}, err
		}
		if el, ok := token.(xml.StartElement); ok {
			return el, nil
		}
	}
}

// attribute returns the value of an element's own attribute; empty for none.
func attribute(el xml.StartElement, name string) string { return attributeOf(el, name, false) }

// attributeOf returns the value of an attribute that has a prefix, or none.
func attributeOf(el xml.StartElement, name string, prefixed bool) string {
	for _, a := range el.Attr {
		if a.Name.Local == name && (a.Name.Space != "") == prefixed {
			return a.Value
		}
	}
	return ""
}

func truth(value string) bool { return value == "1" || value == "true" || value == "on" }

// meter is a part being unpacked, which it ends where the part, or one token of
// it, or the workbook in all, is larger than may be.
type meter struct {
	r     io.ReadCloser
	book  *Book
	left  int64
	token int
}

func (m *meter) Read(p []byte) (int, error) {
	if m.token <= 0 {
		return 0, ErrTooLarge
	}
	n, err := m.r.Read(p)
	m.token -= n
	m.left -= int64(n)
	m.book.limits.all -= int64(n)
	if m.left < 0 || m.book.limits.all < 0 {
		return 0, ErrTooLarge
	}
	return n, err
}
