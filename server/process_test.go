package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"sizhang/server/api/apitest"
	"sizhang/server/auth/password"
	"sizhang/server/cli"
)

// TestMain runs the tests, or is the product itself for one of them: see start.
func TestMain(m *testing.M) {
	if os.Getenv("SIZHANG_TEST_PROCESS") != "" {
		os.Exit(cli.Main(os.Args[1:], os.Stdout, os.Stderr))
	}
	os.Exit(withSecret(m))
}

// testSecret is the file of the secret that all servers of a test share.
var testSecret string

// testPhotos is where all servers of a test keep photos.
var testPhotos string

func withSecret(m *testing.M) int {
	dir, err := os.MkdirTemp("", "sizhang-secret-")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	testSecret, testPhotos = filepath.Join(dir, "secret.key"), filepath.Join(dir, "photos")
	return m.Run()
}

const (
	testCity   = "110101"
	testStreet = "110101R00001"
	// patience is how long a machine that is busy with other things may take.
	patience = 30 * time.Second
)

// process is the product running as a process of its own.
type process struct {
	*exec.Cmd
	over chan error // holds how it ended

	mu     sync.Mutex
	errors bytes.Buffer
}

// Write takes what the process says on standard error.
func (p *process) Write(text []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.errors.Write(text)
}

func (p *process) said() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.errors.String()
}

// start starts this binary as the product, with one command line. What it prints
// goes to out.
func start(t *testing.T, out io.Writer, args ...string) *process {
	t.Helper()
	p := &process{Cmd: exec.Command(os.Args[0], args...), over: make(chan error, 1)}
	p.Env = append(os.Environ(), "SIZHANG_TEST_PROCESS=1", "SIZHANG_SECRET="+testSecret, "SIZHANG_PHOTOS="+testPhotos)
	p.Stdout, p.Stderr = out, p
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { p.over <- p.Wait() }()
	return p
}

// run runs one command line to its end, which must be a good one, and returns what
// it printed.
func run(t *testing.T, args ...string) string {
	t.Helper()
	var out bytes.Buffer
	p := start(t, &out, args...)
	if err := <-p.over; err != nil {
		t.Fatalf("sizhang %s: %v\n%s%s", strings.Join(args, " "), err, out.String(), p.said())
	}
	return out.String()
}

// server is a process that serves.
type server struct {
	*process
	address string
	token   string // of an administrator
}

// signedIn are the access tokens of administrators, by where the store is: every
// server of a store takes them.
var signedIn = map[string]string{}

// signIn makes an administrator of the store, the first time, and signs in.
func (s *server) signIn(t *testing.T, where []string) {
	t.Helper()
	key := strings.Join(where, " ")
	if signedIn[key] == "" {
		login := fmt.Sprint("admin-", len(signedIn))
		told := run(t, append([]string{"user", "create-admin", "--city", testCity, "--login", login}, where...)...)
		token, _, err := apitest.SignIn(t.Context(), client, "http://"+s.address, testCity, login, apitest.OneTime(told), password.OneTime())
		if err != nil {
			t.Fatalf("%v\n%s", err, s.said())
		}
		signedIn[key] = token
	}
	s.token = signedIn[key]
}

var greeting = regexp.MustCompile(`http://([0-9.:]+)/docs`)

// serve starts a server on the store and waits until it has loaded every city.
func serve(t *testing.T, where ...string) *server {
	t.Helper()
	reader, writer := io.Pipe()
	s := &server{process: start(t, writer, append([]string{"serve", "--listen", "127.0.0.1:0", "--log-level", "warn"}, where...)...)}
	greeted := make(chan string, 1)
	go func() {
		for lines := bufio.NewScanner(reader); lines.Scan(); {
			if found := greeting.FindStringSubmatch(lines.Text()); found != nil {
				greeted <- found[1]
			}
		}
	}()
	t.Cleanup(func() {
		s.stop(t)
		writer.Close()
		if t.Failed() {
			t.Logf("the server on %s said:\n%s", s.address, s.said())
		}
	})
	select {
	case s.address = <-greeted:
	case err := <-s.over:
		s.over <- err
		t.Fatalf("the server ended: %v\n%s", err, s.said())
	case <-time.After(patience):
		t.Fatalf("the server does not begin\n%s", s.said())
	}
	s.signIn(t, where)
	return s
}

// stop ends the server as a person would; one that was killed is left alone.
func (s *server) stop(t *testing.T) {
	_ = s.Process.Signal(syscall.SIGCONT) // it may have ended already
	_ = s.Process.Signal(syscall.SIGTERM)
	select {
	case err := <-s.over:
		if status, ok := s.ProcessState.Sys().(syscall.WaitStatus); err != nil && !(ok && status.Signal() == syscall.SIGKILL) {
			t.Errorf("the server on %s ended with %v", s.address, err)
		}
	case <-time.After(patience):
		t.Errorf("the server on %s does not stop", s.address)
		_ = s.Process.Kill()
	}
}

// kill ends the server as a power cut would.
func (s *server) kill(t *testing.T) {
	t.Helper()
	if err := s.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	s.over <- <-s.over
}

func (s *server) signal(t *testing.T, signal syscall.Signal) {
	t.Helper()
	if err := s.Process.Signal(signal); err != nil {
		t.Fatal(err)
	}
}

// client gives up on a server that does not answer.
var client = &http.Client{Timeout: patience, Transport: &http.Transport{DisableKeepAlives: true}}

// ask asks the server, as an administrator, and returns the status and the answer.
func (s *server) ask(ctx context.Context, method, path, body string) (int, string, error) {
	request, err := http.NewRequestWithContext(ctx, method, "http://"+s.address+path, strings.NewReader(body))
	if err != nil {
		return 0, "", err
	}
	request.Header.Set("Authorization", "Bearer "+s.token)
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	answer, err := client.Do(request)
	if err != nil {
		return 0, "", err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	return answer.StatusCode, string(text), err
}

// get asks for what must be there.
func (s *server) get(t *testing.T, path string) string {
	t.Helper()
	status, text, err := s.ask(t.Context(), http.MethodGet, path, "")
	if err != nil || status != http.StatusOK {
		t.Fatalf("GET %s from %s: %d %v\n%s\n%s", path, s.address, status, err, text, s.said())
	}
	return text
}

// handOver makes the nth person head of the street from the nth day on; false
// where the server could not. The server that did answers with it at once.
func (s *server) handOver(t *testing.T, n int) bool {
	t.Helper()
	status, text, err := s.ask(t.Context(), http.MethodPost, handoverPath, handoverBody(n))
	if err != nil || status != http.StatusOK {
		t.Logf("handover %d at %s: %d %v %s", n, s.address, status, err, text)
		return false
	}
	if people := s.people(t); !slices.Contains(people, person(n)) {
		t.Errorf("the server that wrote handover %d answers with %v", n, people)
	}
	return true
}

const handoverPath = "/api/v1/units/" + testStreet + "/posts/street_head/handover"

func handoverBody(n int) string {
	return fmt.Sprintf(`{"person":"p-%d","name":%q,"from":%q}`, n, person(n), firstDay.AddDate(0, 0, n).Format(time.DateOnly))
}

// person is what the nth head of the street is called.
func person(n int) string { return fmt.Sprintf("第%d任", n+1) }

// firstDay is before every handover of the tests.
var firstDay = time.Date(2025, 2, 1, 0, 0, 0, 0, time.UTC)

// people returns who held the post at the street, one after the other, as the
// server answers from memory.
func (s *server) people(t *testing.T) []string {
	t.Helper()
	var answer struct {
		Appointments []struct{ Name, From string }
	}
	text := s.get(t, "/api/v1/units/"+testStreet+"/appointments")
	if err := json.Unmarshal([]byte(text), &answer); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	slices.SortStableFunc(answer.Appointments, func(a, b struct{ Name, From string }) int { return strings.Compare(a.From, b.From) })
	people := make([]string, len(answer.Appointments))
	for i, a := range answer.Appointments {
		people[i] = a.Name
	}
	return people
}

// answers writes down what the server answers: versions, units, who holds what
// there, and who answers at some points.
func (s *server) answers(t *testing.T) string {
	t.Helper()
	var units struct{ Units []struct{ Code string } }
	list := s.get(t, "/api/v1/units?limit=1000")
	if err := json.Unmarshal([]byte(list), &units); err != nil || len(units.Units) == 0 {
		t.Fatalf("%v\n%s", err, list)
	}
	text := s.get(t, "/api/v1/cities") + s.get(t, "/api/v1/cities/"+testCity+"/versions") + list
	for _, u := range units.Units {
		text += "\n" + s.get(t, "/api/v1/units/"+u.Code+"/appointments")
	}
	for _, point := range []string{"lat=39.9101&lng=116.39702", "lat=39.905&lng=116.4051", "lat=39.925&lng=116.40"} {
		for _, at := range []string{"", "&at=2025-03-05", "&at=2025-06-20"} {
			text += "\n" + at + s.get(t, "/api/v1/duty?"+point+at)
		}
	}
	return text
}

// eventually waits until something holds and returns how long that took.
func eventually(t *testing.T, what string, holds func() bool) time.Duration {
	t.Helper()
	began := time.Now()
	for !holds() {
		if time.Since(began) > patience {
			t.Fatalf("after %v: not %s", patience, what)
		}
		time.Sleep(2 * time.Millisecond)
	}
	return time.Since(began)
}
