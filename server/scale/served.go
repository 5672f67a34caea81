package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"sizhang/server/api"
	"sizhang/server/app"
	"sizhang/server/issues"
)

// served is the product behind a socket of this machine.
type served struct {
	address string
	client  *http.Client
	signed  *admin
	end     context.CancelFunc
	done    chan error
}

func serve(ctx context.Context, a *app.App, city string, desk *issues.Issues) (*served, error) {
	signed, err := newAdmin(ctx, a, city)
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	ctx, end := context.WithCancel(context.WithoutCancel(ctx))
	s := &served{
		address: "http://" + listener.Addr().String(), signed: signed, end: end, done: make(chan error, 2),
		client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: crowds[len(crowds)-1]}},
	}
	server := api.New(a, api.Options{
		Accounts: signed.accounts, Sessions: signed.sessions, Record: signed.record, Issues: desk, Log: slog.New(slog.DiscardHandler),
	})
	go func() { s.done <- server.Run(ctx, listener) }()
	go func() { // what others wrote, as every server looks for it
		_ = a.Watch(ctx, 500*time.Millisecond)
		s.done <- nil
	}()
	return s, nil
}

func (s *served) stop() error {
	s.client.CloseIdleConnections()
	s.end()
	first := <-s.done
	if second := <-s.done; first == nil {
		return second
	}
	return first
}

// post sends a JSON body as the administrator and wants a good answer.
func (s *served) post(ctx context.Context, path string, content map[string]any) error {
	body, err := json.Marshal(content)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.address+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	token, err := s.signed.token(ctx)
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+token)
	answer, err := s.client.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode/100 != 2 {
		err = fmt.Errorf("%s: %.300s", answer.Status, text)
	}
	return err
}
