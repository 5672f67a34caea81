package api

import (
	"fmt"
	"strings"
	"testing"

	"sizhang/domain/fault"
	"sizhang/geo/geotest"
	"sizhang/server/session"
)

// pathOf fills a route's template with what stands in the workshop.
func (w *workshop) pathOf(template, draft string) string {
	return strings.NewReplacer("{city}", cityOne, "{id}", w.ids[draft], "{noun}", "people", "{code}", oldCode, "{post}", "grid_head",
		"{grant}", "g", "{cell}", "8c31aa4282025ff").Replace(template)
}

// Whatever is not open to all is refused without a good token, on a server that
// signs people in and on one that does not, before a parameter or a body is looked
// at; a token is heard in its header alone.
func TestWhoMustSignIn(t *testing.T) {
	geotest.Reckons(t)
	w := newWorkshop(t)
	w.settle(t)
	closed := New(w.app, Options{Log: quietLog()})
	good := strings.TrimPrefix(w.admin(t, cityOne)["Authorization"], "Bearer ")
	tried := 0
	for path, methods := range w.contract.Paths {
		for method, op := range methods {
			if op.Security == nil {
				continue
			}
			tried++
			method, path := strings.ToUpper(method), w.pathOf(path, "first")
			for _, s := range []*Server{w.server, closed} {
				for _, given := range []string{"", "Bearer", "Bearer ", "Bearer x" + good, "Bearer " + good[1:], "Bearer " + good + " " + good, "Basic " + good, good} {
					headers := map[string]string{"Accept": "image/png", "Content-Type": "text/nonsense"}
					if given != "" {
						headers["Authorization"] = given
					}
					answer := ask(s, method, path+"?nonsense=1", headers, "{{{")
					challenged := answer.Header().Get("WWW-Authenticate")
					if answer.Code != 401 || pick(decode(t, answer), "code") != string(fault.SignInRequired) || !strings.HasPrefix(challenged, "Bearer realm=") {
						t.Errorf("%s %s with %q answers %d %q", method, path, given, answer.Code, challenged)
					}
					if told := strings.Contains(challenged, `error="invalid_token"`); told != (given != "") {
						t.Errorf("%s %s with %q is challenged with %s", method, path, given, challenged)
					}
				}
				for _, name := range []string{"access_token", "token", "authorization", "Authorization"} {
					if answer := ask(s, method, path+"?"+name+"="+good, nil, "{}"); answer.Code != 401 {
						t.Errorf("%s %s hears a token as %s in the URL: %d", method, path, name, answer.Code)
					}
				}
				if answer := ask(s, method, path, map[string]string{"Cookie": "access_token=" + good, "X-Authorization": "Bearer " + good}, "{}"); answer.Code != 401 {
					t.Errorf("%s %s hears a token beside its header: %d", method, path, answer.Code)
				}
			}
			if answer := ask(closed, method, path, map[string]string{"Authorization": "Bearer " + good}, "{}"); answer.Code != 401 {
				t.Errorf("%s %s answers %d where nobody signs anybody in", method, path, answer.Code)
			}
		}
	}
	if tried < 45 {
		t.Errorf("only %d operations are closed", tried)
	}
	if answer := ask(w.server, "GET", drafts, map[string]string{"Authorization": "bearer  " + good}, ""); answer.Code != 200 {
		t.Errorf("the scheme in small letters answers %d", answer.Code)
	}
	if answer := ask(closed, "GET", "/api/v1/duty?"+south, map[string]string{"Authorization": "Bearer stale"}, ""); answer.Code != 200 {
		t.Errorf("a lookup with a token that is no good answers %d", answer.Code)
	}
}

// What the refusals of sessions look like: a token that is over has a code of its
// own, and trouble of the store is none of the client's.
func TestWhyATokenIsRefused(t *testing.T) {
	geotest.Reckons(t)
	m := minted()
	s := New(&fixedApp{cities: fixtureCities(t)}, Options{Log: quietLog(), Accounts: noAccounts{}, Sessions: m, Record: &keptRecord{}})
	contract := readContract(t, s)
	for token, c := range map[string]struct {
		err    error
		status int
		code   fault.Code
	}{
		"over":     {fault.New(fault.TokenExpired, "", nil), 401, fault.TokenExpired},
		"disabled": {fault.New(fault.SignInRequired, "", nil), 401, fault.SignInRequired},
		"trouble":  {fmt.Errorf("the disk is on fire"), 500, fault.InternalError},
	} {
		headers := m.mintBy(token, func() (session.Signed, error) { return session.Signed{}, c.err })
		answer := ask(s, "GET", drafts, headers, "")
		if answer.Code != c.status || pick(decode(t, answer), "code") != string(c.code) {
			t.Errorf("%s answers %d %s", token, answer.Code, answer.Body)
		}
		if c.status == 401 && answer.Header().Get("WWW-Authenticate") != badToken {
			t.Errorf("%s is challenged with %q", token, answer.Header().Get("WWW-Authenticate"))
		}
		checkAnswer(t, contract, contract.operation(t, "GET", drafts), answer)
	}
}

// Telephone numbers leave the server in two ways only, and both are on the record.
func TestWherePhonesAreTold(t *testing.T) {
	geotest.Reckons(t)
	w := newWorkshop(t)
	w.settle(t)
	w.open(t, "open")
	for path, methods := range w.contract.Paths {
		op, ok := methods["get"]
		if !ok || strings.Contains(path, "/sso") {
			continue
		}
		query := "?"
		for _, p := range op.Parameters {
			if p.In == "query" && p.Required {
				query += fmt.Sprint(p.Name, "=", p.Example, "&")
			}
		}
		if strings.HasPrefix(path, "/api/v1/duty") {
			query = "?" + south
		}
		target := w.pathOf(path, "open") + query
		answer := ask(w.server, "GET", target, map[string]string{"Authorization": w.admin(t, cityOne)["Authorization"], "Accept": "*/*"}, "")
		if told := strings.Contains(answer.Body.String(), "13800000000"); told != strings.Contains(path, "/export/") {
			t.Errorf("%s answers %d: phones %v", target, answer.Code, told)
		}
	}
}

// Where every place is taken, long requests are told to come back, and lookups
// are answered.
func TestLongRequestsAreFew(t *testing.T) {
	w := newWorkshop(t)
	w.settle(t)
	w.server.openPlaces <- struct{}{}
	busy := w.raw(t, exchange{ask: "GET /api/v1/cities/" + cityOne + "/coverage", status: 503, code: fault.ServerBusy})
	if busy.Header().Get("Retry-After") == "" {
		t.Error("a busy server does not say when to come back")
	}
	w.do(t, exchange{ask: "GET /api/v1/duty?" + south})
	w.do(t, exchange{ask: "GET /api/v1/cities/" + cityOne + "/export/units"}) // who is signed in has places of their own
	<-w.server.openPlaces
	w.do(t, exchange{ask: "GET /api/v1/cities/" + cityOne + "/coverage"})
	if len(w.server.openPlaces)+len(w.server.signedPlaces) != 0 {
		t.Error("a place was not given back")
	}
}
