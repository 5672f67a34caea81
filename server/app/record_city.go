package app

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"time"

	"sizhang/domain/fault"
	"sizhang/server/store"
)

// cityBody is a city's one document. What is in force is what it lists: to
// publish anything is to append to Editions, in one write.
type cityBody struct {
	Code   string `json:"code"`
	NameZH string `json:"name_zh"`
	NameEN string `json:"name_en,omitempty"`
	// Profile is the id of the profile that stands before every edition. Only
	// cities from before there were versions have one.
	Profile  string    `json:"profile,omitempty"`
	Editions []edition `json:"editions"`
}

// edition is what one import brought into force (版次).
type edition struct {
	ID        string      `json:"id"`
	Kind      EditionKind `json:"kind"`
	Published string      `json:"published"`
	// Effective is when it takes effect; when it was published, where it is empty.
	Effective string `json:"effective,omitempty"`
	// Version is that which the edition came with; 0 where its draft made none.
	Version int    `json:"version,omitempty"`
	Draft   string `json:"draft,omitempty"`
	Count   int    `json:"count"`
	Source  Source `json:"source"`
}

// EditionKind says what an edition is made of.
type EditionKind string

const (
	ProfileEdition      EditionKind = "profile"
	UnitsEdition        EditionKind = "units"
	SeatsEdition        EditionKind = "seats"
	PeopleEdition       EditionKind = "people"
	BodiesEdition       EditionKind = "bodies"
	CategoriesEdition   EditionKind = "categories"
	ChargesEdition      EditionKind = "charges"
	SponsorshipsEdition EditionKind = "sponsorships"
)

// versioned says whether editions of the kind make a version. All else carries
// its own times, or none.
func (k EditionKind) versioned() bool { return k == ProfileEdition || k == UnitsEdition }

// Source says where an import came from.
type Source struct {
	Name   string `json:"name"`             // of the file
	SHA256 string `json:"sha256,omitempty"` // of its bytes, in hex
}

// chapter is a version as the city's document has it.
type chapter struct {
	number               int
	effective, published time.Time
	draft                string
	profile              string   // id of the profile document; empty where it goes on
	units                []string // editions, the later on top
}

// chapters returns the city's versions. Where the document is from before there
// were any, its profile has stood since ever and every edition of units was a
// version, in force when it was published.
func (b cityBody) chapters() ([]chapter, error) {
	var list []chapter
	if b.Profile != "" {
		list = append(list, chapter{number: 1, profile: b.Profile})
	}
	for _, e := range b.Editions {
		if !e.Kind.versioned() {
			continue
		}
		last := len(list) - 1
		if last < 0 || e.Version == 0 || e.Version != list[last].number {
			next, err := e.chapter(list)
			if err != nil {
				return nil, err
			}
			list = append(list, next)
			last++
		}
		if e.Kind == ProfileEdition {
			list[last].profile = e.ID
		} else {
			list[last].units = append(list[last].units, e.ID)
		}
	}
	if len(list) > 0 && list[0].profile == "" {
		return nil, fault.New(fault.CityWithoutProfile, "city", fault.With{"city": b.Code})
	}
	return list, nil
}

// chapter begins the version that the edition belongs to.
func (e edition) chapter(before []chapter) (chapter, error) {
	c := chapter{number: e.Version, draft: e.Draft}
	if c.number == 0 {
		c.number = len(before) + 1
	}
	var err error
	if c.published, err = parseInstant(e.Published); err != nil {
		return c, fmt.Errorf("edition %s: %w", e.ID, err)
	}
	c.effective = c.published
	if e.Effective != "" {
		if c.effective, err = parseInstant(e.Effective); err != nil {
			return c, fmt.Errorf("edition %s: %w", e.ID, err)
		}
	}
	if n := len(before); n > 0 && c.effective.Before(before[n-1].effective) {
		c.effective = before[n-1].effective // only clocks that disagreed long ago make it so
	}
	return c, nil
}

// ids returns the ids of the city's editions of a kind, in order.
func (b cityBody) ids(kind EditionKind) []string {
	var ids []string
	for _, e := range b.Editions {
		if e.Kind == kind {
			ids = append(ids, e.ID)
		}
	}
	return ids
}

// ofDraft returns the editions that a draft brought; none while it is not published.
func (b cityBody) ofDraft(id string) []edition {
	return slices.DeleteFunc(slices.Clone(b.Editions), func(e edition) bool { return e.Draft != id })
}

// place is where something stands in the order in which it became known.
type place struct {
	at  string // an instant; of a draft, one after all
	nth int    // on the city's list
}

func (p place) before(o place) bool { return p.at < o.at || p.at == o.at && p.nth < o.nth }

// unpublished sorts after every instant.
const unpublished = "~"

// places gives every edition in force its place, and those of a draft theirs
// behind.
func (b cityBody) places(draft *draftBody) map[string]place {
	places := make(map[string]place, len(b.Editions))
	latest := ""
	for i, e := range b.Editions {
		latest = max(latest, e.Published) // the list is right about the order, whatever clocks say
		places[e.ID] = place{latest, i}
	}
	if draft != nil {
		for i, part := range draft.Parts {
			places[part.Edition] = place{unpublished, i}
		}
	}
	return places
}

// cityRecord is a city's document; version 0 where there is none yet.
type cityRecord struct {
	city    cityBody
	version int64
}

func (a *App) readCity(ctx context.Context, code string) (cityRecord, error) {
	d, found, err := a.find(ctx, store.Cities, store.Installation, code)
	if err != nil || !found {
		return cityRecord{city: cityBody{Code: code}}, err
	}
	if c, loaded := a.City(code); loaded && bytes.Equal(d.Body, c.text) {
		return cityRecord{c.of, d.Version}, nil
	}
	body, err := decode[cityBody](d)
	return cityRecord{body, d.Version}, err
}

func (a *App) writeCity(ctx context.Context, r cityRecord) error {
	return a.put(ctx, store.Document{Collection: store.Cities, City: store.Installation, ID: r.city.Code, Version: r.version, Body: encode(r.city)})
}
