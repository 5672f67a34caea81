package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"time"

	"sizhang/server/app"
	"sizhang/server/issues"
	"sizhang/server/store"
	"sizhang/server/store/sqlite"
)

// playTend gives alarms beside the servers, over a store with the planted bug: as a
// server would that has it.
func playTend() error {
	ctx := context.Background()
	st, err := sqlite.Open(ctx, os.Getenv(whereVariable), store.Schema)
	if err != nil {
		return err
	}
	a := app.New(planted(st, os.Getenv(plantVariable)), app.Options{})
	desk := issues.New(issues.Options{Store: a.Store(), Cities: a})
	if err := errors.Join(a.Load(ctx, app.Silent), desk.Load(ctx, app.Silent)); err != nil {
		return err
	}
	return desk.Run(ctx)
}

// forgetful puts the events that it decided on behind those that another server wrote
// meanwhile, as whoever goes by what they remember and not by what stands.
type forgetful struct{ store.Store }

func (f forgetful) Replace(ctx context.Context, d store.Document) (int64, error) {
	if d.Collection != store.Issues {
		return f.Store.Replace(ctx, d)
	}
	time.Sleep(20 * time.Millisecond) // others may have been there
	version, err := f.Store.Replace(ctx, d)
	if !errors.Is(err, store.ErrStale) {
		return version, err
	}
	is, err := f.Store.Get(ctx, d.Collection, d.City, d.ID)
	if err != nil {
		return 0, err
	}
	if is.Body, err = behind(is.Body, d.Body); err != nil {
		return 0, err
	}
	return f.Store.Replace(ctx, is)
}

// behind returns the first issue with the events that only the second has behind its own.
func behind(first, second []byte) ([]byte, error) {
	var one, other map[string]any
	if err := errors.Join(json.Unmarshal(first, &one), json.Unmarshal(second, &other)); err != nil {
		return nil, err
	}
	history := func(of map[string]any) []any { return of["issue"].(map[string]any)["history"].([]any) }
	all := history(one)
	for k, e := range history(other) {
		if k >= len(all) || e.(map[string]any)["hash"] != all[k].(map[string]any)["hash"] {
			all = append(all, e)
		}
	}
	for k := range all {
		all[k].(map[string]any)["seq"] = k + 1
	}
	one["issue"].(map[string]any)["history"] = all
	return json.Marshal(one)
}
