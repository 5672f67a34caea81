package session

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"time"

	"sizhang/domain/fault"
	"sizhang/server/store"
)

// arrived is what the app redeems for tokens, sealed as the code.
type arrived struct {
	Account   string `json:"account"`
	Version   int64  `json:"version"`
	Challenge string `json:"challenge"`
	// Session is the id that the sign-in is to have, so that of two that come of
	// the same code the store refuses the second.
	Session string `json:"session"`
	Until   string `json:"until"`
}

const (
	purposeCode = "sso code"
	codeLife    = time.Minute // RFC 6749, 4.1.2, and shorter
)

// arrive finds the account that the single sign-on speaks of and seals it as a code.
func (s *Sessions) arrive(ctx context.Context, p Provider, l leaving, code, refused string) (string, error) {
	if refused != "" || code == "" {
		return "", fault.New(fault.SSORefused, "", fault.With{"reason": "access_denied"})
	}
	subject, err := p.Arrive(ctx, code, l.Nonce, l.Verifier)
	if err != nil {
		return "", err
	}
	account, found, err := s.options.Accounts.FindSubject(ctx, p.City(), subject)
	if err != nil {
		return "", err
	}
	if !found || account.Disabled || subject == "" {
		return "", fault.New(fault.SSOUnknown, "", nil)
	}
	return s.seal(purposeCode, p.City(), arrived{
		Account: account.ID, Version: account.Version, Challenge: l.Challenge, Session: newID(),
		Until: store.FormatInstant(s.now().Add(codeLife)),
	})
}

// RedeemSSO gives the app its tokens, or says what is wanted first. A code is good
// for one sign-in: fault.TicketInvalid after that, after a minute, and where the
// verifier is not that of the challenge.
func (s *Sessions) RedeemSSO(ctx context.Context, code, verifier string, from From) (Answer, error) {
	if err := s.admit(from); err != nil {
		return Answer{}, err
	}
	if s.options.SSO == nil {
		return Answer{}, fault.New(fault.SSOAbsent, "", nil)
	}
	city := s.options.SSO.City()
	var a arrived
	if err := s.open(purposeCode, city, code, &a); err != nil || a.Until <= store.FormatInstant(s.now()) {
		return Answer{}, voided("the code is none of ours, or is over")
	}
	hash := sha256.Sum256([]byte(verifier))
	if !hmac.Equal([]byte(base64url.EncodeToString(hash[:])), []byte(a.Challenge)) {
		return Answer{}, voided("the verifier is not that of the challenge")
	}
	_, account, err := s.options.Accounts.Actor(ctx, city, a.Account)
	if is(err, fault.SignInRequired) || err == nil && account.Version != a.Version {
		return Answer{}, voided("the account has changed since")
	}
	if err != nil {
		return Answer{}, err
	}
	p := progress{City: city, Account: account.ID, By: bySSO, Device: from.Device.tidy(), Session: a.Session}
	return s.proceed(ctx, account, p, from)
}

// seal writes a value so that only this installation reads it again, for the city.
func (s *Sessions) seal(purpose, city string, value any) (string, error) {
	plain, err := json.Marshal(value)
	if err != nil {
		return "", err
	}
	return s.options.Secret.Seal(purpose, city, plain), nil
}

func (s *Sessions) open(purpose, city, sealed string, value any) error {
	if len(sealed) > maxTicket {
		return errors.New("too long")
	}
	plain, err := s.options.Secret.Open(purpose, city, sealed)
	if err != nil {
		return err
	}
	return json.Unmarshal(plain, value)
}
