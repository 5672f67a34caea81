package api

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"sizhang/domain/fault"
)

// running starts a server on loopback; stop ends it as SIGTERM would and waits.
func running(t *testing.T, app App, options Options) (s *Server, address string, stop func() error) {
	t.Helper()
	options.Log = quietLog()
	s = New(app, options)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx, listener) }()
	return s, listener.Addr().String(), func() error {
		cancel()
		return <-done
	}
}

// Requests that were being answered when the stop came are answered whole, new
// connections are refused, and nothing is left behind.
func TestStopFinishesWhatIsInFlight(t *testing.T) {
	defer goleak.VerifyNone(t)
	const held = 20
	arrived, release := make(chan struct{}, held), make(chan struct{})
	app := &fixedApp{cities: fixtureCities(t), onFind: func() {
		arrived <- struct{}{}
		<-release
	}}
	s, address, stop := running(t, app, Options{})
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	var wait sync.WaitGroup
	var good atomic.Int32
	for range held {
		wait.Go(func() {
			answer, err := client.Get("http://" + address + "/api/v1/duty?" + south)
			if err != nil {
				t.Error(err)
				return
			}
			defer answer.Body.Close()
			if body, err := io.ReadAll(answer.Body); err == nil && answer.StatusCode == 200 && len(body) > 300 {
				good.Add(1)
			}
		})
	}
	for range held {
		<-arrived
	}
	stopped := make(chan error, 1)
	go func() { stopped <- stop() }()
	refused := func() bool {
		conn, err := net.Dial("tcp", address)
		if err == nil {
			conn.Close()
		}
		return err != nil
	}
	for !refused() {
		time.Sleep(time.Millisecond)
	}
	if answer := ask(s, "GET", "/readyz", nil, ""); answer.Code != 503 {
		t.Errorf("a stopping server says it is ready: %d", answer.Code)
	}
	close(release)
	wait.Wait()
	if err := <-stopped; err != nil || good.Load() != held {
		t.Errorf("%d of %d finished; Run says %v", good.Load(), held, err)
	}
}

// Under load, every request that reached a handler reaches its client whole.
func TestStopUnderLoad(t *testing.T) {
	defer goleak.VerifyNone(t)
	for range 3 {
		var begun, whole atomic.Int64
		app := &fixedApp{cities: fixtureCities(t), onFind: func() { begun.Add(1) }}
		_, address, stop := running(t, app, Options{})
		var wait sync.WaitGroup
		for range 8 {
			wait.Go(func() {
				conn, err := net.Dial("tcp", address)
				if err != nil {
					return
				}
				defer conn.Close()
				in := bufio.NewReader(conn)
				for {
					if _, err := io.WriteString(conn, "GET /api/v1/duty?"+south+" HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
						return
					}
					answer, err := http.ReadResponse(in, nil)
					if err != nil {
						return
					}
					if _, err := io.Copy(io.Discard, answer.Body); err != nil {
						return
					}
					if answer.StatusCode == 200 {
						whole.Add(1)
					}
				}
			})
		}
		for whole.Load() < 300 {
			time.Sleep(time.Millisecond)
		}
		err := stop()
		wait.Wait()
		if err != nil || begun.Load() != whole.Load() {
			t.Errorf("%d requests begun, %d answered whole; Run says %v", begun.Load(), whole.Load(), err)
		}
	}
}

// A request that outlives the limit is cut off, and Run says so.
func TestStopIsLimited(t *testing.T) {
	arrived, release := make(chan struct{}), make(chan struct{})
	app := &fixedApp{cities: fixtureCities(t), onFind: func() {
		close(arrived)
		<-release
	}}
	_, address, stop := running(t, app, Options{StopLimit: 20 * time.Millisecond})
	failed := make(chan error, 1)
	go func() {
		answer, err := http.Get("http://" + address + "/api/v1/duty?" + south)
		if err == nil {
			answer.Body.Close()
		}
		failed <- err
	}()
	<-arrived
	if err := stop(); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Run says %v", err)
	}
	if err := <-failed; err == nil {
		t.Error("the request was answered")
	}
	close(release)
}

// While it drains, a server still answers, but is no longer ready.
func TestDrain(t *testing.T) {
	_, address, stop := running(t, &fixedApp{}, Options{DrainDelay: 300 * time.Millisecond})
	stopped := make(chan error, 1)
	go func() { stopped <- stop() }()
	for {
		answer, err := http.Get("http://" + address + "/readyz")
		if err != nil {
			t.Fatal("the server stopped before it said that it was not ready")
		}
		answer.Body.Close()
		if answer.StatusCode == 503 {
			break
		}
	}
	if err := <-stopped; err != nil {
		t.Error(err)
	}
	http.DefaultClient.CloseIdleConnections()
}

func TestRunReportsABrokenListener(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
	if err := fixtureServer(t).Run(context.Background(), listener); err == nil {
		t.Error("serving on a closed listener went well")
	}
}

func TestNotReady(t *testing.T) {
	for name, e := range map[string]struct {
		app    fixedApp
		checks [3]any
	}{
		"loading": {fixedApp{trouble: fault.New(fault.NotReady, "", nil)}, [3]any{"not_ready", "no code", "no code"}},
		"broken":  {fixedApp{trouble: errors.New("the disk is on fire")}, [3]any{"internal_error", "no code", "no code"}},
		"full":    {fixedApp{writes: fault.New(fault.StoreNotWritable, "", nil)}, [3]any{"no code", "store_not_writable", "no code"}},
	} {
		s := New(&e.app, Options{Log: quietLog()})
		contract := readContract(t, s)
		answer := ask(s, "GET", "/readyz", nil, "")
		checkAnswer(t, contract, contract.operation(t, "GET", "/readyz"), answer)
		body := decode(t, answer)
		got := [3]any{pick(body, "checks.0.code"), pick(body, "checks.1.code"), pick(body, "checks.2.code")}
		if answer.Code != 503 || pick(body, "status") != "unavailable" || got != e.checks {
			t.Errorf("%s: %d %s", name, answer.Code, answer.Body)
		}
	}
}

// While no city is loaded, a question gets no false "nobody": it is told to come
// back.
func TestQuestionsWait(t *testing.T) {
	s := New(&fixedApp{trouble: fault.New(fault.NotReady, "", nil)}, Options{Log: quietLog()})
	contract := readContract(t, s)
	for _, e := range exchanges {
		method, url, _ := strings.Cut(e.ask, " ")
		if e.status != 200 || !strings.HasPrefix(url, "/api/") {
			continue
		}
		answer := ask(s, method, url, e.headers, e.body)
		if answer.Code != 503 || pick(decode(t, answer), "code") != "not_ready" {
			t.Errorf("%s answers %d %s", e.ask, answer.Code, answer.Body)
		}
		checkAnswer(t, contract, contract.operation(t, method, url), answer)
	}
}
