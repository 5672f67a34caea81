package session

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"sizhang/domain/fault"
	"sizhang/server/accounts"
	"sizhang/server/auth/secret"
	"sizhang/server/auth/token"
	"sizhang/server/record"
	"sizhang/server/store"
)

// Whatever ends a sign-in on one server ends it on the other at its next request.
func TestWhatEndsASignInEndsItEverywhere(t *testing.T) {
	local := accounts.Caller{Local: true}
	type scene struct {
		*town
		here, there *server
		account     accounts.Account
		who         Signed
		tokens      Tokens
	}
	for name, end := range map[string]func(x scene) error{
		"signed out": func(x scene) error { return x.here.Revoke(x.t.Context(), x.who, x.tokens.Session, phone) },
		"device revoked": func(x scene) error {
			other := x.here.who(x.here.signIn(login, correct).Access)
			return x.here.Revoke(x.t.Context(), other, x.tokens.Session, phone)
		},
		"all revoked": func(x scene) error {
			other := x.here.who(x.here.signIn(login, correct).Access)
			_, err := x.here.RevokeAll(x.t.Context(), other, other.Session.ID, phone)
			return err
		},
		"account revoked": func(x scene) error {
			n, err := x.here.RevokeAccount(x.t.Context(), code, x.account.ID)
			if n != 1 {
				x.t.Errorf("%d were ended", n)
			}
			return err
		},
		"disabled": func(x scene) error {
			_, err := x.here.accounts.Disable(x.t.Context(), local, code, x.account.ID)
			return err
		},
		"password reset": func(x scene) error { // nothing else is called, as when the server dies then
			once, err := x.here.accounts.ResetPassword(x.t.Context(), local, code, x.account.ID)
			x.hide(once)
			return err
		},
		"password changed elsewhere": func(x scene) error {
			other := x.here.who(x.here.signIn(login, correct).Access)
			x.hide("another horse 电池 staple")
			return x.here.ChangePassword(x.t.Context(), other, correct, "another horse 电池 staple", phone)
		},
		"replayed": func(x scene) error {
			second := x.here.refresh(x.tokens.Refresh)
			x.here.refresh(second.Refresh)
			_, err := x.here.Refresh(x.t.Context(), x.tokens.Refresh, phone)
			x.refused(err, fault.SignInRequired)
			return nil
		},
		"a role demands a second factor": func(x scene) error {
			_, err := x.here.accounts.Give(x.t.Context(), local, code, x.account.ID, accounts.Grant{Role: "guarded"})
			return err
		},
		"silent for too long": func(x scene) error {
			x.clock.pass(31 * 24 * time.Hour)
			x.tokens.Access = ""
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t)
			x := scene{town: w, here: w.server(), there: w.server()}
			x.account = x.here.add(login, correct, "plain")
			x.tokens = x.here.signIn(login, correct)
			x.who = x.there.who(x.tokens.Access)
			must(t, end(x))
			if name != "silent for too long" {
				x.there.gone(x.tokens.Access, fault.SignInRequired)
				x.here.gone(x.tokens.Access, fault.SignInRequired)
			}
			_, err := x.there.Refresh(t.Context(), x.tokens.Refresh, phone)
			w.refused(err, fault.SignInRequired)
		})
	}
}

// An account that is enabled again goes on where it was not ended besides.
func TestEnabledAgain(t *testing.T) {
	w := newTown(t)
	s := w.server()
	a := s.add(login, correct, "plain")
	tokens := s.signIn(login, correct)
	_, err := s.accounts.Disable(t.Context(), accounts.Caller{Local: true}, code, a.ID)
	must(t, err)
	_, err = s.RevokeAccount(t.Context(), code, a.ID)
	must(t, err)
	_, err = s.accounts.Enable(t.Context(), accounts.Caller{Local: true}, code, a.ID)
	must(t, err)
	s.gone(tokens.Access, fault.SignInRequired)
	s.signIn(login, correct)
}

// A token of another installation, city, sign-in or none at all.
func TestTokensThatAreNotOurs(t *testing.T) {
	w := newTown(t)
	s := w.server()
	account := s.add(login, correct, "plain")
	victim := s.add("victim", correct, "plain")
	tokens := s.signIn(login, correct)
	known, err := s.ring(t.Context())
	must(t, err)
	make := func(m token.Maker, r *token.Ring, city, account, session string) string {
		raw, err := m.Make(r, token.Claims{City: city, Account: account, Session: session, ID: "x", IssuedAt: w.clock.now(), Expires: w.clock.now().Add(token.Life)}, w.clock.now())
		must(t, err)
		return raw
	}
	maker := s.options.Maker
	foreign := token.NewRing([]token.Key{token.NewKey(w.clock.now(), time.Hour)})
	for name, raw := range map[string]string{
		"nothing":              "",
		"text":                 "x.y.z",
		"a refresh token":      tokens.Refresh,
		"another key":          make(maker, foreign, code, account.ID, tokens.Session),
		"another issuer":       make(token.Maker{Issuer: "https://evil.example", Audience: maker.Audience}, known.ring, code, account.ID, tokens.Session),
		"another's session":    make(maker, known.ring, code, victim.ID, tokens.Session),
		"another city":         make(maker, known.ring, "110102", account.ID, tokens.Session),
		"no such session":      make(maker, known.ring, code, account.ID, newID()),
		"cut":                  tokens.Access[:len(tokens.Access)-1],
		"a huge header":        strings.Repeat("A", 1<<20) + ".x.y",
		"a header of no JSON":  base64.RawURLEncoding.EncodeToString([]byte("{")) + ".x.y",
		"a kid that is no one": base64.RawURLEncoding.EncodeToString([]byte(`{"kid":"`+strings.Repeat("k", 300)+`"}`)) + ".x.y",
	} {
		if _, err := s.Identify(t.Context(), raw); !is(err, fault.SignInRequired) {
			t.Errorf("%s: %v", name, err)
		}
	}
	s.who(make(maker, known.ring, code, account.ID, tokens.Session))
}

// Two servers that start at once agree on one key.
func TestTheFirstKeyIsOne(t *testing.T) {
	w := newTown(t)
	servers := []*server{w.server(), w.server(), w.server(), w.server()}
	done := make(chan error)
	for _, s := range servers {
		go func() { _, err := s.tend(t.Context()); done <- err }()
	}
	for range servers {
		must(t, <-done)
	}
	r, err := servers[0].readRing(t.Context())
	must(t, err)
	if len(r.keys) != 1 {
		t.Errorf("%d keys", len(r.keys))
	}
	if list := servers[0].entries(store.Installation, record.KeyRotated); len(list) != 1 || list[0].Object != "key/"+r.keys[0].ID {
		t.Errorf("the record has %v", list)
	}
}

// Through a week of scheduled rotation every key is shown before it signs, one can
// always sign, and every token lives its time out on the other server.
func TestKeysRotateOnSchedule(t *testing.T) {
	w := newTown(t)
	brief := func(o *Options) { o.KeyLife = 24 * time.Hour }
	s, other := w.server(brief), w.server(brief)
	s.add(login, correct, "plain")
	tokens := s.signIn(login, correct)
	shown := map[string]time.Time{}
	signed := map[string]bool{}
	since := w.clock.now()
	for w.clock.now().Sub(since) < 7*24*time.Hour {
		_, err := s.tend(t.Context())
		must(t, err)
		jwks, err := other.JWKS(t.Context())
		must(t, err)
		r, err := s.readRing(t.Context())
		must(t, err)
		for _, k := range r.keys {
			if strings.Contains(string(jwks), k.ID) && shown[k.ID].IsZero() {
				shown[k.ID] = w.clock.now()
			}
		}
		before := tokens
		tokens = s.refresh(tokens.Refresh)
		id := kid(tokens.Access)
		signed[id] = true
		if len(signed) > 1 && w.clock.now().Sub(shown[id]) < 30*time.Minute {
			t.Fatalf("a key signs %v after it was shown", w.clock.now().Sub(shown[id]))
		}
		other.who(tokens.Access)
		w.clock.pass(token.Life - time.Second)
		other.who(tokens.Access) // a second before its end
		w.hide(before.Access)
		w.clock.pass(time.Duration(w.clock.now().Unix()%40) * time.Minute)
	}
	if len(signed) < 7 || len(signed) > 8 {
		t.Errorf("%d keys have signed in a week", len(signed))
	}
	if r, _ := s.readRing(t.Context()); len(r.keys) > maxKeys {
		t.Errorf("%d keys are kept", len(r.keys))
	}
}

func TestRotateByCommand(t *testing.T) {
	w := newTown(t)
	s, other := w.server(), w.server()
	s.add(login, correct, "plain")
	before := s.signIn(login, correct)
	other.who(before.Access)
	id, err := s.RotateKey(t.Context(), false)
	must(t, err)
	w.clock.pass(time.Second) // what the other server knows is a second old at most
	jwks, err := other.JWKS(t.Context())
	must(t, err)
	if !strings.Contains(string(jwks), id) {
		t.Error("the new key is not shown")
	}
	if tokens := s.signIn(login, correct); kid(tokens.Access) == id {
		t.Error("the new key signs at once")
	}
	w.clock.pass(time.Hour - 2*time.Second)
	last := s.signIn(login, correct)
	if kid(last.Access) == id {
		t.Error("the new key signs before an hour is over")
	}
	w.clock.pass(2 * time.Second)
	for _, one := range []*server{s, other} {
		if tokens := one.signIn(login, correct); kid(tokens.Access) != id {
			t.Error("the new key does not sign")
		}
	}
	w.clock.pass(token.Life - 3*time.Second)
	other.who(last.Access)
	w.clock.pass(2 * time.Minute)
	jwks, err = other.JWKS(t.Context())
	must(t, err)
	if strings.Contains(string(jwks), kid(last.Access)) {
		t.Error("the old key is still shown")
	}
	if list := s.entries(store.Installation, record.KeyRotated); len(list) != 2 || list[0].With["by"] != "command" {
		t.Errorf("the record has %v", list)
	}
}

// A key that may be known to others is refused within a second, and nobody is
// signed out.
func TestRetireNow(t *testing.T) {
	w := newTown(t)
	s, other := w.server(), w.server()
	s.add(login, correct, "plain")
	stolen := s.signIn(login, correct)
	other.who(stolen.Access)
	id, err := s.RotateKey(t.Context(), true)
	must(t, err)
	s.gone(stolen.Access, fault.SignInRequired)
	fresh := s.refresh(stolen.Refresh)
	if kid(fresh.Access) != id {
		t.Error("the new key does not sign")
	}
	other.who(fresh.Access) // at once: it looks for the key that it does not know
	other.gone(stolen.Access, fault.SignInRequired)
	third := w.server()
	third.who(fresh.Access)
	_, err = s.RotateKey(t.Context(), true)
	must(t, err)
	w.clock.pass(time.Second)
	third.gone(fresh.Access, fault.SignInRequired)
	jwks, err := third.JWKS(t.Context())
	must(t, err)
	if n := strings.Count(string(jwks), `"kid"`); n != 1 {
		t.Errorf("%d keys are shown", n)
	}
}

// Tokens with made-up kids do not make a server read the keys more than once a
// second.
func TestUnknownKeysAreSoughtOnceASecond(t *testing.T) {
	w := newTown(t)
	reads := &reading{Store: w.store}
	s := w.server(over(reads))
	s.add(login, correct, "plain")
	tokens := s.signIn(login, correct)
	foreign := token.NewRing([]token.Key{token.NewKey(w.clock.now(), time.Hour)})
	raw, err := s.options.Maker.Make(foreign, token.Claims{City: code, Account: "a", Session: "s", ID: "x", IssuedAt: w.clock.now(), Expires: w.clock.now().Add(token.Life)}, w.clock.now())
	must(t, err)
	for range 3 {
		before := reads.keys.Load()
		for range 50 {
			s.gone(raw, fault.SignInRequired)
			s.who(tokens.Access)
		}
		if n := reads.keys.Load() - before; n < 1 || n > 2 {
			t.Errorf("the keys were read %d times within a second", n)
		}
		w.clock.pass(time.Second)
	}
}

// Another secret opens no key, puts up with those that there are, and makes its own.
func TestAnotherSecret(t *testing.T) {
	w := newTown(t)
	s := w.server()
	s.add(login, correct, "plain")
	tokens := s.signIn(login, correct)
	w.secret = secret.New()
	fresh := w.server()
	fresh.gone(tokens.Access, fault.SignInRequired)
	_, err := fresh.Refresh(t.Context(), tokens.Refresh, phone)
	w.refused(err, fault.SignInRequired)
	fresh.who(fresh.signIn(login, correct).Access)
	s.who(tokens.Access)
	if !strings.Contains(w.said.String(), "sealed by another secret") {
		t.Error("nobody is told")
	}
}
