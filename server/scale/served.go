package main

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net"
	"time"

	"golang.org/x/sync/errgroup"

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
	work    errgroup.Group
}

// refresh is how often a server looks for what others wrote.
const refresh = 500 * time.Millisecond

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
	server := api.New(a, api.Options{
		Accounts: signed.accounts, Sessions: signed.sessions, Record: signed.record, Issues: desk, Log: slog.New(slog.DiscardHandler),
	})
	s := &served{address: listener.Addr().String(), signed: signed, end: end}
	s.work.Go(func() error { return server.Run(ctx, listener) })
	for _, goesOn := range []func(){ // beside it, as in every server; but nobody tends the issues, whose versions are counted on
		func() { _ = a.Watch(ctx, refresh) },
		func() { _ = desk.Watch(ctx, refresh) },
		func() { collector.Ease(ctx) },
	} {
		s.work.Go(func() error {
			goesOn()
			return nil
		})
	}
	return s, nil
}

func (s *served) stop() error {
	s.end()
	return errors.Join(s.lines.close(), s.work.Wait())
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
