package photo

import (
	"encoding/json"
	"fmt"

	"sizhang/geo"
	"sizhang/server/store"
)

// This file is the form in which photos are kept. A field once written keeps its name
// and meaning; a new one must be right when it is absent.
type body struct {
	Type    string     `json:"type"`
	Bytes   int64      `json:"bytes"`
	Width   int        `json:"width"`
	Height  int        `json:"height"`
	Taken   string     `json:"taken,omitempty"`
	At      *pointBody `json:"at,omitempty"`
	Account string     `json:"account,omitempty"`
	Added   string     `json:"added"`
}

type pointBody struct {
	Lng float64 `json:"lng"`
	Lat float64 `json:"lat"`
}

func document(p Photo) store.Document {
	b := body{
		Type: p.Type, Bytes: p.Bytes, Width: p.Width, Height: p.Height,
		Taken: store.FormatInstant(p.Taken), Account: p.Account, Added: store.FormatInstant(p.Added),
	}
	if p.At != nil {
		b.At = &pointBody{p.At.Lng, p.At.Lat}
	}
	text, err := json.Marshal(b)
	if err != nil {
		panic(err) // texts and finite numbers
	}
	return store.Document{Collection: store.Photos, City: p.City, ID: p.ID, Body: text}
}

func photoOf(d store.Document) (Photo, error) {
	var b body
	err := json.Unmarshal(d.Body, &b)
	p := Photo{ID: d.ID, City: d.City, Type: b.Type, Bytes: b.Bytes, Width: b.Width, Height: b.Height, Account: b.Account}
	if err == nil {
		p.Taken, err = store.ParseInstant(b.Taken)
	}
	if err == nil {
		p.Added, err = store.ParseInstant(b.Added)
	}
	if err != nil {
		return Photo{}, fmt.Errorf("the photo %s: %w", d.ID, err)
	}
	if b.At != nil {
		p.At = &geo.Point{Lng: b.At.Lng, Lat: b.At.Lat}
	}
	return p, nil
}
