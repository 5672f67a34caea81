package token

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/golang-jwt/jwt/v5"
)

var errMalformed = errors.New("malformed")

// keyID returns the kid of a token whose header says alg, typ and kid as we write
// them and nothing besides: no jku, jwk or x5u, no crit, no zip.
func keyID(raw string) (id string, ours bool) {
	first, _, _ := strings.Cut(raw, ".")
	text, err := base64.RawURLEncoding.Strict().DecodeString(first)
	if err != nil {
		return "", false
	}
	header, err := members(text)
	if err != nil || len(header) != 3 || asText(header["alg"]) != algorithm || asText(header["typ"]) != kind {
		return "", false
	}
	id = asText(header["kid"])
	return id, named(id)
}

// body is what a token says, read by the letter: names in the case they have,
// none twice, one audience, whole seconds.
type body struct {
	jwt.RegisteredClaims // left empty: the library wants its methods
	issuer, audience     string
	claims               Claims
}

// UnmarshalJSON reads the claims that we write and passes over others, which a
// newer server may add.
func (b *body) UnmarshalJSON(text []byte) error {
	said, err := members(text)
	if err != nil {
		return err
	}
	city, account, _ := strings.Cut(asText(said["sub"]), "/")
	issued, err1 := asTime(said["iat"])
	expires, err2 := asTime(said["exp"])
	b.issuer, b.audience = asText(said["iss"]), asText(said["aud"])
	b.claims = Claims{city, account, asText(said["sid"]), asText(said["jti"]), issued, expires}
	return errors.Join(err1, err2)
}

// members reads a JSON object in UTF-8 whose names stand there once each. Readers
// that take the first of two and readers that take the last would else disagree
// (RFC 8725 §2.4, RFC 8259 §4).
func members(text []byte) (map[string]json.RawMessage, error) {
	in := json.NewDecoder(bytes.NewReader(text))
	if open, err := in.Token(); err != nil || open != json.Delim('{') || !utf8.Valid(text) {
		return nil, errMalformed
	}
	all := map[string]json.RawMessage{}
	for in.More() {
		token, err := in.Token()
		name, ok := token.(string)
		if _, twice := all[name]; err != nil || !ok || twice {
			return nil, errMalformed
		}
		var value json.RawMessage
		if err := in.Decode(&value); err != nil {
			return nil, errMalformed
		}
		all[name] = value
	}
	if _, err := in.Token(); err != nil || in.InputOffset() != int64(len(text)) {
		return nil, errMalformed
	}
	return all, nil
}

// asText returns a JSON text, empty where it is anything else.
func asText(value json.RawMessage) string {
	var text *string
	if json.Unmarshal(value, &text) != nil || text == nil {
		return ""
	}
	return *text
}

// lastSecond is the end of the year 9999: no token is from later.
const lastSecond = 253402300799

// asTime returns whole seconds since 1970 as an instant, which must be digits.
func asTime(value json.RawMessage) (time.Time, error) {
	seconds, err := strconv.ParseUint(string(value), 10, 63)
	if err != nil || seconds > lastSecond {
		return time.Time{}, errMalformed
	}
	return time.Unix(int64(seconds), 0), nil
}

// named says whether a text can name a city, an account, a session, a token or a
// key: 1 to 128 letters, digits, hyphens or underscores.
func named(id string) bool {
	return id != "" && len(id) <= 128 && !strings.ContainsFunc(id, func(letter rune) bool {
		return letter == '.' || foreign(letter)
	})
}
