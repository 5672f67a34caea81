package sso

import (
	"encoding/json"
	"errors"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/oauth2-proxy/mockoidc"
	"go.uber.org/goleak"
	"golang.org/x/oauth2"

	"sizhang/domain/fault"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	nonce    = "n-0S6_WzA2Mj"
	callback = "http://127.0.0.1:8080/api/v1/sign-in/sso/callback"
	app      = "cn.example.sizhang:/signed-in"
)

var verifier = oauth2.GenerateVerifier()

// citySSO is a city's single sign-on, over real HTTP, whose answers a test may
// change on their way.
type citySSO struct {
	*testing.T
	*mockoidc.MockOIDC
	p *Provider

	serving  sync.Mutex // the provider itself answers one at a time: it keeps its sessions in a plain map
	mu       sync.Mutex
	change   map[string]func(w http.ResponseWriter, r *http.Request, answer []byte) []byte // by path
	asked    map[string]int
	lastSeen url.Values // what the token endpoint was sent
}

func newCitySSO(t *testing.T, with func(*Options)) *citySSO {
	t.Helper()
	m, err := mockoidc.NewServer(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := &citySSO{T: t, MockOIDC: m, change: map[string]func(http.ResponseWriter, *http.Request, []byte) []byte{}, asked: map[string]int{}}
	if err := m.AddMiddleware(c.between); err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Start(listener, nil); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { m.Server.Close() })
	o := Options{
		City: "210300", Issuer: m.Issuer(), ClientID: m.ClientID, ClientSecret: m.ClientSecret,
		Callback: callback, Redirects: []string{app},
	}
	if with != nil {
		with(&o)
	}
	if c.p, err = New(o); err != nil {
		t.Fatal(err)
	}
	return c
}

// between stands between the provider and us.
func (c *citySSO) between(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.mu.Lock()
		c.asked[r.URL.Path]++
		change := c.change[r.URL.Path]
		if r.URL.Path == mockoidc.TokenEndpoint {
			if err := r.ParseForm(); err != nil {
				c.Error(err)
			}
			c.lastSeen = r.PostForm
		}
		c.mu.Unlock()
		answer := httptest.NewRecorder()
		c.serving.Lock()
		next.ServeHTTP(answer, r)
		c.serving.Unlock()
		if change == nil {
			maps.Copy(w.Header(), answer.Header())
			w.WriteHeader(answer.Code)
			w.Write(answer.Body.Bytes())
			return
		}
		body := change(w, r, answer.Body.Bytes())
		if body == nil {
			return // it has answered itself
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(answer.Code)
		w.Write(body)
	})
}

// at changes the answers of an endpoint.
func (c *citySSO) at(path string, change func(w http.ResponseWriter, r *http.Request, answer []byte) []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.change[path] = change
}

// members changes the members of a JSON answer.
func members(change func(map[string]any)) func(http.ResponseWriter, *http.Request, []byte) []byte {
	return func(_ http.ResponseWriter, _ *http.Request, answer []byte) []byte {
		all := map[string]any{}
		if err := json.Unmarshal(answer, &all); err != nil {
			panic(err)
		}
		change(all)
		text, err := json.Marshal(all)
		if err != nil {
			panic(err)
		}
		return text
	}
}

// code goes to the provider as a browser does and returns with a code.
func (c *citySSO) code() string {
	c.Helper()
	address, err := c.p.Leave(c.Context(), "the-state", nonce, verifier)
	if err != nil {
		c.Fatal(err)
	}
	browser := &http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	response, err := browser.Get(address)
	if err != nil {
		c.Fatal(err)
	}
	response.Body.Close()
	back, err := response.Location()
	if err != nil {
		c.Fatalf("the browser was not sent back: %s", response.Status)
	}
	if got := back.Query().Get("state"); got != "the-state" || !strings.HasPrefix(back.String(), callback+"?") {
		c.Fatalf("the browser was sent to %s", back)
	}
	return back.Query().Get("code")
}

// arrive is a whole sign-in.
func (c *citySSO) arrive() (string, error) {
	c.Helper()
	return c.p.Arrive(c.Context(), c.code(), nonce, verifier)
}

// wants checks the refusal's code and reason, and that it tells nothing that must
// stay between us and the provider.
func (c *citySSO) wants(err error, code fault.Code, reason string, secrets ...string) {
	c.Helper()
	var f *fault.Fault
	if !errors.As(err, &f) || f.Code != code || reason != "" && f.With["reason"] != reason {
		c.Fatalf("got %v, want %s %s", err, code, reason)
	}
	for _, secret := range append(secrets, c.ClientSecret, verifier) {
		if secret != "" && strings.Contains(err.Error(), secret) {
			c.Errorf("%q tells %q", err, secret)
		}
	}
}
