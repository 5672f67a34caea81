package app

import (
	"context"
	"slices"
	"time"

	"sizhang/domain/territory"
)

// check looks at everything that the draft brings beside what is in force by now,
// and returns what speaks against it taking effect at the instant.
func (v *view) check(ctx context.Context, at time.Time) ([]territory.Finding, error) {
	fresh, err := v.drafted(ctx)
	if err != nil {
		return nil, err
	}
	findings, err := v.checkUnits(ctx, fresh, at)
	if err != nil {
		return nil, err
	}
	for _, check := range []func(context.Context) ([]territory.Finding, error){
		v.checkSeats,
		func(ctx context.Context) ([]territory.Finding, error) { return checkShelf(ctx, v, &bodies) },
		func(ctx context.Context) ([]territory.Finding, error) { return checkShelf(ctx, v, &categories) },
		func(ctx context.Context) ([]territory.Finding, error) { return checkShelf(ctx, v, &charges) },
		func(ctx context.Context) ([]territory.Finding, error) { return checkShelf(ctx, v, &people) },
		func(ctx context.Context) ([]territory.Finding, error) { return checkShelf(ctx, v, &sponsorships) },
	} {
		more, err := check(ctx)
		if err != nil {
			return nil, err
		}
		findings = append(findings, more...)
	}
	return findings, nil
}

// checkUnits checks the draft's units and, where it has a profile, whether all
// that stands fits that.
func (v *view) checkUnits(ctx context.Context, fresh []territory.Unit, at time.Time) ([]territory.Finding, error) {
	p, err := v.profile(ctx)
	if err != nil || !v.draft.versioned() {
		return nil, err
	}
	stands, ended, err := v.units(ctx)
	if err != nil {
		return nil, err
	}
	findings := slices.Concat(territory.CheckDraft(p, stands, fresh), territory.CheckLineage(stands, ended, fresh))
	if len(v.draft.ids(ProfileEdition)) == 0 {
		return findings, nil
	}
	drafted := map[string]bool{}
	for _, u := range fresh {
		drafted[u.Code] = true
	}
	every := territory.Apply(stands, fresh)
	rest := slices.DeleteFunc(slices.Clone(every), func(u territory.Unit) bool { return drafted[u.Code] })
	misfits, err := v.misfits(ctx, p, every, rest, at, false)
	return append(findings, misfits...), err
}

func (v *view) checkSeats(ctx context.Context) ([]territory.Finding, error) {
	if len(v.draft.ids(SeatsEdition)) == 0 {
		return nil, nil
	}
	p, err := v.profile(ctx)
	if err != nil {
		return nil, err
	}
	every, err := v.everyUnit(ctx)
	if err != nil {
		return nil, err
	}
	posts, err := v.seats(ctx)
	if err != nil {
		return nil, err
	}
	return territory.CheckSeats(p, every, inForceOf(posts), draftedOf(posts)), nil
}

func checkShelf[T any, B recordBody[T]](ctx context.Context, v *view, s *shelf[T, B]) ([]territory.Finding, error) {
	fresh, err := s.arriving(ctx, v)
	if err != nil || len(fresh) == 0 {
		return nil, err
	}
	inForce, err := s.inForce(ctx, v)
	if err != nil {
		return nil, err
	}
	return s.check(ctx, v, inForce, fresh)
}

// sound says whether the city can be built with the draft in force as a version,
// or where number is 0 as it stands.
func (v *view) sound(ctx context.Context, number int, effective time.Time) error {
	versions, err := v.withDraft(ctx, number, effective)
	if err != nil {
		return err
	}
	posts, err := v.seats(ctx)
	if err != nil {
		return err
	}
	return territory.Sound(versions, allOf(posts))
}

// withDraft returns the versions with the draft's as the last; without one where
// number is 0.
func (v *view) withDraft(ctx context.Context, number int, effective time.Time) ([]territory.Version, error) {
	versions, err := v.past(ctx)
	if err != nil || number == 0 {
		return versions, err
	}
	p, err := v.profile(ctx)
	if err != nil {
		return nil, err
	}
	fresh, err := v.drafted(ctx)
	next := territory.Version{Number: number, Effective: effective, Profile: p, Units: fresh}
	return append(slices.Clone(versions), next), err
}
