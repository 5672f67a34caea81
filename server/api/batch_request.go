package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"

	"sizhang/domain/fault"
	"sizhang/geo"
)

// maxBatch is how many points one batch may hold.
const maxBatch = 10_000

// batchRequest is a batch as it was read. encoding/json would take longer to
// read the points than the lookups take, and would refuse the whole batch for
// one bad point.
type batchRequest struct {
	crs, city, at string
	points        []batchPoint
}

// batchPoint is two numbers as given, in the declared datum, or what is wrong
// with them.
type batchPoint struct {
	geo.Point
	bad fault.Code
}

// parseBatch reads {crs, city, at, points:[[lng,lat],…]}. A point that is not a pair
// of numbers is marked; anything else that is wrong refuses the batch: text that
// is no JSON, unknown, doubled and missing fields, more than maxBatch points.
func parseBatch(body []byte) (*batchRequest, error) {
	p := batchParser{text: body}
	request := &batchRequest{}
	if !p.take('{') {
		return nil, p.misplaced(fault.NotAnObject, "body")
	}
	seen := map[string]bool{}
	for first := true; !p.take('}'); first = false {
		if !first && !p.take(',') {
			return nil, p.broken("expected , or }")
		}
		name, err := p.name()
		if err != nil {
			return nil, err
		}
		if seen[name] {
			return nil, invalid{fault.New(fault.FieldTwice, name, nil)}
		}
		seen[name] = true
		if err := p.member(request, name); err != nil {
			return nil, err
		}
	}
	if p.space(); p.at < len(p.text) {
		return nil, p.broken("text after the end")
	}
	if !seen["points"] {
		return nil, invalid{fault.New(fault.FieldMissing, "points", nil)}
	}
	return request, nil
}

type batchParser struct {
	text []byte
	at   int
}

// member reads the value of one field.
func (p *batchParser) member(request *batchRequest, name string) error {
	switch name {
	case "crs":
		return p.string(&request.crs, name)
	case "city":
		return p.string(&request.city, name)
	case "at":
		return p.string(&request.at, name)
	case "points":
		return p.points(request)
	}
	return invalid{fault.New(fault.FieldUnknown, name, nil)}
}

func (p *batchParser) points(request *batchRequest) error {
	if !p.take('[') {
		return p.misplaced(fault.NotAList, "points")
	}
	for first := true; !p.take(']'); first = false {
		if !first && !p.take(',') {
			return p.broken("expected , or ]")
		}
		if len(request.points) == maxBatch { // what comes after is not worth reading
			return fault.New(fault.TooManyPoints, "points", fault.With{"max": maxBatch})
		}
		point, err := p.point()
		if err != nil {
			return err
		}
		request.points = append(request.points, point)
	}
	return nil
}

// point reads a pair of numbers, or steps over any other value.
func (p *batchParser) point() (batchPoint, error) {
	p.space()
	start := p.at
	if p.take('[') {
		lng, ok := p.number()
		if ok && p.take(',') {
			if lat, ok := p.number(); ok && p.take(']') {
				return batchPoint{Point: geo.Point{Lng: lng, Lat: lat}}, nil
			}
		}
		p.at = start
	}
	_, err := p.value()
	return batchPoint{bad: fault.PositionNotAPair}, err
}

// number reads a JSON number (RFC 8259 §6). One beyond float64 becomes infinite
// and so no position.
func (p *batchParser) number() (float64, bool) {
	p.space()
	start := p.at
	p.skip('-')
	if !p.skip('0') && !p.digits() {
		return 0, false
	}
	if p.skip('.') && !p.digits() {
		return 0, false
	}
	if p.skip('e') || p.skip('E') {
		_ = p.skip('+') || p.skip('-')
		if !p.digits() {
			return 0, false
		}
	}
	// The grammar was checked: what remains is out of range, where the value is
	// what we want.
	x, _ := strconv.ParseFloat(string(p.text[start:p.at]), 64)
	return x, true
}

func (p *batchParser) digits() bool {
	start := p.at
	for p.at < len(p.text) && '0' <= p.text[p.at] && p.text[p.at] <= '9' {
		p.at++
	}
	return p.at > start
}

// name reads a field's name and the colon behind it.
func (p *batchParser) name() (string, error) {
	p.space()
	var name string
	raw, err := p.value()
	if err != nil {
		return "", err
	}
	if json.Unmarshal(raw, &name) != nil || raw[0] != '"' || !p.take(':') {
		return "", p.broken(`expected "name":`)
	}
	return name, nil
}

func (p *batchParser) string(into *string, field string) error {
	raw, err := p.value()
	if err != nil {
		return err
	}
	if raw[0] != '"' || json.Unmarshal(raw, into) != nil {
		return invalid{fault.New(fault.NotText, field, nil)}
	}
	return nil
}

// value steps over any JSON value and returns it. Only for one that is broken it
// takes a decoder, which says how: there may be thousands that are not points.
func (p *batchParser) value() (json.RawMessage, error) {
	p.space()
	if raw := p.text[p.at:p.end()]; json.Valid(raw) {
		p.at += len(raw)
		return raw, nil
	}
	decoder := json.NewDecoder(bytes.NewReader(p.text[p.at:]))
	var raw json.RawMessage
	if err := decoder.Decode(&raw); err != nil {
		return nil, p.broken(err.Error())
	}
	p.at += int(decoder.InputOffset())
	return raw, nil
}

// end returns where the value that begins here ends, if it is well-formed: a list
// or an object with its last bracket, a text with its quote, all else before what
// cannot be part of it.
func (p *batchParser) end() int {
	depth, inText := 0, false
	for i := p.at; i < len(p.text); i++ {
		switch b := p.text[i]; {
		case inText && b == '\\':
			i++
			continue
		case b == '"':
			inText = !inText
		case inText:
			continue
		case b == '[', b == '{':
			depth++
			continue
		case b == ']', b == '}':
			if depth--; depth < 0 {
				return i
			}
		case b == ',', b == ':', b == ' ', b == '\t', b == '\r', b == '\n':
			if depth == 0 {
				return i
			}
			continue
		default:
			continue
		}
		if depth == 0 && !inText {
			return i + 1
		}
	}
	return len(p.text)
}

// misplaced refuses a well-formed value of the wrong kind, or text that is none.
func (p *batchParser) misplaced(code fault.Code, field string) error {
	if _, err := p.value(); err != nil {
		return err
	}
	return invalid{fault.New(code, field, nil)}
}

func (p *batchParser) broken(reason string) error {
	return fault.New(fault.BodyMalformed, "", fault.With{"reason": fmt.Sprintf("%s (byte %d)", reason, p.at)})
}

// take steps over b and the white space before it.
func (p *batchParser) take(b byte) bool {
	p.space()
	return p.skip(b)
}

func (p *batchParser) skip(b byte) bool {
	if p.at < len(p.text) && p.text[p.at] == b {
		p.at++
		return true
	}
	return false
}

func (p *batchParser) space() {
	for p.at < len(p.text) {
		switch p.text[p.at] {
		case ' ', '\t', '\r', '\n':
			p.at++
		default:
			return
		}
	}
}
