package api

import (
	"strings"
	"time"

	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/geo"
	"sizhang/server/app"
)

// How questions find the city and the unit that they are about.

// cityAt returns the city that answers for a point: the one asked for, or the
// one that holds it. It is nil where none does.
func (s *Server) cityAt(p geo.Point, code string, at instant) (*app.City, error) {
	if code != "" {
		return s.cityNamed(code)
	}
	cities, err := s.known()
	if err != nil {
		return nil, err
	}
	if len(cities) == 1 {
		return cities[0], nil
	}
	c, _ := s.app.Find(p, at.Time)
	return c, nil
}

// known returns every city. While none is loaded, "nobody answers there" would
// be a lie, so it refuses.
func (s *Server) known() ([]*app.City, error) {
	cities := s.app.Cities()
	if len(cities) == 0 {
		if err := s.app.Ready(); err != nil {
			return nil, err
		}
	}
	return cities, nil
}

func (s *Server) cityNamed(code string) (*app.City, error) {
	if c, ok := s.app.City(code); ok {
		return c, nil
	}
	if _, err := s.known(); err != nil {
		return nil, err
	}
	return nil, fault.New(fault.CityNotFound, "city", fault.With{"city": code})
}

// citiesNamed returns the one city asked for, or all.
func (s *Server) citiesNamed(code string) ([]*app.City, error) {
	if code == "" {
		return s.known()
	}
	c, err := s.cityNamed(code)
	if err != nil {
		return nil, err
	}
	return []*app.City{c}, nil
}

// momentsNamed returns the one city asked for, or all, at the instant.
func (s *Server) momentsNamed(code string, at instant) ([]moment, error) {
	cities, err := s.citiesNamed(code)
	if err != nil {
		return nil, err
	}
	moments := make([]moment, len(cities))
	for i, c := range cities {
		moments[i] = momentOf(c, at)
	}
	return moments, nil
}

// unitNamed finds a unit by its code. Codes are unique within a city only, so a
// code that several cities have at the instant needs the city.
func (s *Server) unitNamed(field, code, cityCode string, at instant) (moment, *territory.Unit, error) {
	moments, err := s.momentsNamed(cityCode, at)
	if err != nil {
		return moment{}, nil, err
	}
	var home moment
	var unit *territory.Unit
	var having []string
	for _, m := range moments {
		if u, ok := m.Unit(code); ok {
			home, unit = m, u
			having = append(having, m.Profile().Code)
		}
	}
	switch len(having) {
	case 0:
		return moment{}, nil, s.absent(field, code, moments)
	case 1:
		return home, unit, nil
	}
	return moment{}, nil, ambiguous(code, having)
}

// unitEver finds the city of a unit that is or was at any time. A city that has
// it now goes before those that have not.
func (s *Server) unitEver(code, cityCode string) (moment, error) {
	now := instant{Time: s.app.Now()}
	moments, err := s.momentsNamed(cityCode, now)
	if err != nil {
		return moment{}, err
	}
	for _, has := range []func(moment) bool{
		func(m moment) bool { _, ok := m.Unit(code); return ok },
		func(m moment) bool { return len(m.city.Past(code)) > 0 },
	} {
		var home moment
		var having []string
		for _, m := range moments {
			if has(m) {
				home = m
				having = append(having, m.Profile().Code)
			}
		}
		switch len(having) {
		case 0:
			continue
		case 1:
			return home, nil
		}
		return moment{}, ambiguous(code, having)
	}
	return moment{}, fault.New(fault.UnitNotFound, "code", fault.With{"unit": code})
}

func ambiguous(code string, having []string) error {
	return fault.New(fault.CityAmbiguous, "city", fault.With{"unit": code, "cities": strings.Join(having, ", ")})
}

// absent says why there is no such unit: it has ended, is yet to be, or never was.
func (s *Server) absent(field, code string, moments []moment) error {
	for _, m := range moments {
		past := m.city.Past(code)
		if len(past) == 0 {
			continue
		}
		var ended *territory.Stage
		for i := range past {
			if !past[i].Until.IsZero() && !past[i].Until.After(m.Instant()) {
				ended = &past[i]
			}
		}
		if ended == nil {
			return fault.New(fault.UnitNotYet, field, fault.With{"unit": code, "since": s.day(past[0].From)})
		}
		return fault.New(fault.UnitGone, field, fault.With{
			"unit": code, "ended": s.day(ended.Until), "last": s.lastDay(*ended), "successors": s.successorsText(m.city, code),
		})
	}
	return fault.New(fault.UnitNotFound, field, fault.With{"unit": code})
}

// lastDay names an instant within the stage for a client to ask with: the day
// before its last where that was one of its own.
func (s *Server) lastDay(stage territory.Stage) string {
	before := stage.Until.Add(-time.Nanosecond).In(s.options.Zone)
	if day := time.Date(before.Year(), before.Month(), before.Day(), 0, 0, 0, 0, s.options.Zone); !day.Before(stage.From) {
		return s.day(day)
	}
	return *s.momentText(stage.From)
}

// day writes the day of an instant.
func (s *Server) day(at time.Time) string { return at.In(s.options.Zone).Format(time.DateOnly) }

// checkLevel refuses a level that none of the cities has; empty means any.
func checkLevel(moments []moment, level string) error {
	if level == "" {
		return nil
	}
	known := ""
	for _, m := range moments {
		if _, _, ok := m.Profile().Level(level); ok {
			return nil
		}
		known = m.Profile().KnownLevels()
	}
	return fault.New(fault.LevelUnknown, "level", fault.With{"level": level, "known": known})
}
