package main

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"sync/atomic"
	"time"

	"sizhang/server/app"
	"sizhang/server/store"
	"sizhang/server/store/sqlite"
)

// Writes are durable writes of single documents, each kind beside the same
// statements on bare SQLite: a copy of the same file, the same indexes, the log
// on the disk before each commit returns, one connection and one commit a
// document. Both take turns in rounds; the figures are medians.
type Writes []Write

// Write is one kind of write with so many writers at once.
type Write struct {
	What    string  `json:"what"`
	Writers int     `json:"writers"`
	Rate    float64 `json:"a_second"`
	Bare    float64 `json:"bare_a_second"`
	Ratio   float64 `json:"ratio"`
}

// crowds are how many write at once.
var crowds = []int{1, 8, 64}

func writes(ctx context.Context, s Settings) (out Writes, err error) {
	beside := filepath.Join(s.Dir, "bare")
	if err := copied(s.Dir, beside); err != nil {
		return nil, err
	}
	st, err := sqlite.Open(ctx, s.Dir, store.Schema)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	a := app.New(st, app.Options{})
	if err := a.Load(ctx, app.Silent); err != nil {
		return nil, err
	}
	plain, err := openBare(ctx, beside)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, plain.close()) }()
	p := planners(s.Size)[0]
	reports, err := newFilings(ctx, a, p, st)
	if err != nil {
		return nil, err
	}
	served, err := serve(ctx, a, p.code, reports.desk)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, served.stop()) }()

	if err := reports.keepExample(ctx, served); err != nil {
		return nil, err
	}
	issueWrites := &issueWriter{cities: planners(s.Size), documents: s.Documents, versions: make([]atomic.Int64, s.Documents)}
	bareWrites := &issueWriter{cities: issueWrites.cities, documents: s.Documents, versions: make([]atomic.Int64, s.Documents)}
	seats, err := plain.seatsOf(ctx, p)
	if err != nil {
		return nil, err
	}
	hand := &handovers{code: p.code, seats: seats, from: a.Now()}
	bareHand := &handovers{code: p.code, seats: seats, from: a.Now()}
	for _, kind := range []struct {
		what       string
		ours, bare func(context.Context) error
	}{
		{"insert", func(ctx context.Context) error { return st.Insert(ctx, issueWrites.fresh()) },
			func(ctx context.Context) error { return plain.insert(ctx, bareWrites.fresh()) }},
		{"replace", func(ctx context.Context) error { return issueWrites.replace(ctx, st.Replace) },
			func(ctx context.Context) error { return bareWrites.replace(ctx, plain.replace) }},
		{"handover", func(ctx context.Context) error { _, err := a.HandOver(ctx, p.code, hand.next()); return err },
			func(ctx context.Context) error { return bareHand.bare(ctx, plain) }},
		{"report", reports.file, func(ctx context.Context) error { return reports.bare(ctx, plain) }},
		{"report by HTTP", func(ctx context.Context) error { return served.report(ctx, reports) },
			func(ctx context.Context) error { return reports.bare(ctx, plain) }},
		{"handover by HTTP", func(ctx context.Context) error { return served.handOver(ctx, hand.next()) },
			func(ctx context.Context) error { return bareHand.bare(ctx, plain) }},
	} {
		for _, writers := range crowds {
			w := Write{What: kind.what, Writers: writers}
			if err := w.measure(ctx, s, kind.ours, kind.bare); err != nil {
				return nil, err
			}
			out = append(out, w)
		}
	}
	return out, nil
}

// measure has both take turns.
func (w *Write) measure(ctx context.Context, s Settings, ours, bare func(context.Context) error) error {
	var rates, bares, ratios []float64
	for range s.Rounds {
		a, err := crowd(ctx, w.Writers, s.Round, ours)
		if err != nil {
			return err
		}
		b, err := crowd(ctx, w.Writers, s.Round, bare)
		if err != nil {
			return err
		}
		rates, bares, ratios = append(rates, a), append(bares, b), append(ratios, a/b)
	}
	w.Rate, w.Bare, w.Ratio = median(rates), median(bares), median(ratios)
	return nil
}

func median(of []float64) float64 {
	slices.Sort(of)
	return of[len(of)/2]
}

// crowd has so many write for a while and returns how often a second they did.
func crowd(ctx context.Context, writers int, long time.Duration, write func(context.Context) error) (float64, error) {
	var count atomic.Int64
	began := time.Now()
	err := together(writers, func() error {
		for time.Since(began) < long {
			if err := write(ctx); err != nil {
				return err
			}
			count.Add(1)
		}
		return nil
	})
	return float64(count.Load()) / time.Since(began).Seconds(), err
}

// issueWriter makes new issues and changes old ones, each once at a time.
type issueWriter struct {
	cities    []*planner
	documents int
	inserted  atomic.Int64
	replaced  atomic.Int64
	versions  []atomic.Int64 // beyond the first
}

func (w *issueWriter) fresh() store.Document {
	n := w.documents + int(w.inserted.Add(1))
	return w.cities[n%len(w.cities)].issue(n)
}

// replace takes documents all over the store; with many at once no two meet, as
// they would have to go all around first.
func (w *issueWriter) replace(ctx context.Context, put func(context.Context, store.Document) (int64, error)) error {
	const stride = 514229 // a prime, so that all come before one comes again
	n := int(w.replaced.Add(1)) * stride % w.documents
	d := w.cities[n%len(w.cities)].issue(n)
	d.Version = 1 + w.versions[n].Load()
	version, err := put(ctx, d)
	w.versions[n].Store(version - 1)
	return err
}
