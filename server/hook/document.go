package hook

import (
	"encoding/json"
	"fmt"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/issue"
	"sizhang/server/store"
)

// This file is the form in which webhooks and deliveries are kept. A field once written
// keeps its name and meaning; a new one must be right when it is absent.

type hookBody struct {
	URL        string         `json:"url"`
	Note       string         `json:"note,omitempty"`
	Actions    []issue.Action `json:"actions,omitempty"`
	Categories []string       `json:"categories,omitempty"`
	Sources    []issue.Source `json:"sources,omitempty"`
	Unit       string         `json:"unit,omitempty"`
	Created    string         `json:"created"`
	By         string         `json:"by,omitempty"`
	Failing    string         `json:"failing,omitempty"`
	Disabled   string         `json:"disabled,omitempty"`
	Why        Failure        `json:"why,omitempty"`
	Sealed     string         `json:"sealed"`
	Deleted    string         `json:"deleted,omitempty"` // since when it is none, and its deliveries are to go
}

// deliveryBody has the indexed members hook, due, state and tried; due is left out of what is
// not to be tried.
type deliveryBody struct {
	Hook    string          `json:"hook"`
	Due     string          `json:"due,omitempty"`
	State   State           `json:"state"`
	Issue   string          `json:"issue"`
	Seq     int             `json:"seq"`
	Tries   int             `json:"tries"`
	Created string          `json:"created"`
	Since   string          `json:"since"`
	Tried   string          `json:"tried,omitempty"`
	Status  int             `json:"status,omitempty"`
	Why     Failure         `json:"why,omitempty"`
	Body    json.RawMessage `json:"body"`
}

func (h *Hook) document() (store.Document, error) {
	body, err := json.Marshal(hookBody{
		h.URL, h.Note, h.Filter.Actions, h.Filter.Categories, h.Filter.Sources, h.Filter.Unit,
		store.FormatInstant(h.Created), h.By, store.FormatInstant(h.Failing), store.FormatInstant(h.Disabled), h.Why, h.sealed, store.FormatInstant(h.deleted),
	})
	return store.Document{Collection: store.Hooks, City: h.City, ID: h.ID, Version: h.version, Body: body}, err
}

func hookOf(d store.Document) (Hook, error) {
	var b hookBody
	if err := json.Unmarshal(d.Body, &b); err != nil {
		return Hook{}, fmt.Errorf("the webhook %s/%s cannot be read", d.City, d.ID) // the cause may quote it
	}
	r := reading{}
	h := Hook{
		City: d.City, ID: d.ID, URL: b.URL, Note: b.Note, Filter: Filter{b.Actions, b.Categories, b.Sources, b.Unit},
		Created: r.instant(b.Created), By: b.By, Failing: r.instant(b.Failing), Disabled: r.instant(b.Disabled), Why: b.Why,
		sealed: b.Sealed, deleted: r.instant(b.Deleted), version: d.Version,
	}
	return h, r.err
}

func (d *Delivery) document() (store.Document, error) {
	body, err := json.Marshal(deliveryBody{
		d.Hook, store.FormatInstant(d.Due), d.State, d.Issue, d.Seq, d.Tries, store.FormatInstant(d.Created),
		store.FormatInstant(d.since), store.FormatInstant(d.Tried), d.Status, d.Why, d.Body,
	})
	return store.Document{Collection: store.Deliveries, City: d.city, ID: d.ID, Version: d.version, Body: body}, err
}

func deliveryOf(doc store.Document) (Delivery, error) {
	var b deliveryBody
	if err := json.Unmarshal(doc.Body, &b); err != nil {
		return Delivery{}, fmt.Errorf("the delivery %s/%s cannot be read: %w", doc.City, doc.ID, err)
	}
	r := reading{}
	d := Delivery{
		ID: doc.ID, Hook: b.Hook, Issue: b.Issue, Seq: b.Seq, State: b.State, Tries: b.Tries,
		Created: r.instant(b.Created), Due: r.instant(b.Due), Tried: r.instant(b.Tried), Status: b.Status, Why: b.Why, Body: b.Body,
		since: r.instant(b.Since), city: doc.City, version: doc.Version,
	}
	return d, r.err
}

// reading reads instants and remembers the first that is none.
type reading struct{ err error }

func (r *reading) instant(text string) time.Time {
	t, err := store.ParseInstant(text)
	if err != nil && r.err == nil {
		r.err = err
	}
	if t.IsZero() {
		return t
	}
	return t.In(city.China)
}

// deliveryID names the delivery of an event of an issue to a webhook. It is made of
// characters that a URL's path has as they are.
func deliveryID(hook, issue string, seq int) string {
	return fmt.Sprintf("%s.%s.%08d", hook, issue, seq)
}
