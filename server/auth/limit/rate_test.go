package limit

import (
	"strconv"
	"testing"
	"time"

	"golang.org/x/time/rate"
	"pgregory.net/rapid"
)

// Some at once, then one every interval; what is refused is not counted.
func TestARate(t *testing.T) {
	r := NewRate(time.Second, 3, 10)
	for i, of := range []struct{ at, wait time.Duration }{
		{0, 0}, {0, 0}, {0, 0}, {0, time.Second}, {0, time.Second}, {400 * time.Millisecond, 600 * time.Millisecond},
		{time.Second, 0}, {time.Second, time.Second}, {3 * time.Second, 0}, {3 * time.Second, 0}, {3 * time.Second, time.Second},
		{time.Hour, 0}, {time.Hour, 0}, {time.Hour, 0}, {time.Hour, time.Second},
	} {
		if got := r.Take("a", when.Add(of.at)); got != of.wait {
			t.Errorf("request %d at %s waits %s, want %s", i, of.at, got, of.wait)
		}
	}
	if got := r.Take("b", when); got != 0 {
		t.Errorf("another key waits %s", got)
	}
}

// It lets through what x/time/rate lets through.
func TestARateIsATokenBucket(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		burst := rapid.IntRange(1, 10).Draw(t, "burst")
		r, oracle := NewRate(time.Second, burst, 3), rate.NewLimiter(1, burst)
		now := when
		for range rapid.IntRange(1, 100).Draw(t, "requests") {
			now = now.Add(time.Duration(rapid.IntRange(0, 24).Draw(t, "eighths")) * time.Second / 8)
			got, want := r.Take("a", now) == 0, oracle.AllowN(now, 1)
			if got != want {
				t.Fatalf("let through: %v, want %v", got, want)
			}
		}
	})
}

// Over an hour of too many requests, the rate is what it should be, within 1 %.
func TestTheRateIsKept(t *testing.T) {
	r := NewRate(100*time.Millisecond, 20, 10)
	let := 0
	for at := time.Duration(0); at < time.Hour; at += 7 * time.Millisecond {
		if r.Take("a", when.Add(at)) == 0 {
			let++
		}
	}
	if let < 35_700 || let > 36_360 {
		t.Errorf("%d of 36,020 were let through", let)
	}
}

// However many addresses ask, few are kept, and none that is limited is forgotten.
func TestAMillionAddressesAreBounded(t *testing.T) {
	const most = 10_000
	r := NewRate(time.Minute, 5, most)
	drain := func(key string, at time.Time) {
		for r.Take(key, at) == 0 {
		}
	}
	drain("busy", when)
	let := 0
	for i := range flood {
		if r.Take(strconv.Itoa(i), when.Add(time.Duration(i)*time.Microsecond)) == 0 {
			let++
		}
	}
	if got := r.Kept(); got > most {
		t.Errorf("%d keys are kept", got)
	}
	if r.Take("busy", when.Add(time.Second)) == 0 {
		t.Error("the limited key was forgotten")
	}
	if most := most + 256*5; let > most {
		t.Errorf("%d were let through, at most %d may be", let, most)
	}
	// Another million, each address for the second time: nothing is had by cycling.
	again := 0
	for i := range flood {
		if r.Take(strconv.Itoa(i), when.Add(time.Second)) == 0 {
			again++
		}
	}
	if again > 5*most {
		t.Errorf("%d were let through", again)
	}
	later := when.Add(6 * time.Minute)
	for range most {
		r.Take("somebody", later)
	}
	if got := r.Kept(); got != 1 {
		t.Errorf("%d keys are kept when the others are full again", got)
	}
	if r.Take("somebody else", later) != 0 {
		t.Error("a newcomer waits for nobody")
	}
}

// A clock that is set back makes nobody wait longer than for one.
func TestARateWithAClockSetBack(t *testing.T) {
	r := NewRate(time.Second, 3, 10)
	for range 5 {
		r.Take("a", when.Add(24*time.Hour))
	}
	if got := r.Take("a", when); got != time.Second {
		t.Errorf("waits %s", got)
	}
}

func TestTheNetworkOfAnAddress(t *testing.T) {
	for address, want := range map[string]string{
		"203.0.113.7": "203.0.113.7", "203.0.113.7:4711": "203.0.113.7", "::ffff:203.0.113.7": "203.0.113.7", "[::ffff:203.0.113.7]:80": "203.0.113.7",
		"2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64", "[2001:db8:1:2::9]:443": "2001:db8:1:2::/64", "[2001:db8:1:2::9]": "2001:db8:1:2::/64",
		"fe80::1%eth0": "fe80::/64", "::1": "::/64", "2001:db8:1:3::": "2001:db8:1:3::/64",
		"": "unknown", "localhost": "unknown", "203.0.113.7, 10.0.0.1": "unknown", "203.0.113.256": "unknown", "@": "unknown",
	} {
		if got := Network(address); got != want {
			t.Errorf("%q: %s, want %s", address, got, want)
		}
	}
}
