package app

import (
	"context"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
)

// view is a city's documents as one version of its own document lists them, with
// a draft laid over them or without. It reads only what it is asked for, once,
// and belongs to one goroutine.
type view struct {
	app      *App
	city     cityBody
	chapters []chapter
	draft    *draftBody // nil: as things stand

	profiles map[string]*city.Profile // by id
	versions []territory.Version      // what past returns
	coming   []territory.Unit         // what drafted returns
	read     struct{ past, coming, seats bool }
	posts    []seatView
}

func (a *App) viewOf(c cityBody, draft *draftBody) (*view, error) {
	chapters, err := c.chapters()
	return &view{app: a, city: c, chapters: chapters, draft: draft, profiles: map[string]*city.Profile{}}, err
}

// latest returns the number of the last version; 0 where there is none.
func (v *view) latest() int {
	if len(v.chapters) == 0 {
		return 0
	}
	return v.chapters[len(v.chapters)-1].number
}

// outdated says whether a version came between the draft and what it was laid
// over.
func (v *view) outdated() bool { return v.draft.versioned() && v.draft.Base != v.latest() }

// profileID returns the id of the profile that stands; empty where there is none.
func (v *view) profileID() string {
	id := v.publishedProfileID()
	if v.draft != nil {
		for _, drafted := range v.draft.ids(ProfileEdition) {
			id = drafted
		}
	}
	return id
}

func (v *view) publishedProfileID() string {
	id := ""
	for _, c := range v.chapters {
		if c.profile != "" {
			id = c.profile
		}
	}
	return id
}

// profile returns the profile that stands; a fault where there is none.
func (v *view) profile(ctx context.Context) (*city.Profile, error) {
	return v.profileOf(ctx, v.profileID())
}

func (v *view) profileOf(ctx context.Context, id string) (*city.Profile, error) {
	if id == "" {
		return nil, fault.New(fault.CityWithoutProfile, "city", fault.With{"city": v.city.Code})
	}
	if p, known := v.profiles[id]; known {
		return p, nil
	}
	p, err := v.app.readProfile(ctx, v.city.Code, id)
	if err == nil {
		v.profiles[id] = p
	}
	return p, err
}

// past returns every version that has been published, in order.
func (v *view) past(ctx context.Context) ([]territory.Version, error) {
	if v.read.past {
		return v.versions, nil
	}
	versions := make([]territory.Version, len(v.chapters))
	var p *city.Profile
	for i, c := range v.chapters {
		var err error
		if c.profile != "" {
			if p, err = v.profileOf(ctx, c.profile); err != nil {
				return nil, err
			}
		}
		versions[i] = territory.Version{Number: c.number, Effective: c.effective, Profile: p}
		if versions[i].Units, err = units.read(ctx, v.app, v.city.Code, c.units); err != nil {
			return nil, err
		}
	}
	v.versions, v.read.past = versions, true
	return versions, nil
}

// drafted returns the units that the draft changes, as it has them.
func (v *view) drafted(ctx context.Context) ([]territory.Unit, error) {
	if v.read.coming {
		return v.coming, nil
	}
	var err error
	if v.coming, err = units.drafted(ctx, v); err == nil {
		v.read.coming = true
	}
	return v.coming, err
}

// units returns the units that stand before the draft, and those that ended.
func (v *view) units(ctx context.Context) (inForce, ended []territory.Unit, err error) {
	past, err := v.past(ctx)
	if err != nil {
		return nil, nil, err
	}
	inForce, ended = territory.AddUp(past)
	return inForce, ended, nil
}

// everyUnit returns a unit of every code that ever was, or would be.
func (v *view) everyUnit(ctx context.Context) ([]territory.Unit, error) {
	inForce, ended, err := v.units(ctx)
	if err != nil {
		return nil, err
	}
	drafted, err := v.drafted(ctx)
	if err != nil {
		return nil, err
	}
	byCode := map[string]territory.Unit{}
	for _, list := range [][]territory.Unit{ended, inForce, drafted} {
		for _, u := range list {
			byCode[u.Code] = u
		}
	}
	every := make([]territory.Unit, 0, len(byCode))
	for _, u := range byCode {
		every = append(every, u)
	}
	return every, nil
}

// levels returns the level of every unit that ever was, or would be.
func (v *view) levels(ctx context.Context) (map[string]string, error) {
	every, err := v.everyUnit(ctx)
	levels := make(map[string]string, len(every))
	for _, u := range every {
		levels[u.Code] = u.Level
	}
	return levels, err
}
