package session

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"sizhang/domain/fault"
	"sizhang/server/accounts"
	"sizhang/server/store"
)

// progress is how far somebody came with signing in. Between two steps the phone
// has it, sealed, as a ticket: no server need remember it. It is of one version of
// the account, so that whatever is done to the account meanwhile, a reset or the
// step itself, voids it.
type progress struct {
	City    string `json:"city"`
	Account string `json:"account"`
	Version int64  `json:"version"`
	// By is how: by password or sso; Factor the second factor that was shown, totp
	// or recovery, empty before.
	By     string `json:"by"`
	Factor string `json:"factor,omitempty"`
	Device Device `json:"device"`
	// Session is the id that the sign-in is to have, where a code of the single
	// sign-on decides it.
	Session string `json:"session,omitempty"`
	// Secret is that of the second factor that is being set, at NextEnrol.
	Secret string `json:"secret,omitempty"`
	Until  string `json:"until"`
}

// How somebody signed in, and what else they showed.
const (
	byPassword   = "password"
	bySSO        = "sso"
	withTOTP     = "totp"
	withRecovery = "recovery"
)

const (
	ticketLife    = 5 * time.Minute
	purposeTicket = "ticket"
	maxTicket     = 4 << 10 // bytes; ours have some 600
)

// ticket seals the progress for the step that is next.
func (s *Sessions) ticket(next Next, p progress) (string, error) {
	p.Until = store.FormatInstant(s.now().Add(ticketLife))
	plain, err := json.Marshal(p)
	if err != nil {
		return "", err
	}
	return s.options.Secret.Seal(purposeTicket, string(next), plain), nil
}

// resume opens a ticket for the step and returns the account as the ticket knew it;
// fault.TicketInvalid where it is none, is over, or the account has changed.
func (s *Sessions) resume(ctx context.Context, ticket string, step Next, from From) (progress, accounts.Account, error) {
	if err := s.admit(from); err != nil {
		return progress{}, accounts.Account{}, err
	}
	var p progress
	if len(ticket) > maxTicket {
		return p, accounts.Account{}, voided("it is too long")
	}
	plain, err := s.options.Secret.Open(purposeTicket, string(step), ticket)
	if err != nil || json.Unmarshal(plain, &p) != nil {
		return p, accounts.Account{}, voided("it is no ticket for this step")
	}
	if p.Until <= store.FormatInstant(s.now()) {
		return p, accounts.Account{}, voided("it is over")
	}
	_, account, err := s.options.Accounts.Actor(ctx, p.City, p.Account)
	switch {
	case is(err, fault.SignInRequired):
		return p, account, fault.Wrap(fault.TicketInvalid, err)
	case err != nil:
		return p, account, err
	}
	return p, account, p.fits(account)
}

// fits says whether the account is still as the ticket knew it.
func (p progress) fits(account accounts.Account) error {
	if account.Version != p.Version || account.Disabled {
		return voided("the account has changed since")
	}
	return nil
}

// voided is fault.TicketInvalid, with the reason for the log.
func voided(reason string) error { return fault.Wrap(fault.TicketInvalid, errors.New(reason)) }

// is says whether the error is the fault of the code.
func is(err error, code fault.Code) bool {
	var f *fault.Fault
	return errors.As(err, &f) && f.Code == code
}
