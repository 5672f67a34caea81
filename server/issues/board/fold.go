package board

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// fold makes texts that differ in case alone the same, as Unicode's simple case folding
// has it.
func fold(s string) string { return strings.Map(foldRune, s) }

// isFolded says that fold leaves the text as it is.
func isFolded(s string) bool {
	for _, r := range s {
		if r == utf8.RuneError || foldRune(r) != r { // fold mends what is no rune
			return false
		}
	}
	return true
}

func foldRune(r rune) rune {
	if r < utf8.RuneSelf && r != 'k' && r != 's' && r != 'K' && r != 'S' {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}
	if '\u2e80' <= r && r <= '\ua4cf' { // Chinese, and its neighbours, have no case
		return r
	}
	least := r
	for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
		least = min(least, other)
	}
	if least < utf8.RuneSelf {
		return unicode.ToLower(least)
	}
	return least
}
