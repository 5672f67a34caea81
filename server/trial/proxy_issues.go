package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/url"

	"github.com/google/uuid"
)

// twice passes a report on, and once more under another id, as whoever makes a new one
// for every try.
func twice(w http.ResponseWriter, r *http.Request, server *url.URL) bool {
	if r.Method != http.MethodPost || r.URL.Path != issuesPath {
		return false
	}
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	var report map[string]any
	if json.Unmarshal(body, &report) == nil {
		report["id"] = uuid.NewString()
		passOn(r, jsonOf(report), server)
	}
	return false
}

// airily says that a photo is kept and keeps nothing.
func airily(w http.ResponseWriter, r *http.Request, _ *url.URL) bool {
	if r.Method != http.MethodPost || r.URL.Path != photosPath {
		return false
	}
	content, _ := io.ReadAll(r.Body)
	sum := sha256.Sum256(content)
	w.WriteHeader(http.StatusCreated)
	_, _ = w.Write(jsonOf(map[string]string{"id": hex.EncodeToString(sum[:])}))
	return true
}

// passOn makes the request with the body; nobody hears the answer.
func passOn(r *http.Request, body []byte, server *url.URL) {
	later := r.Clone(context.Background())
	later.RequestURI, later.Body, later.ContentLength = "", io.NopCloser(bytes.NewReader(body)), int64(len(body))
	later.URL.Scheme, later.URL.Host = server.Scheme, server.Host
	if answer, err := http.DefaultTransport.RoundTrip(later); err == nil {
		answer.Body.Close()
	}
}
