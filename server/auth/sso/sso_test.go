package sso

import (
	"net/url"
	"sync"
	"testing"

	"github.com/oauth2-proxy/mockoidc"

	"sizhang/domain/fault"
)

func TestSomebodyComesBackFromTheCitysSignOn(t *testing.T) {
	c := newCitySSO(t, nil)
	c.QueueUser(&mockoidc.MockUser{Subject: "u-0001", Email: "zhang@example.cn"})
	got, err := c.arrive()
	if err != nil || got != "u-0001" {
		t.Fatalf("got %q, %v", got, err)
	}
	if c.lastSeen.Get("code_verifier") != verifier || c.lastSeen.Get("redirect_uri") != callback {
		t.Errorf("the token endpoint was sent %v", c.lastSeen)
	}
	if got := c.asked[mockoidc.DiscoveryEndpoint]; got != 1 {
		t.Errorf("the configuration was asked for %d times", got)
	}
}

// The address that the browser is sent to says all that protects the attempt, and
// the verifier itself only as a hash.
func TestTheBrowserLeavesWithAChallenge(t *testing.T) {
	c := newCitySSO(t, nil)
	// RFC 7636, appendix B.
	address, err := c.p.Leave(t.Context(), "s", "n", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	want := url.Values{
		"client_id": {c.ClientID}, "code_challenge": {"E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"}, "code_challenge_method": {"S256"},
		"nonce": {"n"}, "redirect_uri": {callback}, "response_type": {"code"}, "scope": {"openid"}, "state": {"s"},
	}
	if got := u.Query().Encode(); got != want.Encode() || u.Path != mockoidc.AuthorizationEndpoint {
		t.Errorf("got %s, want %s", got, want.Encode())
	}
}

// An attempt without what protects it is a mistake of ours, and goes nowhere.
func TestAnAttemptIsProtected(t *testing.T) {
	c := newCitySSO(t, nil)
	for _, of := range [][3]string{{"", nonce, verifier}, {"s", "", verifier}, {"s", nonce, ""}, {"s", nonce, verifier[:42]}} {
		if _, err := c.p.Leave(t.Context(), of[0], of[1], of[2]); err == nil {
			t.Errorf("left with %q", of)
		}
	}
	for _, of := range [][2]string{{"", verifier}, {nonce, ""}} {
		if _, err := c.p.Arrive(t.Context(), "code", of[0], of[1]); err == nil {
			t.Errorf("arrived with %q", of)
		}
	}
	_, err := c.p.Arrive(t.Context(), "", nonce, verifier)
	c.wants(err, fault.SSORefused, "code")
	if len(c.asked) != 0 {
		t.Errorf("the provider was asked: %v", c.asked)
	}
}

func TestACodeCountsOnce(t *testing.T) {
	c := newCitySSO(t, nil)
	code := c.code()
	if _, err := c.p.Arrive(t.Context(), code, nonce, verifier); err != nil {
		t.Fatal(err)
	}
	_, err := c.p.Arrive(t.Context(), code, nonce, verifier)
	c.wants(err, fault.SSORefused, "invalid_grant", code)
}

// Who stole the code but not the verifier gets nothing.
func TestACodeWithAnotherVerifierIsRefused(t *testing.T) {
	c := newCitySSO(t, nil)
	code := c.code()
	_, err := c.p.Arrive(t.Context(), code, nonce, "another"+verifier)
	c.wants(err, fault.SSORefused, "invalid_grant", code)
}

// The provider repeats the secret in its refusal; we do not.
func TestAWrongSecretIsNotRepeated(t *testing.T) {
	const wrong = "a-secret-of-another-client"
	c := newCitySSO(t, func(o *Options) { o.ClientSecret = wrong })
	code := c.code()
	_, err := c.p.Arrive(t.Context(), code, nonce, verifier)
	c.wants(err, fault.SSORefused, "invalid_client", code, wrong)
}

func TestManyAtOnceAskForTheConfigurationOnce(t *testing.T) {
	c := newCitySSO(t, nil)
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if _, err := c.p.Leave(t.Context(), "s", nonce, verifier); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if got := c.asked[mockoidc.DiscoveryEndpoint]; got > 2 { // one may begin as another ends
		t.Errorf("asked %d times", got)
	}
}
