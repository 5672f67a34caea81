package sso

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"sizhang/domain/fault"
)

// verify returns the ID token, when the provider signed it for us, for this
// attempt, and for the access token beside it (OpenID Connect Core 1.0 §3.1.3.7).
func (at *provider) verify(ctx context.Context, tokens *oauth2.Token, nonce string) (*oidc.IDToken, error) {
	raw, _ := tokens.Extra("id_token").(string)
	if raw == "" {
		return nil, refuse("id_token", errors.New("there is no ID token"))
	}
	said, err := at.verifier.Verify(ctx, raw)
	if err != nil {
		return nil, verifyFault(err)
	}
	var more struct {
		Party string `json:"azp"`
	}
	switch err := said.Claims(&more); {
	case err != nil:
		return nil, refuse("id_token", errors.New("its claims cannot be read"))
	case said.Subject == "":
		return nil, refuse("id_token", errors.New("it has no sub"))
	case said.Nonce != nonce:
		return nil, refuse("nonce", nil)
	case more.Party != "" && more.Party != at.config.ClientID, more.Party == "" && len(said.Audience) > 1:
		return nil, refuse("azp", nil)
	case said.AccessTokenHash != "" && said.VerifyAccessToken(tokens.AccessToken) != nil:
		return nil, refuse("at_hash", nil)
	}
	return said, nil
}

// subject reads the claim from the ID token or, where it is not there, from the
// provider's userinfo, which must be of the same person (§5.3.2). An address or a
// number that the provider says it has not verified names nobody.
func (at *provider) subject(ctx context.Context, claim string, said *oidc.IDToken, tokens *oauth2.Token) (string, error) {
	var all map[string]json.RawMessage
	if err := said.Claims(&all); err != nil {
		return "", refuse("id_token", errors.New("its claims cannot be read"))
	}
	if _, there := all[claim]; !there && at.UserInfoEndpoint() != "" {
		info, err := at.UserInfo(ctx, oauth2.StaticTokenSource(tokens))
		if err != nil {
			return "", unavailable(errors.New("the provider's userinfo cannot be read"))
		}
		if info.Subject != said.Subject {
			return "", refuse("userinfo", errors.New("it is of somebody else"))
		}
		if err := info.Claims(&all); err != nil {
			return "", refuse("userinfo", errors.New("its claims cannot be read"))
		}
	}
	subject, ok := text(all[claim])
	if !ok || strings.Trim(string(all[claim+"_verified"]), `"`) == "false" {
		return "", refuse("claim", fmt.Errorf("the claim %s is not there or will not do", claim))
	}
	return subject, nil
}

// text is a claim that can name an account: a text of 1 to 255 bytes, or a whole
// number as some providers have it.
func text(claim json.RawMessage) (string, bool) {
	var text string
	if json.Unmarshal(claim, &text) != nil {
		text = string(claim)
		if strings.Trim(text, "0123456789") != "" {
			return "", false
		}
	}
	return text, text != "" && len(text) <= 255 && utf8.ValidString(text) && strings.TrimSpace(text) == text
}

// refuse words a refusal; the reason is a short word that the documents explain.
func refuse(reason string, cause error) error {
	return &fault.Fault{Code: fault.SSORefused, With: fault.With{"reason": reason}, Cause: cause}
}

var word = regexp.MustCompile(`^[a-z_]{1,40}$`)

// exchangeFault words why no token was given. What the provider wrote is not
// repeated but for its error code (RFC 6749 §5.2): it may hold what we sent.
func exchangeFault(err error) error {
	var refused *oauth2.RetrieveError
	if !errors.As(err, &refused) {
		return unavailable(err)
	}
	status := refused.Response.StatusCode
	answered := fmt.Errorf("the provider's token endpoint answered %d", status)
	switch said := word.MatchString(refused.ErrorCode); {
	case status >= 500 || status == http.StatusRequestTimeout || status == http.StatusTooManyRequests:
		return unavailable(answered)
	case said:
		return refuse(refused.ErrorCode, answered)
	case status >= 400:
		return refuse("code", answered)
	}
	return unavailable(answered)
}

// verifyFault words why an ID token does not hold: the token is never repeated. It
// is not the token's fault where its keys could not be fetched.
func verifyFault(err error) error {
	var over *oidc.TokenExpiredError
	switch {
	case errors.As(err, &over):
		return refuse("expired", err)
	case strings.Contains(err.Error(), "fetching keys"):
		return unavailable(err)
	}
	return refuse("id_token", err)
}

func unavailable(err error) error { return fault.Wrap(fault.SSOUnavailable, err) }
