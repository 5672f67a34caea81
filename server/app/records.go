package app

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"sizhang/domain/city"
	"sizhang/server/store"
)

// This file and the record_ files are the form in which things are kept. A field
// once written keeps its name and meaning; a new one must be right when it is
// absent.

// parseInstant reads what store.FormatInstant wrote, as a time of China.
func parseInstant(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	t, err := store.ParseInstant(text)
	return t.In(city.China), err
}

// parseSpan reads the beginning and the end of something.
func parseSpan(from, until string) (time.Time, time.Time, error) {
	f, err := parseInstant(from)
	if err != nil {
		return f, f, err
	}
	u, err := parseInstant(until)
	return f, u, err
}

func decode[T any](d store.Document) (T, error) {
	var body T
	if fast, known := any(&body).(scanned); known {
		if scanBody(d.Body, fast) {
			return body, nil
		}
		body = *new(T)
	}
	err := json.Unmarshal(d.Body, &body)
	return body, err
}

func encode(body any) []byte {
	text, err := json.Marshal(body)
	if err != nil {
		panic(err) // bodies hold nothing that JSON cannot
	}
	return text
}

// find is Get for documents that need not be there.
func (a *App) find(ctx context.Context, collection, city, id string) (store.Document, bool, error) {
	d, err := a.store.Get(ctx, collection, city, id)
	if errors.Is(err, store.ErrMissing) {
		return store.Document{}, false, nil
	}
	return d, err == nil, err
}

// put inserts a document that was never read, and replaces one that was.
func (a *App) put(ctx context.Context, d store.Document) error {
	if d.Version == 0 {
		return a.store.Insert(ctx, d)
	}
	_, err := a.store.Replace(ctx, d)
	return err
}

// overtaken says that somebody else wrote the document first.
func overtaken(err error) bool {
	return errors.Is(err, store.ErrStale) || errors.Is(err, store.ErrExists)
}
