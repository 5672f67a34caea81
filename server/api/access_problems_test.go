package api

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"sizhang/domain/fault"
	"sizhang/geo/geotest"
	"sizhang/server/accounts"
	"sizhang/server/intake"
	"sizhang/server/session"
)

// refusing is accounts and sessions that answer everything with one refusal, but
// for who asks.
type refusing struct {
	Accounts
	*mintedSessions
	with error
}

func (r *refusing) Create(context.Context, accounts.Caller, string, accounts.NewAccount) (accounts.Account, string, error) {
	return accounts.Account{}, "", r.with
}

func (r *refusing) Get(context.Context, accounts.Caller, string, string) (accounts.Account, error) {
	return accounts.Account{}, r.with
}

func (r *refusing) List(context.Context, accounts.Caller, string, string, int) ([]accounts.Account, string, error) {
	return nil, "", r.with
}

func (r *refusing) Managed(context.Context, accounts.Caller, string, string) (accounts.Account, error) {
	return accounts.Account{}, r.with
}

func (r *refusing) PlanImport(context.Context, accounts.Caller, string, io.Reader, intake.AccountOptions) (accounts.Imported, error) {
	return accounts.Imported{}, r.with
}

func (r *refusing) Import(context.Context, accounts.Caller, string, io.Reader, intake.AccountOptions) (accounts.Imported, error) {
	return accounts.Imported{}, r.with
}

func (r *refusing) Disable(context.Context, accounts.Caller, string, string) (accounts.Account, error) {
	return accounts.Account{}, r.with
}

func (r *refusing) Enable(context.Context, accounts.Caller, string, string) (accounts.Account, error) {
	return accounts.Account{}, r.with
}

func (r *refusing) ResetPassword(context.Context, accounts.Caller, string, string) (string, error) {
	return "", r.with
}

func (r *refusing) ResetFactor(context.Context, accounts.Caller, string, string) error { return r.with }

func (r *refusing) Give(context.Context, accounts.Caller, string, string, accounts.Grant) (accounts.Account, error) {
	return accounts.Account{}, r.with
}

func (r *refusing) Take(context.Context, accounts.Caller, string, string, string) (accounts.Account, error) {
	return accounts.Account{}, r.with
}

func (r *refusing) SetAway(context.Context, accounts.Caller, string, string, []accounts.Away) (accounts.Account, error) {
	return accounts.Account{}, r.with
}

func (r *refusing) SignIn(context.Context, string, string, string, session.From) (session.Answer, error) {
	return session.Answer{}, r.with
}

func (r *refusing) Password(context.Context, string, string, session.From) (session.Answer, error) {
	return session.Answer{}, r.with
}

func (r *refusing) Factor(context.Context, string, string, session.From) (session.Answer, error) {
	return session.Answer{}, r.with
}

func (r *refusing) Enrol(context.Context, string, string, session.From) (session.Answer, error) {
	return session.Answer{}, r.with
}

func (r *refusing) BeginSSO(context.Context, string, string, string, string) (string, error) {
	return "", r.with
}

func (r *refusing) FinishSSO(context.Context, string, string, string, session.From) (string, error) {
	return "", r.with
}

func (r *refusing) RedeemSSO(context.Context, string, string, session.From) (session.Answer, error) {
	return session.Answer{}, r.with
}

func (r *refusing) Refresh(context.Context, string, session.From) (session.Tokens, error) {
	return session.Tokens{}, r.with
}

func (r *refusing) Rename(context.Context, session.Signed, string, string) (session.Session, error) {
	return session.Session{}, r.with
}

func (r *refusing) Revoke(context.Context, session.Signed, string, session.From) error { return r.with }

func (r *refusing) ChangePassword(context.Context, session.Signed, string, string, session.From) error {
	return r.with
}

func (r *refusing) BeginFactor(context.Context, session.Signed, string, session.From) (string, error) {
	return "", r.with
}

func (r *refusing) ConfirmFactor(context.Context, session.Signed, string, session.From) ([]string, error) {
	return nil, r.with
}

func (r *refusing) DropFactor(context.Context, session.Signed, string, session.From) error {
	return r.with
}

// What accounts and sessions refuse with is answered as the contract has it: the
// status, the body's shape, when to come again and how to say who one is. What they
// cannot do for trouble of ours tells nothing.
func TestRefusalsOfAccountsAndSessions(t *testing.T) {
	geotest.Reckons(t)
	r := &refusing{mintedSessions: minted()}
	home := &fixedApp{cities: fixtureCities(t)[:1]}
	s := New(home, Options{Log: quietLog(), Accounts: r, Sessions: r, Record: &keptRecord{}})
	contract := readContract(t, s)
	tried := 0
	for _, route := range s.routes() {
		switch route.about.tag {
		case tagSignIn, tagMe, tagAccounts:
		default:
			continue
		}
		target := (&town{}).target(route, cityOne, "x")
		body := ""
		if route.about.json != nil {
			text, err := json.Marshal(route.about.json)
			if err != nil {
				t.Fatal(err)
			}
			body = string(text)
		}
		if route.about.uploads != nil {
			body = "login\nx\n"
		}
		for _, code := range append(route.about.problems, fault.InternalError) {
			if code == fault.InstantInvalid || code == fault.BodyMissing || len(route.about.problems) == 0 {
				continue // the handlers' own
			}
			r.with = fault.New(code, "", fault.With{"seconds": 42})
			if code == fault.InternalError {
				r.with = errors.New("the disk is on fire")
			}
			answer := ask(s, route.method, target, map[string]string{"Authorization": adminHeader["Authorization"], "Content-Type": jsonType, "Accept": "*/*"}, body)
			tried++
			if answer.Code != statusOf(code) || pick(decode(t, answer), "code") != string(code) || strings.Contains(answer.Body.String(), "fire") {
				t.Errorf("%s answers %s with %d %s", ruleOf(route), code, answer.Code, answer.Body)
				continue
			}
			if wait := answer.Header().Get("Retry-After"); answer.Code == http.StatusTooManyRequests && wait != "42" {
				t.Errorf("%s says to come again in %q", ruleOf(route), wait)
			}
			if answer.Code == http.StatusUnauthorized && answer.Header().Get("WWW-Authenticate") == "" {
				t.Errorf("%s answers 401 without a challenge", ruleOf(route))
			}
			checkAnswer(t, contract, contract.operation(t, route.method, target), answer)
		}
	}
	if tried < 80 {
		t.Errorf("only %d refusals were tried", tried)
	}
}

// The handlers' own refusals, and the city that need not be named.
func TestSigningInOverHTTP(t *testing.T) {
	w := newWorkshop(t)
	w.settle(t)
	w.admin(t, cityOne)
	good := `{"login":"admin","password":"` + testPassword + `","device":{"name":"电脑","platform":"web"}}`
	w.do(t, exchange{ask: "POST /api/v1/sign-in", body: good, want: map[string]any{"tokens.token_type": "Bearer", "next": "no next"}})
	for name, body := range map[string]string{
		"a wrong password": `{"login":"admin","password":"错的"}`, "a login of nobody's": `{"login":"nobody","password":"错的"}`,
		"a city of nobody's": `{"city":"999999","login":"admin","password":"` + testPassword + `"}`,
	} {
		answer := w.raw(t, exchange{ask: "POST /api/v1/sign-in", body: body, status: 401, code: fault.SignInFailed})
		if text := instances.ReplaceAllString(answer.Body.String(), ""); strings.Contains(text, "nobody") || strings.Contains(text, "999999") {
			t.Errorf("%s is told: %s", name, text)
		}
	}
	empty := New(&fixedApp{}, Options{Log: quietLog(), Accounts: noAccounts{}, Sessions: minted(), Record: &keptRecord{}})
	if answer := ask(empty, "POST", "/api/v1/sign-in", nil, good); answer.Code != 422 || pick(decode(t, answer), "errors.0.field") != "city" {
		t.Errorf("without a city: %d %s", answer.Code, answer.Body)
	}
	const sso = "GET /api/v1/sign-in/sso?city=" + cityOne + "&redirect=app:/&state=12345678&challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
	w.do(t, exchange{ask: sso, status: 404, code: fault.SSOAbsent})
	away := New(&fixedApp{cities: fixtureCities(t)}, Options{Log: quietLog(), Accounts: noAccounts{}, Sessions: minted(), Record: &keptRecord{}})
	for _, target := range []string{strings.TrimPrefix(sso, "GET "), "/api/v1/sign-in/sso/callback?code=x&state=y&session_state=z&iss=https%3A%2F%2Fsso"} {
		if answer := ask(away, "GET", target, nil, ""); answer.Code != 302 || answer.Header().Get("Location") == "" || answer.Body.Len() > 0 {
			t.Errorf("%s answers %d %s", target, answer.Code, answer.Body)
		}
	}
	keys := w.do(t, exchange{ask: "GET /.well-known/jwks.json", want: map[string]any{"keys.0.kty": "OKP", "keys.0.crv": "Ed25519"}})
	if private := pick(keys, "keys.0.d"); private != "no d" {
		t.Error("a private key is published")
	}
	w.do(t, exchange{ask: "POST /api/v1/sign-out", want: map[string]any{"ended": 1.0}})
	w.do(t, exchange{ask: "GET /api/v1/me", status: 401, code: fault.SignInRequired})
}

// Accounts are made, given roles, imported and seen over HTTP, with answers as the
// contract has them.
func TestAccountsOverHTTP(t *testing.T) {
	w := newWorkshop(t)
	w.settle(t)
	const all = "/api/v1/cities/" + cityOne + "/accounts"
	made := w.do(t, exchange{ask: "POST " + all, body: `{"login":"wang","name":"王五","grants":[{"role":"cadre","unit":"` + westCode + `","until":"2027-01-01"}]}`,
		want: map[string]any{"account.grants#": 1.0, "account.grants.0.role": "cadre", "account.grants.0.until": "2027-01-01T00:00:00+08:00", "account.disabled": false}})
	one := all + "/" + pick(made, "account.id").(string)
	w.do(t, exchange{ask: "POST " + all, body: `{"login":"wang","name":"别人"}`, status: 409, code: fault.LoginTaken})
	w.do(t, exchange{ask: "POST " + all, body: `{"login":"li","grants":[{"role":"cadre","unit":"` + westCode + `","until":"soon"}]}`, status: 422, code: fault.InstantInvalid, field: "until"})
	given := w.do(t, exchange{ask: "POST " + one + "/grants", body: `{"role":"department","body":"office","document":"试办〔2026〕1号"}`, want: map[string]any{"grants#": 2.0}})
	w.do(t, exchange{ask: "POST " + one + "/grants", body: `{"role":"moon"}`, status: 422, code: fault.RoleUnknown})
	grant := pick(given, "grants.1.id").(string)
	w.do(t, exchange{ask: "DELETE " + one + "/grants/" + grant})
	w.do(t, exchange{ask: "PUT " + one + "/away", body: `{"away":[{"from":"2026-02-01","until":"2026-02-08"}]}`, want: map[string]any{"away#": 1.0, "away.0.from": "2026-02-01T00:00:00+08:00"}})
	w.do(t, exchange{ask: "PUT " + one + "/away", body: `{"away":[{"from":"2026-02-08","until":"2026-02-01"}]}`, status: 422, code: fault.AwayInvalid})
	w.do(t, exchange{ask: "PUT /api/v1/me/away", body: `{"away":[]}`, want: map[string]any{"away#": 0.0}})
	w.do(t, exchange{ask: "POST " + one + "/reset-factor", want: map[string]any{"second_factor": false}})
	w.do(t, exchange{ask: "POST " + one + "/sign-out", want: map[string]any{"ended": 0.0}})
	w.do(t, exchange{ask: "GET " + all + "?limit=1", want: map[string]any{"accounts#": 1.0}})

	table := map[string]string{"Content-Type": csvType}
	good := "login,person,name,role,unit\nzhoujiu,p1,,,\nchen,,陈六,cadre," + westCode + "\n"
	w.do(t, exchange{ask: "POST " + all + "/import?dry_run=true", headers: table, body: good, want: map[string]any{"written": false, "created": 2.0, "rows.0.outcome": "created", "rows.0.password": "no password"}})
	w.do(t, exchange{ask: "POST " + all + "/import", headers: table, body: good + "x,,,moon,\n", status: 422, want: map[string]any{"written": false}})
	w.do(t, exchange{ask: "GET " + all, want: map[string]any{"accounts#": 2.0}})
	w.do(t, exchange{ask: "POST " + all + "/import", headers: table, body: good, want: map[string]any{"written": true, "created": 2.0, "refused": 0.0}})
	w.do(t, exchange{ask: "POST " + all + "/import", headers: table, body: good, want: map[string]any{"written": true, "unchanged": 2.0}})
	w.do(t, exchange{ask: "POST " + all + "/import", headers: table, status: 400, code: fault.BodyMissing})
	w.do(t, exchange{ask: "GET /api/v1/cities/" + cityOne + "/people?limit=1", want: map[string]any{"people#": 1.0, "people.0.id": "p1", "next": nil}})
	w.do(t, exchange{ask: "GET /api/v1/cities/" + cityOne + "/people/p9", want: map[string]any{"posts#": 0.0, "phone": "139****0000"}}) // who reads the whole city reads the register
}
