package app

import (
	"context"
	"slices"
	"strings"
	"time"

	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/server/store"
)

// Draft is what is to come into force together (草案): any number of imports,
// laid over each other in order.
type Draft struct {
	ID, City string
	State    DraftState
	Note     string
	// Created and Changed are when it was opened and last added to. Published is
	// the zero time while it is not.
	Created, Changed, Published time.Time
	// Effective and Version are what publication gave it; Version is 0 for a draft
	// without units and profile, which makes none.
	Effective time.Time
	Version   int
	// Base is the number of the territory version that it is laid over.
	Base  int
	Parts []Part
}

// DraftState says what became of a draft.
type DraftState string

const (
	OpenDraft      DraftState = "open"
	PublishedDraft DraftState = "published"
	DroppedDraft   DraftState = "dropped"
)

// Part is what one import put into a draft.
type Part struct {
	Edition string // the id that its documents are kept under
	Kind    EditionKind
	Count   int // of documents or, of seats, of those written to

	Added, Changed, Ended, Unchanged int

	Source Source
	At     time.Time
}

// Kinds lists what the draft changes, each kind once, with commas between: a profile
// changes what roles may do, seats and sponsorships who holds them.
func (d Draft) Kinds() string {
	var kinds []string
	for _, p := range d.Parts {
		if kind := string(p.Kind); !slices.Contains(kinds, kind) {
			kinds = append(kinds, kind)
		}
	}
	return strings.Join(kinds, ",")
}

// Outcome says what an import, or a draft, does to what is in force.
type Outcome struct {
	Added, Changed, Ended, Unchanged int
	// Findings beside what is in force. Any that refuses means that nothing was
	// taken in, or put into force.
	Findings []territory.Finding
}

// Refused says whether it was turned down.
func (o Outcome) Refused() bool { return territory.Refused(o.Findings) }

// OpenDraft opens a draft over what has been published of the city, which may be
// nothing yet.
func (a *App) OpenDraft(ctx context.Context, code, note string) (Draft, error) {
	c, err := a.readCity(ctx, code)
	if err != nil {
		return Draft{}, err
	}
	v, err := a.viewOf(c.city, nil)
	if err != nil {
		return Draft{}, err
	}
	now := store.FormatInstant(a.now())
	r := draftRecord{id: newID(), draft: draftBody{State: OpenDraft, Note: note, Created: now, Changed: now, Base: v.latest(), Parts: []partBody{}}}
	if err := a.writeDraft(ctx, code, r); err != nil {
		return Draft{}, err
	}
	return r.public(c.city)
}

// Drafts returns every draft of the city, the oldest first.
func (a *App) Drafts(ctx context.Context, code string) ([]Draft, error) {
	var records []draftRecord
	err := a.each(ctx, store.Query{Collection: store.Drafts, City: code}, func(d store.Document) error {
		body, err := decode[draftBody](d)
		records = append(records, draftRecord{d.ID, body, d.Version})
		return err
	})
	if err != nil {
		return nil, err
	}
	c, err := a.readCity(ctx, code)
	if err != nil {
		return nil, err
	}
	drafts := make([]Draft, len(records))
	for i, r := range records {
		if drafts[i], err = r.public(c.city); err != nil {
			return nil, err
		}
	}
	return drafts, nil
}

// Draft returns a draft; a fault where there is none.
func (a *App) Draft(ctx context.Context, code, id string) (Draft, error) {
	r, err := a.readDraft(ctx, code, id)
	if err != nil {
		return Draft{}, err
	}
	c, err := a.readCity(ctx, code)
	if err != nil {
		return Draft{}, err
	}
	return r.public(c.city)
}

// viewDraft returns the city under an open draft. The city's document is read
// first: whoever then writes to it at that version knows that no change of the
// draft came between, see fence.
func (a *App) viewDraft(ctx context.Context, code, id string) (*view, cityRecord, draftRecord, error) {
	c, err := a.readCity(ctx, code)
	if err != nil {
		return nil, c, draftRecord{}, err
	}
	r, err := a.readDraft(ctx, code, id)
	if err != nil {
		return nil, c, r, err
	}
	if err := r.open(c.city); err != nil {
		return nil, c, r, err
	}
	v, err := a.viewOf(c.city, &r.draft)
	return v, c, r, err
}

// open returns a fault unless the draft can still be changed.
func (r draftRecord) open(c cityBody) error {
	if len(c.ofDraft(r.id)) > 0 {
		return fault.New(fault.DraftPublished, "draft", fault.With{"draft": r.id})
	}
	if r.draft.State == DroppedDraft {
		return fault.New(fault.DraftDropped, "draft", fault.With{"draft": r.id})
	}
	return nil
}

// fence returns once no publication can be under way that does not know the draft
// as it now stands, and then what the city lists of the draft. It is called after
// every change of a draft. To publish is to write to the city's document at the
// version at which it was read before the draft was. So fence writes to that
// document, too, if only to raise its version: a publication that read the draft
// too early fails and begins again, or it came first and is on the list.
func (a *App) fence(ctx context.Context, code, id string) ([]edition, error) {
	for range fences {
		c, err := a.readCity(ctx, code)
		if err != nil {
			return nil, err
		}
		if listed := c.city.ofDraft(id); len(listed) > 0 {
			return listed, nil
		}
		if err := a.writeCity(ctx, c); !overtaken(err) {
			return nil, err
		}
	}
	return nil, fault.New(fault.TooBusy, code, nil)
}

const (
	// attempts is how often work starts again because somebody else came first.
	attempts = 5
	// fences is how often a write without work is tried again.
	fences = 100
)
