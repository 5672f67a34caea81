package api

import (
	"context"
	"time"

	"sizhang/domain/body"
	"sizhang/domain/city"
	"sizhang/domain/clock"
	"sizhang/domain/person"
	"sizhang/domain/sponsor"
	"sizhang/domain/territory"
	"sizhang/server/app"
)

// Commands are what operators do, and the questions that take the whole of a
// city, read from the store. See package app for each.
type Commands interface {
	// RefreshCity makes what was written to a city show in lookups at once.
	RefreshCity(ctx context.Context, city string) error

	Standing(ctx context.Context, city, draft string, at time.Time) (app.Standing, error)
	Versions(ctx context.Context, city string) ([]app.VersionInfo, error)
	Profile(ctx context.Context, city, draft string) (*city.Profile, error)
	Levels(ctx context.Context, city, draft string) (map[string]string, error)

	OpenDraft(ctx context.Context, city, note string) (app.Draft, error)
	Drafts(ctx context.Context, city string) ([]app.Draft, error)
	Draft(ctx context.Context, city, id string) (app.Draft, error)
	RebaseDraft(ctx context.Context, city, id string) (app.Outcome, error)
	DropDraft(ctx context.Context, city, id string, progress app.Progress) error
	Publish(ctx context.Context, city, draft string, effective time.Time) (app.Published, error)
	HandOver(ctx context.Context, city string, h territory.HandOver) (territory.Seat, error)

	Calendar(ctx context.Context, city string) (_ *clock.Calendar, version string, err error)
	PlanCalendar(ctx context.Context, city string, days []clock.Exception) (app.CalendarImport, error)
	ImportCalendar(ctx context.Context, city string, days []clock.Exception, from app.Source) (app.CalendarImport, error)

	AddProfile(ctx context.Context, city, draft string, yaml []byte, from app.Source) (*city.Profile, error)
	AddUnits(ctx context.Context, city, draft string, units []territory.Unit, o app.UnitsOptions, from app.Source, progress app.Progress) (app.Outcome, error)
	AddSeats(ctx context.Context, city, draft string, seats []territory.Seat, from app.Source, progress app.Progress) (app.Outcome, error)
	AddPeople(ctx context.Context, city, draft string, people []person.Person, from app.Source, progress app.Progress) (app.Outcome, error)
	AddBodies(ctx context.Context, city, draft string, bodies []body.Body, from app.Source, progress app.Progress) (app.Outcome, error)
	AddCategories(ctx context.Context, city, draft string, categories []body.Category, from app.Source, progress app.Progress) (app.Outcome, error)
	AddCharges(ctx context.Context, city, draft string, charges []body.Charge, from app.Source, progress app.Progress) (app.Outcome, error)
	AddSponsorships(ctx context.Context, city, draft string, sponsorships []sponsor.Sponsorship, from app.Source, progress app.Progress) (app.Outcome, error)
}

// refreshed makes what was written show in lookups before the answer says that it
// is done. Where that fails it will show a little later, as after any write.
func (s *Server) refreshed(ctx context.Context, city string) {
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), refreshTime)
	defer cancel()
	if err := s.app.RefreshCity(limited, city); err != nil {
		s.log.Warn("a city could not be refreshed after a write", "city", city, "error", err)
	}
}

const refreshTime = 2 * time.Minute
