package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"time"
)

// line is a connection that somebody's requests go over, one after the other, as a
// phone's do. It spends as little as can be on each: the processors are those of the
// server, which is what is measured.
type line struct {
	net.Conn
	from    *bufio.Reader
	request []byte
	since   time.Time // that nobody uses it
}

// longIdle is how long a line is kept that nobody uses: servers hang up sooner or later.
const longIdle = 30 * time.Second

// post sends a JSON body and wants a good answer.
func (l *line) post(path, token string, body []byte) error {
	l.request = fmt.Appendf(l.request[:0], "POST %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
		path, l.RemoteAddr(), token, len(body), body)
	if _, err := l.Write(l.request); err != nil {
		return err
	}
	answer, err := http.ReadResponse(l.from, nil)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode/100 != 2 {
		err = fmt.Errorf("%s: %.300s", answer.Status, text)
	}
	return err
}

// lines are the connections that nobody uses just now.
type lines struct {
	mu   sync.Mutex
	free []*line
}

// take returns a line that is free, or a new one.
func (l *lines) take(ctx context.Context, address string) (*line, error) {
	if free := l.latest(); free != nil {
		if time.Since(free.since) < longIdle {
			return free, nil
		}
		if err := errors.Join(free.Close(), l.close()); err != nil { // all others are idle for longer
			return nil, err
		}
	}
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	return &line{Conn: conn, from: bufio.NewReader(conn)}, nil
}

// latest takes out the line that was given last; nil where there is none.
func (l *lines) latest() *line {
	l.mu.Lock()
	defer l.mu.Unlock()
	last := len(l.free) - 1
	if last < 0 {
		return nil
	}
	free := l.free[last]
	l.free = l.free[:last]
	return free
}

func (l *lines) give(free *line) {
	free.since = time.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.free = append(l.free, free)
}

// close hangs up those that are free.
func (l *lines) close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	var err error
	for _, free := range l.free {
		err = errors.Join(err, free.Close())
	}
	l.free = nil
	return err
}
