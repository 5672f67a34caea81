package main

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net"
	"time"

	"sizhang/server/api"
	"sizhang/server/app"
	"sizhang/server/collector"
	"sizhang/server/issues"
)

// served is the product behind a socket of this machine.
type served struct {
	address string
	lines   lines
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
		address: listener.Addr().String(), signed: signed, end: end, done: make(chan error, 3),
	}
	server := api.New(a, api.Options{
		Accounts: signed.accounts, Sessions: signed.sessions, Record: signed.record, Issues: desk, Log: slog.New(slog.DiscardHandler),
	})
	go func() { s.done <- server.Run(ctx, listener) }()
	go func() { // what others wrote, as every server looks for it
		_ = a.Watch(ctx, 500*time.Millisecond)
		s.done <- nil
	}()
	go func() {
		collector.Ease(ctx)
		s.done <- nil
	}()
	return s, nil
}

func (s *served) stop() error {
	s.end()
	err := s.lines.close()
	for range cap(s.done) {
		err = errors.Join(err, <-s.done)
	}
	return err
}

// post sends a JSON body as the administrator and wants a good answer.
func (s *served) post(ctx context.Context, path string, content map[string]any) error {
	body, err := json.Marshal(content)
	if err != nil {
		return err
	}
	token, err := s.signed.token(ctx)
	if err != nil {
		return err
	}
	l, err := s.lines.take(ctx, s.address)
	if err != nil {
		return err
	}
	if err := l.post(path, token, body); err != nil {
		return errors.Join(err, l.Close())
	}
	s.lines.give(l)
	return nil
}
