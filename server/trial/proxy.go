package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"

	"sizhang/server/cli"
)

// tamper answers a request in the server's place, as a planted bug does, or
// returns false to let it through.
type tamper func(w http.ResponseWriter, r *http.Request, server *url.URL) bool

// serveBehind runs the product's server behind one that tampers with its answers.
func serveBehind(args []string, tamper tamper) error {
	out, in := io.Pipe()
	go func() { in.CloseWithError(exitCode(cli.Run(context.Background(), args, in, io.Discard))) }()
	server, err := greeted(out)
	if err != nil {
		return err
	}
	go io.Copy(io.Discard, out)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Printf("http://%s/\n", listener.Addr())
	proxy := httputil.NewSingleHostReverseProxy(server)
	return http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !tamper(w, r, server) {
			proxy.ServeHTTP(w, r)
		}
	}))
}

// greeted waits for the server to say where it is.
func greeted(out io.Reader) (*url.URL, error) {
	var greeting []byte
	for address.Find(greeting) == nil {
		line := make([]byte, 512)
		n, err := out.Read(line)
		if err != nil {
			return nil, errors.Join(errors.New("the server did not start"), err)
		}
		greeting = append(greeting, line[:n]...)
	}
	return url.Parse(string(address.Find(greeting)))
}

// eagerly answers a request of the kind before it passes it on.
func eagerly(kind string) tamper {
	return func(w http.ResponseWriter, r *http.Request, server *url.URL) bool {
		if !strings.HasSuffix(r.URL.Path, kind) {
			return false
		}
		body, _ := io.ReadAll(r.Body)
		w.Header().Set("Content-Length", "0")
		http.NewResponseController(w).Flush()
		passOn(r, body, server)
		return true
	}
}

// blindly says that all is well whatever the server finds.
func blindly(w http.ResponseWriter, r *http.Request, _ *url.URL) bool {
	return r.URL.Path == "/readyz"
}
