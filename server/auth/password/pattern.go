package password

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// rows are what fingers follow: the alphabet, the digits, a keyboard's rows, its
// columns and its zigzag. Each is read both ways.
var rows = both(
	"abcdefghijklmnopqrstuvwxyz", "01234567890",
	"`1234567890-=", "~!@#$%^&*()_+", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./",
	"1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm", "8ik,", "9ol.", "0p;/", "!qaz", "@wsx", "#edc",
	"1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0", "qawsedrftgyhujikolp", "qazwsxedcrfvtgbyhnujm",
	"147258369", "741852963",
)

func both(rows ...string) []string {
	for _, row := range rows {
		letters := []rune(row)
		for i, j := 0, len(letters)-1; i < j; i, j = i+1, j-1 {
			letters[i], letters[j] = letters[j], letters[i]
		}
		rows = append(rows, string(letters))
	}
	return rows
}

const (
	pieces   = 4 // runs of one letter or along a row, and single characters
	repeated = 4 // characters of a text that is said over and over
	besides  = 4 // characters beside a date or a number
)

// A day, from the year or to it, with or without signs between; a Chinese mobile
// number; an identity card's number, which holds the day of birth.
var (
	day    = regexp.MustCompile(`(19|20)\d\d[-./年]?(0?[1-9]|1[0-2])[-./月]?(0?[1-9]|[12]\d|3[01])日?|(0[1-9]|[12]\d|3[01])[-./]?(0[1-9]|1[0-2])[-./]?(19|20)\d\d`)
	mobile = regexp.MustCompile(`1[3-9]\d{9}`)
	card   = regexp.MustCompile(`[1-9]\d{5}(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}[0-9x]`)
)

// pattern says whether the password, in lower case, follows a pattern that anybody
// would try: one letter or a short text over and over, rows of the keyboard,
// sequences, a date or a number that somebody has, with little besides.
func pattern(folded string) bool {
	length := utf8.RuneCountInString(folded)
	if runs(folded) <= min(max(pieces, length/4), length/2) || utf8.RuneCountInString(unit(folded)) <= min(repeated, length/2) {
		return true
	}
	for _, number := range []*regexp.Regexp{card, mobile, day} {
		if rest := number.ReplaceAllString(folded, ""); rest != folded && utf8.RuneCountInString(rest) <= besides {
			return true
		}
	}
	return false
}

// runs counts the pieces that the text is made of: each as long as it goes on with
// the same letter or along a row, one character where that is less than three.
func runs(text string) int {
	letters := []rune(text)
	count := 0
	for len(letters) > 0 {
		n := 1
		for n < len(letters) && letters[n] == letters[0] {
			n++
		}
		for n < len(letters) && along(string(letters[:n+1])) {
			n++
		}
		if n < 3 {
			n = 1
		}
		letters = letters[n:]
		count++
	}
	return count
}

func along(run string) bool {
	for _, row := range rows {
		if strings.Contains(row, run) {
			return true
		}
	}
	return false
}
