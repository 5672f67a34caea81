package sponsor

import (
	"time"

	"sizhang/domain/overlay"
)

// Overlay lays imported sponsorships over those in force. A sponsorship is known
// by its kind, unit, sponsor and beginning; a newer import replaces it, which is
// also how its end is set.
func Overlay(inForce, imported []Sponsorship) overlay.Overlaid[Sponsorship] {
	return overlay.Lay(inForce, imported, Sponsorship.key, overlay.Newer, Sponsorship.equal)
}

// over returns the sponsorships as they would be with the draft, the draft's
// first.
func over(inForce, draft []Sponsorship) []Sponsorship {
	return overlay.Over(inForce, draft, Sponsorship.key)
}

type key struct {
	kind, unit, sponsor string
	from                time.Time
}

func (s Sponsorship) key() key { return key{s.Kind, s.Unit, s.Sponsor, s.From.UTC()} }

func (s Sponsorship) equal(o Sponsorship) bool {
	return s.key() == o.key() && s.Name == o.Name && s.Until.Equal(o.Until) && s.Document == o.Document && s.Generated == o.Generated
}
