package app

import (
	"context"

	"sizhang/domain/body"
	"sizhang/domain/city"
	"sizhang/domain/person"
	"sizhang/domain/sponsor"
	"sizhang/domain/territory"
	"sizhang/server/store"
)

// The kinds of record that are kept the same way. Units are laid and checked by
// their own rules, see add_units.go.

var units = shelf[territory.Unit, unitBody]{
	kind: UnitsEdition, collection: store.Units, body: unitBodyOf,
	id: func(u territory.Unit, _ int) string { return u.Code },
}

var people = shelf[person.Person, personBody]{
	kind: PeopleEdition, collection: store.People, body: personBodyOf, id: byPlace[person.Person], lay: person.Overlay,
	over: func(b *personBody) **personBody { return &b.Over }, rebase: person.Rebase,
	check: func(ctx context.Context, v *view, _, fresh []person.Person) ([]territory.Finding, error) {
		known, err := v.bodyCodes(ctx)
		return person.Check(known.has, fresh), err
	},
}

var bodies = shelf[body.Body, bodyBody]{
	kind: BodiesEdition, collection: store.Bodies, body: bodyBodyOf, id: byPlace[body.Body], lay: body.OverlayBodies,
	over: func(b *bodyBody) **bodyBody { return &b.Over }, rebase: body.RebaseBody,
	check: func(_ context.Context, _ *view, inForce, fresh []body.Body) ([]territory.Finding, error) {
		return body.CheckBodies(inForce, fresh), nil
	},
}

var categories = shelf[body.Category, categoryBody]{
	kind: CategoriesEdition, collection: store.Categories, body: categoryBodyOf, id: byPlace[body.Category], lay: body.OverlayCategories,
	over: func(b *categoryBody) **categoryBody { return &b.Over }, rebase: body.RebaseCategory,
	resolve: func(ctx context.Context, v *view, imported []body.Category) ([]body.Category, error) {
		known, err := bodies.all(ctx, v)
		return body.ByCode(known, imported), err
	},
	check: func(ctx context.Context, v *view, inForce, fresh []body.Category) ([]territory.Finding, error) {
		known, err := bodies.all(ctx, v)
		return body.CheckCategories(known, inForce, fresh), err
	},
}

var charges = shelf[body.Charge, chargeBody]{
	kind: ChargesEdition, collection: store.Charges, body: chargeBodyOf, id: byPlace[body.Charge], lay: body.OverlayCharges,
	check: func(ctx context.Context, v *view, inForce, fresh []body.Charge) ([]territory.Finding, error) {
		ground, err := v.chargeGround(ctx)
		if err != nil {
			return nil, err
		}
		return body.CheckCharges(ground, inForce, fresh), nil
	},
}

var sponsorships = shelf[sponsor.Sponsorship, sponsorshipBody]{
	kind: SponsorshipsEdition, collection: store.Sponsorships, body: sponsorshipBodyOf, id: byPlace[sponsor.Sponsorship], lay: sponsor.Overlay,
	check: func(ctx context.Context, v *view, inForce, fresh []sponsor.Sponsorship) ([]territory.Finding, error) {
		ground, err := v.sponsorGround(ctx)
		if err != nil {
			return nil, err
		}
		return sponsor.Check(ground, inForce, fresh), nil
	},
}

// codes is a set of codes.
type codes map[string]bool

func (c codes) has(code string) bool { return c[code] }

// bodyCodes returns the bodies that stand with the draft.
func (v *view) bodyCodes(ctx context.Context) (codes, error) {
	all, err := bodies.all(ctx, v)
	known := make(codes, len(all))
	for _, b := range all {
		known[b.Code] = true
	}
	return known, err
}

// chargeGround returns what charges are held against.
func (v *view) chargeGround(ctx context.Context) (body.ChargeGround, error) {
	known, err := v.bodyCodes(ctx)
	if err != nil {
		return body.ChargeGround{}, err
	}
	all, err := categories.all(ctx, v)
	if err != nil {
		return body.ChargeGround{}, err
	}
	kinds := make(codes, len(all))
	for _, c := range all {
		kinds[c.Code] = true
	}
	levels, err := v.levels(ctx)
	there := func(unit string) bool { _, ok := levels[unit]; return ok }
	return body.ChargeGround{Categories: kinds.has, Bodies: known.has, Units: there}, err
}

// sponsorGround returns what sponsorships are held against.
func (v *view) sponsorGround(ctx context.Context) (sponsor.Ground, error) {
	p, err := v.profile(ctx)
	if err != nil {
		return sponsor.Ground{}, err
	}
	return v.sponsorGroundUnder(ctx, p)
}

func (v *view) sponsorGroundUnder(ctx context.Context, p *city.Profile) (sponsor.Ground, error) {
	known, err := v.bodyCodes(ctx)
	if err != nil {
		return sponsor.Ground{}, err
	}
	levels, err := v.levels(ctx)
	level := func(unit string) (string, bool) { l, ok := levels[unit]; return l, ok }
	return sponsor.Ground{Profile: p, Level: level, Bodies: known.has}, err
}
