package cli

import (
	"context"
	"fmt"
	"slices"

	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/server/app"
	"sizhang/server/demo"
	"sizhang/server/profile"
)

// settle puts the demonstration city into the store, unless it is there, and
// returns what is worth asking about it.
func (c *demoCommand) settle(r *run, a *app.App) (sights, error) {
	progress, done := bars(r.stderr)
	defer done()
	fmt.Fprintln(r.stderr, "正在准备示范城市 / preparing the demonstration city …")
	units, seats, err := demo.City(r.ctx, progress) // the same on every run
	if err != nil {
		return sights{}, err
	}
	chapters, redrawn := demo.Past(units, seats)
	seats = nil
	for _, chapter := range chapters {
		seats = append(seats, chapter.Seats...)
	}
	sides := demo.SidesOf(units, seats)
	f := founding{App: a, chapters: chapters, sides: sides, progress: progress}
	known, err := f.found(r.ctx, redrawn)
	if !known { // an older demonstration that somebody kept
		redrawn = demo.Redrawn{}
	}
	return sights{demo.Highlights(units, seats, a.Now()), redrawn, demo.Accounts(units, seats, sides, a.Now())}, err
}

// founding is the demonstration city on its way into a store.
type founding struct {
	*app.App
	chapters []demo.Chapter
	sides    demo.Sides
	progress app.Progress
}

var demoSource = app.Source{Name: "demo"}

// found publishes the chapters that the city does not have yet. It is false where
// the city there has another past.
func (f *founding) found(ctx context.Context, redrawn demo.Redrawn) (bool, error) {
	versions, err := f.Versions(ctx, demo.Code)
	if err != nil {
		return false, err
	}
	if len(versions) > 0 {
		levels, err := f.Levels(ctx, demo.Code, "")
		if _, same := levels[redrawn.Split]; err != nil || !same {
			return false, err
		}
	}
	for i := len(versions); i < len(f.chapters); i++ {
		if err := f.publish(ctx, i); err != nil {
			return false, err
		}
	}
	return true, nil
}

// publish publishes one chapter as a draft of its own: the profile comes with the
// first, departments and sponsors with the last.
func (f *founding) publish(ctx context.Context, i int) error {
	chapter := f.chapters[i]
	draft, err := f.OpenDraft(ctx, demo.Code, "demo")
	if err != nil {
		return err
	}
	id := draft.ID
	if i == 0 {
		yaml, err := profile.Format(demo.Profile())
		if err != nil {
			return err
		}
		if _, err := f.AddProfile(ctx, demo.Code, id, yaml, demoSource); err != nil {
			return err
		}
	}
	steps := []func() (app.Outcome, error){
		func() (app.Outcome, error) {
			return f.AddUnits(ctx, demo.Code, id, chapter.Units, app.UnitsOptions{}, demoSource, f.progress)
		},
		func() (app.Outcome, error) {
			return f.AddSeats(ctx, demo.Code, id, chapter.Seats, demoSource, f.progress)
		},
	}
	if i == len(f.chapters)-1 {
		steps = append(steps, f.addSides(ctx, id)...)
	}
	steps = append(steps, func() (app.Outcome, error) {
		p, err := f.Publish(ctx, demo.Code, id, chapter.Effective)
		return p.Outcome, err
	})
	for _, step := range steps {
		outcome, err := step()
		if err != nil {
			return err
		}
		if k := slices.IndexFunc(outcome.Findings, func(f territory.Finding) bool { return f.Severity == territory.Refusal }); k >= 0 {
			return fmt.Errorf("the demonstration city was refused: %s", outcome.Findings[k].Text(fault.English))
		}
	}
	return nil
}

// addSides adds the departments, their charges, the people and the sponsors.
func (f *founding) addSides(ctx context.Context, id string) []func() (app.Outcome, error) {
	return []func() (app.Outcome, error){
		func() (app.Outcome, error) {
			return f.AddBodies(ctx, demo.Code, id, f.sides.Bodies, demoSource, f.progress)
		},
		func() (app.Outcome, error) {
			return f.AddCategories(ctx, demo.Code, id, f.sides.Categories, demoSource, f.progress)
		},
		func() (app.Outcome, error) {
			return f.AddCharges(ctx, demo.Code, id, f.sides.Charges, demoSource, f.progress)
		},
		func() (app.Outcome, error) {
			return f.AddPeople(ctx, demo.Code, id, f.sides.People, demoSource, f.progress)
		},
		func() (app.Outcome, error) {
			return f.AddSponsorships(ctx, demo.Code, id, f.sides.Sponsorships, demoSource, f.progress)
		},
	}
}
