package app

import (
	"context"
	"time"

	"sizhang/domain/fault"
	"sizhang/server/store"
)

// draftBody is a draft's one document. Whether it is published is for the city's
// document to say: State and Published are a note for those who look at drafts
// alone.
type draftBody struct {
	State     DraftState `json:"state"`
	Note      string     `json:"note,omitempty"`
	Created   string     `json:"created"`
	Changed   string     `json:"changed"`
	Published string     `json:"published,omitempty"`
	Base      int        `json:"base"`
	Parts     []partBody `json:"parts"`
}

// partBody is one import of a draft.
type partBody struct {
	Edition   string      `json:"edition"`
	Kind      EditionKind `json:"kind"`
	Count     int         `json:"count"`
	Added     int         `json:"added,omitempty"`
	Changed   int         `json:"changed,omitempty"`
	Ended     int         `json:"ended,omitempty"`
	Unchanged int         `json:"unchanged,omitempty"`
	Source    Source      `json:"source"`
	At        string      `json:"at"`
}

// versioned says whether the draft makes a version.
func (b *draftBody) versioned() bool {
	for _, p := range b.Parts {
		if p.Kind.versioned() {
			return true
		}
	}
	return false
}

// ids returns the editions of the draft's parts of a kind, in order.
func (b *draftBody) ids(kind EditionKind) []string {
	var ids []string
	for _, p := range b.Parts {
		if p.Kind == kind {
			ids = append(ids, p.Edition)
		}
	}
	return ids
}

// draftRecord is a draft's document.
type draftRecord struct {
	id      string
	draft   draftBody
	version int64
}

// readDraft returns the draft; a fault where there is none.
func (a *App) readDraft(ctx context.Context, code, id string) (draftRecord, error) {
	d, found, err := a.find(ctx, store.Drafts, code, id)
	if err != nil {
		return draftRecord{}, err
	}
	if !found {
		return draftRecord{}, fault.New(fault.DraftUnknown, "draft", fault.With{"city": code, "draft": id})
	}
	body, err := decode[draftBody](d)
	return draftRecord{id, body, d.Version}, err
}

func (a *App) writeDraft(ctx context.Context, code string, r draftRecord) error {
	return a.put(ctx, store.Document{Collection: store.Drafts, City: code, ID: r.id, Version: r.version, Body: encode(r.draft)})
}

// public returns the draft as callers see it, given what the city's document
// lists of it.
func (r draftRecord) public(c cityBody) (Draft, error) {
	b := r.draft
	d := Draft{ID: r.id, City: c.Code, State: b.State, Note: b.Note, Base: b.Base}
	var err error
	instant := func(text string) time.Time {
		at, e := parseInstant(text)
		if e != nil {
			err = e
		}
		return at
	}
	d.Created, d.Changed = instant(b.Created), instant(b.Changed)
	for _, p := range b.Parts {
		d.Parts = append(d.Parts, Part{p.Edition, p.Kind, p.Count, p.Added, p.Changed, p.Ended, p.Unchanged, p.Source, instant(p.At)})
	}
	if listed := c.ofDraft(r.id); len(listed) > 0 {
		d.State, d.Version = PublishedDraft, listed[0].Version
		d.Published, d.Effective = instant(listed[0].Published), instant(listed[0].Effective)
	} else if d.State == PublishedDraft {
		d.State = OpenDraft
	}
	return d, err
}
