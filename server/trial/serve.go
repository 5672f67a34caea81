package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"regexp"
	"strings"
	"syscall"
	"time"

	"sizhang/server/cli"
)

// playServe is the product's own command, with a planted bug around it where one
// is asked for.
func playServe() error {
	args := []string{
		"serve", "--data", os.Getenv(whereVariable), "--listen", "127.0.0.1:0",
		"--refresh", "50ms", "--log-level", "error", "--drain-delay", "200ms", "--lang", "en",
		"--proxies", "127.0.0.1", "--hooks-insecure", "--hooks-networks", "127.0.0.0/8",
	}
	if os.Getenv(plantVariable) == "drop" {
		stopped := make(chan os.Signal, 1)
		signal.Notify(stopped, syscall.SIGTERM)
		go func() { <-stopped; os.Exit(0) }()
	}
	if tamper := tampers[os.Getenv(plantVariable)]; tamper != nil {
		return serveBehind(args, tamper)
	}
	return exitCode(cli.Main(args, os.Stdout, io.Discard))
}

// tampers are the planted bugs that stand between a server and its clients.
var tampers = map[string]tamper{
	"eager": eagerly("/handover"), "rash": eagerly("/actions"), "twice": twice, "airy": airily, "blind": blindly,
	"stall": stalling(), "amnesia": forgetting,
}

var address = regexp.MustCompile(`http://[0-9.:]+`)

// site is a server under trial, as its clients see it.
type site struct {
	*child
	url    string
	client *http.Client
	token  string // of the clerk
}

// serve starts a server on the data, waits until it is ready and signs in.
func (t *turn) serve(where string, settings ...string) (*site, error) {
	c, err := t.start("serve", append(settings, whereVariable+"="+where)...)
	if err != nil {
		return nil, err
	}
	for line := range c.lines {
		if found := address.FindString(line); found != "" {
			transport := &http.Transport{MaxIdleConnsPerHost: 2 * writers}
			s := &site{child: c, url: found, client: &http.Client{Transport: transport, Timeout: 30 * time.Second}}
			return s, t.signIn(s, where)
		}
	}
	return nil, fmt.Errorf("the server ended by itself: %v", c.end(func(string) {}))
}

// do makes one request and returns all of the answer.
func (s *site) do(ctx context.Context, method, path, media, body string) (status int, answer []byte, err error) {
	request, err := http.NewRequestWithContext(ctx, method, s.url+path, strings.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	request.Header.Set("Authorization", "Bearer "+s.token)
	if media != "" {
		request.Header.Set("Content-Type", media)
	}
	response, err := s.client.Do(request)
	if err != nil {
		return 0, nil, err
	}
	defer response.Body.Close()
	answer, err = io.ReadAll(response.Body)
	return response.StatusCode, answer, err
}

// get wants 200 and decodes the answer.
func (s *site) get(ctx context.Context, path string, into any) error {
	status, answer, err := s.do(ctx, http.MethodGet, path, "", "")
	if err == nil && status != http.StatusOK {
		err = fmt.Errorf("GET %s: %d %s", path, status, answer)
	}
	return errors.Join(err, decodeInto(answer, into))
}
