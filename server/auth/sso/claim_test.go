package sso

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/oauth2-proxy/mockoidc"

	"sizhang/domain/fault"
)

// The claim that names the account stands in the ID token.
func TestTheClaimIsReadFromTheIDToken(t *testing.T) {
	for name, of := range map[string]struct {
		claim string
		user  mockoidc.MockUser
		want  string // none: refused
	}{
		"the name":    {claim: "preferred_username", user: mockoidc.MockUser{Subject: "u", PreferredUsername: "zhang.san"}, want: "zhang.san"},
		"the address": {claim: "email", user: mockoidc.MockUser{Subject: "u", Email: "z@example.cn", EmailVerified: true}, want: "z@example.cn"},
		"nothing":     {claim: "preferred_username", user: mockoidc.MockUser{Subject: "u"}},
		"not there":   {claim: "employee", user: mockoidc.MockUser{Subject: "u"}},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCitySSO(t, func(o *Options) { o.Claim = of.claim })
			c.QueueUser(&of.user)
			c.at(mockoidc.UserinfoEndpoint, members(func(all map[string]any) { all["sub"] = "u" })) // the mock leaves it out
			got, err := c.arrive()
			if of.want == "" {
				c.wants(err, fault.SSORefused, "claim")
			} else if got != of.want || err != nil {
				t.Errorf("got %q, %v", got, err)
			}
			if asked := c.asked[mockoidc.UserinfoEndpoint] > 0; asked != (of.want == "") {
				t.Errorf("the userinfo was asked: %v", asked)
			}
		})
	}
}

// Where the ID token has it not, the userinfo may, if it is of the same person.
func TestTheClaimIsReadFromTheUserinfo(t *testing.T) {
	for answer, want := range map[string]string{
		`{"sub":"u","employee":"gh-0042"}`:                             "gh-0042",
		`{"sub":"u","employee":21030042}`:                              "21030042",
		`{"sub":"another","employee":"gh-0042"}`:                       "!userinfo",
		`{"employee":"gh-0042"}`:                                       "!userinfo",
		`{"sub":"u","employee":""}`:                                    "!claim",
		`{"sub":"u","employee":null}`:                                  "!claim",
		`{"sub":"u","employee":1.5}`:                                   "!claim",
		`{"sub":"u","employee":-1}`:                                    "!claim",
		`{"sub":"u","employee":true}`:                                  "!claim",
		`{"sub":"u","employee":{"a":"b"}}`:                             "!claim",
		`{"sub":"u","employee":" gh-0042"}`:                            "!claim",
		`{"sub":"u","employee":"gh-0042","employee_verified":false}`:   "!claim",
		`{"sub":"u","employee":"gh-0042","employee_verified":"false"}`: "!claim",
		`{"sub":"u","employee":"gh-0042","employee_verified":true}`:    "gh-0042",
		`{"sub":"u","employee":"` + strings.Repeat("x", 256) + `"}`:    "!claim",
		`{"sub":"u"}`: "!claim",
	} {
		c := newCitySSO(t, func(o *Options) { o.Claim = "employee" })
		c.QueueUser(&mockoidc.MockUser{Subject: "u"})
		c.at(mockoidc.UserinfoEndpoint, members(func(all map[string]any) {
			clear(all)
			in := json.NewDecoder(strings.NewReader(answer))
			in.UseNumber()
			if err := in.Decode(&all); err != nil {
				t.Error(err)
			}
		}))
		got, err := c.arrive()
		if reason, refused := strings.CutPrefix(want, "!"); refused {
			if err == nil {
				t.Errorf("%s: got %q", answer, got)
				continue
			}
			c.wants(err, fault.SSORefused, reason)
		} else if got != want || err != nil {
			t.Errorf("%s: got %q, %v", answer, got, err)
		}
	}
}

func TestNoMoreIsAskedForThanTheClaimNeeds(t *testing.T) {
	for claim, want := range map[string][]string{
		"": {"openid"}, "sub": {"openid"}, "email": {"openid", "email"}, "phone_number": {"openid", "phone"}, "employee": {"openid", "profile"},
	} {
		if got := scopes(claim); !slices.Equal(got, want) {
			t.Errorf("%q: %v", claim, got)
		}
	}
}
