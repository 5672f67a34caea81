package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// slowRequest is a handover that the server has begun to read: it has asked for
// the body.
type slowRequest struct {
	conn           net.Conn
	in             *bufio.Reader
	body           string
	unit, document string
}

// beginHandOver sends the head of a handover and waits until the server wants the
// rest (100 Continue, RFC 9110 §10.1.1), so that there is no doubt that the request
// is under way.
func (s *site) beginHandOver(k *clerks, round, w int) (*slowRequest, error) {
	r := &slowRequest{unit: community(w), document: fmt.Sprintf("r%d-slow%d", round, w)}
	r.body = k.order(w, r.document)
	var err error
	if r.conn, err = net.Dial("tcp", strings.TrimPrefix(s.url, "http://")); err != nil {
		return nil, err
	}
	r.conn.SetDeadline(time.Now().Add(30 * time.Second))
	fmt.Fprintf(r.conn, "POST %s HTTP/1.1\r\nHost: trial\r\nAuthorization: Bearer %s\r\n"+
		"Content-Type: application/json\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n", handoverOf(r.unit), s.token, len(r.body))
	r.in = bufio.NewReader(r.conn)
	line, err := r.in.ReadString('\n')
	if err == nil && !strings.Contains(line, " 100 ") {
		err = fmt.Errorf("instead of 100 Continue: %s", line)
	}
	if err == nil {
		_, err = r.in.ReadString('\n')
	}
	return r, err
}

// finish sends the rest, which must be answered.
func (r *slowRequest) finish(t *turn, k *clerks, delay time.Duration) {
	defer r.conn.Close()
	half := len(r.body) / 2
	io.WriteString(r.conn, r.body[:half])
	time.Sleep(delay)
	io.WriteString(r.conn, r.body[half:])
	answer, err := http.ReadResponse(r.in, nil)
	if err == nil {
		defer answer.Body.Close()
		_, err = io.ReadAll(answer.Body)
	}
	switch {
	case err != nil:
		t.lost("a request in flight at SIGTERM is not answered: %v", err)
	case answer.StatusCode != http.StatusOK:
		t.wrong("a request in flight at SIGTERM is answered with %s", answer.Status)
	default:
		k.outcome(answer.StatusCode, nil)
		k.acknowledge(r.unit, r.document)
		t.count("requests in flight answered", 1)
	}
}
