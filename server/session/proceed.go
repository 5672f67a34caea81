package session

import (
	"context"

	"sizhang/domain/fault"
	"sizhang/server/accounts"
	"sizhang/server/auth/totp"
)

// proceed says what is wanted next, or gives the tokens. The second factor comes
// before a new password, so that a one-time password alone takes nothing over, and
// a factor is set up last, so that its recovery codes come with the tokens.
func (s *Sessions) proceed(ctx context.Context, account accounts.Account, p progress, from From) (Answer, error) {
	actor, _, err := s.options.Accounts.Actor(ctx, account.City, account.ID)
	if err != nil {
		return Answer{}, err
	}
	p.Version, p.Secret = account.Version, ""
	switch {
	case p.Factor == "" && account.Factor.Confirmed:
		return s.want(NextFactor, p, "")
	case p.By == byPassword && account.MustChange:
		return s.want(NextPassword, p, "")
	case p.Factor == "" && demanding(actor):
		p.Secret = totp.NewSecret()
		return s.want(NextEnrol, p, totp.URI(s.options.Title, account.Login, p.Secret))
	}
	tokens, err := s.begin(ctx, account, p, from)
	return Answer{Tokens: tokens}, err
}

// want is the answer that something is wanted first.
func (s *Sessions) want(next Next, p progress, enrol string) (Answer, error) {
	ticket, err := s.ticket(next, p)
	return Answer{Next: next, Ticket: ticket, Enrol: enrol}, err
}

// Password goes on with a new password. fault.TicketInvalid where the ticket is not
// one for this, or is over; faults of the password where it will not do.
func (s *Sessions) Password(ctx context.Context, ticket, newPassword string, from From) (Answer, error) {
	p, account, err := s.resume(ctx, ticket, NextPassword, from)
	if err != nil {
		return Answer{}, err
	}
	hash, err := s.newHash(ctx, account, newPassword)
	if err != nil {
		return Answer{}, err
	}
	account, err = s.setPassword(ctx, Signed{Account: account}, hash, s.newStamp(account), from)
	if err != nil {
		return Answer{}, p.stale(err)
	}
	if _, err := s.RevokeAccount(ctx, account.City, account.ID); err != nil {
		return Answer{}, err
	}
	return s.proceed(ctx, account, p, from)
}

// stale makes a conflict with another write what it is to a ticket: void.
func (p progress) stale(err error) error {
	if is(err, fault.SignInRequired) {
		return fault.Wrap(fault.TicketInvalid, err)
	}
	return err
}

// Factor goes on with a code of the second factor or a recovery code;
// fault.FactorWrong where it is neither, or was used.
func (s *Sessions) Factor(ctx context.Context, ticket, code string, from From) (Answer, error) {
	p, account, err := s.resume(ctx, ticket, NextFactor, from)
	if err != nil {
		return Answer{}, err
	}
	right, err := s.tryCode(p.City, p.Account, func() error {
		account, err = s.options.Accounts.Edit(ctx, p.City, p.Account, func(a *accounts.Account) error {
			if err := p.fits(*a); err != nil {
				return err
			}
			p.Factor, err = s.spend(a, code)
			return err
		})
		return err
	})
	switch {
	case err != nil:
		return Answer{}, p.stale(err)
	case !right:
		return Answer{}, s.refuseFactor(ctx, p, from)
	}
	return s.proceed(ctx, account, p, from)
}

// Enrol goes on with the first code of a new second factor, which it puts into
// force. The recovery codes come with the tokens.
func (s *Sessions) Enrol(ctx context.Context, ticket, code string, from From) (Answer, error) {
	p, account, err := s.resume(ctx, ticket, NextEnrol, from)
	if err != nil {
		return Answer{}, err
	}
	var recovery []string
	right, err := s.tryCode(p.City, p.Account, func() error {
		account, recovery, err = s.enrol(ctx, p, account, code, from)
		return err
	})
	switch {
	case err != nil:
		return Answer{}, p.stale(err)
	case !right:
		return Answer{}, s.refuseFactor(ctx, p, from)
	}
	p.Factor = withTOTP
	answer, err := s.proceed(ctx, account, p, from)
	answer.Recovery = recovery
	return answer, err
}
