package api

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

// The access log tells which route was asked, never what about.
func TestAccessLogKeepsPositionsOut(t *testing.T) {
	var lines bytes.Buffer
	s := New(&fixedApp{cities: fixtureCities(t)}, Options{Log: slog.New(slog.NewJSONHandler(&lines, nil))})
	ask(s, "GET", "/api/v1/duty?lat=39.905&lng=116.405", map[string]string{requestIDHeader: "abc"}, "")
	ask(s, "GET", "/api/v1/cells/8c31aa4282025ff", nil, "")
	ask(s, "POST", "/api/v1/duty/batch", nil, `{"points":[[116.405,39.905]]}`)
	ask(s, "GET", "/api/v1/39.905/116.405", nil, "")
	for _, secret := range []string{"39.905", "116.405", "8c31aa4282025ff"} {
		if strings.Contains(lines.String(), secret) {
			t.Errorf("%s is in the log:\n%s", secret, &lines)
		}
	}
	var first map[string]any
	if err := json.NewDecoder(&lines).Decode(&first); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]any{"request": "abc", "route": "GET /api/v1/duty", "status": 200.0} {
		if first[name] != want {
			t.Errorf("%s is %v, want %v", name, first[name], want)
		}
	}
	if first["bytes"].(float64) < 300 || first["took"].(float64) <= 0 {
		t.Errorf("line %v", first)
	}
}

func TestProbesAreQuiet(t *testing.T) {
	var lines bytes.Buffer
	s := New(&fixedApp{}, Options{Log: slog.New(slog.NewJSONHandler(&lines, nil))})
	ask(s, "GET", "/livez", nil, "")
	ask(s, "GET", "/metrics", nil, "")
	if lines.Len() > 0 {
		t.Errorf("logged %s", &lines)
	}
}

func TestRequestIDs(t *testing.T) {
	s := fixtureServer(t)
	seen := map[string]bool{}
	for given, kept := range map[string]bool{
		"": false, "7d0f-2c_A.9": true, strings.Repeat("x", 64): true, strings.Repeat("x", 65): false, "a b": false, "é": false, `"><script>`: false,
	} {
		id := ask(s, "GET", "/livez", map[string]string{requestIDHeader: given}, "").Header().Get(requestIDHeader)
		if (id == given) != kept || !saneID(id) || seen[id] {
			t.Errorf("%q became %q", given, id)
		}
		seen[id] = true
	}
}

func TestMetrics(t *testing.T) {
	s := fixtureServer(t)
	ask(s, "GET", "/api/v1/units/"+southCode, nil, "")
	ask(s, "GET", "/api/v1/units/none", nil, "")
	ask(s, "GET", "/scan/1", nil, "")
	ask(s, "BREW", "/scan/2", nil, "")
	text := ask(s, "GET", "/metrics", nil, "").Body.String()
	for _, line := range []string{
		`sizhang_http_requests_total{method="GET",route="/api/v1/units/:code",status="200"} 1`,
		`sizhang_http_requests_total{method="GET",route="/api/v1/units/:code",status="404"} 1`,
		`sizhang_http_requests_total{method="GET",route="unmatched",status="404"} 1`,
		`sizhang_http_requests_total{method="other",route="unmatched",status="404"} 1`,
		`sizhang_http_request_duration_seconds_count{method="GET",route="/api/v1/units/:code"} 2`,
		`sizhang_http_requests_in_flight 1`,
		`version="test"`,
		"go_goroutines ",
	} {
		if !strings.Contains(text, line) {
			t.Errorf("no %s", line)
		}
	}
	other := ask(fixtureServer(t), "GET", "/metrics", nil, "").Body.String()
	if strings.Contains(other, "/api/v1/units/:code") {
		t.Error("two servers share metrics")
	}
}

func TestAnswersAreGuarded(t *testing.T) {
	s := fixtureServer(t)
	for _, path := range []string{"/livez", "/api/v1/duty?" + south, "/nowhere", "/api/v1/units/" + southCode + "/picture.svg"} {
		h := ask(s, "GET", path, nil, "").Header()
		if h.Get("X-Content-Type-Options") != "nosniff" || !strings.HasPrefix(h.Get("Content-Security-Policy"), "default-src 'none'") ||
			h.Get("Referrer-Policy") != "no-referrer" || h.Get("Cache-Control") == "" {
			t.Errorf("%s: %v", path, h)
		}
	}
}

func TestTags(t *testing.T) {
	s := fixtureServer(t)
	for _, path := range []string{"", "/cells", "/picture.svg"} {
		path = "/api/v1/units/" + southCode + path
		tag := ask(s, "GET", path, nil, "").Header().Get("ETag")
		for header, status := range map[string]int{tag: 304, "W/" + tag: 304, `"other", ` + tag: 304, "*": 304, `"other"`: 200, "": 200} {
			answer := ask(s, "GET", path, map[string]string{"If-None-Match": header}, "")
			if answer.Code != status || (status == 304) != (answer.Body.Len() == 0) {
				t.Errorf("%s with %q answers %d", path, header, answer.Code)
			}
		}
	}
}

// halfAnswer fails in the middle of a body.
func halfAnswer(ctx huma.Context) {
	writeBody(ctx, jsonType, []byte(`{"half":`))
	panic("in the middle")
}

// An answer that broke off must look broken.
func TestHalfAnswersAreCutOff(t *testing.T) {
	h, _ := failingServer(t)
	server := httptest.NewUnstartedServer(h)
	server.Config.ErrorLog = slog.NewLogLogger(quietLog().Handler(), slog.LevelError)
	server.Start()
	defer server.Close()
	answer, err := http.Get(server.URL + "/half")
	if err == nil {
		_, err = io.ReadAll(answer.Body)
		answer.Body.Close()
	}
	if err == nil {
		t.Error("half an answer looked whole")
	}
}

// A body that does not arrive is given up with a problem.
func TestSlowBodies(t *testing.T) {
	server := httptest.NewUnstartedServer(fixtureServer(t).Handler())
	server.Config.ReadTimeout = 100 * time.Millisecond
	server.Start()
	defer server.Close()
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	io.WriteString(conn, "POST /api/v1/duty/batch HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
	text, _ := io.ReadAll(conn)
	if !strings.HasPrefix(string(text), "HTTP/1.1 408 ") || !strings.Contains(string(text), "body_too_slow") {
		t.Errorf("%.400s", text)
	}
}

func TestHead(t *testing.T) {
	server := httptest.NewServer(fixtureServer(t).Handler())
	defer server.Close()
	answer, err := http.Head(server.URL + "/livez")
	if err != nil || answer.StatusCode != 200 || answer.ContentLength <= 0 {
		t.Errorf("%v %v", answer, err)
	}
}
