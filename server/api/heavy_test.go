package api

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"sizhang/domain/fault"
)

// slowReader takes nothing of an answer until it is let.
type slowReader struct {
	*httptest.ResponseRecorder
	reached, let chan struct{}
}

func (r *slowReader) Write(p []byte) (int, error) {
	select {
	case r.reached <- struct{}{}:
	default:
	}
	<-r.let
	return r.ResponseRecorder.Write(p)
}

// Who reads slowly keeps nobody else from being answered, unless so many do that
// their answers would pile up.
func TestSlowReadersKeepNoPlace(t *testing.T) {
	w := newWorkshop(t)
	w.settle(t)
	const path = "/api/v1/cities/" + cityOne + "/audit"
	slow := &slowReader{httptest.NewRecorder(), make(chan struct{}, 1), make(chan struct{})}
	done := make(chan struct{})
	begin := func() {
		go func() {
			defer close(done)
			w.server.Handler().ServeHTTP(slow, httptest.NewRequest(http.MethodGet, path, nil))
		}()
		<-slow.reached
	}
	begin()
	w.do(t, exchange{ask: "GET " + path, want: map[string]any{"truncated": false}})
	if len(w.server.openSending) != 1 || len(w.server.openPlaces) != 0 {
		t.Errorf("%d are sent, %d worked on", len(w.server.openSending), len(w.server.openPlaces))
	}
	close(slow.let)
	<-done
	if slow.Code != http.StatusOK || !strings.HasSuffix(slow.Body.String(), "]}\n") {
		t.Errorf("the slow reader got %d %.200s", slow.Code, slow.Body)
	}

	for range sending {
		w.server.openSending <- struct{}{}
	}
	slow = &slowReader{httptest.NewRecorder(), make(chan struct{}, 1), make(chan struct{})}
	done = make(chan struct{})
	begin()
	w.raw(t, exchange{ask: "GET " + path, status: http.StatusServiceUnavailable, code: fault.ServerBusy})
	close(slow.let)
	<-done
	for range sending {
		<-w.server.openSending
	}
	if len(w.server.openPlaces)+len(w.server.openSending) != 0 {
		t.Error("a place was not given back")
	}
}

// An audit lists so many findings of a kind and counts the rest.
func TestAuditsAreBounded(t *testing.T) {
	w := newWorkshop(t)
	w.settle(t)
	w.split(t)
	path := "GET /api/v1/cities/" + cityOne + "/drafts/" + w.ids["second"] + "/audit"
	whole := w.do(t, exchange{ask: path, want: map[string]any{"truncated": false}})
	w.server.findings = 1
	cut := w.do(t, exchange{ask: path, want: map[string]any{"truncated": true, "faults": pick(whole, "faults"), "kinds.0.listed": 1.0}})
	findings, kinds := pick(cut, "findings").([]any), pick(cut, "kinds").([]any)
	if len(findings) != len(kinds) || len(pick(whole, "findings").([]any)) <= len(findings) {
		t.Errorf("%d findings of %d kinds", len(findings), len(kinds))
	}
}

// A long answer goes over the disk and comes out as it went in; a fault on its
// way is an answer of its own.
func TestSpool(t *testing.T) {
	for _, size := range []int{0, 1, inMemory - 1, inMemory, inMemory + 1, 3*inMemory + 5} {
		s := &spool{}
		var want strings.Builder
		for i := 0; want.Len() < size; i++ {
			piece := strings.Repeat(string(rune('a'+i%26)), min(70_001, size-want.Len()))
			want.WriteString(piece)
			if _, err := io.WriteString(s, piece); err != nil {
				t.Fatal(err)
			}
		}
		var got strings.Builder
		if err := s.sendTo(&got); err != nil || got.String() != want.String() || s.size != int64(size) || (s.rest != nil) != (size > inMemory) {
			t.Errorf("%d bytes became %d (%v)", size, got.Len(), err)
		}
		s.close()
	}
	failed := errors.New("no space left")
	if answer, err := spooled(jsonType, func(io.Writer) error { return failed }); answer != nil || !errors.Is(err, failed) {
		t.Errorf("%v, %v", answer, err)
	}
}
