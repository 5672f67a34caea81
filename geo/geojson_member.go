package geo

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"unicode/utf8"
)

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
