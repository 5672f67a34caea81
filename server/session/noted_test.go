package session

import (
	"fmt"
	"testing"
	"time"

	"sizhang/domain/fault"
	"sizhang/server/record"
)

// Whoever guesses all day is on the record, and does not fill the disk with it; the
// names that there are count as those that there are not.
func TestGuessingDoesNotFillTheRecord(t *testing.T) {
	w := newTown(t)
	s := w.server(func(o *Options) { o.AddressBurst = 1000 })
	s.add(login, correct, "plain")
	guess := func(name string, from From) {
		t.Helper()
		_, err := s.SignIn(t.Context(), code, name, "wrong horse battery staple", from)
		w.refused(err, fault.SignInFailed)
	}
	for n := range 30 {
		if n%10 == 0 {
			guess(login, phone)
		} else {
			guess(fmt.Sprint("nobody", n), phone)
		}
	}
	s.has(record.SignInRefused, notedBurst)
	guess("nobody", From{Address: "203.0.113.8"}) // another network is told of, and of what was left out
	list := s.has(record.SignInRefused, notedBurst+1)
	if more := list[len(list)-1].With["more"] + list[0].With["more"]; more != "20" {
		t.Errorf("left out were %q, in %v", more, list)
	}
	w.clock.pass(time.Minute)
	guess("nobody", phone)
	s.has(record.SignInRefused, notedBurst+2)
}

// Guessing from everywhere at once is bounded by city, too.
func TestManyNetworksDoNotFillTheRecord(t *testing.T) {
	n, now := newNoted(), time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	written := 0
	for i := range 5000 {
		if note, _ := n.take("110101", fmt.Sprintf("10.%d.%d.1", i/250, i%250), now); note {
			written++
		}
	}
	if written != notedCityBurst {
		t.Errorf("%d of 5,000 are recorded", written)
	}
	if note, _ := n.take("110102", "10.0.0.1", now); !note {
		t.Error("another city's are not")
	}
	note, more := n.take("110101", "10.200.0.1", now.Add(notedCityEvery))
	if !note || more != 5000-notedCityBurst {
		t.Errorf("after a while: %v, %d left out", note, more)
	}
}
