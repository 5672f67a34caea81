package cli

import (
	"strings"
	"unicode"
)

// wrapped breaks prose into lines of at most so many places. Chinese breaks
// anywhere but before a mark that closes; all else at blanks, so that paths and
// codes stay whole, even where one alone is too long.
func wrapped(text string, width int) []string {
	var lines []string
	line, room := "", width
	for _, piece := range pieces(text) {
		if line == "" {
			piece = strings.TrimLeft(piece, " ")
		}
		if n := places(strings.TrimRight(piece, " ")); n > room && line != "" {
			lines = append(lines, strings.TrimRight(line, " "))
			line, room = "", width
		}
		line += piece
		room -= places(piece)
	}
	if line = strings.TrimRight(line, " "); line != "" {
		lines = append(lines, line)
	}
	return lines
}

// pieces cuts a text where a line may end.
func pieces(text string) []string {
	var all []string
	var piece []rune
	cut := func() {
		if len(piece) > 0 {
			all = append(all, string(piece))
			piece = nil
		}
	}
	for _, c := range text {
		if len(piece) > 0 {
			last := piece[len(piece)-1]
			switch {
			case closes(c), opens(last):
			case last == ' ' && c != ' ', wide(last) && c != ' ', wide(c) && last != ' ':
				cut()
			}
		}
		piece = append(piece, c)
	}
	cut()
	return all
}

func wide(c rune) bool { return places(string(c)) == 2 }

// closes says whether no line begins with the sign, opens whether none ends with it.
func closes(c rune) bool {
	return strings.ContainsRune("，。：；、！？）》」』”’…", c) || unicode.Is(unicode.Pe, c)
}

func opens(c rune) bool {
	return strings.ContainsRune("（《「『“‘", c) || unicode.Is(unicode.Ps, c)
}
