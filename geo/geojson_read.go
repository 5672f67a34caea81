package geo

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
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
