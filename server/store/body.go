package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// checkBody says what keeps the body from being kept, nil if nothing does, and
// how many bytes it has as BSON. indexed tells the top-level members whose texts
// must be keys.
func checkBody(body []byte, indexed func(field string) bool) (width int, err error) {
	if !json.Valid(body) {
		return 0, errors.New("the body is not valid JSON")
	}
	if !utf8.Valid(body) {
		return 0, errors.New("the body is not UTF-8")
	}
	w := walker{body: body, indexed: indexed}
	w.space()
	if body[w.at] != '{' {
		return 0, errors.New("the body is not a JSON object")
	}
	err = w.object(1)
	return w.width, err
}

// walker goes through JSON that is known to be valid, so it never looks for
// errors of syntax.
type walker struct {
	body    []byte
	at      int
	indexed func(field string) bool
	names   [][]byte // of every object that is open, the innermost last
	width   int      // bytes as BSON of what was walked, after bsonspec.org
}

// Bytes that BSON spends on the frame of a list or object, on the type and end
// of a member's name, and on the length and end of a text.
const (
	bsonFrame  = 5
	bsonMember = 2
	bsonText   = 5
	bsonNumber = 8
)

func (w *walker) space() {
	for isSpace(w.body[w.at]) {
		w.at++
	}
}

func isSpace(b byte) bool { return b == ' ' || b == '\t' || b == '\r' || b == '\n' }

// next steps over the byte at hand and the space around it, and returns it.
func (w *walker) next() byte {
	w.space()
	b := w.body[w.at]
	w.at++
	if w.at < len(w.body) {
		w.space()
	}
	return b
}

func (w *walker) object(depth int) error {
	if depth > MaxDepth {
		return fmt.Errorf("the body nests deeper than %d", MaxDepth)
	}
	w.width += bsonFrame
	outer := len(w.names)
	for w.next(); w.body[w.at] != '}'; {
		raw, err := w.text()
		if err != nil {
			return err
		}
		name := unquote(raw)
		if bytes.HasPrefix(name, []byte("$")) || bytes.ContainsAny(name, ".\x00") {
			return fmt.Errorf("the member name %.40q has $ in front, or a dot or NUL inside", name)
		}
		w.names = append(w.names, name)
		w.width += bsonMember + len(name)
		w.next() // the colon
		if err := w.value(depth, depth == 1 && w.indexed(string(name))); err != nil {
			return fmt.Errorf("%.40s: %w", name, err)
		}
		w.comma()
	}
	w.close()
	own := w.names[outer:]
	slices.SortFunc(own, bytes.Compare)
	for i := 1; i < len(own); i++ {
		if bytes.Equal(own[i], own[i-1]) {
			return fmt.Errorf("the member %.40q is named twice", own[i])
		}
	}
	w.names = w.names[:outer]
	return nil
}

func (w *walker) array(depth int) error {
	if depth > MaxDepth {
		return fmt.Errorf("the body nests deeper than %d", MaxDepth)
	}
	w.width += bsonFrame
	nth := 0
	for w.next(); w.body[w.at] != ']'; w.comma() {
		w.width += bsonMember + digits(nth) // members of a list are named by their number
		nth++
		if err := w.value(depth, false); err != nil {
			return err
		}
	}
	w.close()
	return nil
}

// comma steps over the comma, if one follows.
func (w *walker) comma() {
	w.space()
	if w.body[w.at] == ',' {
		w.next()
	}
}

// close steps over the closing bracket alone: nothing may stand behind it.
func (w *walker) close() { w.at++ }

func (w *walker) value(depth int, isKey bool) error {
	switch w.body[w.at] {
	case '{':
		return w.object(depth + 1)
	case '[':
		return w.array(depth + 1)
	case '"':
		raw, err := w.text()
		w.width += bsonText + len(raw) - 2 // escapes count as written, never less than they mean
		if err == nil && isKey && !isIndexable(string(unquote(raw))) {
			err = fmt.Errorf("an indexed text must be at most %d bytes without NUL", MaxKey)
		}
		return err
	}
	from := w.at
	for b := w.body[w.at]; b != ',' && b != ']' && b != '}' && !isSpace(b); b = w.body[w.at] {
		w.at++
	}
	switch w.body[from] {
	case 't', 'f':
		w.width++
	case 'n':
	default:
		w.width += bsonNumber
	}
	return checkNumber(w.body[from:w.at])
}

// digits is how many a number from 0 on has.
func digits(n int) int {
	d := 1
	for ; n >= 10; n /= 10 {
		d++
	}
	return d
}

// text steps over a string and returns it as written, quotes included.
func (w *walker) text() ([]byte, error) {
	from := w.at
	for w.at++; w.body[w.at] != '"'; {
		if w.body[w.at] != '\\' {
			w.at++
		} else if err := w.escape(); err != nil {
			return nil, err
		}
	}
	w.at++
	return w.body[from:w.at], nil
}

// unquote returns what a string says.
func unquote(raw []byte) []byte {
	if bytes.IndexByte(raw, '\\') < 0 {
		return raw[1 : len(raw)-1]
	}
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		panic(err) // the body was found valid before
	}
	return []byte(text)
}

// escape steps over one escape, or two that make a surrogate pair. Half a pair
// is no character: stores would each keep something else for it.
func (w *walker) escape() error {
	high, ok := w.unicode()
	if !ok {
		w.at += 2
		return nil
	}
	w.at += 6
	if !utf16.IsSurrogate(high) {
		return nil
	}
	low, ok := w.unicode()
	if !ok || utf16.DecodeRune(high, low) == utf8.RuneError {
		return fmt.Errorf("a text holds half a surrogate pair, \\u%04x", high)
	}
	w.at += 6
	return nil
}

// unicode returns the code unit of the \uXXXX at hand, if it is one.
func (w *walker) unicode() (rune, bool) {
	if w.body[w.at] != '\\' || w.body[w.at+1] != 'u' {
		return 0, false
	}
	unit, err := strconv.ParseUint(string(w.body[w.at+2:w.at+6]), 16, 16)
	return rune(unit), err == nil
}

// checkNumber refuses what neither a 64-bit integer nor a double can hold. It
// lets true, false and null through.
func checkNumber(literal []byte) error {
	var err error
	switch {
	case literal[0] >= 'a':
	case bytes.ContainsAny(literal, ".eE"):
		_, err = strconv.ParseFloat(string(literal), 64)
	default:
		_, err = strconv.ParseInt(string(literal), 10, 64)
	}
	if err != nil {
		return fmt.Errorf("%.40s is neither a 64-bit integer nor a double", literal)
	}
	return nil
}
