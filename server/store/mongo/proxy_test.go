package mongo

import (
	"io"
	"net"
	"net/url"
	"sync"
	"testing"
)

// proxy stands between one handle and the server, so that the handle's connection
// can be cut and nobody else's.
type proxy struct {
	listener net.Listener
	server   string // host:port
	mu       sync.Mutex
	cut      bool
	open     map[net.Conn]struct{}
	going    sync.WaitGroup
}

// throughProxy returns the connection string that leads through a proxy of its
// own.
func throughProxy(t testing.TB, uri string) (string, *proxy) {
	t.Helper()
	to, err := url.Parse(uri)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{listener: listener, server: to.Host, open: map[net.Conn]struct{}{}}
	p.going.Go(p.accept)
	t.Cleanup(func() {
		listener.Close()
		p.sever()
		p.going.Wait()
	})
	to.Host = listener.Addr().String()
	query := to.Query()
	query.Del("replicaSet")
	query.Set("directConnection", "true") // else the driver finds the server's own address
	to.RawQuery = query.Encode()
	return to.String(), p
}

func (p *proxy) accept() {
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return
		}
		p.going.Go(func() { p.carry(client) })
	}
}

// carry passes bytes both ways until either end is closed.
func (p *proxy) carry(client net.Conn) {
	defer client.Close()
	server, err := net.Dial("tcp", p.server)
	if err != nil {
		return
	}
	defer server.Close()
	if !p.note(client, server) {
		return
	}
	var both sync.WaitGroup
	for _, way := range [][2]net.Conn{{client, server}, {server, client}} {
		both.Go(func() {
			io.Copy(way[0], way[1])
			client.Close()
			server.Close()
		})
	}
	both.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.open, client)
	delete(p.open, server)
}

func (p *proxy) note(ends ...net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.cut {
		return false
	}
	for _, end := range ends {
		p.open[end] = struct{}{}
	}
	return true
}

// sever drops every connection and lets none through until mend is called.
func (p *proxy) sever() (mend func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cut = true
	for end := range p.open {
		end.Close()
	}
	return func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.cut = false
	}
}
