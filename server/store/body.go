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

var errNotJSON = errors.New("the body is not valid JSON")

// checkBody says what keeps the body from being kept, nil if nothing does, and
// how many bytes it has as BSON. indexed tells the top-level members whose texts
// must be keys. It goes through the body once: every write does.
func checkBody(body []byte, indexed func(field string) bool) (width int, err error) {
	w := walker{body: body, indexed: indexed}
	w.space()
	switch {
	case w.at == len(body):
		return 0, errNotJSON
	case !utf8.Valid(body):
		return 0, errors.New("the body is not UTF-8")
	case w.peek() != '{':
		return 0, errors.New("the body is not a JSON object")
	}
	if err := w.object(1); err != nil {
		return 0, err
	}
	if w.space(); w.at != len(body) {
		return 0, errNotJSON
	}
	return w.width, nil
}

// walker goes through JSON (RFC 8259) in UTF-8 and is strict about its syntax.
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

// peek returns the byte at hand; NUL, which stands nowhere in JSON, at the end.
func (w *walker) peek() byte {
	if w.at < len(w.body) {
		return w.body[w.at]
	}
	return 0
}

func (w *walker) space() {
	for w.at < len(w.body) && isSpace(w.body[w.at]) {
		w.at++
	}
}

func isSpace(b byte) bool { return b == ' ' || b == '\t' || b == '\r' || b == '\n' }

// step steps over the byte at hand and the space behind it.
func (w *walker) step() {
	w.at++
	w.space()
}

func (w *walker) object(depth int) error {
	if depth > MaxDepth {
		return fmt.Errorf("the body nests deeper than %d", MaxDepth)
	}
	w.width += bsonFrame
	outer := len(w.names)
	for w.step(); w.peek() != '}' || len(w.names) > outer; w.step() {
		if err := w.member(depth); err != nil {
			return err
		}
		if w.space(); w.peek() == '}' {
			break
		}
		if w.peek() != ',' {
			return errNotJSON
		}
	}
	w.at++ // nothing need stand behind it
	err := twice(w.names[outer:])
	w.names = w.names[:outer]
	return err
}

// fewNames is up to how many names to compare each with each is faster than to sort.
const fewNames = 24

// twice refuses a name that stands among the others again.
func twice(names [][]byte) error {
	if len(names) > fewNames {
		slices.SortFunc(names, bytes.Compare)
	}
	for i, name := range names {
		before := names[:i]
		if len(names) > fewNames {
			before = names[max(0, i-1):i]
		}
		if slices.ContainsFunc(before, func(other []byte) bool { return bytes.Equal(name, other) }) {
			return fmt.Errorf("the member %.40q is named twice", name)
		}
	}
	return nil
}

// member steps over a member of an object.
func (w *walker) member(depth int) error {
	if w.peek() != '"' {
		return errNotJSON
	}
	raw, err := w.text()
	if err != nil {
		return err
	}
	name := unquote(raw)
	if len(name) > 0 && name[0] == '$' || bytes.IndexByte(name, '.') >= 0 || bytes.IndexByte(name, 0) >= 0 {
		return fmt.Errorf("the member name %.40q has $ in front, or a dot or NUL inside", name)
	}
	w.names = append(w.names, name)
	w.width += bsonMember + len(name)
	if w.space(); w.peek() != ':' {
		return errNotJSON
	}
	w.step()
	if err := w.value(depth, depth == 1 && w.indexed(string(name))); err != nil {
		return fmt.Errorf("%.40s: %w", name, err)
	}
	return nil
}

func (w *walker) array(depth int) error {
	if depth > MaxDepth {
		return fmt.Errorf("the body nests deeper than %d", MaxDepth)
	}
	w.width += bsonFrame
	nth := 0
	for w.step(); w.peek() != ']' || nth > 0; w.step() {
		w.width += bsonMember + digits(nth) // members of a list are named by their number
		nth++
		if err := w.value(depth, false); err != nil {
			return err
		}
		if w.space(); w.peek() == ']' {
			break
		}
		if w.peek() != ',' {
			return errNotJSON
		}
	}
	w.at++
	return nil
}

func (w *walker) value(depth int, isKey bool) error {
	switch w.peek() {
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
	case 't':
		w.width++
		return w.word("true")
	case 'f':
		w.width++
		return w.word("false")
	case 'n':
		return w.word("null")
	}
	w.width += bsonNumber
	return w.number()
}

func (w *walker) word(want string) error {
	if !bytes.HasPrefix(w.body[w.at:], []byte(want)) {
		return errNotJSON
	}
	w.at += len(want)
	return nil
}

// number steps over a number, which must be one that a 64-bit integer or a double holds.
func (w *walker) number() error {
	from, whole := w.at, true
	if w.peek() == '-' {
		w.at++
	}
	first := w.at
	if n := w.figures(); n == 0 || n > 1 && w.body[first] == '0' {
		return errNotJSON
	}
	if w.peek() == '.' {
		whole = false
		if w.at++; w.figures() == 0 {
			return errNotJSON
		}
	}
	if b := w.peek(); b == 'e' || b == 'E' {
		whole = false
		if w.at++; w.peek() == '+' || w.peek() == '-' {
			w.at++
		}
		if w.figures() == 0 {
			return errNotJSON
		}
	}
	return checkNumber(w.body[from:w.at], whole)
}

// figures steps over the figures at hand and returns how many there were.
func (w *walker) figures() int {
	from := w.at
	for b := w.peek(); '0' <= b && b <= '9'; b = w.peek() {
		w.at++
	}
	return w.at - from
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
	for w.at++; ; {
		at := w.at
		for at < len(w.body) && !special[w.body[at]] {
			at++
		}
		if w.at = at; at == len(w.body) {
			return nil, errNotJSON
		}
		switch w.body[at] {
		case '"':
			w.at++
			return w.body[from:w.at], nil
		case '\\':
			if err := w.escape(); err != nil {
				return nil, err
			}
		default:
			return nil, errNotJSON
		}
	}
}

// special tells the bytes that do not stand for themselves in a string: its end, what
// begins an escape, and the controls, which must be escaped.
var special = func() (table [256]bool) {
	for b := range ' ' {
		table[b] = true
	}
	table['"'], table['\\'] = true, true
	return table
}()

// unquote returns what a string says.
func unquote(raw []byte) []byte {
	if bytes.IndexByte(raw, '\\') < 0 {
		return raw[1 : len(raw)-1]
	}
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		panic(err) // it was found valid before
	}
	return []byte(text)
}

// escape steps over one escape, or two that make a surrogate pair. Half a pair
// is no character: stores would each keep something else for it.
func (w *walker) escape() error {
	if w.at+1 == len(w.body) {
		return errNotJSON
	}
	if w.body[w.at+1] != 'u' {
		if bytes.IndexByte([]byte(`"\/bfnrt`), w.body[w.at+1]) < 0 {
			return errNotJSON
		}
		w.at += 2
		return nil
	}
	high, ok := w.unicode()
	if !ok {
		return errNotJSON
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
	if w.at+6 > len(w.body) || w.body[w.at] != '\\' || w.body[w.at+1] != 'u' {
		return 0, false
	}
	unit, err := strconv.ParseUint(string(w.body[w.at+2:w.at+6]), 16, 16)
	return rune(unit), err == nil
}

// Lengths up to which any number is held: whole ones by their figures, others, without an
// exponent, by those in front of the point.
const (
	figuresOfInt   = 18
	figuresOfFloat = 300
)

// checkNumber refuses what neither a 64-bit integer nor a double can hold.
func checkNumber(literal []byte, whole bool) error {
	var err error
	switch {
	case whole && len(literal) <= figuresOfInt:
	case whole:
		_, err = strconv.ParseInt(string(literal), 10, 64)
	case len(literal) <= figuresOfFloat && !bytes.ContainsAny(literal, "eE"):
	default:
		_, err = strconv.ParseFloat(string(literal), 64)
	}
	if err != nil {
		return fmt.Errorf("%.40s is neither a 64-bit integer nor a double", literal)
	}
	return nil
}
