package main

import (
	"context"
	"net/http"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// exitLimit is how long a server may take to end.
const exitLimit = 10 * time.Second

// runTerm asks a server to end while it answers. A request that it began to read
// before is answered; who comes later may be turned away, not cut off. A round is
// one server.
func runTerm(t *turn) error {
	where := filepath.Join(t.dir, "town")
	if err := t.town(where); err != nil {
		return err
	}
	k := newClerks()
	err := t.each(t.size(3, 100), func(i int) error {
		s, err := t.serve(where)
		if err != nil {
			return err
		}
		return t.termOnce(s, k, i)
	})
	t.Acknowledged = k.told
	if err != nil || t.broken() {
		return err
	}
	return t.asked(where, k)
}

func (t *turn) termOnce(s *site, k *clerks, round int) error {
	var asked atomic.Bool
	var all sync.WaitGroup
	slow := make([]*slowRequest, writers)
	for w := range slow {
		var err error
		if slow[w], err = s.beginHandOver(k, round, w); err != nil {
			return err
		}
	}
	for w := range writers {
		client := &http.Client{Transport: &http.Transport{DisableKeepAlives: w%2 == 0}}
		all.Go(func() { defer client.CloseIdleConnections(); t.look(s, client, &asked) })
	}
	time.Sleep(time.Duration(t.rng.IntN(300)) * time.Millisecond)
	asked.Store(true)
	begun := time.Now()
	if err := s.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	for _, r := range slow {
		delay := time.Duration(t.rng.IntN(1500)) * time.Millisecond
		all.Go(func() { r.finish(t, k, delay) })
	}
	status := s.end(func(string) {})
	took := time.Since(begun)
	all.Wait()
	if took > exitLimit {
		t.wrong("the server took %v to end", took)
	}
	if !status.Exited() || status.ExitStatus() != 0 {
		t.wrong("the server ended with %v", s.ProcessState)
	}
	return nil
}

// look asks the server until it is gone. What began before it was asked to end
// must be answered, and no answer may break off.
func (t *turn) look(s *site, client *http.Client, asked *atomic.Bool) {
	mine := *s
	mine.client = client
	for n := 0; ; n++ {
		before := !asked.Load()
		status, answer, err := mine.do(context.Background(), http.MethodGet, "/api/v1/units/"+community(n), "", "")
		switch {
		case err == nil && status == http.StatusOK:
			t.count("requests answered", 1)
			continue
		case err == nil && status != http.StatusServiceUnavailable:
			t.wrong("a request is answered with %d %s", status, answer)
		case before:
			t.lost("a request that began before SIGTERM: %v", err)
		case status != 0:
			t.lost("an answer broke off: %v", err)
		default:
			t.count("clients turned away after SIGTERM", 1)
		}
		return
	}
}
