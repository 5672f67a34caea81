package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
)

// receiver is another system that webhooks lead to.
type receiver struct {
	*httptest.Server

	mu  sync.Mutex
	got map[string]string // the body of each delivery, by its id
	// changed are those that came again with another body.
	changed, again int
}

func newReceiver() *receiver {
	r := &receiver{got: map[string]string{}}
	r.Server = httptest.NewServer(http.HandlerFunc(r.receive))
	return r
}

func (r *receiver) receive(w http.ResponseWriter, q *http.Request) {
	body, err := io.ReadAll(q.Body)
	if err != nil { // its server was killed
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	id := q.Header.Get("Sizhang-Id")
	if was, came := r.got[id]; came {
		r.again++
		if was != string(body) {
			r.changed++
		}
	}
	r.got[id] = string(body)
	w.WriteHeader(http.StatusNoContent)
}

// all returns what came so far.
func (r *receiver) all() map[string]string {
	r.mu.Lock()
	defer r.mu.Unlock()
	copied := make(map[string]string, len(r.got))
	for id, body := range r.got {
		copied[id] = body
	}
	return copied
}

func (r *receiver) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.got)
}
