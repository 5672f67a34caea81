package app

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/server/profile"
	"sizhang/server/store"
)

// UnitsOptions say how to take a file of units. The zero value takes them as
// additions and changes.
type UnitsOptions struct {
	// Whole are the levels that the file is the whole of: units of theirs that it
	// does not name end.
	Whole []string
	// LeftOut is how many records of the file were left out. Such a file is the
	// whole of nothing: units that it does name would end.
	LeftOut int
}

// incomplete says why the file cannot be the whole of its levels; nil when it can.
func (o UnitsOptions) incomplete() *territory.Finding {
	if len(o.Whole) == 0 || o.LeftOut == 0 {
		return nil
	}
	return &territory.Finding{
		Severity: territory.Refusal, Code: fault.WholeIncomplete, Field: "whole",
		With: fault.With{"count": o.LeftOut, "levels": strings.Join(o.Whole, ", ")},
	}
}

// AddUnits puts units into a draft, beside or in the place of those that are.
func (a *App) AddUnits(ctx context.Context, code, draft string, imported []territory.Unit, o UnitsOptions, from Source, progress Progress) (Outcome, error) {
	return a.add(ctx, code, draft, UnitsEdition, from, progress, func(v *view) (laid, error) {
		p, err := v.profile(ctx)
		if err != nil {
			return laid{}, err
		}
		for _, level := range o.Whole {
			if _, _, known := p.Level(level); !known {
				return laid{}, fault.New(fault.LevelUnknown, "whole", fault.With{"level": level, "known": p.KnownLevels()})
			}
		}
		if f := o.incomplete(); f != nil { // a finding, so that the report says what was left out
			return laid{Outcome: Outcome{Findings: []territory.Finding{*f}}}, nil
		}
		stands, ended, err := v.unitsWithDraft(ctx)
		if err != nil {
			return laid{}, err
		}
		fresh := territory.OverlayWhole(stands, imported, o.Whole)
		fresh.Findings = append(fresh.Findings, territory.Complete(p, stands, fresh.Units)...)
		if err := v.descend(ctx, p, &fresh); err != nil {
			return laid{}, err
		}
		return laid{
			Outcome: Outcome{Added: fresh.Added, Changed: fresh.Changed, Ended: fresh.Ended, Unchanged: fresh.Unchanged, Findings: slices.Concat(
				fresh.Findings, territory.CheckDraft(p, stands, fresh.Units), territory.CheckLineage(stands, ended, fresh.Units),
			)},
			count: len(fresh.Units),
			write: func(ctx context.Context, edition string, i int) error {
				return a.insertUnit(ctx, code, edition, fresh.Units[i])
			},
		}, nil
	})
}

// descend looks for predecessors over the whole draft. A unit of an earlier file
// that gains some comes again with this one.
func (v *view) descend(ctx context.Context, p *city.Profile, fresh *territory.Overlaid) error {
	published, _, err := v.units(ctx)
	if err != nil {
		return err
	}
	drafted, err := v.drafted(ctx)
	if err != nil {
		return err
	}
	here := map[string]bool{}
	for _, u := range fresh.Units {
		here[u.Code] = true
	}
	earlier := slices.DeleteFunc(slices.Clone(drafted), func(u territory.Unit) bool { return here[u.Code] })
	whole := slices.Concat(fresh.Units, earlier)
	fresh.Findings = append(fresh.Findings, territory.Descend(p, published, whole)...)
	own := len(fresh.Units)
	copy(fresh.Units, whole)
	for i, u := range whole[own:] {
		if len(u.Predecessors) > len(earlier[i].Predecessors) {
			fresh.Units = append(fresh.Units, u)
		}
	}
	return nil
}

// unitsWithDraft returns the units that stand with the draft so far, and those
// that ended.
func (v *view) unitsWithDraft(ctx context.Context) (stands, ended []territory.Unit, err error) {
	past, err := v.past(ctx)
	if err != nil {
		return nil, nil, err
	}
	drafted, err := v.drafted(ctx)
	if err != nil {
		return nil, nil, err
	}
	stands, ended = territory.AddUp(append(slices.Clone(past), territory.Version{Number: v.latest() + 1, Units: drafted}))
	return stands, ended, nil
}

func (a *App) insertUnit(ctx context.Context, code, edition string, u territory.Unit) error {
	err := units.insert(ctx, a, code, edition, u, 0)
	if errors.Is(err, store.ErrTooLarge) {
		return fault.New(fault.UnitTooLarge, u.Code, fault.With{"unit": u.Code, "points": u.Shape.Points()})
	}
	return err
}

// Levels returns the level of every unit that the city ever had, or is to have
// with the draft; an empty draft stands for none.
func (a *App) Levels(ctx context.Context, code, draft string) (map[string]string, error) {
	v, err := a.viewWith(ctx, code, draft)
	if err != nil {
		return nil, err
	}
	return v.levels(ctx)
}

// viewWith returns the city under a draft, or as it stands where draft is empty.
func (a *App) viewWith(ctx context.Context, code, draft string) (*view, error) {
	if draft != "" {
		v, _, _, err := a.viewDraft(ctx, code, draft)
		return v, err
	}
	c, err := a.readCity(ctx, code)
	if err != nil {
		return nil, err
	}
	return a.viewOf(c.city, nil)
}

// AddProfile puts a profile into a draft; a city begins with one. The city's name
// is the profile's. It fails when units or seats that stand do not fit it: the
// error joins a *fault.Fault for each.
func (a *App) AddProfile(ctx context.Context, code, draft string, yaml []byte, from Source) (*city.Profile, error) {
	p, err := profile.Parse(yaml, code)
	if err != nil {
		return nil, err
	}
	_, err = a.add(ctx, code, draft, ProfileEdition, from, Silent, func(v *view) (laid, error) {
		same, err := a.sameProfile(ctx, code, v.profileID(), string(yaml))
		if err != nil || same {
			return laid{}, err
		}
		if err := v.fits(ctx, p); err != nil {
			return laid{}, err
		}
		body := profileBody{YAML: string(yaml), Published: store.FormatInstant(a.now()), Source: from}
		return laid{Outcome: Outcome{Changed: 1}, count: 1, write: func(ctx context.Context, edition string, _ int) error {
			return a.store.Insert(ctx, store.Document{Collection: store.Profiles, City: code, ID: edition, Body: encode(body)})
		}}, nil
	})
	return p, err
}

// maxMisfits is how many units that do not fit a new profile are named.
const maxMisfits = 20

// fits holds what stands against a new profile.
func (v *view) fits(ctx context.Context, p *city.Profile) error {
	stands, _, err := v.unitsWithDraft(ctx)
	if err != nil {
		return err
	}
	findings, err := v.misfits(ctx, p, stands, stands, v.app.now(), true)
	if err != nil {
		return err
	}
	var faults []error
	for _, f := range findings[:min(len(findings), maxMisfits)] {
		faults = append(faults, fault.New(f.Code, f.Unit, f.With))
	}
	return errors.Join(faults...)
}

// misfits returns the refusals that speak against a new profile which takes
// effect at an instant: of the units asked, which lie among those that stand, the
// ones that do not fit it, and seats and sponsorships that go on beyond the
// instant and do not. What is over stays as it was.
func (v *view) misfits(ctx context.Context, p *city.Profile, stands, asked []territory.Unit, at time.Time, draftToo bool) ([]territory.Finding, error) {
	findings := territory.CheckDraft(p, stands, asked)
	every, err := v.everyUnit(ctx)
	if err != nil {
		return nil, err
	}
	posts, err := v.seats(ctx)
	if err != nil {
		return nil, err
	}
	running := inForceOf(posts)
	if draftToo {
		running = allOf(posts)
	}
	running = slices.DeleteFunc(running, func(s territory.Seat) bool {
		return !slices.ContainsFunc(s.Terms, func(t territory.Term) bool { return t.Until.IsZero() || t.Until.After(at) })
	})
	findings = append(findings, territory.CheckSeats(p, every, nil, running)...)
	ground, err := v.sponsorGroundUnder(ctx, p)
	if err != nil {
		return nil, err
	}
	kept, err := sponsorships.inForce(ctx, v)
	if err != nil {
		return nil, err
	}
	for _, s := range kept {
		if s.Until.IsZero() || s.Until.After(at) {
			findings = append(findings, s.Placeless(ground)...)
		}
	}
	return slices.DeleteFunc(findings, func(f territory.Finding) bool { return f.Severity != territory.Refusal }), nil
}

// Profile returns the profile that stands once every version published so far is
// in force, and the draft; an empty draft stands for none.
func (a *App) Profile(ctx context.Context, code, draft string) (*city.Profile, error) {
	v, err := a.viewWith(ctx, code, draft)
	if err != nil {
		return nil, err
	}
	return v.profile(ctx)
}
