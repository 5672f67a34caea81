package password

import (
	"bufio"
	"bytes"
	"compress/gzip"
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// The lists, one password a line in lower case; lists/README.md says where they
// are from.
var (
	//go:embed lists/leaked.txt.gz
	leaked []byte
	//go:embed lists/chinese.txt.gz
	chinese []byte
)

// passwords are all that the lists hold, read when the first password is checked.
var passwords = sync.OnceValue(func() map[string]struct{} {
	all := make(map[string]struct{}, 1<<16)
	for _, list := range [][]byte{leaked, chinese} {
		text, err := gzip.NewReader(bytes.NewReader(list))
		if err != nil {
			panic(err) // the build embedded another file
		}
		lines := bufio.NewScanner(text)
		for lines.Scan() {
			all[lines.Text()] = struct{}{}
		}
		if lines.Err() != nil {
			panic(lines.Err())
		}
	}
	return all
})

func listed(text string) bool {
	_, there := passwords()[text]
	return there
}

const (
	affix    = 6 // signs and digits at an end that make no password of a known one
	trailing = 3 // characters of any kind
)

// known says whether the password, in lower case, stands in a list, or would
// without what is easily put before or after it, or is one of a list over and over.
func known(folded string) bool {
	if listed(folded) || listed(unit(folded)) {
		return true
	}
	front, back := folded, folded
	for range trailing {
		_, size := utf8.DecodeRuneInString(front)
		front = front[size:]
		_, size = utf8.DecodeLastRuneInString(back)
		back = back[:len(back)-size]
		if listed(front) || listed(back) {
			return true
		}
	}
	core := strings.TrimFunc(folded, func(r rune) bool { return !unicode.IsLetter(r) })
	if core == "" {
		return false
	}
	before, after, _ := strings.Cut(folded, core)
	return trivial(before) && trivial(after) && (listed(core) || listed(unit(core)))
}

// trivial says whether the signs and digits at an end add nothing worth having.
func trivial(end string) bool {
	return utf8.RuneCountInString(end) <= affix || listed(end) || pattern(end)
}

// unit returns the shortest text that the text is, over and over: the text itself
// where it is said once.
func unit(text string) string {
	at := strings.Index((text + text)[min(1, len(text)):], text)
	return text[:min(at+1, len(text))]
}
