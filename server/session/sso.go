package session

import (
	"context"
	"crypto/sha256"
	"net/url"
	"strings"
	"time"

	"sizhang/domain/fault"
	"sizhang/server/record"
	"sizhang/server/store"
)

// leaving is what is to be known again when the browser comes back from the single
// sign-on. It goes along, sealed, as the state: no server need remember it, and any
// may be the one that the browser comes back to.
type leaving struct {
	Redirect  string `json:"redirect"`
	Challenge string `json:"challenge"` // the app's, by S256 (RFC 7636)
	State     string `json:"state"`     // the app's
	Nonce     string `json:"nonce"`
	Verifier  string `json:"verifier"` // ours, for the provider
	Until     string `json:"until"`
}

const (
	purposeState = "sso state"
	stateLife    = 10 * time.Minute // somebody types a password there
	maxAppState  = 512              // bytes
)

// provider returns the city's single sign-on; fault.SSOAbsent where it has none.
func (s *Sessions) provider(city string) (Provider, error) {
	if p := s.options.SSO; p != nil && p.City() == city {
		return p, nil
	}
	return nil, fault.New(fault.SSOAbsent, "", nil)
}

// BeginSSO returns where to send the browser; the city's single sign-on sends it
// back to FinishSSO, which returns where to send it then, to the app with a code,
// and RedeemSSO gives the app its tokens for the code and the verifier (PKCE).
// fault.RedirectUnknown where the browser may not be sent there in the end.
func (s *Sessions) BeginSSO(ctx context.Context, city, redirect, challenge, state string) (string, error) {
	p, err := s.provider(city)
	if err != nil {
		return "", err
	}
	if !p.MayReturnTo(redirect) {
		return "", fault.New(fault.RedirectUnknown, "redirect", nil)
	}
	if hash, err := base64url.Strict().DecodeString(challenge); err != nil || len(hash) != sha256.Size {
		return "", fault.New(fault.InvalidRequest, "challenge", nil)
	}
	if len(state) > maxAppState {
		return "", fault.New(fault.InvalidRequest, "state", nil)
	}
	l := leaving{
		Redirect: redirect, Challenge: challenge, State: state, Nonce: randomText(32), Verifier: randomText(32),
		Until: store.FormatInstant(s.now().Add(stateLife)),
	}
	sealed, err := s.seal(purposeState, city, l)
	if err != nil {
		return "", err
	}
	return p.Leave(ctx, sealed, l.Nonce, l.Verifier)
}

// FinishSSO takes the browser back. fault.TicketInvalid where the state is none of
// ours or is over; whatever else is wrong goes to the app, as error beside its state
// (RFC 6749, 4.1.2.1): sso_refused, sso_unknown or sso_unavailable.
func (s *Sessions) FinishSSO(ctx context.Context, state, code, refused string, from From) (string, error) {
	if err := s.admit(from); err != nil {
		return "", err
	}
	if s.options.SSO == nil {
		return "", fault.New(fault.SSOAbsent, "", nil)
	}
	p := s.options.SSO
	var l leaving
	if err := s.open(purposeState, p.City(), state, &l); err != nil || l.Until <= store.FormatInstant(s.now()) || !p.MayReturnTo(l.Redirect) {
		return "", voided("the state is none of ours, or is over")
	}
	sealed, err := s.arrive(ctx, p, l, code, refused)
	if err == nil {
		return back(l, "code", sealed)
	}
	f := fault.As(err)
	switch f.Code {
	case fault.SSORefused, fault.SSOUnknown, fault.SSOUnavailable:
	default:
		return "", err
	}
	if err := s.recordRefusedSSO(ctx, p.City(), string(f.Code), from); err != nil {
		return "", err
	}
	return back(l, "error", string(f.Code))
}

// back is the app's address with the outcome and the app's state.
func back(l leaving, name, value string) (string, error) {
	u, err := url.Parse(l.Redirect)
	if err != nil {
		return "", voided("the address to return to is none")
	}
	q := u.Query()
	q.Set(name, value)
	if l.State != "" {
		q.Set("state", l.State)
	}
	u.RawQuery = q.Encode()
	return u.String(), nil
}

func (s *Sessions) recordRefusedSSO(ctx context.Context, city, reason string, from From) error {
	return s.recordRefusal(ctx, city, record.Entry{
		Address: from.Address, With: with("by", bySSO, "reason", strings.TrimPrefix(reason, "sso_")),
	})
}
