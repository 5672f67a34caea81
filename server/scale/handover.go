package main

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"sizhang/domain/territory"
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

func (s *served) handOver(ctx context.Context, h territory.HandOver) error {
	return s.post(ctx, "/api/v1/units/"+h.Unit+"/posts/"+h.Post+"/handover",
		map[string]any{"person": h.Person, "name": h.Name, "from": h.From.Format(time.RFC3339), "document": h.Document})
}
