package sso

import (
	"crypto/rand"
	"crypto/rsa"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/oauth2-proxy/mockoidc"

	"sizhang/domain/fault"
)

// An ID token that does not hold is refused, whatever is wrong with it; each is the
// provider's own with one thing changed, and the unchanged one is accepted.
func TestAnIDTokenThatDoesNotHoldIsRefused(t *testing.T) {
	foreign, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	is := func(name string, value any) func(jwt.MapClaims) { return func(c jwt.MapClaims) { c[name] = value } }
	for name, of := range map[string]struct {
		change func(jwt.MapClaims)
		sign   func(c *citySSO, claims jwt.MapClaims) (string, error)
		reason string // none: it is accepted
	}{
		"unchanged":          {},
		"a claim more":       {change: is("hello", "world")},
		"other nonce":        {change: is("nonce", "another"), reason: "nonce"},
		"no nonce":           {change: func(c jwt.MapClaims) { delete(c, "nonce") }, reason: "nonce"},
		"other audience":     {change: is("aud", "another"), reason: "id_token"},
		"no audience":        {change: func(c jwt.MapClaims) { delete(c, "aud") }, reason: "id_token"},
		"other issuer":       {change: is("iss", "https://elsewhere.example"), reason: "id_token"},
		"expired":            {change: is("exp", now.Add(-time.Minute).Unix()), reason: "expired"},
		"no end":             {change: func(c jwt.MapClaims) { delete(c, "exp") }, reason: "expired"},
		"not yet":            {change: is("nbf", now.Add(time.Hour).Unix()), reason: "id_token"},
		"no subject":         {change: func(c jwt.MapClaims) { delete(c, "sub") }, reason: "id_token"},
		"for another party":  {change: is("azp", "another"), reason: "azp"},
		"other access token": {change: is("at_hash", "AAAAAAAAAAAAAAAAAAAAAA"), reason: "at_hash"},
		"subject a list":     {change: is("sub", []string{"u"}), reason: "id_token"},
		"foreign signature": {reason: "id_token", sign: func(c *citySSO, claims jwt.MapClaims) (string, error) {
			return signed(c, jwt.SigningMethodRS256, foreign, claims)
		}},
		"no signature": {reason: "id_token", sign: func(c *citySSO, claims jwt.MapClaims) (string, error) {
			return signed(c, jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, claims)
		}},
		"signed by the shared secret": {reason: "id_token", sign: func(c *citySSO, claims jwt.MapClaims) (string, error) {
			return signed(c, jwt.SigningMethodHS256, []byte(c.ClientSecret), claims)
		}},
		"an algorithm that it does not name": {reason: "id_token", sign: func(c *citySSO, claims jwt.MapClaims) (string, error) {
			return signed(c, jwt.SigningMethodRS512, c.Keypair.PrivateKey, claims)
		}},
		"not a token": {reason: "id_token", sign: func(*citySSO, jwt.MapClaims) (string, error) { return "hello", nil }},
		"nothing":     {reason: "id_token", sign: func(*citySSO, jwt.MapClaims) (string, error) { return "", nil }},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCitySSO(t, nil)
			var sent string
			c.at(mockoidc.TokenEndpoint, members(func(answer map[string]any) {
				claims := jwt.MapClaims{}
				if _, _, err := jwt.NewParser().ParseUnverified(answer["id_token"].(string), claims); err != nil {
					t.Error(err)
				}
				if of.change != nil {
					of.change(claims)
				}
				sign := of.sign
				if sign == nil {
					sign = func(c *citySSO, claims jwt.MapClaims) (string, error) {
						return signed(c, jwt.SigningMethodRS256, c.Keypair.PrivateKey, claims)
					}
				}
				raw, err := sign(c, claims)
				if err != nil {
					t.Error(err)
				}
				answer["id_token"], sent = raw, raw
			}))
			got, err := c.arrive()
			if of.reason == "" {
				if err != nil || got == "" {
					t.Fatalf("got %q, %v", got, err)
				}
				return
			}
			if len(sent) < 20 {
				sent = ""
			}
			c.wants(err, fault.SSORefused, of.reason, sent)
		})
	}
}

func signed(c *citySSO, method jwt.SigningMethod, key any, claims jwt.MapClaims) (string, error) {
	token := jwt.NewWithClaims(method, claims)
	id, err := c.Keypair.KeyID()
	if err != nil {
		return "", err
	}
	token.Header["kid"] = id
	return token.SignedString(key)
}

// A provider that is down, slow, endless, or sends us elsewhere is unavailable, at
// every step; nothing of it is kept, so that the next attempt may do.
func TestAProviderThatDoesNotAnswerIsUnavailable(t *testing.T) {
	ends := make(chan struct{})
	defer close(ends)
	trouble := map[string]func(http.ResponseWriter, *http.Request, []byte) []byte{
		"fails": func(w http.ResponseWriter, _ *http.Request, _ []byte) []byte {
			w.WriteHeader(http.StatusBadGateway)
			return nil
		},
		"hangs up": func(http.ResponseWriter, *http.Request, []byte) []byte { panic(http.ErrAbortHandler) },
		"is slow": func(_ http.ResponseWriter, r *http.Request, _ []byte) []byte {
			select {
			case <-r.Context().Done():
			case <-ends:
			}
			return nil
		},
		"trickles": func(w http.ResponseWriter, r *http.Request, _ []byte) []byte {
			for r.Context().Err() == nil {
				w.Write([]byte(" "))
				w.(http.Flusher).Flush()
				time.Sleep(time.Millisecond)
			}
			return nil
		},
		"never ends": func(_ http.ResponseWriter, _ *http.Request, answer []byte) []byte {
			return append([]byte(strings.Repeat(" ", 2*longest)), answer...)
		},
		"sends us elsewhere": func(w http.ResponseWriter, r *http.Request, answer []byte) []byte {
			if r.URL.RawQuery == "elsewhere" {
				return answer // which we must not come for
			}
			http.Redirect(w, r, r.URL.Path+"?elsewhere", http.StatusTemporaryRedirect)
			return nil
		},
		"answers otherwise": func(http.ResponseWriter, *http.Request, []byte) []byte { return []byte(`<html>`) },
	}
	for _, endpoint := range []string{mockoidc.DiscoveryEndpoint, mockoidc.TokenEndpoint, mockoidc.JWKSEndpoint, mockoidc.UserinfoEndpoint} {
		for name, change := range trouble {
			t.Run(strings.TrimPrefix(endpoint, "/oidc/")+" "+name, func(t *testing.T) {
				t.Parallel()
				c := newCitySSO(t, func(o *Options) { o.Claim = "employee" })
				c.p.client.Timeout = 300 * time.Millisecond
				c.at(mockoidc.UserinfoEndpoint, userinfo)
				c.at(endpoint, change)
				var code string
				var err error
				if endpoint == mockoidc.DiscoveryEndpoint {
					_, err = c.p.Leave(t.Context(), "s", nonce, verifier)
				} else {
					code = c.code()
					_, err = c.p.Arrive(t.Context(), code, nonce, verifier)
				}
				c.wants(err, fault.SSOUnavailable, "", code)
				c.at(endpoint, nil)
				c.at(mockoidc.UserinfoEndpoint, userinfo)
				c.p.client.Timeout = patience
				if got, err := c.arrive(); err != nil || got != "gh-0042" {
					t.Errorf("when it is well again: %q, %v", got, err)
				}
			})
		}
	}
}

// Nobody waits for a provider for longer than that.
func TestPatienceIsBounded(t *testing.T) {
	if got := newClient().Timeout; got != patience {
		t.Errorf("waits %s", got)
	}
}

func userinfo(_ http.ResponseWriter, r *http.Request, _ []byte) []byte {
	return []byte(`{"sub":"1234567890","employee":"gh-0042"}`)
}
