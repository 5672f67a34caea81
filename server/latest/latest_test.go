package latest

import (
	"strconv"
	"testing"
)

// What is used is remembered however much else comes; what is not goes, so that the map
// is never larger than twice what it was made for.
func TestWhatIsUsedIsRemembered(t *testing.T) {
	m := New[int, string](10)
	m.Put(-1, "first")
	m.Put(-1, "second")
	for n := range 1000 {
		m.Put(n, "other")
		if got, there := m.Get(-1); !there || got != "second" {
			t.Fatalf("after %d others: %q, %v", n, got, there)
		}
		if size := len(m.recent) + len(m.old); size > 20 {
			t.Fatalf("%d are remembered", size)
		}
		for last := max(0, n-8); last <= n; last++ {
			if _, there := m.recent[last]; !there {
				if _, there = m.old[last]; !there {
					t.Fatalf("%d is forgotten at %d", last, n)
				}
			}
		}
	}
	if _, there := m.Get(3); there {
		t.Error("what nobody used is still there")
	}
}

// A text is read once for as long as it is the same, and never if it cannot be.
func TestATextIsReadOnce(t *testing.T) {
	s, reads := NewSaid[string, int](2), 0
	read := func(text string) (int, error) {
		return s.Read("key", []byte(text), func() (int, error) {
			reads++
			return strconv.Atoi(text)
		})
	}
	for nth, of := range []struct {
		text  string
		means int
		reads int
	}{{"1", 1, 1}, {"1", 1, 1}, {"2", 2, 2}, {"x", 0, 3}, {"x", 0, 4}, {"2", 2, 4}, {"1", 1, 5}} {
		if got, err := read(of.text); got != of.means || (err != nil) != (of.text == "x") || reads != of.reads {
			t.Errorf("%d. %s: %d, %v after %d reads; want %d after %d", nth, of.text, got, err, reads, of.means, of.reads)
		}
	}
	if got, _ := s.Read("other", []byte("1"), func() (int, error) { return 7, nil }); got != 7 {
		t.Errorf("another key has %d", got)
	}
}
