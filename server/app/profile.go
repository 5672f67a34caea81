package app

import (
	"context"
	"errors"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/server/profile"
	"sizhang/server/store"
)

// PublishProfile puts a profile into force, making the city if it is new. The
// city's name is the profile's. It fails when units in force do not fit it.
func (a *App) PublishProfile(ctx context.Context, code string, yaml []byte, from Source) (*city.Profile, error) {
	p, err := profile.Parse(yaml, code)
	if err != nil {
		return nil, err
	}
	return p, a.amend(ctx, code, func(c *cityBody) error {
		if err := a.fits(ctx, p, *c); err != nil {
			return err
		}
		c.NameZH, c.NameEN, c.Profile = p.Names.ZH, p.Names.EN, newID()
		body := profileBody{YAML: string(yaml), Published: formatInstant(a.now()), Source: from}
		return a.store.Insert(ctx, store.Document{Collection: store.Profiles, City: code, ID: c.Profile, Body: encode(body)})
	})
}

// fits checks the units and seats in force under a new profile.
func (a *App) fits(ctx context.Context, p *city.Profile, c cityBody) error {
	units, err := a.unitsInForce(ctx, c)
	if err != nil {
		return err
	}
	seats, err := a.seatsInForce(ctx, c)
	if err != nil {
		return err
	}
	var misfits []error
	for _, f := range append(territory.CheckDraft(p, nil, units), territory.CheckSeats(p, units, nil, seats)...) {
		if f.Severity == territory.Refusal && len(misfits) < maxMisfits {
			misfits = append(misfits, fault.New(f.Code, f.Unit, f.With))
		}
	}
	return errors.Join(misfits...)
}

// maxMisfits is how many units that do not fit a new profile are named.
const maxMisfits = 20

// Profile returns the profile in force of a city, from the store.
func (a *App) Profile(ctx context.Context, code string) (*city.Profile, error) {
	record, err := a.readCity(ctx, code)
	if err != nil {
		return nil, err
	}
	return a.profileOf(ctx, record.city)
}

// profileOf returns the profile of a city that has one.
func (a *App) profileOf(ctx context.Context, c cityBody) (*city.Profile, error) {
	if c.Profile == "" {
		return nil, fault.New(fault.CityWithoutProfile, "city", fault.With{"city": c.Code})
	}
	d, err := a.store.Get(ctx, store.Profiles, c.Code, c.Profile)
	if err != nil {
		return nil, err
	}
	body, err := decode[profileBody](d)
	if err != nil {
		return nil, err
	}
	return profile.Parse([]byte(body.YAML), c.Code)
}
