package storetest

import (
	"strings"

	"sizhang/server/store"
)

var widths = []test{
	{"refuses a list that is small as JSON and too wide as BSON", func(s *subject) {
		body := numbers(widest() + 1)
		if len(body) >= store.MaxBody {
			s.Fatal("the case itself is wrong")
		}
		s.refused(s.Insert(s.ctx, note("a", body)), store.ErrTooLarge)
		s.refused(s.Adopt(s.ctx, at(7, note("a", body))), store.ErrTooLarge)
		s.missing(note("a", ""))
		s.put(note("a", `{}`))
		_, err := s.Replace(s.ctx, at(1, note("a", body)))
		s.refused(err, store.ErrTooLarge)
		s.stands(note("a", `{}`), 1)
	}},
	{"keeps the widest list there is", func(s *subject) {
		d := note("a", numbers(widest()))
		s.put(d)
		s.stands(d, 1)
	}},
	{"replaces by the widest list there is", func(s *subject) {
		s.put(note("a", `{}`))
		s.stands(s.swap(note("a", ""), 1, numbers(widest())), 2)
	}},
	{"adopts the widest list there is", func(s *subject) {
		d := at(7, note("a", numbers(widest())))
		s.adopt(d)
		s.stands(d, 7)
	}},
}

// numbers is a body with a list of so many integers.
func numbers(n int) string { return `{"l":[` + strings.Repeat("1,", n-1) + `1]}` }

// widest returns how many integers numbers can hold in MaxWidth. BSON names each
// member of a list by its number and gives an integer eight bytes.
func widest() int {
	width := len("\x00\x00\x00\x00" + "\x04l\x00" + "\x00\x00\x00\x00" + "\x00" + "\x00")
	for n, power, digits := 0, 10, 1; ; n++ {
		if n == power {
			power, digits = power*10, digits+1
		}
		if width += 1 + digits + 1 + 8; width > store.MaxWidth {
			return n
		}
	}
}
