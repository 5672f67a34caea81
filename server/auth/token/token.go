// Package token makes and reads access tokens (访问令牌): JWTs as RFC 9068 has them,
// signed with Ed25519 and nothing else (RFC 8725, ASVS 5.0 9.1).
package token

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// Life is how long an access token lasts at most.
const Life = 15 * time.Minute

// Leeway is how far another server's clock may run ahead of this one's: a token
// may be from so far in the future. Nothing lasts longer for it: the end of a
// token is taken as it stands, since its holder can have another.
const Leeway = 30 * time.Second

// Claims are what an access token says. It says nothing of rights: those are read
// from today's appointments.
type Claims struct {
	City, Account, Session string
	ID                     string // jti
	IssuedAt, Expires      time.Time
}

// Maker makes and reads the tokens of one issuer.
type Maker struct{ Issuer, Audience string }

// ErrNoKey says that no key of the ring signs at the instant.
var ErrNoKey = errors.New("no key signs at this time")

const (
	algorithm = "EdDSA"
	kind      = "at+jwt" // RFC 9068 §2.1
)

// Make signs the claims; sub is CITY/ACCOUNT. IssuedAt is now where it is zero,
// Expires Life later, ID random. What Read would refuse is not made.
func (m Maker) Make(r *Ring, c Claims, now time.Time) (string, error) {
	key, there := r.Signer(now)
	if !there {
		return "", ErrNoKey
	}
	c = c.completed(now)
	if err := m.check(c, key, now); err != nil {
		return "", fmt.Errorf("an access token cannot be made: %w", err)
	}
	t := jwt.NewWithClaims(jwt.SigningMethodEdDSA, jwt.MapClaims{
		"iss": m.Issuer, "aud": m.Audience, "sub": c.City + "/" + c.Account, "sid": c.Session,
		"iat": c.IssuedAt.Unix(), "exp": c.Expires.Unix(), "jti": c.ID,
	})
	t.Header["typ"], t.Header["kid"] = kind, key.ID
	return t.SignedString(key.Private)
}

// completed fills what may be left out, in whole seconds as a token has them.
func (c Claims) completed(now time.Time) Claims {
	if c.IssuedAt.IsZero() {
		c.IssuedAt = now
	}
	c.IssuedAt = c.IssuedAt.Truncate(time.Second)
	if c.Expires.IsZero() {
		c.Expires = c.IssuedAt.Add(Life)
	}
	c.Expires = c.Expires.Truncate(time.Second)
	if c.ID == "" {
		id := make([]byte, 16)
		rand.Read(id) // never fails
		c.ID = base64.RawURLEncoding.EncodeToString(id)
	}
	return c
}
