package token

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// What Read says of a token that it refuses. ErrExpired is of a token that was
// good in its time.
var (
	ErrExpired = errors.New("the access token is over")
	ErrInvalid = errors.New("the access token is not valid")
)

// longest is how many bytes a token may have: ours have some 500.
const longest = 4 << 10

// letters are all that a token is written with.
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."

// parser reads the one algorithm, letter for letter as it was written. What the
// claims say is looked at by check, which wants more than RFC 7519 does.
var parser = jwt.NewParser(jwt.WithValidMethods([]string{algorithm}), jwt.WithStrictDecoding(), jwt.WithoutClaimsValidation())

// Read verifies a token. Whatever is wrong with it, the error is one of ErrExpired
// and ErrInvalid, and wraps what for the log; never the token.
func (m Maker) Read(r *Ring, raw string, now time.Time) (Claims, error) {
	said, key, err := verified(r, raw)
	if err != nil {
		return Claims{}, err
	}
	return m.judge(said, key, now)
}

// verified returns what the token says and which key of the ring signed that.
func verified(r *Ring, raw string) (*body, Key, error) {
	if len(raw) > longest || strings.ContainsFunc(raw, foreign) {
		return nil, Key{}, refused("it is not written as a token is")
	}
	id, ours := keyID(raw)
	if !ours {
		return nil, Key{}, refused("its header is not one of ours")
	}
	key, there := r.key(id)
	if !there {
		return nil, Key{}, refused("no key of ours has its kid")
	}
	said := new(body)
	_, err := parser.ParseWithClaims(raw, said, func(*jwt.Token) (any, error) { return key.Public, nil })
	switch {
	case errors.Is(err, jwt.ErrTokenSignatureInvalid):
		return nil, Key{}, refused("its signature is not one of ours")
	case err != nil: // not wrapped, since it may repeat what the token says
		return nil, Key{}, refused("it cannot be read")
	}
	return said, key, nil
}

// judge returns the claims that the key signed, unless something is wrong with them.
func (m Maker) judge(said *body, key Key, now time.Time) (Claims, error) {
	if said.issuer != m.Issuer || said.audience != m.Audience {
		return Claims{}, refused("its iss or aud is another")
	}
	if err := m.check(said.claims, key, now); err != nil {
		return Claims{}, err
	}
	return said.claims, nil
}

// check says what is wrong with the claims, which the key signed.
func (m Maker) check(c Claims, key Key, now time.Time) error {
	switch life := c.Expires.Sub(c.IssuedAt); {
	case m.Issuer == "" || m.Audience == "":
		return refused("no iss or aud is set")
	case !named(c.City) || !named(c.Account) || !named(c.Session) || !named(c.ID):
		return refused("its sub, sid or jti is malformed")
	case life <= 0 || life > Life:
		return refused("it lasts too long, or not at all")
	case c.IssuedAt.After(now.Add(Leeway)):
		return refused("it is from the future")
	case c.IssuedAt.Before(key.From.Add(-Leeway)) || c.IssuedAt.After(key.Until.Add(Leeway)):
		return refused("its key did not sign at that time")
	case !now.Before(c.Expires):
		return fmt.Errorf("%w since %s", ErrExpired, c.Expires.UTC().Format(time.RFC3339))
	case !now.Before(key.Accepted):
		return refused("its key is retired")
	}
	return nil
}

// refused is ErrInvalid with the reason.
func refused(reason string) error { return fmt.Errorf("%w: %s", ErrInvalid, reason) }

// foreign says that no token is written with the letter. Decoders of base64 pass
// over line ends, so that is looked at first.
func foreign(letter rune) bool { return !strings.ContainsRune(letters, letter) }
