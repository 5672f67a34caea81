package api

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"sizhang/server/photo"
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

// For a report that is refused no photo is kept.
func TestARefusedReportLeavesNoPhoto(t *testing.T) {
	w := newIssueTown(t)
	for _, wrong := range []map[string]any{
		{"category": "nothing"}, {"lng": 100.0}, {"crs": "none"}, {"found": "2026-01-16T10:00:00+08:00"}, {"text": "甲\x00"}, {"address": string(make([]byte, 501))},
		{"accuracy_m": 1e6}, {"found": "x"},
	} {
		photos := &countedPhotos{Photos: w.server.options.Photos}
		w.server.options.Photos = photos
		answer := w.snapshot("198.51.100.7:1", formPart{"report", []byte(reportOf(wrong))}, formPart{"photo", snapshotJPEG(7)})
		if answer.Code != http.StatusUnprocessableEntity || photos.added != 0 {
			t.Errorf("%v: %d, %d photos were kept: %s", wrong, answer.Code, photos.added, answer.Body)
		}
	}
	// One that wants photos is not refused before they came.
	if answer := w.snapshot("198.51.100.8:1", formPart{"report", []byte(reportOf(map[string]any{"category": "drains"}))}, formPart{"photo", snapshotJPEG(7)}); answer.Code != http.StatusCreated {
		t.Errorf("%d %s", answer.Code, answer.Body)
	}
}

// countedPhotos counts what is taken in.
type countedPhotos struct {
	Photos
	added int
}

func (p *countedPhotos) Add(ctx context.Context, city, account string, r io.Reader) (photo.Photo, error) {
	p.added++
	return p.Photos.Add(ctx, city, account, r)
}
