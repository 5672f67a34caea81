package api

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/gin-gonic/gin"
)

// An address is the peer's, or what a proxy that is named has added; never what a
// client says of itself.
func TestAddresses(t *testing.T) {
	tests := []struct {
		name, peer string
		headers    map[string]string
		want       string
	}{
		{"a peer", "203.0.113.7:1234", nil, "203.0.113.7"},
		{"a peer with a zone", "[fe80::1%eth0]:1234", nil, "fe80::1"},
		{"a peer that makes things up", "203.0.113.7:1234", map[string]string{"X-Forwarded-For": "1.1.1.1", "X-Real-IP": "1.1.1.1"}, "203.0.113.7"},
		{"behind a proxy", "10.0.0.1:1234", map[string]string{"X-Forwarded-For": "1.1.1.1, 203.0.113.7"}, "203.0.113.7"},
		{"behind a proxy that says nothing", "10.0.0.1:1234", map[string]string{"X-Real-IP": "1.1.1.1"}, "10.0.0.1"},
		{"nobody knows", "pipe", nil, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := New(&fixedApp{}, Options{Log: quietLog(), Proxies: []string{"10.0.0.0/8"}})
			engine, _ := s.build()
			var got string
			engine.GET("/test/address", func(c *gin.Context) { got = addressOf(c) })
			r := httptest.NewRequest(http.MethodGet, "/test/address", nil)
			r.RemoteAddr = test.peer
			for name, value := range test.headers {
				r.Header.Set(name, value)
			}
			engine.ServeHTTP(httptest.NewRecorder(), r)
			if got != test.want {
				t.Errorf("the address is %q, want %q", got, test.want)
			}
		})
	}
}
