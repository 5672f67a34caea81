package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"sizhang/server/api/apitest"
	"sizhang/server/auth/password"
)

// streamsOfOne is how many streams an account has at most.
const streamsOfOne = 16

// crowd is many who listen, at whichever server there is.
type crowd struct {
	*turn
	ctx         context.Context
	sites       *sites
	tokens      []string
	quick, slow []*listener
	// slowly is until those who read slowly are to come back and read quickly, asleep until
	// those who read nothing are.
	slowly, asleep spell
	all            sync.WaitGroup
	failed         atomic.Pointer[error] // the first answer that was no stream
	// narrow is for slow readers: with small buffers on both sides, as over a bad line.
	wide, narrow *http.Transport
}

func (t *turn) newCrowd(ctx context.Context, s *site) *crowd {
	dialer := net.Dialer{Control: func(_, _ string, c syscall.RawConn) error {
		var err error
		failed := c.Control(func(fd uintptr) {
			if err = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_RCVBUF, 2048); err == nil {
				err = syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, syscall.TCP_MAXSEG, 536)
			}
		})
		if failed != nil {
			return failed
		}
		return err
	}}
	return &crowd{
		turn: t, ctx: ctx, sites: newSites([]*site{s}), slowly: newSpell(ctx), asleep: newSpell(ctx),
		wide: &http.Transport{}, narrow: &http.Transport{DialContext: dialer.DialContext},
	}
}

// spell is a time that is ended by somebody.
type spell struct {
	context.Context
	end context.CancelFunc
}

func newSpell(ctx context.Context) spell {
	ctx, end := context.WithCancel(ctx)
	return spell{ctx, end}
}

// admit makes accounts for so many streams and signs each in.
func (c *crowd) admit(where string, streams int) error {
	table, file := "login,name,role,unit\n", filepath.Join(c.dir, "accounts.csv")
	for n := range (streams + streamsOfOne - 1) / streamsOfOne {
		table += fmt.Sprintf("l%d,听%d,supervisor,110101000000\n", n, n)
	}
	if err := os.WriteFile(file, []byte(table), 0o600); err != nil {
		return err
	}
	said, err := command(c.ctx, where, "user", "import", file, "--json")
	var made struct {
		Rows []struct {
			Login    string `json:"login"`
			Password string `json:"one_time_password"`
		}
	}
	if err == nil {
		err = json.Unmarshal([]byte(said), &made)
	}
	s := c.sites.any()
	for _, row := range made.Rows {
		if err != nil {
			return err
		}
		var token string
		token, _, err = apitest.SignIn(c.ctx, from(s.client), s.url, city, row.Login, row.Password, password.OneTime())
		c.tokens = append(c.tokens, token)
	}
	return err
}

// from is the client from another address each time: one alone may sign in so often.
func from(client *http.Client) *http.Client {
	return &http.Client{Timeout: client.Timeout, Transport: forwarded{client.Transport}}
}

type forwarded struct{ http.RoundTripper }

func (f forwarded) RoundTrip(r *http.Request) (*http.Response, error) {
	r.Header.Set("X-Forwarded-For", fmt.Sprintf("10.%d.%d.%d", rand.IntN(256), rand.IntN(256), rand.IntN(256)))
	return f.RoundTripper.RoundTrip(r)
}

// join has so many more listen and waits until each has its first place. Each stays as
// first has it, and then over a good line.
func (c *crowd) join(n int, first func(k int, l *listener) error) ([]*listener, error) {
	more := make([]*listener, n)
	for k := range more {
		l := newListener(c.tokens[(len(c.quick)+len(c.slow)+k)/streamsOfOne])
		more[k] = l
		c.all.Go(func() {
			err := first(k, l)
			if l.reads = nil; err == nil {
				err = l.stay(c.ctx, c.wide, c.sites.any)
			}
			if err != nil {
				c.failed.CompareAndSwap(nil, &err)
			}
		})
	}
	return more, c.awaits(func() (bool, error) {
		for _, l := range more {
			if l.place() == "" {
				return false, c.trouble()
			}
		}
		return true, nil
	})
}

func (c *crowd) trouble() error {
	if err := c.failed.Load(); err != nil {
		return *err
	}
	return nil
}

// silence is how long nobody hearing anything, while there is something to tell, is more
// than a busy machine.
const silence = 6 * time.Second

// heard waits until all of them have heard of the issues up to their last event, and
// returns how many have not when nobody has heard anything for long.
func (c *crowd) heard(who []*listener, seqs map[string]int) (int, error) {
	behind, last := who, time.Now()
	for before := -1; ; time.Sleep(10 * time.Millisecond) {
		messages, still := 0, []*listener(nil)
		for _, l := range who {
			messages += l.count()
		}
		for _, l := range behind {
			if l.lacks(seqs) > 0 {
				still = append(still, l)
			}
		}
		if behind = still; len(behind) == 0 {
			return 0, nil
		}
		if err := c.trouble(); err != nil {
			return 0, err
		}
		if messages > before {
			before, last = messages, time.Now()
		} else if time.Since(last) > silence {
			return len(behind), nil
		}
	}
}

// quickly is the first of those who read quickly: nothing.
func quickly(int, *listener) error { return nil }

// hesitant listens over a narrow line and reads hardly anything: every other one nothing
// at all, and the others 100 bytes a second.
func (c *crowd) hesitant(k int, l *listener) error {
	until, second := c.asleep, 0
	if k%2 == 1 {
		until, second = c.slowly, 100
	}
	l.reads = func(r io.Reader) io.Reader { return &slowReader{Reader: r, until: until, free: 512, second: second} }
	return l.stay(until, c.narrow, c.sites.any)
}

// slowReader reads the beginning of a stream and then so many bytes a second, or none at
// all, for a spell.
type slowReader struct {
	io.Reader
	until  context.Context
	free   int // bytes yet that are read at once
	second int // bytes a second after that
}

func (s *slowReader) Read(p []byte) (int, error) {
	if s.free > 0 {
		n, err := s.Reader.Read(p[:min(len(p), s.free)])
		s.free -= n
		return n, err
	}
	if s.second == 0 {
		<-s.until.Done()
		return 0, s.until.Err()
	}
	select {
	case <-s.until.Done():
		return 0, s.until.Err()
	case <-time.After(time.Second / 4):
		return s.Reader.Read(p[:min(len(p), s.second/4)])
	}
}
