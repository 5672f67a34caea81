package api

import (
	"fmt"
	"strings"
	"testing"

	"sizhang/domain/fault"
)

func TestOnlyTheOperatorWrites(t *testing.T) {
	w := newWorkshop(t)
	w.settle(t)
	closed := New(w.app, Options{Log: quietLog()})
	tried := 0
	for path, methods := range w.contract.Paths {
		for method, op := range methods {
			if op.Security == nil {
				if method != "get" && path != "/api/v1/duty/batch" || strings.Contains(path, "/drafts") || strings.Contains(path, "/export/") {
					t.Errorf("%s %s is open to all", method, path)
				}
				continue
			}
			tried++
			path := strings.NewReplacer("{city}", cityOne, "{id}", w.ids["first"], "{noun}", "people", "{code}", oldCode, "{post}", "grid_head").Replace(path)
			method := strings.ToUpper(method)
			if answer := ask(closed, method, path, operatorHeader, "{}"); answer.Code != 403 || pick(decode(t, answer), "code") != string(fault.WritesDisabled) {
				t.Errorf("%s %s without a token set answers %d %s", method, path, answer.Code, answer.Body)
			}
			for _, given := range []string{"", "Bearer", "Bearer ", "Bearer " + fixtureToken + "x", "Bearer " + fixtureToken[1:], "Basic " + fixtureToken, fixtureToken} {
				answer := ask(w.server, method, path, map[string]string{"Authorization": given}, "{}")
				if answer.Code != 401 || pick(decode(t, answer), "code") != string(fault.OperatorRequired) || answer.Header().Get("WWW-Authenticate") == "" {
					t.Errorf("%s %s with %q answers %d", method, path, given, answer.Code)
				}
			}
		}
	}
	if tried < 20 {
		t.Errorf("only %d operations are the operator's", tried)
	}
	if answer := ask(w.server, "GET", drafts, map[string]string{"Authorization": "bearer  " + fixtureToken}, ""); answer.Code != 200 {
		t.Errorf("the scheme in small letters answers %d", answer.Code)
	}
}

func TestTokensAreChecked(t *testing.T) {
	for token, good := range map[string]bool{
		"": true, fixtureToken: true, fixtureToken[1:]: false, strings.Repeat("令", 32): false, fixtureToken + " ": false, fixtureToken + "\n": false,
	} {
		if err := CheckOperatorToken(token); (err == nil) != good {
			t.Errorf("%q: %v", token, err)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("a server with a short token starts")
		}
	}()
	New(&fixedApp{}, Options{OperatorToken: "short"})
}

// Telephone numbers leave the server in one way only.
func TestPhonesAreForTheOperator(t *testing.T) {
	w := newWorkshop(t)
	w.settle(t)
	w.open(t, "open")
	for path, methods := range w.contract.Paths {
		op, ok := methods["get"]
		if !ok {
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
		target := strings.NewReplacer("{city}", cityOne, "{id}", w.ids["open"], "{noun}", "people", "{code}", oldCode, "{cell}", "8c31aa4282025ff").Replace(path) + query
		answer := ask(w.server, "GET", target, map[string]string{"Authorization": operatorHeader["Authorization"], "Accept": "*/*"}, "")
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
	w.do(t, exchange{ask: "GET /api/v1/cities/" + cityOne + "/export/units"}) // the operator has places of their own
	<-w.server.openPlaces
	w.do(t, exchange{ask: "GET /api/v1/cities/" + cityOne + "/coverage"})
	if len(w.server.openPlaces)+len(w.server.operatorPlaces) != 0 {
		t.Error("a place was not given back")
	}
}
