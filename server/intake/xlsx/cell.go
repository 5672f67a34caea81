package xlsx

import (
	"encoding/xml"
	"strconv"
	"strings"
)

// content is what a cell's element holds.
type content struct {
	value             string // of <v>
	valued            bool   // there is a <v>, be it empty
	text              string // of <is>
	formula           bool
	kind, style, name string
}

// cell reads a cell up to its end and keeps it unless it is empty.
func (r *Rows) cell(el xml.StartElement, column int) error {
	c := content{kind: attribute(el, "t"), style: attribute(el, "s"), name: attribute(el, "r")}
	if err := r.x.content(&c); err != nil {
		return err
	}
	text, kind, err := r.value(c)
	if err != nil {
		return err
	}
	if text != "" || kind != Text {
		r.cells = append(r.cells, Cell{column, text, kind})
	}
	return nil
}

func (x *markup) content(c *content) error {
	var value []byte
	inValue := false
	for {
		token, err := x.next()
		if err != nil {
			return x.inside(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			switch token.Name.Local {
			case "v":
				inValue, c.valued = true, true
			case "f":
				c.formula = true
			case "is":
				if c.text, err = x.richText("is"); err != nil {
					return err
				}
			}
		case xml.CharData:
			if inValue {
				if value = append(value, token...); len(value) > maxToken {
					return ErrTooLarge
				}
			}
		case xml.EndElement:
			switch token.Name.Local {
			case "v":
				inValue = false
			case "c":
				c.value = string(value)
				return nil
			}
		}
	}
}

// value turns a cell's content into what the cell says.
func (r *Rows) value(c content) (string, Kind, error) {
	switch {
	case c.text != "":
		return c.text, Text, nil
	case c.formula && c.value == "" && !(c.kind == "str" && c.valued): // a formula can come to an empty text
		return "", Uncalculated, nil
	case c.value == "":
		return "", Text, nil
	}
	switch c.kind {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(c.value))
		text, ok := r.book.strings.at(i)
		if err != nil || !ok {
			return "", Text, r.broken("cell %.20q refers to text %.20q, which is not there", c.name, c.value)
		}
		return text, Text, nil
	case "str":
		return unescape(c.value), Text, nil
	case "b":
		if truth(strings.TrimSpace(c.value)) {
			return "TRUE", Text, nil
		}
		return "FALSE", Text, nil
	case "e":
		return c.value, Failed, nil
	case "d":
		return isoDate(strings.TrimSpace(c.value)), Text, nil
	}
	style, err := strconv.Atoi(c.style)
	if err != nil {
		style = 0
	}
	text, kind := r.book.number(strings.TrimSpace(c.value), style)
	return text, kind, nil
}
