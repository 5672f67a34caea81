package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
)

// listener hears what happens to issues, comes back with the last id that it had, and
// knows how far it has heard of each issue.
type listener struct {
	token string
	// reads is how the stream is read; as it comes where nil.
	reads func(io.Reader) io.Reader

	mu   sync.Mutex
	last string         // id of the last message
	seqs map[string]int // the latest event that was told of each issue
	// messages, resets and ends that were told, by reason, and streams that were opened.
	messages, streams int
	told              map[string]int
	// missed says that lists must be read anew: a reset came.
	missed bool
}

func newListener(token string) *listener {
	return &listener{token: token, seqs: map[string]int{}, told: map[string]int{}}
}

// stay listens until ctx ends, at another server wherever one is gone.
func (l *listener) stay(ctx context.Context, over http.RoundTripper, site func() *site) error {
	for ctx.Err() == nil {
		if err := l.listen(ctx, over, site().url); err != nil {
			return err
		}
		time.Sleep(50 * time.Millisecond)
	}
	return nil
}

// listen opens one stream and hears it to its end. Its error is an answer that is no
// stream; that the server is gone is none.
func (l *listener) listen(ctx context.Context, over http.RoundTripper, url string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/api/v1/cities/"+city+"/live", nil)
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+l.token)
	if last := l.place(); last != "" {
		request.Header.Set("Last-Event-ID", last)
	}
	response, err := over.RoundTrip(request)
	if err != nil {
		return nil
	}
	defer response.Body.Close()
	if response.StatusCode == http.StatusServiceUnavailable { // it has not begun
		return nil
	}
	if response.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(response.Body)
		return fmt.Errorf("live: %d %s", response.StatusCode, text)
	}
	l.mu.Lock()
	l.streams++
	l.mu.Unlock()
	var body io.Reader = response.Body
	if l.reads != nil {
		body = l.reads(body)
	}
	l.hear(body)
	return nil
}

// hear takes the messages of a stream (WHATWG HTML, 9.2.6); one that breaks off counts
// for nothing.
func (l *listener) hear(body io.Reader) {
	var id, event, data string
	for lines := bufio.NewScanner(body); lines.Scan(); {
		name, value, _ := strings.Cut(lines.Text(), ": ")
		switch name {
		case "id":
			id = value
		case "event":
			event = value
		case "data":
			data = value
		case "":
			if lines.Text() == "" {
				l.take(id, event, data)
				id, event, data = "", "", ""
			}
		}
	}
}

func (l *listener) take(id, event, data string) {
	var told struct {
		Issue, Reason, Code string
		Seq                 int
	}
	_ = json.Unmarshal([]byte(data), &told) // of a beat there is none
	l.mu.Lock()
	defer l.mu.Unlock()
	if id != "" {
		l.last = id
	}
	switch event {
	case "issue":
		l.messages++
		l.seqs[told.Issue] = max(l.seqs[told.Issue], told.Seq)
	case "reset", "end":
		l.told[event+" "+told.Reason+told.Code]++
		l.missed = l.missed || event == "reset"
	}
}

// mustRead says whether a reset came since it was asked last.
func (l *listener) mustRead() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	missed := l.missed
	l.missed = false
	return missed
}

// count is how many messages it was told.
func (l *listener) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.messages
}

func (l *listener) place() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.last
}

// lacks is how many of the issues it has not heard of up to their last event.
func (l *listener) lacks(seqs map[string]int) (n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for id, seq := range seqs {
		if l.seqs[id] < seq {
			n++
		}
	}
	return n
}

// list reads the list of issues, as whoever begins to listen does once they have the
// first id, and whoever is told to read it anew.
func (l *listener) list(ctx context.Context, s *site) error {
	for after := ""; ; {
		var page struct {
			Issues []found
			Next   string
		}
		if err := s.get(ctx, issuesPath+"?limit=200&after="+after, &page); err != nil {
			return err
		}
		l.mu.Lock()
		for _, i := range page.Issues {
			l.seqs[i.ID] = max(l.seqs[i.ID], i.Seq)
		}
		l.mu.Unlock()
		if after = page.Next; after == "" {
			return nil
		}
	}
}
