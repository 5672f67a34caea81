package session

import (
	"errors"
	"strings"
	"testing"
	"time"

	"sizhang/domain/fault"
	"sizhang/server/accounts"
	"sizhang/server/record"
	"sizhang/server/store"
)

func TestChangeOnesPassword(t *testing.T) {
	w := newTown(t)
	s, other := w.server(), w.server()
	s.add(login, correct, "plain")
	w.hide(another)
	mine, elsewhere := s.signIn(login, correct), s.signIn(login, correct)
	a, err := s.SignIn(t.Context(), code, login, correct, phone)
	must(t, err)
	s.tokensOf(a)
	who := s.who(mine.Access)

	w.refused(s.ChangePassword(t.Context(), who, "wrong horse battery staple", another, phone), fault.PasswordWrong)
	w.refused(s.ChangePassword(t.Context(), who, correct, "short", phone), fault.PasswordShort)
	w.refused(s.ChangePassword(t.Context(), who, correct, correct, phone), fault.PasswordSame)
	s.has(record.PasswordChanged, 0)
	other.who(elsewhere.Access)
	must(t, s.ChangePassword(t.Context(), who, correct, another, phone))
	other.who(mine.Access)
	other.gone(elsewhere.Access, fault.SignInRequired)
	if list, err := s.Devices(t.Context(), s.who(mine.Access)); err != nil || len(list) != 1 || list[0].ID != mine.Session {
		t.Errorf("%v %v", list, err)
	}
	next := other.refresh(mine.Refresh)
	s.who(next.Access)
	if e := s.has(record.PasswordChanged, 1)[0]; e.Account != who.Account.ID || e.Session != mine.Session {
		t.Errorf("the record has %+v", e)
	}
	_, err = s.SignIn(t.Context(), code, login, correct, phone)
	w.refused(err, fault.SignInFailed)
	s.signIn(login, another)
	w.refused(s.ChangePassword(t.Context(), who, correct, "yet another horse 电池", phone), fault.SignInRequired) // who is of before
}

// Wherever a server dies while a password is changed, the one who changes it stays
// signed in, and the other sign-ins have ended if and only if it was changed.
func TestAServerThatDiesWhileAPasswordChanges(t *testing.T) {
	for _, in := range []string{store.Sessions, store.Accounts, store.Records} {
		for nth := 1; nth <= 3; nth++ {
			for _, after := range []bool{false, true} {
				w := newTown(t)
				s := w.server()
				s.add(login, correct, "plain")
				w.hide(another)
				mine, elsewhere := s.signIn(login, correct), s.signIn(login, correct)
				n := 0
				die := func() error {
					if n++; n >= nth {
						return errDied
					}
					return nil
				}
				b := &bent{Store: w.store, collection: in, before: die}
				if after {
					b.before, b.after = nil, die
				}
				died := w.server(over(b))
				died.accounts = accounts.New(accounts.Options{Store: b, Duties: duties{w}, Hasher: w.hasher, Record: s.record, Now: w.clock.now})
				died.options.Accounts = died.accounts
				if in == store.Records {
					died.options.Record = failingRecord{}
				}
				err := died.ChangePassword(t.Context(), s.who(mine.Access), correct, another, phone)
				who := s.who(mine.Access)
				s.who(s.refresh(mine.Refresh).Access)
				_, changed := s.SignIn(t.Context(), code, login, another, phone)
				_, alive := s.Identify(t.Context(), elsewhere.Access)
				if (changed == nil) == (alive == nil) {
					t.Errorf("%s %d %v: changed %v, another sign-in %v (%v)", in, nth, after, changed, alive, err)
				}
				if in == store.Records && (changed == nil || !errors.Is(err, errDied)) {
					t.Error("changed off the record")
				}
				if list, err := s.Devices(t.Context(), who); err != nil || len(list) == 0 {
					t.Errorf("%v %v", list, err)
				}
			}
		}
	}
}

func TestFiveWrongPasswordsOfOnesOwn(t *testing.T) {
	w := newTown(t)
	s := w.server()
	s.add(login, correct, "plain")
	who := s.who(s.signIn(login, correct).Access)
	for range 5 {
		_, err := s.BeginFactor(t.Context(), who, "wrong horse battery staple", phone)
		w.refused(err, fault.PasswordWrong)
	}
	w.refused(s.ChangePassword(t.Context(), who, correct, another, phone), fault.TooManyAttempts)
	w.refused(s.DropFactor(t.Context(), who, correct, phone), fault.TooManyAttempts)
	s.signIn(login, correct) // whoever holds the phone does not lock its owner out
}

// Who knows the password does not thereby get more tries at the code.
func TestFiveWrongCodesOfOnesOwn(t *testing.T) {
	w := newTown(t)
	s := w.server()
	s.add(login, correct, "plain")
	who := s.who(s.signIn(login, correct).Access)
	begin := func() (uri string) {
		uri, err := s.BeginFactor(t.Context(), who, correct, phone)
		must(t, err)
		w.hide(uri, secretOf(uri))
		who = s.who(Signed{Account: who.Account, Session: who.Session}.accessOf(s))
		return uri
	}
	for range 5 {
		_, err := s.ConfirmFactor(t.Context(), who, wrongCode(t, begin(), w.clock.now()), phone)
		w.refused(err, fault.FactorWrong)
	}
	_, err := s.ConfirmFactor(t.Context(), who, codeOf(t, begin(), w.clock.now()), phone)
	w.refused(err, fault.TooManyAttempts)
}

func TestOnesSecondFactor(t *testing.T) {
	w := newTown(t)
	s, other := w.server(), w.server()
	account := s.add(login, correct, "plain")
	tokens := s.signIn(login, correct)
	who := func() Signed { return other.who(tokens.Access) }

	_, err := s.ConfirmFactor(t.Context(), who(), "000000", phone)
	w.refused(err, fault.FactorAbsent)
	w.refused(s.DropFactor(t.Context(), who(), correct, phone), fault.FactorAbsent)
	_, err = s.BeginFactor(t.Context(), who(), "wrong horse battery staple", phone)
	w.refused(err, fault.PasswordWrong)
	first, err := s.BeginFactor(t.Context(), who(), correct, phone)
	must(t, err)
	uri, err := s.BeginFactor(t.Context(), who(), correct, phone)
	must(t, err)
	w.hide(first, uri, secretOf(first), secretOf(uri))
	without := s.signIn(login, correct) // not confirmed, it demands nothing
	_, err = s.ConfirmFactor(t.Context(), who(), codeOf(t, first, w.clock.now()), phone)
	w.refused(err, fault.FactorWrong)
	s.has(record.FactorSet, 0)
	recovery, err := s.ConfirmFactor(t.Context(), who(), codeOf(t, uri, w.clock.now()), phone)
	must(t, err)
	w.hide(recovery...)
	other.gone(without.Access, fault.SignInRequired) // it was begun with the password alone
	if e := s.has(record.FactorSet, 1)[0]; e.Session != tokens.Session || e.Object != "account/"+account.ID {
		t.Errorf("the record has %+v", e)
	}
	_, err = s.ConfirmFactor(t.Context(), who(), codeOf(t, uri, w.clock.now()), phone)
	w.refused(err, fault.FactorThere)
	_, err = s.BeginFactor(t.Context(), who(), correct, phone)
	w.refused(err, fault.FactorThere)

	a, err := s.SignIn(t.Context(), code, login, correct, phone)
	ticket := s.wants(a, err, NextFactor)
	_, err = s.Factor(t.Context(), ticket, codeOf(t, uri, w.clock.now()), phone)
	w.refused(err, fault.FactorWrong) // it confirmed the factor
	a, err = s.Factor(t.Context(), ticket, recovery[0], phone)
	must(t, err)
	recovered := s.tokensOf(a)

	// A role that demands one lets those go on who showed it.
	_, err = s.accounts.Give(t.Context(), accounts.Caller{Local: true}, code, account.ID, accounts.Grant{Role: "guarded"})
	must(t, err)
	w.refused(s.DropFactor(t.Context(), who(), correct, phone), fault.FactorDemanded)
	if list, err := s.Devices(t.Context(), who()); err != nil || len(list) != 2 {
		t.Errorf("%v %v", list, err)
	}

	_, fresh, err := s.accounts.Actor(t.Context(), code, account.ID)
	must(t, err)
	_, err = s.accounts.Take(t.Context(), accounts.Caller{Local: true}, code, account.ID, fresh.Grants[1].ID)
	must(t, err)
	w.refused(s.DropFactor(t.Context(), who(), "wrong horse battery staple", phone), fault.PasswordWrong)
	other.who(recovered.Access)
	must(t, s.DropFactor(t.Context(), who(), correct, phone))
	s.has(record.FactorReset, 1)
	other.gone(recovered.Access, fault.SignInRequired)
	who()
	s.signIn(login, correct)
}

func TestDevices(t *testing.T) {
	w := newTown(t)
	s, other := w.server(), w.server()
	s.add(login, correct, "plain")
	s.add("li.na", correct, "plain")
	tokens := [3]Tokens{}
	for i := range tokens {
		tokens[i] = s.signIn(login, correct)
		w.clock.pass(time.Minute)
	}
	stranger := s.who(s.signIn("li.na", correct).Access)
	tokens[0] = other.refresh(tokens[0].Refresh)
	who := s.who(tokens[0].Access)

	list, err := s.Devices(t.Context(), who)
	must(t, err)
	if len(list) != 3 || list[0].ID != tokens[0].Session || list[1].ID != tokens[2].Session || list[2].ID != tokens[1].Session {
		t.Fatalf("the devices are %v", list)
	}
	renamed, err := other.Rename(t.Context(), who, tokens[1].Session, "  办公室\u202e\n平板 ")
	must(t, err)
	if renamed.Device.Name != "办公室 平板" || renamed.Device.Platform != "android" {
		t.Errorf("it is called %q", renamed.Device.Name)
	}
	_, err = s.Rename(t.Context(), who, tokens[1].Session, " \n ")
	w.refused(err, fault.InvalidRequest)

	for name, id := range map[string]string{"another's": stranger.Session.ID, "none": newID(), "empty": "x", "long": string(make([]byte, 4096))} {
		if _, err := s.Rename(t.Context(), who, id, "x"); !is(err, fault.DeviceNotFound) {
			t.Errorf("%s was renamed: %v", name, err)
		}
		if err := s.Revoke(t.Context(), who, id, phone); !is(err, fault.DeviceNotFound) {
			t.Errorf("%s was ended: %v", name, err)
		}
	}
	s.has(record.DeviceRevoked, 0)

	must(t, s.Revoke(t.Context(), who, tokens[1].Session, phone))
	if e := s.has(record.DeviceRevoked, 1)[0]; e.Object != "session/"+tokens[1].Session || e.Session != tokens[0].Session {
		t.Errorf("the record has %+v", e)
	}
	w.refused(s.Revoke(t.Context(), who, tokens[1].Session, phone), fault.DeviceNotFound)
	_, err = s.Rename(t.Context(), who, tokens[1].Session, "x")
	w.refused(err, fault.DeviceNotFound)

	n, err := other.RevokeAll(t.Context(), who, tokens[0].Session, phone)
	must(t, err)
	if n != 1 {
		t.Errorf("%d were ended", n)
	}
	s.who(tokens[0].Access)
	must(t, s.Revoke(t.Context(), who, tokens[0].Session, phone))
	s.has(record.SignedOut, 1)
	other.gone(tokens[0].Access, fault.SignInRequired)
	s.who(stranger.accessOf(s))

	good := s.options.Record
	s.options.Record = failingRecord{}
	if err := s.Revoke(t.Context(), stranger, stranger.Session.ID, phone); !errors.Is(err, errDied) {
		t.Errorf("ended off the record: %v", err)
	}
	s.options.Record = good
	s.who(stranger.accessOf(s))
}

// accessOf makes another access token of the sign-in.
func (w Signed) accessOf(s *server) string {
	known, err := s.ring(s.town.t.Context())
	must(s.town.t, err)
	tokens, err := s.tokens(known, &body{Account: w.Account.ID}, refreshToken{city: code, session: w.Session.ID})
	must(s.town.t, err)
	return tokens.Access
}

func TestDevicesAreTidy(t *testing.T) {
	for given, want := range map[Device]Device{
		{"", ""}:                                    {"", ""},
		{"老王\x00的\u200b手机", "Android"}:              {"老王 的 手机", "android"},
		{"a\xffb", "a b"}:                           {"a b", ""},
		{string(make([]byte, 100)), "ios"}:          {"", "ios"},
		{"x", "<script>"}:                           {"x", ""},
		{"x", "harmony-5.0"}:                        {"x", "harmony-5.0"},
		{"x", "a234567890123456789012345678901234"}: {"x", ""},
	} {
		if got := given.tidy(); got != want {
			t.Errorf("%q is %q", given, got)
		}
	}
	long := Device{Name: strings.Repeat("长", 100)}
	if n := len([]rune(long.tidy().Name)); n != maxDeviceName {
		t.Errorf("%d letters", n)
	}
}
