package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/server/app"
	"sizhang/server/profile"
	"sizhang/server/store"
	"sizhang/server/store/sqlite"
)

// Seeded is what was put into a store and how long that took. Units and terms
// come in as people bring them: drafts, imports, publications.
type Seeded struct {
	Versions int `json:"versions"`
	// UnitDocuments are of all versions together; Seats are one document each.
	UnitDocuments int `json:"unit_documents"`
	Seats         int `json:"seats"`
	Terms         int `json:"terms"`
	Documents     int `json:"documents"`
	// Seconds that each took, publication included.
	FirstVersion  Seconds `json:"first_version_s"`
	LaterVersions Seconds `json:"later_versions_s"`
	SeatsImport   Seconds `json:"seats_s"`
	// DocumentsASecond is how fast the issues were made and put in, see fill.
	DocumentsASecond float64 `json:"documents_a_second"`
	// Bytes on disk: after the city and after the issues, and of one issue's body.
	CityBytes int64 `json:"city_bytes"`
	Bytes     int64 `json:"bytes"`
	IssueBody int   `json:"issue_body_bytes"`
}

// Seconds are written with three digits.
type Seconds float64

// MarshalJSON writes milliseconds.
func (s Seconds) MarshalJSON() ([]byte, error) { return fmt.Appendf(nil, "%.3f", float64(s)), nil }

func since(t time.Time) Seconds { return Seconds(time.Since(t).Seconds()) }

var source = app.Source{Name: "scale"}

// seed makes the cities and the issues in a new store.
func seed(ctx context.Context, s Settings) (out Seeded, err error) {
	st, err := sqlite.Open(ctx, s.Dir, store.Schema)
	if err != nil {
		return out, err
	}
	a := app.New(st, app.Options{})
	for _, p := range planners(s.Size) {
		if err = out.city(ctx, a, p, s.Versions, s.Terms/s.Cities); err != nil {
			break
		}
	}
	if err = errors.Join(err, st.Close()); err != nil { // the log is folded into the file
		return out, err
	}
	out.CityBytes = onDisk(s.Dir)
	if err := out.issues(ctx, s); err != nil {
		return out, err
	}
	out.Bytes = onDisk(s.Dir)
	return out, nil
}

// city brings one city in, version by version, then everyone who ever held a post.
func (out *Seeded) city(ctx context.Context, a *app.App, p *planner, versions, terms int) error {
	lives := map[string]*life{}
	var order []*life
	for year := range versions {
		units := p.founded
		if year > 0 {
			units = func() []territory.Unit { return p.redrawn(year) }
		}
		began := time.Now()
		list := units()
		if err := publishUnits(ctx, a, p.code, year, list); err != nil {
			return fmt.Errorf("version of year %d: %w", year, err)
		}
		if year == 0 {
			out.FirstVersion += since(began)
		} else {
			out.LaterVersions += since(began)
		}
		out.UnitDocuments += len(list)
		for _, u := range list {
			switch l := lives[u.Code]; {
			case l == nil:
				l = &life{u, year, years}
				lives[u.Code], order = l, append(order, l)
			case u.Ended:
				l.until = year
			}
		}
	}
	out.Versions = versions
	c := &clerk{aUnit: float64(terms) / float64(p.subdistricts*unitsASubdistrict), people: max(1, terms/3)}
	var seats []territory.Seat
	for _, l := range order {
		if seat, held := c.seat(l.Unit, l.from, l.until); held {
			seats = append(seats, seat)
		}
	}
	out.Seats, out.Terms = out.Seats+len(seats), out.Terms+c.serial
	began := time.Now()
	err := published(ctx, a, p.code, time.Time{}, func(draft string) (app.Outcome, error) {
		return a.AddSeats(ctx, p.code, draft, seats, source, app.Silent)
	})
	out.SeatsImport += since(began)
	return err
}

// life is a unit, and the years in which it was.
type life struct {
	territory.Unit
	from, until int
}

func publishUnits(ctx context.Context, a *app.App, code string, year int, units []territory.Unit) error {
	return published(ctx, a, code, opened.AddDate(year, 0, 0), func(draft string) (app.Outcome, error) {
		if year == 0 {
			yaml, err := profile.Format(profile.Default(code, city.Names{ZH: "试验市"}))
			if err != nil {
				return app.Outcome{}, err
			}
			if _, err := a.AddProfile(ctx, code, draft, yaml, source); err != nil {
				return app.Outcome{}, err
			}
		}
		return a.AddUnits(ctx, code, draft, units, app.UnitsOptions{}, source, app.Silent)
	})
}

// published makes a draft, adds to it and publishes it.
func published(ctx context.Context, a *app.App, code string, effective time.Time, add func(draft string) (app.Outcome, error)) error {
	d, err := a.OpenDraft(ctx, code, "scale")
	if err != nil {
		return err
	}
	o, err := add(d.ID)
	if err == nil {
		err = refusal(o)
	}
	if err != nil {
		return err
	}
	p, err := a.Publish(ctx, code, d.ID, effective)
	if err == nil {
		err = refusal(p.Outcome)
	}
	return err
}

func refusal(o app.Outcome) error {
	for _, f := range o.Findings {
		if f.Severity == territory.Refusal {
			return fmt.Errorf("unit %s was refused: %s", f.Unit, f.Text(fault.English))
		}
	}
	return nil
}

// issues brings the issues in.
func (out *Seeded) issues(ctx context.Context, s Settings) error {
	began := time.Now()
	var bytes atomic.Int64
	err := fill(ctx, s.Dir, makeIssues(s, &bytes))
	out.Documents, out.IssueBody = s.Documents, int(bytes.Load())/s.Documents
	out.DocumentsASecond = float64(s.Documents) / time.Since(began).Seconds()
	return err
}

// together calls work so many times at once and returns what went wrong.
func together(n int, work func() error) error {
	errs := make([]error, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { errs[i] = work() })
	}
	all.Wait()
	return errors.Join(errs...)
}

// onDisk is how many bytes the files of a folder have.
func onDisk(dir string) int64 {
	var total int64
	files, _ := os.ReadDir(dir)
	for _, f := range files {
		if info, err := os.Stat(filepath.Join(dir, f.Name())); err == nil {
			total += info.Size()
		}
	}
	return total
}
