// Package sso signs people in by the city's own single sign-on (统一身份认证): OpenID
// Connect, authorization code with PKCE (RFC 9700 §2.1.1).
package sso

import (
	"context"
	"net/http"
	"slices"
	"sync/atomic"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
	"golang.org/x/sync/singleflight"
)

// Options of a provider.
type Options struct {
	City         string // whose accounts it signs in
	Issuer       string
	ClientID     string
	ClientSecret string
	// Callback is this server's address that the provider sends the browser back to.
	Callback string
	// Claim names whose account it is; sub where empty.
	Claim string
	// Redirects are where the browser may be sent in the end: the app's own
	// addresses, exactly.
	Redirects []string
}

// Provider is an OpenID Connect provider. It is asked for its configuration when
// first needed, so that a server starts while it is down; the answer is kept as
// long as the server runs. It is safe for concurrent use.
type Provider struct {
	options Options
	client  *http.Client
	asking  singleflight.Group
	learnt  atomic.Pointer[provider]
}

// New makes a provider; it refuses options that lack something, and addresses that
// anybody on the way could listen in on, with fault.SSOOption.
func New(o Options) (*Provider, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	if o.Claim == "" {
		o.Claim = "sub"
	}
	o.Redirects = slices.Clone(o.Redirects)
	return &Provider{options: o, client: newClient()}, nil
}

// City returns whose accounts the provider signs in.
func (p *Provider) City() string { return p.options.City }

// MayReturnTo says whether the browser may be sent to the address in the end: only
// to one that is set, letter for letter (RFC 9700 §2.1).
func (p *Provider) MayReturnTo(redirect string) bool {
	return slices.Contains(p.options.Redirects, redirect)
}

// Leave returns the address to send the browser to. state and nonce are random and
// stay with the attempt; verifier is 43 to 128 characters (RFC 7636 §4.1).
// fault.SSOUnavailable where the provider does not answer.
func (p *Provider) Leave(ctx context.Context, state, nonce, verifier string) (string, error) {
	if state == "" || nonce == "" || len(verifier) < 43 {
		return "", errAttempt
	}
	at, err := p.provider(ctx)
	if err != nil {
		return "", err
	}
	return at.config.AuthCodeURL(state, oidc.Nonce(nonce), oauth2.S256ChallengeOption(verifier)), nil
}

// Arrive exchanges the code, verifies the ID token (signature, issuer, audience,
// time, nonce) and returns the claim that names the account. fault.SSORefused where
// the provider does not take the code or its word does not hold, and
// fault.SSOUnavailable where it does not answer. Neither says what the code, the
// secret or a token was.
func (p *Provider) Arrive(ctx context.Context, code, nonce, verifier string) (subject string, err error) {
	if nonce == "" || len(verifier) < 43 {
		return "", errAttempt
	}
	if code == "" || len(code) > 4096 {
		return "", refuse("code", nil)
	}
	at, err := p.provider(ctx)
	if err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(oidc.ClientContext(ctx, p.client), patience)
	defer cancel()
	tokens, err := at.config.Exchange(ctx, code, oauth2.VerifierOption(verifier))
	if err != nil {
		return "", exchangeFault(err)
	}
	said, err := at.verify(ctx, tokens, nonce)
	if err != nil {
		return "", err
	}
	return at.subject(ctx, p.options.Claim, said, tokens)
}

// provider returns what is known of the provider, asking once however many want
// to know. What it does not answer is asked again the next time.
func (p *Provider) provider(ctx context.Context) (*provider, error) {
	if at := p.learnt.Load(); at != nil {
		return at, nil
	}
	answer := p.asking.DoChan("", func() (any, error) {
		at, err := discover(p.options, p.client)
		if err == nil {
			p.learnt.Store(at)
		}
		return at, err
	})
	select {
	case is := <-answer:
		if is.Err != nil {
			return nil, unavailable(is.Err)
		}
		return is.Val.(*provider), nil
	case <-ctx.Done():
		return nil, unavailable(ctx.Err())
	}
}
