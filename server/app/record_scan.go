package app

import "bytes"

// scan reads JSON as records are kept, several times as fast as encoding/json
// does: a large city has a million terms to read before it answers. It knows
// objects, lists, booleans and texts without escapes; whatever else it meets is
// left to encoding/json. It takes the text to be valid, as a store does.
type scan struct {
	text []byte
	at   int
	lost bool
}

// scanned is a body that can be read by a scan. A member that it does not know
// must lose the scan.
type scanned interface{ scan(s *scan) }

// scanBody reads a body; false leaves it half read.
func scanBody(text []byte, into scanned) bool {
	s := &scan{text: text}
	into.scan(s)
	s.space()
	return !s.lost && s.at == len(text)
}

func (s *scan) space() {
	for s.at < len(s.text) && (s.text[s.at] == ' ' || s.text[s.at] == '\n' || s.text[s.at] == '\t' || s.text[s.at] == '\r') {
		s.at++
	}
}

// next steps over the byte and says whether it was there.
func (s *scan) next(b byte) bool {
	s.space()
	if s.lost || s.at >= len(s.text) || s.text[s.at] != b {
		return false
	}
	s.at++
	return true
}

func (s *scan) want(b byte) {
	if !s.next(b) {
		s.lost = true
	}
}

// object calls member with every name, to read what stands there.
func (s *scan) object(member func(name []byte)) {
	s.want('{')
	for first := true; !s.lost && !s.next('}'); first = false {
		if !first {
			s.want(',')
		}
		name := s.raw()
		s.want(':')
		if !s.lost {
			member(name)
		}
	}
}

// list calls item to read each of its items.
func (s *scan) list(item func()) {
	s.want('[')
	for first := true; !s.lost && !s.next(']'); first = false {
		if !first {
			s.want(',')
		}
		item()
	}
}

// raw reads a text; it is good until the scan's own text changes.
func (s *scan) raw() []byte {
	s.want('"')
	if s.lost {
		return nil
	}
	length := bytes.IndexByte(s.text[s.at:], '"')
	if length < 0 || bytes.IndexByte(s.text[s.at:s.at+length], '\\') >= 0 {
		s.lost = true
		return nil
	}
	s.at += length + 1
	return s.text[s.at-length-1 : s.at-1]
}

func (s *scan) string() string { return string(s.raw()) }

func (s *scan) bool() bool {
	s.space()
	for _, word := range []string{"true", "false"} {
		if bytes.HasPrefix(s.text[s.at:], []byte(word)) {
			s.at += len(word)
			return word == "true"
		}
	}
	s.lost = true
	return false
}
