package session

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sizhang/server/auth/token"
	"sizhang/server/record"
	"sizhang/server/store"
)

// lead is how long a new key is shown before it signs, an hour or a quarter of a
// short life: whoever keeps a copy of the JWKS has it by then.
func (s *Sessions) lead() time.Duration { return min(time.Hour, s.options.KeyLife/4) }

// tend makes the next key where the last one's time runs out, and returns the keys.
// Two servers that come at once agree by compare-and-set: the second finds the key
// of the first.
func (s *Sessions) tend(ctx context.Context) (ringRecord, error) {
	made := ""
	r, err := s.turnRing(ctx, func(r *ringRecord) bool {
		if made != "" && r.has(made) {
			return false // an answer of the store was lost, and it was written
		}
		made = ""
		now := s.now()
		until := r.signs(now)
		if until.Sub(now) > 2*s.lead() {
			return false
		}
		key := token.NewKey(earlier(now.Add(s.lead()), until), s.options.KeyLife)
		r.keys, made = append(r.keys, key), key.ID
		return true
	})
	if err != nil || made == "" {
		return r, err
	}
	if len(r.foreign) > 0 {
		s.log.Warn("some signing keys were sealed by another secret and are of no use here", "keys", len(r.foreign))
	}
	if err := s.record(ctx, store.Installation, record.Entry{Kind: record.KeyRotated, Object: "key/" + made, With: with("by", "schedule")}); err != nil {
		s.log.Error("a scheduled signing key is not on the record", "key", made, "error", err)
	}
	return r, nil
}

// RotateKey makes a new key now and returns its id; it signs once others had time
// to fetch it. retire is for a key that may be known to others: the new one signs at
// once, and whatever another signed is refused from now on; who is signed in
// notices nothing, since refresh tokens are none of theirs.
func (s *Sessions) RotateKey(ctx context.Context, retire bool) (string, error) {
	key := token.NewKey(s.now(), s.options.KeyLife)
	entry := record.Entry{Kind: record.KeyRotated, Object: "key/" + key.ID, With: with("by", "command")}
	if retire {
		entry.With["retired"] = "all"
	}
	if err := s.record(ctx, store.Installation, entry); err != nil {
		return "", err
	}
	r, err := s.turnRing(ctx, func(r *ringRecord) bool {
		if r.has(key.ID) {
			return false // an answer of the store was lost, and it was written
		}
		now := s.now()
		if retire {
			*r = ringRecord{version: r.version, keys: []token.Key{at(key, now, s.options.KeyLife)}}
			return true
		}
		from := earlier(now.Add(s.lead()), r.signs(now))
		r.end(from.Add(token.Leeway))
		r.keys = append(r.keys, at(key, from, s.options.KeyLife))
		return true
	})
	if err != nil {
		return "", err
	}
	s.learn(r)
	return key.ID, nil
}

// turnRing changes the keys by compare-and-set. change says whether it did
// anything; it may run several times.
func (s *Sessions) turnRing(ctx context.Context, change func(*ringRecord) bool) (ringRecord, error) {
	for doubts := 0; ; {
		r, err := s.readRing(ctx)
		if err != nil || !change(&r) {
			return r, err
		}
		written, err := s.writeRing(ctx, r)
		if errors.Is(err, store.ErrTransient) {
			doubts++
		}
		switch {
		case err == nil:
			return written, nil
		case !again(err, doubts):
			return r, fmt.Errorf("writing the signing keys: %w", err)
		}
		if err := pause(ctx, 10*time.Millisecond); err != nil {
			return r, err
		}
	}
}

// end lets no key sign after the instant. What they signed until then is accepted
// as long as it lasts.
func (r *ringRecord) end(until time.Time) {
	for i := range r.keys {
		if k := &r.keys[i]; k.Until.After(until) {
			k.Until, k.Accepted = until, until.Add(token.Life+token.Leeway)
		}
	}
}

func (r *ringRecord) has(id string) bool {
	for _, k := range r.keys {
		if k.ID == id {
			return true
		}
	}
	return false
}

// at returns the key as one that signs from the instant on.
func at(key token.Key, from time.Time, life time.Duration) token.Key {
	until := from.Add(life)
	key.From, key.Until, key.Accepted = from, until, until.Add(token.Life+token.Leeway)
	return key
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// pause waits, unless ctx ends first: its error then.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
