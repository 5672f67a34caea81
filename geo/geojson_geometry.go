package geo

import (
	"bytes"
	"encoding/json"
	"strconv"
)

// parseGeometry reads a geometry object; the raw text is known to be JSON. A
// fault's offset counts from its first byte.
func parseGeometry(raw json.RawMessage) (Geometry, error) {
	var g Geometry
	if raw == nil || string(raw) == "null" {
		return g, nil
	}
	kind, at, text, err := geometryMembers(raw)
	if err != nil {
		return g, err
	}
	depth, known := map[string]int{
		"Point": 0, "MultiPoint": 1, "LineString": 1,
		"MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3,
	}[kind]
	if !known {
		return g, &FormatError{Reason: ReasonGeometryType, Detail: kind}
	}
	if text == nil {
		return g, &FormatError{Reason: ReasonNoCoordinates, Detail: kind}
	}
	g.Type = kind
	c := coordinates{text: text}
	tree, fault := c.read(depth)
	if fault != nil {
		fault.Offset += at
		return g, fault
	}
	switch g.Type {
	case "Point", "MultiPoint":
		g.Points = tree.points
	case "LineString":
		g.Lines = []Line{tree.points}
	case "MultiLineString":
		for _, line := range tree.inner {
			g.Lines = append(g.Lines, line.points)
		}
	case "Polygon":
		g.Shape = Shape{tree.polygon()}
	case "MultiPolygon":
		for _, polygon := range tree.inner {
			g.Shape = append(g.Shape, polygon.polygon())
		}
	}
	return g, nil
}

// geometryMembers returns a geometry's type and the text of its coordinates,
// nil where there are none, with the byte at which that starts.
func geometryMembers(raw []byte) (kind string, at int64, text json.RawMessage, err error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	if token, _ := dec.Token(); token != json.Delim('{') {
		return "", 0, nil, &FormatError{Reason: ReasonMemberKind, Detail: "geometry"}
	}
	for dec.More() {
		var value json.RawMessage
		name, _ := dec.Token() // no error: the text was read once already
		if err := dec.Decode(&value); err != nil {
			return "", 0, nil, err
		}
		switch name {
		case "type":
			if kind != "" || json.Unmarshal(value, &kind) != nil {
				return "", 0, nil, &FormatError{Reason: ReasonMemberKind, Detail: "type"}
			}
		case "coordinates":
			if text != nil {
				return "", 0, nil, &FormatError{Reason: ReasonDoubledMember, Detail: "coordinates"}
			}
			text, at = value, dec.InputOffset()-int64(len(value))
		}
	}
	return kind, at, text, nil
}

// nested is an array of positions, or of further such arrays.
type nested struct {
	points []Point
	inner  []nested
}

func (n nested) polygon() Polygon {
	polygon := make(Polygon, len(n.inner))
	for i, ring := range n.inner {
		polygon[i] = ring.points
	}
	return polygon
}

// coordinates walks the text of a "coordinates" member.
type coordinates struct {
	text []byte
	at   int
	last *Point
}

// read reads arrays nested depth deep around positions; depth 0 is a position.
func (c *coordinates) read(depth int) (nested, *FormatError) {
	var n nested
	if depth == 0 {
		p, err := c.position()
		return nested{points: []Point{p}}, err
	}
	err := c.array(func() *FormatError {
		if depth == 1 {
			p, err := c.position()
			n.points = append(n.points, p)
			return err
		}
		inner, err := c.read(depth - 1)
		n.inner = append(n.inner, inner)
		return err
	})
	return n, err
}

// array reads an array, each element by the function.
func (c *coordinates) array(element func() *FormatError) *FormatError {
	if c.peek() != '[' {
		return c.unexpected()
	}
	c.at++
	for c.peek() != ']' {
		if err := element(); err != nil {
			return err
		}
		if c.peek() == ',' {
			c.at++
		}
	}
	c.at++
	return nil
}

// position reads two numbers and drops those that follow, such as an altitude.
func (c *coordinates) position() (Point, *FormatError) {
	var p Point
	count, start := 0, c.at
	err := c.array(func() *FormatError {
		v, err := c.number()
		switch count {
		case 0:
			p.Lng = v
		case 1:
			p.Lat = v
		}
		count++
		return err
	})
	if err == nil && count < 2 {
		c.at = start
		err = c.fault(ReasonBadPosition)
	}
	if err == nil {
		c.last = &p
	}
	return p, err
}

func (c *coordinates) number() (float64, *FormatError) {
	first := c.peek()
	if first != '-' && (first < '0' || first > '9') {
		return 0, c.unexpected()
	}
	end := c.at
	for end < len(c.text) && !isOneOf(c.text[end], ",] \t\r\n") {
		end++
	}
	v, err := strconv.ParseFloat(string(c.text[c.at:end]), 64)
	if err != nil {
		return 0, c.fault(ReasonCoordinateTooLarge)
	}
	c.at = end
	return v, nil
}

// peek returns the next byte that is no white space.
func (c *coordinates) peek() byte {
	for isOneOf(c.text[c.at], " \t\r\n") {
		c.at++
	}
	return c.text[c.at]
}

// unexpected tells an array or a number at the wrong depth from what is no
// coordinate at all.
func (c *coordinates) unexpected() *FormatError {
	switch first := c.peek(); {
	case first == '[' || first == '-' || (first >= '0' && first <= '9'):
		return c.fault(ReasonWrongNesting)
	default:
		return c.fault(ReasonCoordinateKind)
	}
}

func (c *coordinates) fault(reason FormatReason) *FormatError {
	return &FormatError{
		Reason: reason, Offset: int64(c.at), Near: c.last,
		Detail: string(c.text[c.at:min(len(c.text), c.at+20)]),
	}
}

func isOneOf(b byte, set string) bool {
	for i := range len(set) {
		if set[i] == b {
			return true
		}
	}
	return false
}
