package geo

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"unicode/utf8"
)

// ReadFeatures calls yield with one feature after the other and holds one at a
// time. It takes a FeatureCollection, a Feature, or features one after the
// other (newline-delimited), with or without a byte order mark; members may
// stand in any order and foreign ones are skipped.
//
// What is wrong with the file is a *FormatError. Features before the fault have
// been yielded by then. An error of yield or of r is returned as it is.
func ReadFeatures(r io.Reader, yield func(Feature) error) error {
	return readFeatures(r, MaxFeatureBytes, yield)
}

func readFeatures(r io.Reader, most int64, yield func(Feature) error) error {
	in := &meter{r: bufio.NewReaderSize(r, 64<<10), left: most, most: most}
	f := &featureReader{in: in, yield: yield}
	if err := f.skipMark(); err != nil {
		return err
	}
	f.dec = json.NewDecoder(in)
	f.dec.UseNumber()
	for values := 0; ; values++ {
		token, err := f.dec.Token()
		if err == io.EOF && values > 0 {
			return nil
		}
		if err == io.EOF {
			return f.fault(ReasonEmptyFile, "")
		}
		if err != nil {
			return f.broken(err)
		}
		if token != json.Delim('{') || f.collection {
			return f.fault(ReasonNotFeatures, "more follows, or no object")
		}
		if err := f.document(values == 0); err != nil {
			return err
		}
	}
}

type featureReader struct {
	in    *meter
	dec   *json.Decoder
	base  int64 // bytes before the decoder's first: the byte order mark
	index int   // of the feature being read
	yield func(Feature) error

	within     bool // a feature is being read, not the file around it
	collection bool // a FeatureCollection has been read
	crs        string
}

// skipMark leaves out a UTF-8 byte order mark and refuses those of UTF-16.
func (f *featureReader) skipMark() error {
	start, err := f.in.r.Peek(3)
	if err != nil && err != io.EOF {
		return err
	}
	if bytes.Equal(start, []byte("\xef\xbb\xbf")) {
		f.base = 3
		_, err := f.in.r.Discard(3)
		return err
	}
	if bytes.HasPrefix(start, []byte("\xff\xfe")) || bytes.HasPrefix(start, []byte("\xfe\xff")) {
		return &FormatError{Reason: ReasonNotUTF8, Feature: -1, Detail: "UTF-16"}
	}
	return nil
}

// document reads one object at the top of the file, after its brace. Only when
// it is over is it sure what it was: "type" may stand last.
func (f *featureReader) document(first bool) error {
	m := members{}
	streamed := false
	err := f.object(func(name string) (bool, error) {
		switch name {
		case "features":
			if streamed {
				return true, f.fault(ReasonDoubledMember, name)
			}
			if !first {
				return true, f.fault(ReasonNotFeatures, "a second collection")
			}
			streamed = true
			return true, f.features()
		case "crs":
			return true, f.readCRS(streamed)
		}
		return f.member(&m, name)
	})
	if err != nil {
		return err
	}
	switch {
	case m.kind == "FeatureCollection" && !streamed:
		return f.fault(ReasonNoFeatures, "")
	case m.kind == "FeatureCollection":
		f.collection = true
		return nil
	case m.kind == "Feature" && !streamed:
		return f.emit(m)
	}
	return f.fault(ReasonNotFeatures, "type "+m.kind)
}

// features reads the array of a collection.
func (f *featureReader) features() error {
	token, err := f.dec.Token()
	if err != nil {
		return f.broken(err)
	}
	if token != json.Delim('[') {
		return f.fault(ReasonMemberKind, "features")
	}
	for f.dec.More() {
		f.within = true
		if token, err = f.dec.Token(); err != nil {
			return f.broken(err)
		}
		if token != json.Delim('{') {
			return f.fault(ReasonNotFeatures, "an array element that is no object")
		}
		m := members{}
		if err := f.object(func(name string) (bool, error) { return f.member(&m, name) }); err != nil {
			return err
		}
		if m.kind != "Feature" {
			return f.fault(ReasonNotFeatures, "type "+m.kind)
		}
		if err := f.emit(m); err != nil {
			return err
		}
		f.within = false
	}
	if _, err = f.dec.Token(); err != nil {
		return f.broken(err)
	}
	return nil
}

// object reads the members of an object, after its brace and with the closing
// one. A member that take does not take is skipped.
func (f *featureReader) object(take func(name string) (bool, error)) error {
	for f.dec.More() {
		token, err := f.dec.Token()
		if err != nil {
			return f.broken(err)
		}
		taken, err := take(token.(string)) // the decoder lets nothing else stand here
		if err == nil && !taken {
			err = f.skip()
		}
		if err != nil {
			return err
		}
	}
	if _, err := f.dec.Token(); err != nil {
		return f.broken(err)
	}
	return nil
}

// members are a feature's members before they are looked into.
type members struct {
	kind                     string
	id, properties, geometry json.RawMessage
	geometryAt               int64 // where the geometry starts in the file
	hasType                  bool
}

// member reads the named member into m if it is one of a feature's.
func (f *featureReader) member(m *members, name string) (bool, error) {
	switch name {
	case "type":
		var raw json.RawMessage
		if m.hasType {
			return true, f.fault(ReasonDoubledMember, name)
		}
		m.hasType = true
		if err := f.raw(&raw, name); err != nil {
			return true, err
		}
		if json.Unmarshal(raw, &m.kind) != nil {
			return true, f.fault(ReasonMemberKind, name)
		}
		return true, nil
	case "id":
		return true, f.raw(&m.id, name)
	case "properties":
		return true, f.raw(&m.properties, name)
	case "geometry":
		err := f.raw(&m.geometry, name)
		m.geometryAt = f.offset() - int64(len(m.geometry))
		return true, err
	}
	return false, nil
}

func (f *featureReader) raw(into *json.RawMessage, name string) error {
	if *into != nil {
		return f.fault(ReasonDoubledMember, name)
	}
	if err := f.dec.Decode(into); err != nil {
		return f.broken(err)
	}
	if !utf8.Valid(*into) {
		return f.fault(ReasonNotUTF8, name)
	}
	return nil
}

// skip reads past one value without keeping it.
func (f *featureReader) skip() error {
	for depth := 0; ; {
		token, err := f.dec.Token()
		if err != nil {
			return f.broken(err)
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth == 0 {
			return nil
		}
	}
}

// readCRS reads the legacy member {"type":"name","properties":{"name":...}}; a
// system given in any other way is named by the text of the member itself.
func (f *featureReader) readCRS(late bool) error {
	var raw json.RawMessage
	if err := f.raw(&raw, "crs"); err != nil {
		return err
	}
	var crs *struct {
		Properties struct{ Name string }
	}
	if err := json.Unmarshal(raw, &crs); err == nil && crs == nil {
		return nil // null
	} else if err == nil && crs.Properties.Name != "" {
		f.crs = crs.Properties.Name
	} else {
		f.crs = string(raw[:min(len(raw), 100)])
	}
	if late && !DeclaresWGS84(f.crs) {
		return f.fault(ReasonLateCRS, f.crs)
	}
	return nil
}

// emit looks into a feature's members and yields it.
func (f *featureReader) emit(m members) error {
	f.within = true
	feature := Feature{Index: f.index, CRS: f.crs, Properties: map[string]any{}}
	dec := json.NewDecoder(bytes.NewReader(m.properties))
	dec.UseNumber()
	if err := dec.Decode(&feature.Properties); err != nil && err != io.EOF {
		return f.fault(ReasonMemberKind, "properties")
	}
	if feature.Properties == nil { // null
		feature.Properties = map[string]any{}
	}
	var err error
	if feature.ID, err = f.idText(m.id); err != nil {
		return err
	}
	if feature.Geometry, err = parseGeometry(m.geometry); err != nil {
		var fault *FormatError
		if errors.As(err, &fault) {
			fault.Feature = f.index
			fault.Offset += m.geometryAt
		}
		return err
	}
	if err := f.yield(feature); err != nil {
		return err
	}
	f.index++
	f.within = false
	f.in.left = f.in.most
	return nil
}

func (f *featureReader) idText(raw json.RawMessage) (string, error) {
	var text string
	var number json.Number
	switch {
	case raw == nil || string(raw) == "null":
		return "", nil
	case raw[0] == '"' && json.Unmarshal(raw, &text) == nil:
		return text, nil
	case raw[0] != '"' && json.Unmarshal(raw, &number) == nil:
		return number.String(), nil
	}
	return "", f.fault(ReasonMemberKind, "id")
}

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
