package issues

import (
	"bytes"
	"encoding/json"
	"strconv"
)

// What a cardReader knows of JSON.

func (r *cardReader) space() {
	for r.at < len(r.text) && (r.text[r.at] == ' ' || r.text[r.at] == '\n' || r.text[r.at] == '\t' || r.text[r.at] == '\r') {
		r.at++
	}
}

// next steps over the byte and says whether it was there.
func (r *cardReader) next(b byte) bool {
	r.space()
	if r.lost || r.at >= len(r.text) || r.text[r.at] != b {
		return false
	}
	r.at++
	return true
}

func (r *cardReader) want(b byte) {
	if !r.next(b) {
		r.lost = true
	}
}

// object calls member with every name, to read what stands there.
func (r *cardReader) object(member func(name []byte)) {
	r.want('{')
	for first := true; !r.lost && !r.next('}'); first = false {
		if !first {
			r.want(',')
		}
		name := r.raw()
		r.want(':')
		if r.space(); !r.lost {
			member(name)
		}
	}
}

// list calls item to read each of its items.
func (r *cardReader) list(item func()) {
	r.want('[')
	for first := true; !r.lost && !r.next(']'); first = false {
		if !first {
			r.want(',')
		}
		item()
	}
}

// raw reads a text without escapes; it is good until the document is gone.
func (r *cardReader) raw() []byte {
	r.want('"')
	if r.lost {
		return nil
	}
	from := r.at
	for ; r.at < len(r.text) && r.text[r.at] != '\\'; r.at++ {
		if r.text[r.at] == '"' {
			r.at++
			return r.text[from : r.at-1]
		}
	}
	r.lost = true
	return nil
}

// word reads a text, escapes and all.
func (r *cardReader) word() string {
	if r.space(); r.lost || r.at >= len(r.text) || r.text[r.at] != '"' {
		r.lost = true
		return ""
	}
	end, escapes := r.at+1, false
	for ; end < len(r.text) && r.text[end] != '"'; end++ {
		if r.text[end] == '\\' {
			escapes = true
			end++
		}
	}
	if end >= len(r.text) {
		r.lost = true
		return ""
	}
	quoted := r.text[r.at : end+1]
	r.at = end + 1
	if !escapes {
		return string(quoted[1 : len(quoted)-1])
	}
	var text string
	r.lost = r.lost || json.Unmarshal(quoted, &text) != nil
	return text
}

// shared reads a text that other cards have, too.
func (r *cardReader) shared() string {
	raw := r.raw()
	text, known := r.texts[string(raw)]
	if !known && !r.lost {
		text = string(raw)
		r.texts[text] = text
	}
	return text
}

// sharedList reads a list of texts that other cards have, too.
func (r *cardReader) sharedList() []string {
	r.space()
	from := r.at
	end := bytes.IndexByte(r.text[from:], ']')
	if r.lost || end < 0 {
		r.lost = true
		return nil
	}
	if known, found := r.lists[string(r.text[from:from+end+1])]; found {
		r.at = from + end + 1
		return known
	}
	var list []string
	r.list(func() { list = append(list, r.shared()) })
	if !r.lost && r.at == from+end+1 {
		r.lists[string(r.text[from:r.at])] = list
	}
	return list
}

// number returns the bytes of a number.
func (r *cardReader) number() string {
	r.space()
	from := r.at
	for r.at < len(r.text) && (r.text[r.at]-'0' < 10 || bytes.IndexByte([]byte("+-.eE"), r.text[r.at]) >= 0) {
		r.at++
	}
	return string(r.text[from:r.at])
}

func (r *cardReader) int() int {
	r.space()
	n, from := 0, r.at
	for ; r.at < len(r.text) && r.text[r.at]-'0' < 10 && r.at-from < 9; r.at++ {
		n = 10*n + int(r.text[r.at]-'0')
	}
	if r.at > from && r.at < len(r.text) && bytes.IndexByte([]byte("0123456789.eE"), r.text[r.at]) < 0 {
		return n // as nearly all are
	}
	r.at = from
	n, err := strconv.Atoi(r.number())
	r.lost = r.lost || err != nil
	return n
}

func (r *cardReader) float() float64 {
	n, err := strconv.ParseFloat(r.number(), 64)
	r.lost = r.lost || err != nil
	return n
}
