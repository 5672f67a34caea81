package cli

import (
	"time"

	"sizhang/domain/city"
	"sizhang/server/app"
)

// countsJSON are an Outcome's numbers for machines.
type countsJSON struct {
	Added     int `json:"added"`
	Changed   int `json:"changed"`
	Ended     int `json:"ended"`
	Unchanged int `json:"unchanged"`
}

func countsOf(o app.Outcome) countsJSON {
	return countsJSON{o.Added, o.Changed, o.Ended, o.Unchanged}
}

// draftJSON is a draft for machines. Instants are RFC 3339, null for none.
type draftJSON struct {
	ID        string         `json:"id"`
	City      string         `json:"city"`
	State     app.DraftState `json:"state"`
	Note      string         `json:"note,omitempty"`
	Created   *string        `json:"created"`
	Changed   *string        `json:"changed"`
	Published *string        `json:"published"`
	Effective *string        `json:"effective"`
	Version   int            `json:"version,omitempty"`
	Base      int            `json:"base"`
	Parts     []partJSON     `json:"parts"`
}

type partJSON struct {
	Kind  app.EditionKind `json:"kind"`
	Count int             `json:"count"`
	countsJSON
	Source string  `json:"source"`
	SHA256 string  `json:"sha256,omitempty"`
	At     *string `json:"at"`
}

func draftJSONOf(d app.Draft) draftJSON {
	return draftJSON{
		ID: d.ID, City: d.City, State: d.State, Note: d.Note, Created: instantJSON(d.Created), Changed: instantJSON(d.Changed),
		Published: instantJSON(d.Published), Effective: instantJSON(d.Effective), Version: d.Version, Base: d.Base, Parts: partsJSON(d.Parts),
	}
}

func partsJSON(parts []app.Part) []partJSON {
	list := make([]partJSON, len(parts))
	for i, p := range parts {
		list[i] = partJSON{p.Kind, p.Count, countsJSON{p.Added, p.Changed, p.Ended, p.Unchanged}, p.Source.Name, p.Source.SHA256, instantJSON(p.At)}
	}
	return list
}

func instantJSON(at time.Time) *string {
	if at.IsZero() {
		return nil
	}
	text := at.In(city.China).Format(time.RFC3339)
	return &text
}
