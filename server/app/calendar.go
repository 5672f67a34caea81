package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"sync/atomic"

	"sizhang/domain/city"
	"sizhang/domain/clock"
	"sizhang/server/calendar"
)

// almanac is one city's calendar as this server made it.
type almanac struct {
	reading lane // one at a time
	// heard is how often this server was told that a calendar was imported.
	heard atomic.Int64
	made  atomic.Pointer[madeCalendar]
}

// madeCalendar is a calendar with what it was made of.
type madeCalendar struct {
	heard    int64
	profile  *city.Profile
	calendar *clock.Calendar
	version  string
}

// almanac returns the city's.
func (a *App) almanac(code string) *almanac {
	a.mu.Lock()
	defer a.mu.Unlock()
	m := a.almanacs[code]
	if m == nil {
		m = &almanac{reading: make(lane, 1)}
		a.almanacs[code] = m
	}
	return m
}

// Calendar returns the city's work calendar (工作日历) as it is in force now: the
// shipped holidays, those that the city imported laid over them, and the hours and
// rules of its profile. The text is the calendar's version: the same for the same
// days, hours and rules on every server, another for others, so that whoever
// reckoned with an older one knows to reckon again. It is kept in memory until the
// profile changes or a calendar is imported, here or on another server.
func (a *App) Calendar(ctx context.Context, code string) (*clock.Calendar, string, error) {
	p, err := a.ProfileNow(ctx, code)
	if err != nil {
		return nil, "", err
	}
	m := a.almanac(code)
	if made := m.current(p); made != nil {
		return made.calendar, made.version, nil
	}
	if err := m.reading.enter(ctx); err != nil {
		return nil, "", err
	}
	defer m.reading.leave()
	made := m.current(p)
	if made == nil {
		if made, err = a.makeCalendar(ctx, code, p, m); err != nil {
			return nil, "", err
		}
		m.made.Store(made)
	}
	return made.calendar, made.version, nil
}

// current returns the calendar that was made under the profile, nil where it must be
// made anew.
func (m *almanac) current(p *city.Profile) *madeCalendar {
	made := m.made.Load()
	if made == nil || made.profile != p || made.heard != m.heard.Load() {
		return nil
	}
	return made
}

// makeCalendar makes the calendar; the one before it where nothing is different.
func (a *App) makeCalendar(ctx context.Context, code string, p *city.Profile, m *almanac) (*madeCalendar, error) {
	made := &madeCalendar{heard: m.heard.Load(), profile: p} // what is told from here on counts anew
	imported, err := a.calendars(ctx, code)
	if err != nil {
		return nil, err
	}
	table := tableOf(imported)
	rules := p.IssueRules()
	own := clock.Settings{Hours: rules.Hours, Workdays: rules.Workdays, CalendarDays: rules.CalendarDays}
	made.version = calendarVersion(table, own)
	if before := m.made.Load(); before != nil && before.version == made.version {
		made.calendar = before.calendar
		return made, nil
	}
	made.calendar, err = table.Calendar(own)
	return made, err
}

// calendarVersion is a digest of all that a calendar is made of.
func calendarVersion(t calendar.Table, own clock.Settings) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%+v %+v", t, own))
	return hex.EncodeToString(sum[:8])
}
