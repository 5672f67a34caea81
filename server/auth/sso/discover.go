package sso

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

const (
	patience = 10 * time.Second // for one answer of the provider, and for all of an arrival
	longest  = 1 << 20          // bytes of one answer
)

// errAttempt is a mistake of ours: an attempt without what protects it.
var errAttempt = errors.New("a sign-in needs a state, a nonce and a verifier of 43 characters")

// provider is what is known of a provider.
type provider struct {
	*oidc.Provider
	config   oauth2.Config
	verifier *oidc.IDTokenVerifier
}

// discover asks the provider for its configuration (OpenID Connect Discovery 1.0).
// Its addresses must be as safe as the issuer's.
func discover(o Options, client *http.Client) (*provider, error) {
	asked, err := oidc.NewProvider(oidc.ClientContext(context.Background(), client), o.Issuer)
	if err != nil {
		return nil, err
	}
	var more struct {
		Keys        string   `json:"jwks_uri"`
		AuthMethods []string `json:"token_endpoint_auth_methods_supported"`
	}
	if err := asked.Claims(&more); err != nil {
		return nil, err
	}
	endpoint := asked.Endpoint()
	for _, address := range []string{endpoint.AuthURL, endpoint.TokenURL, more.Keys, asked.UserInfoEndpoint()} {
		if _, ok := safe(address); !ok && (address != "" || address != asked.UserInfoEndpoint()) {
			return nil, fmt.Errorf("the provider names the address %q, which is not safe", address)
		}
	}
	// Basic where nothing is said (OpenID Connect Discovery 1.0 §3).
	endpoint.AuthStyle = oauth2.AuthStyleInHeader
	if slices.Contains(more.AuthMethods, "client_secret_post") {
		endpoint.AuthStyle = oauth2.AuthStyleInParams
	}
	return &provider{
		Provider: asked,
		config: oauth2.Config{
			ClientID: o.ClientID, ClientSecret: o.ClientSecret, Endpoint: endpoint,
			RedirectURL: o.Callback, Scopes: scopes(o.Claim),
		},
		// The algorithms are those that the provider names of RS, PS, ES and EdDSA,
		// RS256 where it names none: never "none", never a shared secret.
		verifier: asked.Verifier(&oidc.Config{ClientID: o.ClientID}),
	}, nil
}

// scopes are what is asked for: no more than the claim needs (OpenID Connect Core
// 1.0 §5.4).
func scopes(claim string) []string {
	switch claim {
	case "", "sub":
		return []string{oidc.ScopeOpenID}
	case "email":
		return []string{oidc.ScopeOpenID, oidc.ScopeEmail}
	case "phone_number":
		return []string{oidc.ScopeOpenID, "phone"}
	}
	return []string{oidc.ScopeOpenID, oidc.ScopeProfile}
}

// newClient makes a client that waits and reads no longer than it must, and that
// goes nowhere else with the secret.
func newClient() *http.Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.DisableKeepAlives = true // a sign-in is rare
	return &http.Client{
		Transport:     bounded{transport},
		Timeout:       patience,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// bounded cuts answers that are too long, with an error.
type bounded struct{ http.RoundTripper }

func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := b.RoundTripper.RoundTrip(r)
	if err == nil {
		response.Body = http.MaxBytesReader(nil, response.Body, longest)
	}
	return response, err
}
