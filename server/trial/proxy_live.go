package main

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"
)

// stalling sends to one listener after the other and waits for each.
func stalling() tamper {
	var one sync.Mutex
	return streaming(func(send func() error) error {
		one.Lock()
		defer one.Unlock()
		return send()
	})
}

// forgetting begins every stream anew, wherever its listener was.
func forgetting(_ http.ResponseWriter, r *http.Request, _ *url.URL) bool {
	r.Header.Del("Last-Event-ID")
	return false
}

// streaming passes the live streams on; by sends each piece.
func streaming(by func(send func() error) error) tamper {
	return func(w http.ResponseWriter, r *http.Request, server *url.URL) bool {
		if !strings.HasSuffix(r.URL.Path, "/live") {
			return false
		}
		ask := r.Clone(r.Context())
		ask.RequestURI, ask.URL.Scheme, ask.URL.Host = "", server.Scheme, server.Host
		answer, err := http.DefaultTransport.RoundTrip(ask)
		if err != nil {
			w.WriteHeader(http.StatusBadGateway)
			return true
		}
		defer answer.Body.Close()
		w.WriteHeader(answer.StatusCode)
		flush := http.NewResponseController(w)
		for text := make([]byte, 4096); ; {
			n, err := answer.Body.Read(text)
			if err != nil || by(func() error { _, err := w.Write(text[:n]); return errors.Join(err, flush.Flush()) }) != nil {
				return true
			}
		}
	}
}
