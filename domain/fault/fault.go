// Package fault is how the system says no: every refusal has a stable code, a
// text in Chinese and English, and the field at fault.
package fault

import (
	"errors"
	"fmt"
	"strings"
)

// Code names a refusal. Codes are part of the contract: clients match on them,
// so a code is never renamed and never changes its meaning.
type Code string

// Kind groups codes by what the caller can do about them; an edge maps kinds,
// never codes, to its own statuses.
type Kind int

const (
	Internal    Kind = iota // our fault; the text tells nothing more
	Invalid                 // the request itself is wrong
	Missing                 // no such thing, or not for the caller
	Conflict                // true a moment ago, no longer
	TooLarge                // over a documented limit
	Unavailable             // try again later
)

// Language of a text.
type Language string

const (
	Chinese Language = "zh"
	English Language = "en"
)

// Fault is one refusal.
type Fault struct {
	Code Code
	// Field is what was wrong: a JSON path, a query parameter, a flag or a
	// column; empty where the whole request is.
	Field string
	// Line and Column are where it stands in a file that people write, from 1; both
	// are 0 where that is not known.
	Line, Column int
	// With fills the placeholders {like_this} of the text.
	With With
	// Cause is for the log and never shown.
	Cause error
}

// With holds the values of a text's placeholders.
type With map[string]any

// Names are values of With that have codes, which people send, and Chinese names, which
// people read: a Chinese text has both, an English one the codes.
type Names []Name

// Name is a code with its Chinese name.
type Name struct{ Code, ZH string }

func (n Names) in(language Language) string {
	texts := make([]string, len(n))
	for i, name := range n {
		texts[i] = name.Code
		if language == Chinese && name.ZH != "" {
			texts[i] += " " + name.ZH
		}
	}
	return strings.Join(texts, ", ")
}

// New makes a fault of the code, at the field.
func New(code Code, field string, with With) *Fault {
	return &Fault{Code: code, Field: field, With: with}
}

// Wrap makes a fault that remembers what caused it.
func Wrap(code Code, cause error) *Fault {
	return &Fault{Code: code, Cause: cause}
}

// Error returns the English text, led by the place and the code.
func (f *Fault) Error() string {
	text := fmt.Sprintf("%s: %s", f.Code, f.Text(English))
	if place := f.Place(English); place != "" {
		text = place + ": " + text
	}
	if f.Cause != nil {
		text += ": " + f.Cause.Error()
	}
	return text
}

// Place names the line of a file and the field; empty where the whole is meant.
func (f *Fault) Place(in Language) string {
	var places []string
	switch {
	case f.Line == 0:
	case in == Chinese:
		places = append(places, fmt.Sprintf("第 %d 行第 %d 列", f.Line, f.Column))
	default:
		places = append(places, fmt.Sprintf("line %d, column %d", f.Line, f.Column))
	}
	if f.Field != "" {
		places = append(places, f.Field)
	}
	if in == Chinese {
		return strings.Join(places, "，")
	}
	return strings.Join(places, ", ")
}

// Unwrap returns the cause.
func (f *Fault) Unwrap() error { return f.Cause }

// Kind returns the kind of the fault's code.
func (f *Fault) Kind() Kind { return catalogue[f.Code].kind }

// Text returns the fault's text with its placeholders filled.
func (f *Fault) Text(in Language) string {
	entry := catalogue[f.Code]
	text := entry.zh
	if in == English {
		text = entry.en
	}
	for name, value := range f.With {
		if names, are := value.(Names); are {
			value = names.in(in)
		}
		text = strings.ReplaceAll(text, "{"+name+"}", fmt.Sprint(value))
	}
	return text
}

// As returns the first fault in err's chain; an error without one is ours, so
// it becomes an internal fault that hides its text.
func As(err error) *Fault {
	var f *Fault
	if errors.As(err, &f) {
		return f
	}
	return Wrap(InternalError, err)
}
