package session

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"sizhang/server/auth/token"
	"sizhang/server/store"
)

// keysID is the one document that holds all signing keys, so that two servers
// cannot both believe to have made the next.
const keysID = "access"

// keysBody is the signing keys of an installation (签名密钥).
type keysBody struct {
	Keys []keyBody `json:"keys"`
}

// keyBody is one key. The public part is not written: it follows from the private
// one, so that whoever can write to the store, and has not the secret, cannot put
// a key of their own in.
type keyBody struct {
	ID       string `json:"id"`
	Sealed   string `json:"sealed"` // the seed of RFC 8032, sealed for the id
	From     string `json:"from"`
	Until    string `json:"until"`
	Accepted string `json:"accepted"`
}

// purposeKey is what the seeds of keys are sealed for.
const purposeKey = "signing key"

// maxKeys is how many keys are kept; a year's, and more.
const maxKeys = 16

// ringRecord is the keys as the store has them.
type ringRecord struct {
	version int64 // 0 where there is no document yet
	keys    []token.Key
	// foreign are keys that another secret sealed. They are left to whoever has it.
	foreign []keyBody
}

// readRing reads the document of keys.
func (s *Sessions) readRing(ctx context.Context) (ringRecord, error) {
	d, err := s.options.Store.Get(ctx, store.Keys, store.Installation, keysID)
	if errors.Is(err, store.ErrMissing) {
		return ringRecord{}, nil
	}
	if err != nil {
		return ringRecord{}, fmt.Errorf("reading the signing keys: %w", err)
	}
	var body keysBody
	if err := json.Unmarshal(d.Body, &body); err != nil {
		return ringRecord{}, fmt.Errorf("the document of signing keys: %w", err)
	}
	r := ringRecord{version: d.Version}
	for _, k := range body.Keys {
		key, err := s.openKey(k)
		if err != nil {
			r.foreign = append(r.foreign, k)
			continue
		}
		r.keys = append(r.keys, key)
	}
	return r, nil
}

// openKey opens a key. Its error says that it is none of this secret's.
func (s *Sessions) openKey(b keyBody) (token.Key, error) {
	seed, err := s.options.Secret.Open(purposeKey, b.ID, b.Sealed)
	if err != nil || len(seed) != ed25519.SeedSize {
		return token.Key{}, errors.New("the key was sealed by another secret")
	}
	private := ed25519.NewKeyFromSeed(seed)
	key := token.Key{ID: b.ID, Private: private, Public: private.Public().(ed25519.PublicKey)}
	var errs [3]error
	key.From, errs[0] = store.ParseInstant(b.From)
	key.Until, errs[1] = store.ParseInstant(b.Until)
	key.Accepted, errs[2] = store.ParseInstant(b.Accepted)
	return key, errors.Join(errs[:]...)
}

// writeRing writes the document in the place of the one that was read;
// store.ErrStale where another server wrote first.
func (s *Sessions) writeRing(ctx context.Context, r ringRecord) (ringRecord, error) {
	slices.SortFunc(r.keys, func(a, b token.Key) int { return b.Until.Compare(a.Until) })
	r.keys = r.keys[:min(len(r.keys), maxKeys)]
	body := keysBody{Keys: slices.Clone(r.foreign[:min(len(r.foreign), maxKeys)])}
	for _, k := range r.keys {
		body.Keys = append(body.Keys, keyBody{
			ID: k.ID, Sealed: s.options.Secret.Seal(purposeKey, k.ID, k.Private.Seed()),
			From: store.FormatInstant(k.From), Until: store.FormatInstant(k.Until), Accepted: store.FormatInstant(k.Accepted),
		})
	}
	text, err := json.Marshal(body)
	if err != nil {
		return r, err
	}
	d := store.Document{Collection: store.Keys, City: store.Installation, ID: keysID, Version: r.version, Body: text}
	if r.version > 0 {
		r.version, err = s.options.Store.Replace(ctx, d)
		return r, err
	}
	err = s.options.Store.Insert(ctx, d)
	if errors.Is(err, store.ErrExists) {
		err = fmt.Errorf("%w: %w", store.ErrStale, err)
	}
	r.version = 1
	return r, err
}

// signs says until when keys sign without a gap, from now on.
func (r ringRecord) signs(now time.Time) time.Time {
	until := now
	for found := true; found; {
		found = false
		for _, k := range r.keys {
			if !k.From.After(until) && k.Until.After(until) {
				until, found = k.Until, true
			}
		}
	}
	return until
}
