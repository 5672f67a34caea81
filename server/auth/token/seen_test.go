package token

import (
	"errors"
	"testing"
	"time"
)

// What was seen is good for as long as it would be anew: until it is over, its key is
// retired or gone, or is another of the same name.
func TestWhatWasSeenIsJudgedAnew(t *testing.T) {
	f := newForge(t)
	another := NewKey(f.key.From, 24*time.Hour)
	another.ID = f.key.ID
	retired := f.key
	retired.Accepted = when
	for name, of := range map[string]struct {
		maker Maker
		ring  *Ring
		at    time.Time
		want  error
	}{
		"as it was":            {f.maker, f.ring, when, nil},
		"over":                 {f.maker, f.ring, when.Add(Life), ErrExpired},
		"before its time":      {f.maker, f.ring, when.Add(-Leeway - time.Second), ErrInvalid},
		"its key is gone":      {f.maker, NewRing([]Key{f.old}), when, ErrInvalid},
		"its key is another":   {f.maker, NewRing([]Key{another}), when, ErrInvalid},
		"its key is retired":   {f.maker, NewRing([]Key{retired}), when, ErrInvalid},
		"another installation": {Maker{"https://another.example.cn", f.maker.Audience}, f.ring, when, ErrInvalid},
	} {
		if _, err := f.seen.Read(of.maker, of.ring, f.good, of.at); !errors.Is(err, of.want) {
			t.Errorf("%s: %v, want %v", name, err, of.want)
		}
	}
}
