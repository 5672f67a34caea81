package xlsx

import (
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
)

// sharedStrings are the texts that cells refer to by number, one after the
// other: a table of names has many, and a string header for each would cost more
// than the names.
type sharedStrings struct {
	text []byte
	ends []uint32
}

// at returns the text with the number, counted from 0.
func (s sharedStrings) at(i int) (string, bool) {
	if i < 0 || i >= len(s.ends) {
		return "", false
	}
	begin := uint32(0)
	if i > 0 {
		begin = s.ends[i-1]
	}
	return string(s.text[begin:s.ends[i]]), true
}

func (b *Book) readStrings(part string) (sharedStrings, error) {
	var all sharedStrings
	x, err := b.open(part, b.limits.strings)
	if err != nil {
		return all, err
	}
	defer x.close()
	for {
		el, err := x.start()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return all, err
		}
		if el.Name.Local != "si" {
			continue
		}
		text, err := x.richText("si")
		if err != nil {
			return all, err
		}
		all.text = append(all.text, text...)
		all.ends = append(all.ends, uint32(len(all.text)))
	}
}

// richText reads the text of an element up to its end: all of its runs, without
// the phonetic reading (rPh) that some have beside them.
func (x *markup) richText(name string) (string, error) {
	var text strings.Builder
	inText, phonetic := false, 0
	for {
		token, err := x.next()
		if err != nil {
			return "", x.inside(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			if token.Name.Local == "rPh" {
				phonetic++
			}
			inText = token.Name.Local == "t"
		case xml.CharData:
			if inText && phonetic == 0 {
				text.Write(token)
				if text.Len() > maxToken {
					return "", ErrTooLarge
				}
			}
		case xml.EndElement:
			inText = false
			switch token.Name.Local {
			case "rPh":
				phonetic--
			case name:
				return unescape(text.String()), nil
			}
		}
	}
}

// inside turns the end of a part within an element into what it is.
func (x *markup) inside(err error) error {
	if errors.Is(err, io.EOF) {
		return &BrokenError{x.part, "breaks off"}
	}
	return err
}

// escaped is a UTF-16 unit that XML cannot hold or that a writer chose not to
// write: _x000D_ (ST_Xstring, ECMA-376 part 1, 22.9.2.19).
var escaped = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// unescape puts characters in place of their escapes. Half a pair of surrogates
// is none and stays as it is.
func unescape(text string) string {
	if !strings.Contains(text, "_x") {
		return text
	}
	return escaped.ReplaceAllStringFunc(text, func(escape string) string {
		unit, err := strconv.ParseUint(escape[2:6], 16, 16)
		if err != nil || utf16.IsSurrogate(rune(unit)) {
			return escape
		}
		return string(rune(unit))
	})
}
