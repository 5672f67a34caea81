package session

import (
	"context"
	"crypto/sha256"
	"net/url"
	"strings"
	"testing"
	"time"

	"sizhang/domain/fault"
	"sizhang/server/accounts"
	"sizhang/server/record"
)

const app = "cn.example.app:/signed-in?from=sso"

// provider is a single sign-on that knows one person.
type provider struct {
	town    *town
	subject string
	err     error
	state   string
	nonce   string
	verify  string
}

func (p *provider) City() string               { return code }
func (p *provider) MayReturnTo(to string) bool { return to == app }
func (p *provider) Leave(_ context.Context, state, nonce, verifier string) (string, error) {
	p.state, p.nonce, p.verify = state, nonce, verifier
	p.town.hide(nonce, verifier)
	return "https://idp.example.org/authorize?state=" + url.QueryEscape(state), nil
}
func (p *provider) Arrive(_ context.Context, code, nonce, verifier string) (string, error) {
	if nonce != p.nonce || verifier != p.verify || code != "good" {
		return "", fault.New(fault.SSORefused, "", fault.With{"reason": "not what was sent"})
	}
	return p.subject, p.err
}

func challengeOf(verifier string) string {
	hash := sha256.Sum256([]byte(verifier))
	return base64url.EncodeToString(hash[:])
}

// visit sends the browser to the single sign-on and back, and returns what the app
// is told.
func (s *server) visit(p *provider, verifier, idp, refused string) url.Values {
	s.town.t.Helper()
	ctx := s.town.t.Context()
	s.town.hide(verifier)
	to, err := s.BeginSSO(ctx, code, app, challengeOf(verifier), "app-state")
	must(s.town.t, err)
	if !strings.HasPrefix(to, "https://idp.example.org/") || strings.Contains(to, p.verify) || strings.Contains(to, p.nonce) {
		s.town.t.Fatalf("the browser is sent to %s", to)
	}
	to, err = s.FinishSSO(ctx, p.state, idp, refused, phone)
	must(s.town.t, err)
	u, err := url.Parse(to)
	must(s.town.t, err)
	q := u.Query()
	if !strings.HasPrefix(to, "cn.example.app:/signed-in?") || q.Get("state") != "app-state" || q.Get("from") != "sso" {
		s.town.t.Fatalf("the browser is sent back to %s", to)
	}
	s.town.hide(q.Get("code"))
	return q
}

func TestSignInBySSO(t *testing.T) {
	w := newTown(t)
	p := &provider{town: w, subject: "sub-" + login}
	sso := func(o *Options) { o.SSO = p }
	s, other := w.server(sso), w.server(sso)
	account := s.add(login, correct, "plain")
	verifier := randomText(32)
	got := s.visit(p, verifier, "good", "").Get("code")

	for _, bad := range []string{"", "x", challengeOf(verifier), randomText(32)} {
		_, err := other.RedeemSSO(t.Context(), got, bad, phone)
		w.refused(err, fault.TicketInvalid)
	}
	for _, bad := range []string{"", "x", p.state, got + "A", got[1:], strings.Repeat("A", 1<<20)} {
		_, err := other.RedeemSSO(t.Context(), bad, verifier, phone)
		w.refused(err, fault.TicketInvalid)
	}
	a, err := other.RedeemSSO(t.Context(), got, verifier, phone)
	must(t, err)
	tokens := other.tokensOf(a)
	if who := s.who(tokens.Access); who.Account.ID != account.ID || who.Session.Device != phone.Device {
		t.Errorf("signed in is %+v", who)
	}
	if e := s.has(record.SignedIn, 1)[0]; e.With["by"] != "sso" {
		t.Errorf("the record has %v", e)
	}
	for _, one := range []*server{s, other} {
		_, err = one.RedeemSSO(t.Context(), got, verifier, phone)
		w.refused(err, fault.TicketInvalid)
	}
	s.has(record.SignedIn, 1)
	s.who(tokens.Access)

	got = s.visit(p, verifier, "good", "").Get("code")
	w.clock.pass(time.Minute)
	_, err = s.RedeemSSO(t.Context(), got, verifier, phone)
	w.refused(err, fault.TicketInvalid)
}

// Of many that redeem one code at once, one is signed in.
func TestACodeIsRedeemedOnce(t *testing.T) {
	w := newTown(t)
	p := &provider{town: w, subject: "sub-" + login}
	sso := func(o *Options) { o.SSO = p }
	servers := []*server{w.server(sso), w.server(sso)}
	servers[0].add(login, correct, "plain")
	verifier := randomText(32)
	got := servers[0].visit(p, verifier, "good", "").Get("code")
	done := make(chan Answer, 10)
	for i := range 10 {
		go func() {
			a, err := servers[i%2].RedeemSSO(t.Context(), got, verifier, phone)
			if err != nil && !is(err, fault.TicketInvalid) {
				t.Error(err)
			}
			done <- a
		}()
	}
	good := 0
	for range 10 {
		if a := <-done; a.Tokens != nil {
			good++
			w.hide(a.Tokens.Access, a.Tokens.Refresh)
		}
	}
	if good != 1 {
		t.Errorf("a code was redeemed %d times", good)
	}
}

// The single sign-on's word is not the second factor: a role that demands one has
// it set up, and nobody has to choose a password.
func TestSSOAndAFactorToSetUp(t *testing.T) {
	w := newTown(t)
	p := &provider{town: w, subject: "sub-" + login}
	s := w.server(func(o *Options) { o.SSO = p })
	account := s.add(login, correct, "guarded")
	once, err := s.accounts.ResetPassword(t.Context(), accounts.Caller{Local: true}, code, account.ID)
	must(t, err)
	w.hide(once)
	verifier := randomText(32)
	a, err := s.RedeemSSO(t.Context(), s.visit(p, verifier, "good", "").Get("code"), verifier, phone)
	ticket := s.wants(a, err, NextEnrol)
	w.hide(a.Enrol, secretOf(a.Enrol))
	a, err = s.Enrol(t.Context(), ticket, codeOf(t, a.Enrol, w.clock.now()), phone)
	must(t, err)
	s.who(s.tokensOf(a).Access)
}

// The word of the single sign-on is one factor; a role that demands two gets two.
func TestSSOAndASecondFactor(t *testing.T) {
	w := newTown(t)
	p := &provider{town: w, subject: "sub-" + login}
	s := w.server(func(o *Options) { o.SSO = p })
	_, uri, _ := s.enrolled()
	verifier := randomText(32)
	got := s.visit(p, verifier, "good", "").Get("code")
	a, err := s.RedeemSSO(t.Context(), got, verifier, phone)
	ticket := s.wants(a, err, NextFactor)
	a, err = s.Factor(t.Context(), ticket, codeOf(t, uri, w.clock.now()), phone)
	must(t, err)
	s.tokensOf(a)
	_, err = s.RedeemSSO(t.Context(), got, verifier, phone)
	w.refused(err, fault.TicketInvalid) // the factor was spent since
}

// What is wrong at the single sign-on is told to the app, and is on the record.
func TestSSOThatSaysNo(t *testing.T) {
	w := newTown(t)
	p := &provider{town: w, subject: "sub-" + login}
	s := w.server(func(o *Options) { o.SSO = p })
	account := s.add(login, correct, "plain")
	verifier := randomText(32)
	says := func(want string, values url.Values) {
		t.Helper()
		if values.Get("error") != want || values.Has("code") {
			t.Errorf("the app is told %v, not %s", values, want)
		}
	}
	says("sso_refused", s.visit(p, verifier, "bad", ""))
	says("sso_refused", s.visit(p, verifier, "", ""))
	says("sso_refused", s.visit(p, verifier, "good", "access_denied"))
	p.subject = "sub-nobody"
	says("sso_unknown", s.visit(p, verifier, "good", ""))
	p.subject = ""
	says("sso_unknown", s.visit(p, verifier, "good", ""))
	p.subject, p.err = "sub-"+login, fault.New(fault.SSOUnavailable, "", nil)
	says("sso_unavailable", s.visit(p, verifier, "good", ""))
	p.err = nil
	got := s.visit(p, verifier, "good", "").Get("code")
	_, err := s.accounts.Disable(t.Context(), accounts.Caller{Local: true}, code, account.ID)
	must(t, err)
	says("sso_unknown", s.visit(p, verifier, "good", ""))
	_, err = s.RedeemSSO(t.Context(), got, verifier, phone)
	w.refused(err, fault.TicketInvalid)
	s.has(record.SignInRefused, 7)
	s.has(record.SignedIn, 0)
}

func TestSSOThatIsAskedWrongly(t *testing.T) {
	w := newTown(t)
	p := &provider{town: w, subject: "sub-" + login}
	s := w.server(func(o *Options) { o.SSO = p })
	good := challengeOf("x")
	_, err := s.BeginSSO(t.Context(), "110102", app, good, "")
	w.refused(err, fault.SSOAbsent)
	_, err = s.BeginSSO(t.Context(), code, app+"x", good, "")
	w.refused(err, fault.RedirectUnknown)
	for _, bad := range []string{"", "plain", good[:42], good + "A", good[:42] + "=", good[:42] + "\n", strings.Repeat("A", 44)} {
		_, err = s.BeginSSO(t.Context(), code, app, bad, "")
		w.refused(err, fault.InvalidRequest)
	}
	_, err = s.BeginSSO(t.Context(), code, app, good, strings.Repeat("x", 513))
	w.refused(err, fault.InvalidRequest)
	_, err = s.BeginSSO(t.Context(), code, app, good, strings.Repeat("x", 512))
	must(t, err)
	for _, bad := range []string{"", "x", p.state + "A", p.state[1:]} {
		_, err = s.FinishSSO(t.Context(), bad, "good", "", phone)
		w.refused(err, fault.TicketInvalid)
	}
	w.clock.pass(10*time.Minute + time.Second)
	_, err = s.FinishSSO(t.Context(), p.state, "good", "", phone)
	w.refused(err, fault.TicketInvalid)

	without := w.server()
	_, err = without.BeginSSO(t.Context(), code, app, good, "")
	w.refused(err, fault.SSOAbsent)
	_, err = without.FinishSSO(t.Context(), "x", "y", "", phone)
	w.refused(err, fault.SSOAbsent)
	_, err = without.RedeemSSO(t.Context(), "x", "y", phone)
	w.refused(err, fault.SSOAbsent)
}
