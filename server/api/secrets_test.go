package api

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/geo/geotest"
	"sizhang/server/accounts"
	"sizhang/server/record"
)

// signUp makes an account in the workshop's city and signs it in.
func (w *workshop) signUp(t *testing.T, n accounts.NewAccount) (accounts.Account, map[string]string) {
	t.Helper()
	a, oneTime, err := w.accounts.Create(t.Context(), accounts.Caller{Local: true}, cityOne, n)
	if err != nil {
		t.Fatal(err)
	}
	return a, map[string]string{"Authorization": "Bearer " + w.signIn(t, cityOne, n.Login, oneTime)}
}

// Rights follow the post: when it is handed over, and when the account is disabled,
// the very next request is refused, on every route.
func TestRightsEndAtOnce(t *testing.T) {
	w := newWorkshop(t)
	w.settle(t)
	a, head := w.signUp(t, accounts.NewAccount{Login: "zhoujiu", Person: "p1"}) // head of the old grid
	all := "GET /api/v1/cities/" + cityOne + "/people"
	w.do(t, exchange{ask: all, headers: head, want: map[string]any{"people#": 1.0, "people.0.id": "p1", "people.0.phone": "138****0000", "people.0.posts.0.unit": oldCode}})
	w.do(t, exchange{ask: "GET /api/v1/me", headers: head, want: map[string]any{
		"login": "zhoujiu", "person": "p1", "posts#": 1.0, "posts.0.post": "grid_head", "holdings.0.role": "head", "holdings.0.name": "长", "holdings.0.unit": oldCode,
		"rights.0.right": "person.read", "rights.0.whole": false, "rights.0.below.0": oldCode, "second_factor.on": false}})
	w.do(t, exchange{ask: "GET /api/v1/cities/" + cityOne + "/people/p9", headers: head, status: 404, code: fault.PersonNotFound})
	w.do(t, exchange{ask: all + "?unit=" + eastCode, headers: head, status: 404, code: fault.UnitNotFound, field: "unit"})
	w.do(t, exchange{ask: "POST /api/v1/cities/" + cityOne + "/people/p1/phone", headers: head, body: `{"reason":"核对"}`, status: 403, code: fault.RightMissing})

	w.do(t, exchange{ask: "POST /api/v1/units/" + oldCode + "/posts/grid_head/handover", body: `{"vacate":true,"from":"2026-01-14"}`})
	w.do(t, exchange{ask: all, headers: head, status: 403, code: fault.RightMissing})
	w.do(t, exchange{ask: "GET /api/v1/me", headers: head, want: map[string]any{"posts#": 0.0, "holdings#": 0.0, "rights#": 0.0}})

	const one = "/api/v1/cities/" + cityOne + "/accounts/"
	w.do(t, exchange{ask: "POST " + one + a.ID + "/disable", want: map[string]any{"disabled": true}})
	for _, r := range w.server.routes() {
		if !r.about.access.closed() {
			continue
		}
		answer := ask(w.server, r.method, w.pathOf(r.path, "first"), head, "{}")
		if answer.Code != 401 || pick(decode(t, answer), "code") != string(fault.SignInRequired) {
			t.Errorf("%s answers a disabled account with %d %s", ruleOf(r), answer.Code, answer.Body)
		}
	}
	w.do(t, exchange{ask: "POST " + one + a.ID + "/enable", want: map[string]any{"disabled": false}})
	w.do(t, exchange{ask: "GET /api/v1/me", headers: head, status: 401, code: fault.SignInRequired}) // it must sign in anew
}

// What is done with a right is on the record before it is answered, and what cannot
// be recorded is not done.
func TestWhatIsRecorded(t *testing.T) {
	geotest.Reckons(t)
	w := newWorkshop(t)
	w.settle(t)
	const one = "/api/v1/cities/" + cityOne
	kept := func(kind record.Kind) (n int, last record.Entry) {
		t.Helper()
		err := w.record.Each(t.Context(), cityOne, func(e record.Numbered) error {
			if e.Kind == kind {
				n, last = n+1, e.Entry
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return n, last
	}
	if n, e := kept(record.Published); n != 1 || e.Object != "draft/"+w.ids["first"] || e.With["effective"] != "2015-01-01" || e.Account == "" || e.Session == "" || e.Address != "192.0.2.1" {
		t.Errorf("a publication is recorded %d times as %+v", n, e)
	}
	w.do(t, exchange{ask: "POST " + one + "/people/p9/phone", body: `{"reason":"核对 3 月的来电"}`, want: map[string]any{"phone": "13900000000", "name": "钱书记"}})
	if n, e := kept(record.PhoneShown); n != 1 || e.Object != "person/p9" || e.With["reason"] != "核对 3 月的来电" {
		t.Errorf("a telephone number is recorded %d times as %+v", n, e)
	}
	w.do(t, exchange{ask: "POST " + one + "/people/p7/phone", body: `{"reason":"核对"}`, status: 404, code: fault.PersonNotFound})
	w.do(t, exchange{ask: "POST " + one + "/people/p9/phone", body: `{"reason":" \t "}`, status: 422, code: fault.InvalidRequest, field: "reason"})
	w.do(t, exchange{ask: "GET " + one + "/export/people"})
	if n, e := kept(record.Exported); n != 1 || e.With["noun"] != "people" {
		t.Errorf("an export is recorded %d times as %+v", n, e)
	}
	w.do(t, exchange{ask: "GET " + one + "/export/moons", status: 422, code: fault.InvalidRequest})
	if n, _ := kept(record.Exported); n != 1 {
		t.Errorf("an export that was none is recorded")
	}
	w.do(t, exchange{ask: "POST /api/v1/units/" + oldCode + "/posts/grid_head/handover", body: `{"person":"p9","name":"钱书记","from":"2026-01-12"}`})
	if n, e := kept(record.PostHandedOver); n != 1 || e.Object != "unit/"+oldCode || e.With["person"] != "p9" || e.With["failed"] != "" {
		t.Errorf("a handover is recorded %d times as %+v", n, e)
	}
	w.do(t, exchange{ask: "POST /api/v1/units/" + oldCode + "/posts/grid_head/handover", body: `{"vacate":true,"from":"2015-01-01"}`, status: 409, code: fault.HandoverVacant})
	if n, e := kept(record.PostHandedOver); n != 3 || e.With["failed"] == "" {
		t.Errorf("a handover that failed is recorded %d times as %+v", n, e)
	}
	list := w.do(t, exchange{ask: "GET " + one + "/records?kind=phone_shown,exported&limit=5", want: map[string]any{"records#": 2.0, "records.0.kind": "exported", "records.1.with.reason": "核对 3 月的来电", "next": nil}})
	w.do(t, exchange{ask: fmt.Sprintf("GET %s/records?before=%v&kind=phone_shown,exported&from=2026-01-01&until=2027-01-01", one, pick(list, "records.0.number")), want: map[string]any{"records#": 1.0}})
	w.do(t, exchange{ask: "GET " + one + "/records?from=x", status: 422, code: fault.InstantInvalid, field: "from"})
	file := w.do(t, exchange{ask: "GET " + one + "/records/export"}).(string)
	if !strings.Contains(file, "phone_shown") || strings.Count(file, "exported") != 2 || strings.Contains(file, "13900000000") {
		t.Errorf("the record's file is %s", file)
	}
	if v, err := w.record.Verify(t.Context(), cityOne, ""); err != nil || v.Broken != 0 {
		t.Errorf("the record does not verify: %+v, %v", v, err)
	}
}

// Where the record takes nothing, nothing that belongs on it is done or shown.
func TestNothingUnrecordedIsDone(t *testing.T) {
	w := newTown(t)
	trouble := &keptRecord{trouble: fmt.Errorf("the disk is full")}
	w.server.options.Record = trouble
	admin := w.at(city.AdminRole, "")
	for _, c := range []struct{ ask, body string }{
		{"POST /api/v1/cities/" + cityOne + "/people/" + cityOne + "-home/phone", `{"reason":"核对"}`},
		{"GET /api/v1/cities/" + cityOne + "/export/people", ""},
		{"GET /api/v1/cities/" + cityOne + "/records/export", ""},
		{"POST /api/v1/units/home/posts/principal_leader/handover", `{"vacate":true,"from":"2026-01-12"}`},
		{"POST /api/v1/cities/" + cityOne + "/accounts/" + w.accounts[cityOne+"/home"] + "/sign-out", ""},
	} {
		method, target, _ := strings.Cut(c.ask, " ")
		w.store.since()
		answer := ask(w.server, method, target, map[string]string{"Authorization": admin["Authorization"], "Accept": "*/*"}, c.body)
		if answer.Code != 500 || strings.Contains(answer.Body.String(), townPhone) {
			t.Errorf("%s answers %d %.200s without a record", c.ask, answer.Code, answer.Body)
		}
		if _, _, effects := w.store.since(); effects > 0 {
			t.Errorf("%s wrote without a record", c.ask)
		}
	}
}

// Whoever is refused is on the record, at most so often in a minute, and then
// counted.
func TestRefusalsAreRecordedAndBounded(t *testing.T) {
	w := newTown(t)
	kept := &keptRecord{}
	w.server.options.Record = kept
	worker, cadre := w.at("grid_worker", "home"), w.at("cadre", "home")
	for range 100 {
		ask(w.server, "GET", drafts, worker, "")
	}
	ask(w.server, "GET", "/api/v1/cities/"+cityOne+"/people/"+cityOne+"-far", cadre, "")
	ask(w.server, "GET", "/api/v1/cities/"+cityOne+"/people/no-such", cadre, "")
	ask(w.server, "GET", "/api/v1/cities/"+cityOne+"/people", nil, "") // nobody's refusal is not recorded
	entries := kept.of(cityOne, record.Refused)
	if len(entries) != refusalsNoted+2 {
		t.Fatalf("%d refusals are recorded: %+v", len(entries), entries)
	}
	if e := entries[0]; e.Account != "actor-grid_worker" || e.With["right"] != "territory.read" || e.With["code"] != "right_missing" || e.With["operation"] != "drafts" || e.Address != "192.0.2.1" {
		t.Errorf("a refusal is recorded as %+v", e)
	}
	if e := entries[refusalsNoted]; e.With["code"] != "person_not_found" || !strings.HasSuffix(e.Object, cityOne+"-far") {
		t.Errorf("a refusal by scope is recorded as %+v", e)
	}
	for _, of := range w.server.refusals.lately {
		of.since = of.since.Add(-2 * refusalsWindow)
	}
	ask(w.server, "GET", drafts+"/"+strings.Repeat("x", 500), worker, "")
	entries = kept.of(cityOne, record.Refused)
	if e := entries[len(entries)-1]; e.With["more"] != "95" || len(e.Object) > maxObject {
		t.Errorf("the next minute's first refusal is recorded as %+v", e)
	}
	for i := range 3 * refusersKnown {
		w.server.refusals.count(fmt.Sprint("account-", i), fixtureNow)
	}
	if n := len(w.server.refusals.lately); n > refusersKnown {
		t.Errorf("%d accounts are remembered", n)
	}
}

// lines is a log that can be read while it is written.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

// No token, password, hash, recovery code or telephone number stands in a log line,
// and each is answered in its own place only.
func TestSecretsStayWhereTheyBelong(t *testing.T) {
	geotest.Reckons(t)
	w := newWorkshop(t)
	w.settle(t)
	log := &lines{}
	w.server = New(w.app, Options{Log: slog.New(slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})), Accounts: w.accounts, Sessions: w.sessions, Record: w.record})
	secrets := map[string]string{testPassword: "password", "13800000000": "telephone", "13900000000": "telephone"}
	keep := func(what string, values ...any) {
		for _, v := range values {
			if text, ok := v.(string); ok && len(text) > 5 {
				secrets[text] = what
			}
		}
	}
	const one = "/api/v1/cities/" + cityOne + "/accounts"
	made := w.do(t, exchange{ask: "POST " + one, body: `{"login":"zhoujiu","person":"p1"}`, want: map[string]any{"account.name": "周九", "account.must_change": true}})
	id := pick(made, "account.id").(string)
	keep("password", pick(made, "password"))
	signIn := fmt.Sprintf(`{"city":%q,"login":"zhoujiu","password":%q,"device":{"name":"旧手机","platform":"android"}}`, cityOne, pick(made, "password"))
	first := w.do(t, exchange{ask: "POST /api/v1/sign-in", body: signIn, want: map[string]any{"next": "change_password", "tokens": "no tokens"}})
	keep("ticket", pick(first, "ticket"))
	second := w.do(t, exchange{ask: "POST /api/v1/sign-in/password", body: fmt.Sprintf(`{"ticket":%q,"password":%q}`, pick(first, "ticket"), testPassword), want: map[string]any{"tokens.token_type": "Bearer", "tokens.expires_in": 900.0}})
	keep("token", pick(second, "tokens.access_token"), pick(second, "tokens.refresh_token"))
	third := w.do(t, exchange{ask: "POST /api/v1/refresh", body: fmt.Sprintf(`{"refresh_token":%q}`, pick(second, "tokens.refresh_token"))})
	keep("token", pick(third, "access_token"), pick(third, "refresh_token"))
	him := map[string]string{"Authorization": "Bearer " + pick(third, "access_token").(string)}
	enrol := w.do(t, exchange{ask: "POST /api/v1/me/factor", headers: him, body: fmt.Sprintf(`{"password":%q}`, testPassword)})
	keep("factor", pick(enrol, "enrol"))
	a, err := w.accounts.Get(t.Context(), accounts.Caller{Local: true}, cityOne, id)
	if err != nil {
		t.Fatal(err)
	}
	keep("hash", string(a.Hash), a.Factor.Sealed)
	devices := w.do(t, exchange{ask: "GET /api/v1/me/devices", headers: him, want: map[string]any{"devices#": 1.0, "devices.0.name": "旧手机", "devices.0.this": true}})
	device := pick(devices, "devices.0.id").(string)
	w.do(t, exchange{ask: "PATCH /api/v1/me/devices/" + device, headers: him, body: `{"name":"新手机"}`, want: map[string]any{"name": "新手机"}})

	for _, r := range w.server.routes() {
		if r.method != "GET" || strings.Contains(r.path, "/sso") {
			continue
		}
		for _, who := range []map[string]string{nil, him, w.admin(t, cityOne)} {
			path := strings.NewReplacer("/accounts/{id}", "/accounts/"+id, "/people/{id}", "/people/p1").Replace(r.path)
			headers := map[string]string{"Accept": "*/*", "Authorization": who["Authorization"]}
			answer := ask(w.server, r.method, w.pathOf(path, "first")+"?"+map[bool]string{true: south}[strings.Contains(path, "/duty")], headers, "")
			for secret, what := range secrets {
				if strings.Contains(answer.Body.String(), secret) && !(what == "telephone" && r.about.id == "export") {
					t.Errorf("%s answers a %s: %.300s", ruleOf(r), what, answer.Body)
				}
			}
		}
	}
	reset := w.do(t, exchange{ask: "POST " + one + "/" + id + "/reset-password"})
	keep("password", pick(reset, "password"))
	w.do(t, exchange{ask: "GET /api/v1/me", headers: him, status: 401, code: fault.SignInRequired})
	ask(w.server, "GET", "/api/v1/me?access_token="+him["Authorization"][7:], nil, "")
	ask(w.server, "POST", "/api/v1/refresh", nil, fmt.Sprintf(`{"refresh_token":%q,"x":`, pick(third, "refresh_token")))
	w.do(t, exchange{ask: "POST /api/v1/cities/" + cityOne + "/people/p1/phone", body: `{"reason":"核对"}`, want: map[string]any{"phone": "13800000000"}})
	for secret, what := range secrets {
		if strings.Contains(log.text.String(), secret) {
			t.Errorf("a %s is in the log", what)
		}
	}
	if !strings.Contains(log.text.String(), "/api/v1/sign-in") {
		t.Error("the log was not written")
	}
	var noted strings.Builder
	if err := w.record.Each(t.Context(), cityOne, func(e record.Numbered) error { fmt.Fprintln(&noted, e); return nil }); err != nil {
		t.Fatal(err)
	}
	for secret, what := range secrets {
		if strings.Contains(noted.String(), secret) {
			t.Errorf("a %s is on the record", what)
		}
	}
}

func TestPhonesAreMasked(t *testing.T) {
	for phone, want := range map[string]string{
		"": "", "13800000000": "138****0000", "138 0000 1234": "138****1234", "010-12345678": "010****78", "010-6512345": "010****45",
		"+86 13800001234": "861****234", "+49 30 123456": "493****56", "110": "1****", "12": "1****", "1": "****", "分机": "****", "13800000000/13900000000": "138****0000",
	} {
		got := maskPhone(phone)
		if got != want {
			t.Errorf("%s is masked as %s, not %s", phone, got, want)
		}
	}
}

// A sign-in that outlived the disabling of its account, since it was begun at the same
// moment or could not be ended then, does not live again when the account does.
func TestEnablingRevivesNoSignIn(t *testing.T) {
	w := newWorkshop(t)
	w.settle(t)
	a, head := w.signUp(t, accounts.NewAccount{Login: "zhoujiu", Person: "p1"})
	if _, err := w.accounts.Disable(t.Context(), accounts.Caller{Local: true}, cityOne, a.ID); err != nil {
		t.Fatal(err)
	}
	w.do(t, exchange{ask: "POST /api/v1/cities/" + cityOne + "/accounts/" + a.ID + "/enable", want: map[string]any{"disabled": false}})
	w.do(t, exchange{ask: "GET /api/v1/me", headers: head, status: 401, code: fault.SignInRequired})
}

// A body that cannot be read is not repeated: it may hold a password.
func TestABodyIsNotRepeated(t *testing.T) {
	w := newWorkshop(t)
	w.settle(t)
	for _, body := range []string{`{"login":"li","password":"Zw0lfB0xk4mpfer"`, `{"password":"Zw0lfB0xk4mpfer","login":1}`, `{"login":"li","password":["Zw0lfB0xk4mpfer"]}`, `"Zw0lfB0xk4mpfer"`} {
		answer := ask(w.server, "POST", "/api/v1/sign-in", nil, body)
		if answer.Code < 400 || answer.Code > 422 || strings.Contains(answer.Body.String(), "Zw0lf") {
			t.Errorf("%s is answered %d %s", body, answer.Code, answer.Body)
		}
	}
}
