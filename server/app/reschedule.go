package app

import (
	"context"
	"slices"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/server/store"
)

// Reschedule moves the last version to another instant (改期) while it is not yet
// in force, so that a slip in a date does not lock the city until then; the zero
// time is now. What is in it cannot be edited, and what has been in force cannot
// be moved. It returns the instant.
func (a *App) Reschedule(ctx context.Context, code string, version int, effective time.Time) (time.Time, error) {
	for range attempts {
		c, err := a.readCity(ctx, code)
		if err != nil {
			return effective, err
		}
		at, err := c.city.reschedule(version, effective, a.now())
		if err != nil {
			return at, err
		}
		if err := a.writeCity(ctx, c); !overtaken(err) {
			return at, err
		}
	}
	return effective, fault.New(fault.TooBusy, code, nil)
}

// reschedule moves the version in the document.
func (b *cityBody) reschedule(version int, effective, now time.Time) (time.Time, error) {
	chapters, err := b.chapters()
	if err != nil {
		return effective, err
	}
	last := len(chapters) - 1
	if last < 0 || chapters[last].number != version {
		return effective, fault.New(fault.VersionNotLast, "version", fault.With{"version": version, "latest": last + 1})
	}
	if !chapters[last].effective.After(now) {
		return effective, fault.New(fault.VersionInForce, "version", fault.With{"version": version, "effective": chapters[last].effective.In(city.China).Format(time.RFC3339)})
	}
	if effective.IsZero() {
		effective = now
	}
	effective = effective.Truncate(time.Millisecond)
	switch {
	case !city.Known(effective):
		return effective, fault.New(fault.InstantInvalid, "effective", nil)
	case effective.Before(now.Truncate(time.Millisecond)):
		return effective, fault.New(fault.EffectivePast, "effective", fault.With{"effective": effective.In(city.China).Format(time.RFC3339)})
	case last > 0 && effective.Before(chapters[last-1].effective):
		return effective, tooEarly(effective, chapters[last-1].effective, chapters[last-1].number)
	}
	b.Editions = slices.Clone(b.Editions)
	for i := range b.Editions {
		if b.Editions[i].Version == version {
			b.Editions[i].Effective = store.FormatInstant(effective)
		}
	}
	return effective, nil
}

// tooEarly refuses an instant before the version takes effect that it would follow.
func tooEarly(effective, latest time.Time, version int) error {
	return fault.New(fault.EffectiveTooEarly, "effective", fault.With{
		"effective": effective.In(city.China).Format(time.RFC3339), "latest": latest.In(city.China).Format(time.RFC3339), "version": version,
	})
}
