package body

import (
	"cmp"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/overlay"
)

// OverlayBodies lays imported bodies over those in force. A body is known by its
// code and keeps the English name, the parent and the kind that the import does
// not carry; overlay.Clear takes the parent away.
func OverlayBodies(inForce, imported []Body) overlay.Overlaid[Body] {
	merge := func(old, newer Body) Body {
		newer.Names.EN = cmp.Or(newer.Names.EN, old.Names.EN)
		newer.Parent = overlay.Carried(old.Parent, newer.Parent)
		newer.Kind = cmp.Or(newer.Kind, old.Kind)
		return newer
	}
	return overlay.Lay(inForce, imported, Body.key, merge, func(a, b Body) bool { return a == b })
}

// RebaseBody makes the change that was made to a body, which others have changed
// since, to the body as it stands.
func RebaseBody(was, changed, stands Body) Body {
	return Body{
		Code:      changed.Code,
		Names:     rebaseNames(was.Names, changed.Names, stands.Names),
		Parent:    overlay.Changed(was.Parent, changed.Parent, stands.Parent),
		Kind:      overlay.Changed(was.Kind, changed.Kind, stands.Kind),
		Generated: overlay.Changed(was.Generated, changed.Generated, stands.Generated),
	}
}

func rebaseNames(was, changed, stands city.Names) city.Names {
	return city.Names{ZH: overlay.Changed(was.ZH, changed.ZH, stands.ZH), EN: overlay.Changed(was.EN, changed.EN, stands.EN)}
}

// OverlayCharges lays imported charges over those in force. A charge is known by
// its category, body, unit and beginning; a newer import replaces it, which is
// also how its end is set.
func OverlayCharges(inForce, imported []Charge) overlay.Overlaid[Charge] {
	return overlay.Lay(inForce, imported, Charge.key, overlay.Newer, Charge.equal)
}

// over returns the charges as they would be with the draft, the draft's first.
func over(inForce, draft []Charge) []Charge { return overlay.Over(inForce, draft, Charge.key) }

func (b Body) key() string { return b.Code }

type chargeKey struct {
	category, body, unit string
	from                 time.Time
}

func (c Charge) key() chargeKey { return chargeKey{c.Category, c.Body, c.Unit, c.From.UTC()} }

func (c Charge) equal(o Charge) bool {
	return c.key() == o.key() && c.Until.Equal(o.Until) && c.Document == o.Document && c.Generated == o.Generated
}
