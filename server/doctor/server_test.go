package doctor

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"sizhang/server/api"
	"sizhang/server/app"
)

// serves serves an app on the address and returns the URL.
func serves(t *testing.T, a *app.App, address string) string {
	t.Helper()
	listener, err := net.Listen("tcp", address)
	must(t, err)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- api.New(a, api.Options{Version: "v1", Log: slog.New(slog.DiscardHandler)}).Run(ctx, listener)
	}()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	_, port, err := net.SplitHostPort(listener.Addr().String())
	must(t, err)
	return "http://127.0.0.1:" + port
}

// loaded is an app that has read the store of a folder.
func loaded(t *testing.T, dir string) *app.App {
	t.Helper()
	a := app.New(storeIn(t, dir), app.Options{})
	must(t, a.Load(t.Context(), app.Silent))
	return a
}

func beside(url string) func(*Patient) { return func(p *Patient) { p.Server = url } }

func TestAHealthyServer(t *testing.T) {
	dir := cityIn(t)
	r := examined(t, dir, beside(serves(t, loaded(t, dir), "127.0.0.1:0")))
	for _, code := range []Code{"server", "server_clock", "server_version", "server_ready", "server_cities"} {
		find(t, r, code)
	}
	for _, code := range []Code{"server_beyond", "server_plain"} {
		lacks(t, r, code)
	}
	if r.Count(Trouble) > 0 {
		t.Error(spelled(r))
	}
}

func TestAServerOfAnotherVersion(t *testing.T) {
	dir := cityIn(t)
	url := serves(t, loaded(t, dir), "127.0.0.1:0")
	r := examined(t, dir, func(p *Patient) { p.Server, p.Version = url, "v2" })
	says(t, r, "server_version_other", "v1", "v2")
}

func TestAServerThatIsNotReady(t *testing.T) {
	dir := cityIn(t)
	url := serves(t, app.New(storeIn(t, dir), app.Options{}), "127.0.0.1:0") // it never loads
	says(t, examined(t, dir, beside(url)), "server_unready", "cities not_ready")
}

func TestAServerOnAnotherStore(t *testing.T) {
	mine, other := cityIn(t), t.TempDir()
	st := storeIn(t, other)
	founded(t, app.New(st, app.Options{}), "110102", time.Time{})
	must(t, st.Close())
	r := examined(t, mine, beside(serves(t, loaded(t, other), "127.0.0.1:0")))
	says(t, r, "server_cities_other", "110101: – ≠ 1", "110102: 1 ≠ –")
}

// What was just published reaches a server within its patience; one that does not
// follow is told of.
func TestAServerThatFollows(t *testing.T) {
	dir := cityIn(t)
	a := loaded(t, dir)
	url := serves(t, a, "127.0.0.1:0")
	st := storeIn(t, dir)
	grown(t, app.New(st, app.Options{}), code)
	says(t, examined(t, dir, beside(url)), "server_cities_other", "110101: 1 ≠ 2")
	caughtUp := make(chan error, 1)
	go func() { caughtUp <- a.Refresh(t.Context(), app.Silent) }()
	r := examined(t, dir, func(p *Patient) { p.Server, p.Patience = url, time.Minute })
	must(t, <-caughtUp)
	find(t, r, "server_cities")
}

// A server goes on with what it could build last; that the store has it no more is
// the store's trouble, and told once.
func TestAServerWithTheLastThatWasGood(t *testing.T) {
	dir := cityIn(t)
	url := serves(t, loaded(t, dir), "127.0.0.1:0")
	spoil(t, storeIn(t, dir), code)
	r := examined(t, dir, beside(url))
	find(t, r, "city_broken")
	lacks(t, r, "server_cities_other")
}

// answering serves whatever stands for a path.
func answering(t *testing.T, answers map[string]string, date time.Time) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", date.UTC().Format(http.TimeFormat))
		text, known := answers[r.URL.Path]
		if !known {
			w.WriteHeader(http.StatusNotFound)
		}
		_, _ = io.WriteString(w, text)
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func TestAServersClock(t *testing.T) {
	for apart, code := range map[time.Duration]Code{
		0: "server_clock", 10 * time.Second: "server_clock_off", -10 * time.Second: "server_clock_off",
		time.Hour: "server_clock_wrong", -24 * time.Hour: "server_clock_wrong",
	} {
		url := answering(t, map[string]string{"/livez": `{"status":"ok"}`}, time.Now().Add(apart))
		r := examined(t, cityIn(t), beside(url))
		find(t, r, code)
		find(t, r, "server_version_unknown")
		find(t, r, "server_broke_off") // it has no /readyz
	}
}

func TestWhatIsNoServerOfOurs(t *testing.T) {
	dir := cityIn(t)
	for name, url := range map[string]string{
		"another program": answering(t, map[string]string{"/livez": "<html>welcome</html>"}, time.Now()),
		"no such page":    answering(t, nil, time.Now()),
	} {
		r := examined(t, dir, beside(url))
		if r.count("server_other") != 1 {
			t.Errorf("%s:\n%s", name, spelled(r))
		}
	}
	gone := httptest.NewServer(nil)
	gone.Close()
	says(t, examined(t, dir, beside(gone.URL)), "server_silent", "refused")
	for _, address := range []string{"127.0.0.1:8080", "ftp://a", "http://", "::"} {
		says(t, examined(t, dir, beside(address)), "server_address", address)
	}
}

func TestOnlyTheServer(t *testing.T) {
	dir := cityIn(t)
	r := examined(t, "", func(p *Patient) { p.Server, p.Open = serves(t, loaded(t, dir), "127.0.0.1:0"), nil })
	find(t, r, "store_unseen")
	find(t, r, "server_ready")
	lacks(t, r, "server_cities")
}

// outward returns an address of this machine that others could reach it by.
func outward(t *testing.T) string {
	t.Helper()
	addresses, err := net.InterfaceAddrs()
	must(t, err)
	for _, a := range addresses {
		if n, ok := a.(*net.IPNet); ok && n.IP.To4() != nil && !n.IP.IsLoopback() && !n.IP.IsLinkLocalUnicast() {
			return n.IP.String()
		}
	}
	t.Skip("this machine has no other address than loopback")
	return ""
}

func TestAServerThatOthersReach(t *testing.T) {
	ip := outward(t)
	dir := cityIn(t)
	url := serves(t, loaded(t, dir), "0.0.0.0:0")
	port := url[strings.LastIndexByte(url, ':')+1:]
	says(t, examined(t, dir, beside(url)), "server_beyond", net.JoinHostPort(ip, port))
	r := examined(t, dir, beside("http://"+net.JoinHostPort(ip, port)))
	find(t, r, "server_plain")
	lacks(t, r, "server_beyond")
}

// A process with the arguments of a server that was given a secret there. The
// shell waits for its input to end.
func TestASecretAmongTheArguments(t *testing.T) {
	process := exec.Command("sh", "-c", "read line", "serve", "--sso-client-secret=0123456789abcdef0123456789abcdef")
	stdin, err := process.StdinPipe()
	must(t, err)
	must(t, process.Start())
	pid := strconv.Itoa(process.Process.Pid)
	dir := cityIn(t)
	r := examined(t, dir, beside(serves(t, loaded(t, dir), "127.0.0.1:0")))
	must(t, stdin.Close())
	_ = process.Wait() // the shell's read fails, as it should
	for _, f := range r.Findings {
		if f.Code == "client_secret_in_arguments" && f.With["pid"] == pid {
			if strings.Contains(spelled(r), "0123456789abcdef") {
				t.Error("the secret is told")
			}
			return
		}
	}
	t.Errorf("nobody noticed process %s:\n%s", pid, spelled(r))
}

func TestASecretOfThisCommand(t *testing.T) {
	says(t, examined(t, cityIn(t), func(p *Patient) { p.Exposed = []string{"--mongo"} }), "secret_in_arguments", "--mongo")
}
