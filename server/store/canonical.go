package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
)

// Canonical writes a body so that equal values are equal bytes, whichever store
// they come from: no spaces, members in their order, only the escapes that JSON
// demands, integers in decimal, doubles in the fewest digits that give the same
// one back and always with a point or an exponent.
func Canonical(body []byte) ([]byte, error) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	c := canonical{decoder: decoder}
	if err := c.value(); err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something follows the JSON")
	}
	return c.out, nil
}

type canonical struct {
	decoder *json.Decoder
	out     []byte
}

func (c *canonical) value() error {
	token, err := c.decoder.Token()
	if err != nil {
		return err
	}
	switch token := token.(type) {
	case json.Delim:
		return c.nested(token == '{')
	case string:
		c.out = AppendText(c.out, token)
	case json.Number:
		c.out, err = appendNumber(c.out, string(token))
	case bool:
		c.out = strconv.AppendBool(c.out, token)
	case nil:
		c.out = append(c.out, "null"...)
	}
	return err
}

// nested writes the members of an object, or of a list, up to its end.
func (c *canonical) nested(object bool) error {
	open, end := byte('['), byte(']')
	if object {
		open, end = '{', '}'
	}
	c.out = append(c.out, open)
	for first := true; c.decoder.More(); first = false {
		if !first {
			c.out = append(c.out, ',')
		}
		if object {
			name, err := c.decoder.Token()
			if err != nil {
				return err
			}
			c.out = append(AppendText(c.out, name.(string)), ':')
		}
		if err := c.value(); err != nil {
			return err
		}
	}
	c.out = append(c.out, end)
	_, err := c.decoder.Token()
	return err
}

func appendNumber(out []byte, literal string) ([]byte, error) {
	if !strings.ContainsAny(literal, ".eE") {
		n, err := strconv.ParseInt(literal, 10, 64)
		return strconv.AppendInt(out, n, 10), err
	}
	x, err := strconv.ParseFloat(literal, 64)
	return AppendDouble(out, x), err
}

// AppendDouble appends a finite double as Canonical has it.
func AppendDouble(out []byte, x float64) []byte {
	if math.IsInf(x, 0) || math.IsNaN(x) {
		panic(fmt.Sprintf("%v is no number of JSON", x))
	}
	from := len(out)
	out = strconv.AppendFloat(out, x, 'g', -1, 64)
	if !bytes.ContainsAny(out[from:], ".e") {
		out = append(out, ".0"...)
	}
	return out
}

// AppendText appends a text of UTF-8 in quotes as Canonical has it.
func AppendText(out []byte, text string) []byte {
	const hex = "0123456789abcdef"
	out = append(out, '"')
	for i := range len(text) {
		switch b := text[i]; {
		case b == '"' || b == '\\':
			out = append(out, '\\', b)
		case b == '\n':
			out = append(out, `\n`...)
		case b == '\r':
			out = append(out, `\r`...)
		case b == '\t':
			out = append(out, `\t`...)
		case b < ' ':
			out = append(out, `\u00`...)
			out = append(out, hex[b>>4], hex[b&15])
		default:
			out = append(out, b)
		}
	}
	return append(out, '"')
}
