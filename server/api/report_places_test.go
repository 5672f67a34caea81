package api

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
)

// A few connections that send nothing keep nobody of other networks from reporting, and
// give their places back.
func TestOneNetworkHasFewPlaces(t *testing.T) {
	w := newIssueTown(t)
	ended := make(chan int, ofOneNetwork)
	var idle []*io.PipeWriter
	for range ofOneNetwork {
		body, sender := io.Pipe()
		idle = append(idle, sender)
		r := httptest.NewRequest(http.MethodPost, reportsAt, body)
		r.Header.Set("Content-Type", jsonType)
		r.RemoteAddr = "198.51.100.7:1"
		go func() {
			answer := httptest.NewRecorder()
			w.server.Handler().ServeHTTP(answer, r)
			ended <- answer.Code
		}()
		if _, err := sender.Write([]byte("{")); err != nil { // it has its place and is read
			t.Fatal(err)
		}
	}
	report := func(address string) int {
		return w.snapshot(address, formPart{"report", []byte(reportOf(map[string]any{"id": nil}))}).Code
	}
	if got := report("198.51.100.7:2"); got != http.StatusServiceUnavailable {
		t.Errorf("a fifth of one network: %d", got)
	}
	if got := report("198.51.100.8:2"); got != http.StatusCreated {
		t.Errorf("another network: %d", got)
	}
	for _, sender := range idle {
		_ = sender.Close()
		<-ended
	}
	if got := report("198.51.100.7:2"); got != http.StatusCreated {
		t.Errorf("once the others are gone: %d", got)
	}
	if len(w.server.reporting.held) != 0 || len(w.server.reportPlaces) != 0 {
		t.Errorf("places were not given back: %v", w.server.reporting.held)
	}
}
