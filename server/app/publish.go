package app

import (
	"context"
	"slices"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/server/store"
)

// Published says what a publication did.
type Published struct {
	// Version that it made; 0 where the draft has neither units nor a profile.
	Version int
	// Effective is when it takes effect.
	Effective time.Time
	Outcome
}

// Publish puts a draft into force from an instant on, which must not be before the
// last version takes effect; the zero time is now. Everything is checked again
// beside what is in force by then; where the Outcome refuses, nothing was
// published. One write to the city's document is the moment of publication:
// before it nothing of the draft is in force, after it everything is. A draft
// that is published already is left as it is, so that Publish can be repeated.
func (a *App) Publish(ctx context.Context, code, draft string, effective time.Time) (Published, error) {
	if !effective.IsZero() && !city.Known(effective) {
		return Published{}, fault.New(fault.InstantInvalid, "effective", nil)
	}
	effective = effective.Truncate(time.Millisecond)
	for range attempts {
		c, err := a.readCity(ctx, code)
		if err != nil {
			return Published{}, err
		}
		r, err := a.readDraft(ctx, code, draft)
		if err != nil {
			return Published{}, err
		}
		if listed := c.city.ofDraft(draft); len(listed) > 0 {
			return a.publishedBefore(ctx, r, c.city, effective)
		}
		if err := r.open(c.city); err != nil {
			return Published{}, err
		}
		p, err := a.prepare(ctx, c.city, r, effective)
		if err != nil || p.Refused() {
			return Published{Outcome: p.Outcome}, err
		}
		if done, err := a.enter(ctx, c, r, p.city); err != nil || done {
			if err == nil {
				a.notePublished(ctx, code, r, p.at)
			}
			return p.Published, err
		}
	}
	return Published{}, fault.New(fault.TooBusy, code, nil)
}

// publishedBefore answers for a draft that is published already.
func (a *App) publishedBefore(ctx context.Context, r draftRecord, c cityBody, effective time.Time) (Published, error) {
	d, err := r.public(c)
	if err != nil {
		return Published{}, err
	}
	if d.Version > 0 && !effective.IsZero() && !effective.Equal(d.Effective) {
		return Published{}, fault.New(fault.DraftPublished, "draft", fault.With{"draft": r.id})
	}
	if r.draft.State != PublishedDraft {
		a.notePublished(ctx, c.Code, r, d.Published)
	}
	return Published{Version: d.Version, Effective: d.Effective, Outcome: r.draft.outcome()}, nil
}

// outcome adds up what the draft's parts do.
func (b *draftBody) outcome() Outcome {
	var o Outcome
	for _, p := range b.Parts {
		o.Added, o.Changed, o.Ended, o.Unchanged = o.Added+p.Added, o.Changed+p.Changed, o.Ended+p.Ended, o.Unchanged+p.Unchanged
	}
	return o
}

// prepared is a publication that only needs to be written.
type prepared struct {
	Published
	city cityBody  // with the draft's editions on its list
	at   time.Time // the instant of publication
}

// prepare checks the draft and lays out what the city's document is to be.
func (a *App) prepare(ctx context.Context, c cityBody, r draftRecord, effective time.Time) (prepared, error) {
	v, err := a.viewOf(c, &r.draft)
	if err != nil {
		return prepared{}, err
	}
	if len(r.draft.Parts) == 0 {
		return prepared{}, fault.New(fault.DraftEmpty, "draft", fault.With{"draft": r.id})
	}
	p := prepared{city: c, at: a.now().Truncate(time.Millisecond)}
	if p.Effective, err = v.effective(effective, p.at); err != nil {
		return p, err
	}
	if r.draft.versioned() {
		p.Version = v.latest() + 1
	}
	p.Outcome = r.draft.outcome()
	if p.Findings, err = v.check(ctx, p.Effective); err != nil || p.Refused() {
		return p, err
	}
	if err := v.sound(ctx, p.Version, p.Effective); err != nil {
		return p, fault.Wrap(fault.TerritoryUnsound, err)
	}
	if p.at, err = v.after(ctx, p.at); err != nil {
		return p, err
	}
	return p, v.list(ctx, &p, r.id)
}

// effective returns when the draft takes effect.
func (v *view) effective(asked, now time.Time) (time.Time, error) {
	if !v.draft.versioned() {
		if !asked.IsZero() {
			return now, fault.New(fault.EffectiveUnused, "effective", nil)
		}
		return now, nil
	}
	if v.outdated() {
		return now, v.outdatedFault()
	}
	if asked.IsZero() {
		asked = now
	}
	if n := len(v.chapters); n > 0 && asked.Before(v.chapters[n-1].effective) {
		last := v.chapters[n-1]
		return asked, tooEarly(asked, last.effective, last.number)
	}
	return asked, nil
}

// after returns an instant of publication that is after everything known so far,
// whatever the clocks of those who wrote it said.
func (v *view) after(ctx context.Context, at time.Time) (time.Time, error) {
	latest := ""
	for _, e := range v.city.Editions {
		latest = max(latest, e.Published)
	}
	posts, err := v.seats(ctx)
	if err != nil {
		return at, err
	}
	for _, s := range posts {
		latest = max(latest, s.handover)
	}
	return laterThan(latest, at)
}

// laterThan returns the instant, or the first after the other one.
func laterThan(other string, at time.Time) (time.Time, error) {
	if store.FormatInstant(at) > other {
		return at, nil
	}
	t, err := parseInstant(other)
	return t.Add(time.Millisecond), err
}

// list puts the draft's editions on the city's list.
func (v *view) list(ctx context.Context, p *prepared, draft string) error {
	p.city.Editions = slices.Clone(p.city.Editions)
	for _, part := range v.draft.Parts {
		p.city.Editions = append(p.city.Editions, edition{
			ID: part.Edition, Kind: part.Kind, Published: store.FormatInstant(p.at), Effective: store.FormatInstant(p.Effective),
			Version: p.Version, Draft: draft, Count: part.Count, Source: part.Source,
		})
	}
	if len(v.draft.ids(ProfileEdition)) == 0 {
		return nil
	}
	profile, err := v.profile(ctx)
	if err == nil {
		p.city.NameZH, p.city.NameEN = profile.Names.ZH, profile.Names.EN
	}
	return err
}

// enter writes the city's document. It is false where somebody else published
// something, or changed the draft, since c and r were read. A write that only
// raised the version of c is no reason to check everything again.
func (a *App) enter(ctx context.Context, c cityRecord, r draftRecord, next cityBody) (bool, error) {
	for range fences {
		err := a.writeCity(ctx, cityRecord{next, c.version})
		if !overtaken(err) {
			return true, err
		}
		now, err := a.readCity(ctx, c.city.Code)
		if err != nil || !now.city.same(c.city) {
			return false, err
		}
		draft, err := a.readDraft(ctx, c.city.Code, r.id)
		if err != nil || draft.version != r.version {
			return false, err
		}
		c = now
	}
	return false, nil
}

// notePublished marks the draft as published, for those who look at drafts alone.
// The city's document has said so already, so that it does not matter if this
// fails.
func (a *App) notePublished(ctx context.Context, code string, r draftRecord, at time.Time) {
	r.draft.State, r.draft.Published = PublishedDraft, store.FormatInstant(at)
	err := a.put(ctx, store.Document{Collection: store.Drafts, City: code, ID: r.id, Version: r.version, Body: encode(r.draft)})
	if err != nil && !overtaken(err) {
		a.log.Warn("a draft that has been published could not be marked", "city", code, "draft", r.id, "error", err)
	}
}
