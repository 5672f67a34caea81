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
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"sizhang/domain/territory"
	"sizhang/server/api"
	"sizhang/server/app"
	"sizhang/server/store"
)

// handovers go round the grids of a city: one after the other gets another head.
type handovers struct {
	code  string
	seats []store.Document // as they stood at first
	from  time.Time
	made  atomic.Int64
}

func (h *handovers) next() territory.HandOver {
	n := int(h.made.Add(1))
	unit, post, _ := strings.Cut(h.seats[n%len(h.seats)].ID, "/")
	return territory.HandOver{
		Unit: unit, Post: post, Person: fmt.Sprintf("H%07d", n), Name: personName(n),
		From: h.from.AddDate(0, 0, n/len(h.seats)), Document: fmt.Sprintf("任〔2026〕%d号", n),
	}
}

// bare writes a seat that is one term longer with every round, as the product
// would: the same bytes in the same place.
func (h *handovers) bare(ctx context.Context, b *bare) error {
	n := int(h.made.Add(1))
	d := h.seats[n%len(h.seats)]
	const term = `,{"recorded":"2026-01-01T00:00:00.000Z","amends":true,"person":"P0000000","name":"某某某","from":"2024-01-01T00:00:00.000Z","until":"2026-01-01T00:00:00.000Z","document":"任〔2024〕123号"}` +
		`,{"recorded":"2026-01-01T00:00:00.000Z","person":"H0000000","name":"某某某","from":"2026-01-01T00:00:00.000Z","document":"任〔2026〕123号"}`
	end := bytes.LastIndexByte(d.Body, ']')
	d.Body = slices.Concat(d.Body[:end], bytes.Repeat([]byte(term), n/len(h.seats)+1), d.Body[end:])
	return b.handOver(ctx, d)
}

// served is the product behind a socket of this machine.
type served struct {
	address string
	client  *http.Client
	signed  *admin
	end     context.CancelFunc
	done    chan error
}

func serve(ctx context.Context, a *app.App, city string) (*served, error) {
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
		Accounts: signed.accounts, Sessions: signed.sessions, Record: signed.record, Log: slog.New(slog.DiscardHandler),
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

func (s *served) handOver(ctx context.Context, h territory.HandOver) error {
	body, err := json.Marshal(map[string]string{"person": h.Person, "name": h.Name, "from": h.From.Format(time.RFC3339), "document": h.Document})
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.address+"/api/v1/units/"+h.Unit+"/posts/"+h.Post+"/handover", bytes.NewReader(body))
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
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %.300s", answer.Status, text)
	}
	return err
}
