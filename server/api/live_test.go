package api

import (
	"bufio"
	"context"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sizhang/domain/fault"
	"sizhang/server/accounts"
	"sizhang/server/live"
)

// listening is a workshop on a socket, whose happenings are told.
type listening struct {
	*workshop
	writtenIssues
	live    *live.Live
	address string
	stop    func()
}

// newListening serves with limits on requests that a stream must outlive.
func newListening(t *testing.T) *listening {
	t.Helper()
	w := newWorkshop(t)
	w.settle(t)
	l := &listening{workshop: w, writtenIssues: writtenIssues{w.store}}
	l.live = live.New(live.Options{Store: w.store, Issues: l.writtenIssues, Cities: w.app, Log: quietLog(), Now: func() time.Time { return fixtureNow }, Heartbeat: 50 * time.Millisecond})
	w.server = New(w.app, Options{Log: quietLog(), Accounts: w.keepers.accounts, Sessions: w.sessions, Record: w.record, Live: l.live})
	w.server.slowest = 300 * time.Millisecond
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.address = "http://" + listener.Addr().String()
	server := &http.Server{Handler: w.server.Handler(), ReadTimeout: 100 * time.Millisecond, WriteTimeout: 100 * time.Millisecond,
		ConnContext: func(ctx context.Context, c net.Conn) context.Context {
			_ = c.(*net.TCPConn).SetWriteBuffer(4096)
			return ctx
		}}
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { _ = server.Serve(listener) })
	running.Go(func() { _ = l.live.Run(ctx) })
	l.stop = sync.OnceFunc(func() {
		cancel()
		if err := server.Shutdown(context.WithoutCancel(ctx)); err != nil {
			t.Error(err)
		}
		running.Wait()
	})
	t.Cleanup(l.stop)
	return l
}

// stream is what one client reads.
type stream struct {
	*http.Response
	lines chan string // closed at the end
	quit  context.CancelFunc
}

func (l *listening) listen(t *testing.T, token, query, since string) *stream {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	q, err := http.NewRequestWithContext(ctx, "GET", l.address+"/api/v1/cities/"+cityOne+"/live"+query, nil)
	if err != nil {
		t.Fatal(err)
	}
	q.Header.Set("Authorization", "Bearer "+token)
	if since != "" {
		q.Header.Set("Last-Event-ID", since)
	}
	var answer *http.Response
	for { // until it runs
		if answer, err = http.DefaultClient.Do(q); err != nil {
			t.Fatal(err)
		}
		if answer.StatusCode != http.StatusServiceUnavailable {
			break
		}
		answer.Body.Close()
		time.Sleep(10 * time.Millisecond)
	}
	s := &stream{answer, make(chan string, 1000), cancel}
	go func() {
		defer close(s.lines)
		defer answer.Body.Close()
		for scan := bufio.NewScanner(answer.Body); scan.Scan(); {
			s.lines <- scan.Text()
		}
	}()
	return s
}

// until reads to a line that begins so, and returns it and all before.
func (s *stream) until(t *testing.T, begin string) (line string, before []string) {
	t.Helper()
	limit := time.After(10 * time.Second)
	for {
		select {
		case line, more := <-s.lines:
			if !more {
				t.Fatalf("it ended before %q: %q", begin, before)
			}
			if strings.HasPrefix(line, begin) {
				return line, before
			}
			before = append(before, line)
		case <-limit:
			t.Fatalf("no %q: %q", begin, before)
		}
	}
}

// ends reads to the end.
func (s *stream) ends(t *testing.T) (lines []string) {
	t.Helper()
	limit := time.After(5 * time.Second)
	for {
		select {
		case line, more := <-s.lines:
			if !more {
				return lines
			}
			lines = append(lines, line)
		case <-limit:
			t.Fatalf("it does not end: %q", lines)
		}
	}
}

func TestEventsOverHTTP(t *testing.T) {
	l := newListening(t)
	token := strings.TrimPrefix(l.admin(t, cityOne)["Authorization"], "Bearer ")
	s := l.listen(t, token, "", "")
	for header, want := range map[string]string{"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no", "Content-Length": ""} {
		if got := s.Header.Get(header); got != want || s.StatusCode != 200 {
			t.Errorf("%d, %s: %s", s.StatusCode, header, got)
		}
	}
	place, before := s.until(t, "id: ")
	if !slices.Equal(before, []string{"retry: 2000", "", ":"}) {
		t.Errorf("it begins with %q", before)
	}
	time.Sleep(400 * time.Millisecond) // longer than the server lets a request take
	l.happens(t, "a", eastCode, fixtureNow)
	data, before := s.until(t, "data: ")
	if !strings.HasPrefix(data, `data: {"issue":"a","number":"no-a","seq":1,`) || before[len(before)-1] != "event: issue" || !strings.HasPrefix(before[len(before)-2], "id: ") {
		t.Errorf("%q after %q", data, before)
	}
	s.quit()
	l.happens(t, "b", eastCode, fixtureNow)
	again := l.listen(t, token, "", strings.TrimPrefix(place, "id: "))
	if data, _ := again.until(t, "data: "); !strings.Contains(data, `"issue":"a"`) {
		t.Errorf("from the first place on it tells %s", data)
	}
	if data, _ := again.until(t, "data: "); !strings.Contains(data, `"issue":"b"`) {
		t.Errorf("and then %s", data)
	}
	l.stop()
	again.ends(t)
}

// Who is disabled, over HTTP as everything else, hears nothing any more, and is told why.
func TestADisabledAccountHearsNothing(t *testing.T) {
	l := newListening(t)
	here := accounts.Caller{Local: true}
	a, oneTime, err := l.keepers.accounts.Create(t.Context(), here, cityOne, accounts.NewAccount{Login: "head", Grants: []accounts.Grant{{Role: "head", Unit: eastCode}}})
	if err != nil {
		t.Fatal(err)
	}
	s := l.listen(t, l.signIn(t, cityOne, "head", oneTime), "?only=mine", "")
	s.until(t, "id: ")
	began := time.Now()
	if _, err := l.keepers.accounts.Disable(t.Context(), here, cityOne, a.ID); err != nil {
		t.Fatal(err)
	}
	lines := s.ends(t)
	if took := time.Since(began); took > 1500*time.Millisecond { // the promise is 1 s; this machine may be slow
		t.Errorf("it took %v", took)
	}
	if !slices.Contains(lines, `data: {"code":"sign_in_required"}`) {
		t.Errorf("told %q", lines)
	}
}

// Whoever does not read is cut off, and nothing of them is left.
func TestWhoDoesNotReadIsCutOff(t *testing.T) {
	l := newListening(t)
	token := strings.TrimPrefix(l.admin(t, cityOne)["Authorization"], "Bearer ")
	l.listen(t, token, "", "").until(t, "id: ") // it runs
	conn, err := net.Dial("tcp", strings.TrimPrefix(l.address, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.(*net.TCPConn).SetReadBuffer(4096); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Write([]byte("GET /api/v1/cities/" + cityOne + "/live HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token + "\r\n\r\n")); err != nil {
		t.Fatal(err)
	}
	eventually(t, func() bool { return l.live.Streams() == 2 })
	for n := range 200 {
		l.happens(t, "i"+string(rune('a'+n%26)), eastCode, fixtureNow)
		if l.live.Streams() == 1 {
			return
		}
	}
	eventually(t, func() bool { return l.live.Streams() == 1 })
}

// full refuses every stream.
type full struct{}

func (full) Open(live.Caller) (*live.Stream, error) {
	return nil, fault.New(fault.StreamsTooMany, "", fault.With{"max": 1})
}

func TestStreamsThatAreRefused(t *testing.T) {
	w := newWorkshop(t)
	w.settle(t)
	ask := exchange{ask: "GET /api/v1/cities/" + cityOne + "/live", headers: map[string]string{"Accept": "text/event-stream"}, status: 404, code: fault.LiveAbsent}
	w.do(t, ask)
	w.server = New(w.app, Options{Log: quietLog(), Accounts: w.keepers.accounts, Sessions: w.sessions, Record: w.record, Live: full{}})
	ask.status, ask.code = 503, fault.StreamsTooMany
	w.do(t, ask)
	idle := live.New(live.Options{Store: w.store, Issues: writtenIssues{w.store}, Cities: w.app})
	w.server = New(w.app, Options{Log: quietLog(), Accounts: w.keepers.accounts, Sessions: w.sessions, Record: w.record, Live: idle})
	ask.code = fault.NotReady
	w.do(t, ask)
}
