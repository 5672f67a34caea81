package app

import (
	"context"
	"slices"
	"time"

	"sizhang/domain/body"
	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/person"
	"sizhang/domain/sponsor"
	"sizhang/domain/territory"
)

// Standing is a city as it stands at an instant, or would with a draft (现状): all
// of it, read from the store, for those who look at everything at once.
type Standing struct {
	City string
	// At is the instant. Units and profile are those in force at it; everything
	// else carries its own times and is here whole.
	At      time.Time
	Profile *city.Profile
	Units   []territory.Unit // by code, with the ground as it was declared
	Seats   []territory.Seat // with everyone who ever held them

	People       []person.Person
	Bodies       []body.Body
	Categories   []body.Category
	Charges      []body.Charge
	Sponsorships []sponsor.Sponsorship

	// Versions that were published, in order, also those that take effect later;
	// with a draft that makes one, it is the last.
	Versions []territory.Version
	// Ended are the units that are no more at the instant, as they last stood.
	Ended []territory.Unit
}

// Standing returns what is in force at the instant, or with a draft what would be
// if it took effect then; the zero time is now. A draft takes effect no earlier
// than the last version, and At says when. Before the first version there are no
// units, and the profile is that of the first.
func (a *App) Standing(ctx context.Context, code, draft string, at time.Time) (Standing, error) {
	v, err := a.viewWith(ctx, code, draft)
	if err != nil {
		return Standing{}, err
	}
	if at.IsZero() {
		at = a.now()
	}
	number := 0
	if v.draft != nil {
		if n := len(v.chapters); n > 0 && at.Before(v.chapters[n-1].effective) {
			at = v.chapters[n-1].effective
		}
		if v.draft.versioned() {
			number = v.latest() + 1
		}
	}
	s := Standing{City: code, At: at}
	if s.Versions, err = v.withDraft(ctx, number, at); err != nil {
		return s, err
	}
	if len(s.Versions) == 0 {
		return s, fault.New(fault.CityWithoutProfile, "city", fault.With{"city": code})
	}
	inForce := slices.DeleteFunc(slices.Clone(s.Versions), func(version territory.Version) bool { return version.Effective.After(at) })
	s.Profile = s.Versions[max(len(inForce)-1, 0)].Profile
	s.Units, s.Ended = territory.AddUp(inForce)
	posts, err := v.seats(ctx)
	if err != nil {
		return s, err
	}
	s.Seats = allOf(posts)
	slices.SortFunc(s.Seats, compareSeats)
	return s, s.addRecords(ctx, v)
}

func (s *Standing) addRecords(ctx context.Context, v *view) (err error) {
	if s.People, err = people.all(ctx, v); err != nil {
		return err
	}
	if s.Bodies, err = bodies.all(ctx, v); err != nil {
		return err
	}
	if s.Categories, err = categories.all(ctx, v); err != nil {
		return err
	}
	if s.Charges, err = charges.all(ctx, v); err != nil {
		return err
	}
	s.Sponsorships, err = sponsorships.all(ctx, v)
	return err
}

// VersionInfo is a version of a city without what is in it.
type VersionInfo struct {
	Number int
	// Effective is when it takes effect; the zero time is since ever.
	Effective time.Time
	// Published is when it was; the zero time for what a city had before there
	// were versions.
	Published time.Time
	Draft     string // the id of the draft that it was; empty where it was none
	Parts     []Part // without how many of each were added or changed
}

// Versions returns every version of the city that was published, in order; none
// where there is no such city.
func (a *App) Versions(ctx context.Context, code string) ([]VersionInfo, error) {
	c, err := a.readCity(ctx, code)
	if err != nil {
		return nil, err
	}
	chapters, err := c.city.chapters()
	if err != nil {
		return nil, err
	}
	infos := make([]VersionInfo, len(chapters))
	for i, ch := range chapters {
		infos[i] = VersionInfo{Number: ch.number, Effective: ch.effective, Published: ch.published, Draft: ch.draft}
		for _, e := range c.city.Editions {
			if e.Version == ch.number || slices.Contains(ch.units, e.ID) {
				at, err := parseInstant(e.Published)
				if err != nil {
					return nil, err
				}
				infos[i].Parts = append(infos[i].Parts, Part{Edition: e.ID, Kind: e.Kind, Count: e.Count, Source: e.Source, At: at})
			}
		}
	}
	return infos, nil
}
