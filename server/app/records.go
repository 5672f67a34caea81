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

// cityBody is a city's one document. What is in force is what it lists: to
// publish anything is to append to Editions, in one write.
type cityBody struct {
	Code     string    `json:"code"`
	NameZH   string    `json:"name_zh"`
	NameEN   string    `json:"name_en,omitempty"`
	Profile  string    `json:"profile"` // id of the profile document in force
	Editions []edition `json:"editions"`
}

// edition is a set of units or terms that came into force together (版次).
type edition struct {
	ID        string `json:"id"`
	Kind      string `json:"kind"`
	Published string `json:"published"`
	Count     int    `json:"count"`
	Source    Source `json:"source"`
}

const (
	unitsEdition = "units"
	seatsEdition = "seats"
)

// Source says where an import came from.
type Source struct {
	Name   string `json:"name"`             // of the file
	SHA256 string `json:"sha256,omitempty"` // of its bytes, in hex
}

type profileBody struct {
	YAML      string `json:"yaml"` // as it was imported
	Published string `json:"published"`
	Source    Source `json:"source"`
}

// instantLayout has a fixed width, so that instants sort as text.
const instantLayout = "2006-01-02T15:04:05.000Z"

// formatInstant writes the zero time, which is no instant, as nothing.
func formatInstant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(instantLayout)
}

// parseInstant reads what formatInstant wrote.
func parseInstant(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(instantLayout, text)
	return t.In(city.China), err
}

func decode[T any](d store.Document) (T, error) {
	var body T
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

// cityRecord is a city's document; version 0 where there is none yet.
type cityRecord struct {
	city    cityBody
	version int64
}

func (a *App) readCity(ctx context.Context, code string) (cityRecord, error) {
	d, err := a.store.Get(ctx, store.Cities, store.Installation, code)
	if errors.Is(err, store.ErrMissing) {
		return cityRecord{city: cityBody{Code: code}}, nil
	}
	if err != nil {
		return cityRecord{}, err
	}
	body, err := decode[cityBody](d)
	return cityRecord{body, d.Version}, err
}

func (a *App) writeCity(ctx context.Context, r cityRecord) error {
	d := store.Document{Collection: store.Cities, City: store.Installation, ID: r.city.Code, Version: r.version, Body: encode(r.city)}
	if r.version == 0 {
		return a.store.Insert(ctx, d)
	}
	_, err := a.store.Replace(ctx, d)
	return err
}
