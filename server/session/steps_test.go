package session

import (
	"strings"
	"testing"
	"time"

	"sizhang/domain/fault"
	"sizhang/server/accounts"
	"sizhang/server/record"
)

const another = "another horse 电池 staple"

// A one-time password gets one as far as choosing another.
func TestAPasswordToBeChanged(t *testing.T) {
	w := newTown(t)
	s, other := w.server(), w.server()
	account := s.add(login, correct, "plain")
	before := s.signIn(login, correct)
	once, err := s.accounts.ResetPassword(t.Context(), accounts.Caller{Local: true}, code, account.ID)
	must(t, err)
	w.hide(once, another)
	a, err := s.SignIn(t.Context(), code, login, once, phone)
	ticket := s.wants(a, err, NextPassword)

	for bad, want := range map[string]fault.Code{"short": fault.PasswordShort, "password123": fault.PasswordKnown, once: fault.PasswordSame, "xx wang.wei xx": fault.PasswordAbout} {
		_, err = other.Password(t.Context(), ticket, bad, phone)
		w.refused(err, want)
	}
	a, err = other.Password(t.Context(), ticket, another, From{Address: "203.0.113.9"})
	must(t, err)
	tokens := other.tokensOf(a)
	if who := s.who(tokens.Access); who.Account.MustChange || who.Session.Device != phone.Device {
		t.Errorf("signed in is %+v", who)
	}
	if e := s.has(record.PasswordChanged, 1)[0]; e.Object != "account/"+account.ID {
		t.Errorf("the record has %+v", e)
	}
	s.gone(before.Access, fault.SignInRequired)
	_, err = s.Password(t.Context(), ticket, "yet another horse 电池", phone)
	w.refused(err, fault.TicketInvalid) // used
	for _, old := range []string{once, correct} {
		_, err = s.SignIn(t.Context(), code, login, old, phone)
		w.refused(err, fault.SignInFailed)
	}
	s.signIn(login, another)
}

// The steps in their order: the factor before the password, the enrolment last.
func TestTheOrderOfSteps(t *testing.T) {
	w := newTown(t)
	s := w.server()
	account := s.add(login, correct, "guarded")
	w.hide(another, "yet another horse 电池")
	once, err := s.accounts.ResetPassword(t.Context(), accounts.Caller{Local: true}, code, account.ID)
	must(t, err)
	w.hide(once)
	a, err := s.SignIn(t.Context(), code, login, once, phone)
	ticket := s.wants(a, err, NextPassword)
	a, err = s.Password(t.Context(), ticket, another, phone)
	ticket = s.wants(a, err, NextEnrol)
	uri := a.Enrol
	w.hide(uri, secretOf(uri))
	_, err = s.Enrol(t.Context(), ticket, wrongCode(t, uri, w.clock.now()), phone)
	w.refused(err, fault.FactorWrong)
	a, err = s.Enrol(t.Context(), ticket, codeOf(t, uri, w.clock.now()), phone)
	must(t, err)
	tokens := s.tokensOf(a)
	if len(a.Recovery) != 10 || s.who(tokens.Access).Session.Device != phone.Device {
		t.Errorf("%d recovery codes", len(a.Recovery))
	}
	s.has(record.FactorSet, 1)

	once, err = s.accounts.ResetPassword(t.Context(), accounts.Caller{Local: true}, code, account.ID)
	must(t, err)
	w.hide(once)
	w.clock.pass(time.Minute)
	a, err = s.SignIn(t.Context(), code, login, once, phone)
	ticket = s.wants(a, err, NextFactor)
	a, err = s.Factor(t.Context(), ticket, codeOf(t, uri, w.clock.now()), phone)
	ticket = s.wants(a, err, NextPassword)
	a, err = s.Password(t.Context(), ticket, "yet another horse 电池", phone)
	must(t, err)
	if tokens = s.tokensOf(a); a.Recovery != nil {
		t.Error("recovery codes twice")
	}
	s.who(tokens.Access)
	if e := s.has(record.SignedIn, 2)[0]; e.With["factor"] != "totp" {
		t.Errorf("the record has %v", e)
	}
}

func secretOf(uri string) string {
	_, rest, _ := strings.Cut(uri, "secret=")
	text, _, _ := strings.Cut(rest, "&")
	return text
}

// enrolled makes an account with a second factor and returns its URI and recovery
// codes.
func (s *server) enrolled() (accounts.Account, string, []string) {
	s.town.t.Helper()
	t := s.town.t
	account := s.add(login, correct, "guarded")
	a, err := s.SignIn(t.Context(), code, login, correct, phone)
	ticket := s.wants(a, err, NextEnrol)
	uri := a.Enrol
	s.town.hide(uri, secretOf(uri))
	a, err = s.Enrol(t.Context(), ticket, codeOf(t, uri, s.town.clock.now()), phone)
	must(t, err)
	s.tokensOf(a)
	s.town.clock.pass(time.Minute)
	return account, uri, a.Recovery
}

// No code counts twice, whichever server it is shown to.
func TestACodeCountsOnce(t *testing.T) {
	w := newTown(t)
	s, other := w.server(), w.server()
	_, uri, recovery := s.enrolled()
	for name, shown := range map[string]string{"totp": codeOf(t, uri, w.clock.now()), "recovery": recovery[3]} {
		tickets := [2]string{}
		// The step itself voids tickets, so the second is of after the first was spent.
		a, err := s.SignIn(t.Context(), code, login, correct, phone)
		tickets[0] = s.wants(a, err, NextFactor)
		a, err = s.Factor(t.Context(), tickets[0], shown, phone)
		must(t, err)
		s.tokensOf(a)
		a, err = other.SignIn(t.Context(), code, login, correct, phone)
		tickets[1] = other.wants(a, err, NextFactor)
		_, err = other.Factor(t.Context(), tickets[1], shown, phone)
		w.refused(err, fault.FactorWrong)
		_, err = other.Factor(t.Context(), tickets[0], shown, phone)
		w.refused(err, fault.TicketInvalid)
		if e := s.entries(code, record.SignedIn)[0]; e.With["factor"] != name {
			t.Errorf("the record has %v", e)
		}
	}
}

// The same code on two servers at the same moment, with tickets that both are good.
func TestACodeCountsOnceAtOnce(t *testing.T) {
	w := newTown(t)
	servers := []*server{w.server(), w.server()}
	_, uri, _ := servers[0].enrolled()
	for range long(200, 20) {
		w.clock.pass(time.Minute)
		shown := codeOf(t, uri, w.clock.now())
		tickets := [4]string{}
		for i := range tickets {
			a, err := servers[i%2].SignIn(t.Context(), code, login, correct, phone)
			tickets[i] = servers[i%2].wants(a, err, NextFactor)
		}
		done := make(chan error, len(tickets))
		for i, ticket := range tickets {
			go func() {
				a, err := servers[i%2].Factor(t.Context(), ticket, shown, phone)
				if err == nil {
					w.hide(a.Tokens.Access, a.Tokens.Refresh)
				}
				done <- err
			}()
		}
		good := 0
		for range tickets {
			switch err := <-done; {
			case err == nil:
				good++
			case !is(err, fault.FactorWrong) && !is(err, fault.TicketInvalid):
				t.Fatal(err)
			}
		}
		if good != 1 {
			t.Fatalf("a code counted %d times", good)
		}
	}
}

func TestFiveWrongCodes(t *testing.T) {
	w := newTown(t)
	s := w.server()
	_, uri, _ := s.enrolled()
	for range 5 {
		a, err := s.SignIn(t.Context(), code, login, correct, phone) // the password clears its own count only
		ticket := s.wants(a, err, NextFactor)
		_, err = s.Factor(t.Context(), ticket, wrongCode(t, uri, w.clock.now()), phone)
		w.refused(err, fault.FactorWrong)
	}
	a, err := s.SignIn(t.Context(), code, login, correct, phone)
	ticket := s.wants(a, err, NextFactor)
	_, err = s.Factor(t.Context(), ticket, codeOf(t, uri, w.clock.now()), phone)
	w.refused(err, fault.TooManyAttempts)
	if list := s.has(record.SignInRefused, 5); list[0].With["reason"] != "factor" {
		t.Errorf("the record has %v", list[0])
	}
}

// A ticket is of one step, one version of the account and five minutes.
func TestTicketsThatAreVoid(t *testing.T) {
	local := accounts.Caller{Local: true}
	for name, void := range map[string]func(s *server, a accounts.Account) error{
		"over": func(s *server, _ accounts.Account) error { s.town.clock.pass(5*time.Minute + time.Second); return nil },
		"disabled": func(s *server, a accounts.Account) error {
			_, err := s.accounts.Disable(t.Context(), local, code, a.ID)
			return err
		},
		"disabled and enabled": func(s *server, a accounts.Account) error {
			_, err := s.accounts.Disable(t.Context(), local, code, a.ID)
			must(t, err)
			_, err = s.accounts.Enable(t.Context(), local, code, a.ID)
			return err
		},
		"password reset": func(s *server, a accounts.Account) error {
			once, err := s.accounts.ResetPassword(t.Context(), local, code, a.ID)
			s.town.hide(once)
			return err
		},
		"factor reset": func(s *server, a accounts.Account) error {
			return s.accounts.ResetFactor(t.Context(), local, code, a.ID)
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t)
			s := w.server()
			account, uri, _ := s.enrolled()
			a, err := s.SignIn(t.Context(), code, login, correct, phone)
			ticket := s.wants(a, err, NextFactor)
			must(t, void(s, account))
			_, err = s.Factor(t.Context(), ticket, codeOf(t, uri, w.clock.now()), phone)
			w.refused(err, fault.TicketInvalid)
		})
	}
	w := newTown(t)
	s := w.server()
	_, uri, _ := s.enrolled()
	a, err := s.SignIn(t.Context(), code, login, correct, phone)
	ticket := s.wants(a, err, NextFactor)
	_, err = s.Password(t.Context(), ticket, another, phone)
	w.refused(err, fault.TicketInvalid)
	_, err = s.Enrol(t.Context(), ticket, codeOf(t, uri, w.clock.now()), phone)
	w.refused(err, fault.TicketInvalid)
	for i := range ticket {
		_, err = s.Factor(t.Context(), ticket[:i]+string(ticket[i]^1)+ticket[i+1:], codeOf(t, uri, w.clock.now()), phone)
		w.refused(err, fault.TicketInvalid)
	}
	_, err = s.Factor(t.Context(), strings.Repeat("A", 1<<20), "", phone)
	w.refused(err, fault.TicketInvalid)
	a, err = s.Factor(t.Context(), ticket, codeOf(t, uri, w.clock.now()), phone)
	must(t, err)
	s.tokensOf(a)
}

// A session that was begun while the password was being reset does not outlive it.
func TestAResetBetweenTwoSteps(t *testing.T) {
	w := newTown(t)
	s := w.server()
	account := s.add(login, correct, "plain")
	reset := false
	s.options.Accounts = &resetting{s.options.Accounts, func() {
		if !reset {
			reset = true
			once, err := s.accounts.ResetPassword(t.Context(), accounts.Caller{Local: true}, code, account.ID)
			must(t, err)
			w.hide(once)
		}
	}}
	tokens := s.signIn(login, correct) // reset between reading the account and writing the sign-in
	s.gone(tokens.Access, fault.SignInRequired)
	_, err := s.Refresh(t.Context(), tokens.Refresh, phone)
	w.refused(err, fault.SignInRequired)
}
