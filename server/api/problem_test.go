package api

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"sizhang/domain/fault"
	"sizhang/geo/geotest"
)

func TestLanguage(t *testing.T) {
	s := fixtureServer(t)
	for header, want := range map[string]string{
		"":                         "没有代码为 1 的城市。",
		"zh":                       "没有代码为 1 的城市。",
		"zh-TW, en;q=0.5":          "没有代码为 1 的城市。",
		"en":                       "There is no city with the code 1.",
		"en-GB, zh;q=0.9":          "There is no city with the code 1.",
		"fr, en;q=0.2":             "There is no city with the code 1.",
		"fr":                       "没有代码为 1 的城市。",
		"*":                        "没有代码为 1 的城市。",
		";;;":                      "没有代码为 1 的城市。",
		strings.Repeat("en,", 999): "没有代码为 1 的城市。",
	} {
		answer := ask(s, "GET", "/api/v1/units?city=1", map[string]string{"Accept-Language": header}, "")
		if got := pick(decode(t, answer), "detail"); got != want {
			t.Errorf("%.20q gets %v", header, got)
		}
	}
}

// A server with routes that fail, and what it logs.
func failingServer(t *testing.T) (http.Handler, *bytes.Buffer) {
	var lines bytes.Buffer
	s := New(&fixedApp{cities: fixtureCities(t)}, Options{Log: slog.New(slog.NewTextHandler(&lines, nil))})
	engine, api := s.build()
	type nothing struct{}
	fail := func(path string, err error) {
		s.register(route{"GET", path, operation(func(context.Context, *nothing) (*nothing, error) { return nil, err }), about{id: path, access: openToAll}}, api)
	}
	fail("/secret", errors.New("password of the store"))
	fail("/wrapped", errors.Join(errors.New("while reading"), fault.New(fault.UnitNotFound, "code", fault.With{"unit": "7"})))
	fail("/two", errors.Join(fault.New(fault.PointInvalid, "a", nil), fault.New(fault.CRSUnknown, "b", nil)))
	for _, kind := range []struct {
		path string
		code fault.Code
	}{{"/conflict", fault.CodeDoubled}, {"/unready", fault.NotReady}} {
		fail(kind.path, fault.New(kind.code, "", nil))
	}
	s.register(route{"GET", "/panic", operation(func(context.Context, *nothing) (*nothing, error) { panic("at the roof") }), about{id: "panic", access: openToAll}}, api)
	s.register(route{"GET", "/half", operation(func(context.Context, *nothing) (*written, error) {
		return &written{halfAnswer}, nil
	}), about{id: "half", access: openToAll}}, api)
	return engine, &lines
}

func get(h http.Handler, path string, headers map[string]string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("GET", path, nil)
	for name, value := range headers {
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// An unknown error tells the client nothing and the log everything.
func TestInternalErrorsAreHidden(t *testing.T) {
	h, lines := failingServer(t)
	for path, cause := range map[string]string{"/secret": "password of the store", "/panic": "at the roof"} {
		lines.Reset()
		answer := get(h, path, map[string]string{requestIDHeader: "req-7"})
		if answer.Code != 500 || pick(decode(t, answer), "code") != "internal_error" || strings.Contains(answer.Body.String(), cause) {
			t.Errorf("%s answers %d %s", path, answer.Code, answer.Body)
		}
		if pick(decode(t, answer), "instance") != "urn:sizhang:request:req-7" {
			t.Errorf("%s: %s", path, answer.Body)
		}
		if log := lines.String(); !strings.Contains(log, cause) || !strings.Contains(log, "req-7") || !strings.Contains(log, "level=ERROR") {
			t.Errorf("%s logs %s", path, log)
		}
	}
}

func TestErrorsBecomeProblems(t *testing.T) {
	h, _ := failingServer(t)
	for path, want := range map[string]struct {
		status int
		code   string
		fields float64
	}{
		"/wrapped": {404, "unit_not_found", 1},
		"/two":     {422, "point_invalid", 2},
		"/unready": {503, "not_ready", 0},
		"/nowhere": {404, "route_not_found", 0},
	} {
		answer := get(h, path, nil)
		body := decode(t, answer)
		if answer.Code != want.status || pick(body, "code") != want.code || pick(body, "status") != float64(want.status) {
			t.Errorf("%s answers %d %s", path, answer.Code, answer.Body)
		}
		if want.fields > 0 && pick(body, "errors#") != want.fields {
			t.Errorf("%s: %s", path, answer.Body)
		}
		if answer.Header().Get("Content-Type") != problemType {
			t.Errorf("%s is %s", path, answer.Header().Get("Content-Type"))
		}
	}
}

func TestMethodNotAllowed(t *testing.T) {
	s := fixtureServer(t)
	for _, method := range []string{"POST", "DELETE", "PROPFIND", "HEAD"} {
		path := "/api/v1/duty"
		if method == "HEAD" {
			path = "/api/v1/duty/batch"
		}
		answer := ask(s, method, path, nil, "")
		if answer.Code != 405 || pick(decode(t, answer), "code") != "method_not_allowed" || answer.Header().Get("Allow") == "" {
			t.Errorf("%s answers %d %v %s", method, answer.Code, answer.Header(), answer.Body)
		}
	}
}

// Every code has texts in both languages, a status that has a title, and a page.
func TestEveryCodeIsWorded(t *testing.T) {
	geotest.Reckons(t)
	s := fixtureServer(t)
	for _, code := range fault.Codes() {
		f := fault.New(code, "", nil)
		zh, en := newProblem(fault.Chinese, "", f), newProblem(fault.English, "", f)
		if !chinese(zh.Detail) || !strings.ContainsAny(en.Detail, "aeiou") || zh.Detail == en.Detail || !chinese(zh.Title) || chinese(en.Title) || en.Title == "" {
			t.Errorf("%s: %+v %+v", code, zh, en)
		}
		if answer := ask(s, "GET", zh.Type, nil, ""); answer.Code != 200 || pick(decode(t, answer), "status") != float64(zh.Status) {
			t.Errorf("%s: %s answers %d", code, zh.Type, answer.Code)
		}
	}
}
