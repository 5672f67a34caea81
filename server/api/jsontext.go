package api

import (
	"bytes"
	"encoding/json"
	"strconv"
	"unicode/utf8"

	"sizhang/geo/hex"
)

// The long answers are appended by hand: reflection would cost more than the
// lookups that it reports.

// appendText appends s as a JSON string.
func appendText(dst []byte, s string) []byte {
	if !plain(s) {
		return append(dst, marshal(s)...)
	}
	dst = append(dst, '"')
	dst = append(dst, s...)
	return append(dst, '"')
}

// plain says whether s needs no escape.
func plain(s string) bool {
	var marks byte
	for i := range len(s) {
		marks |= marked[s[i]]
	}
	return marks == 0 || marks == notASCII && utf8.ValidString(s)
}

const (
	escaped  = 1 // within a JSON string
	notASCII = 2
)

// marked says what stands against copying a byte.
var marked = func() (marks [256]byte) {
	for b := range marks {
		switch {
		case b < ' ' || b == '"' || b == '\\':
			marks[b] = escaped
		case b >= utf8.RuneSelf:
			marks[b] = notASCII
		}
	}
	return marks
}()

// appendCells appends cells as a JSON list of hexadecimal strings.
func appendCells(dst []byte, cells []hex.Cell) []byte {
	dst = append(dst, '[')
	for i, c := range cells {
		dst = append(comma(dst, i), '"')
		dst = strconv.AppendUint(dst, uint64(c), 16)
		dst = append(dst, '"')
	}
	return append(dst, ']')
}

// marshal encodes one of this package's own shapes, which cannot fail.
func marshal(v any) []byte {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		panic(err)
	}
	return bytes.TrimSuffix(text.Bytes(), []byte("\n"))
}
