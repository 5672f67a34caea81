// Package lives fills the demonstration city with issues of the last weeks (演示问题):
// some hundred, in every state that there is. Each was lived through by the product's
// own rules at its own times, so that what its history says is what happened. All of it
// is made up, the same on every run but for the dates, which follow the day, and for
// receipt numbers.
package lives

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"sizhang/domain/access"
	"sizhang/domain/fault"
	"sizhang/domain/issue"
	"sizhang/domain/territory"
	"sizhang/geo"
	"sizhang/server/app"
	"sizhang/server/issues"
)

// Photos are the ids of photos that may go with reports, and with what was fixed.
type Photos struct{ Before, After []string }

// Options of Play; all but Progress and Log are needed.
type Options struct {
	App  *app.App // loaded
	City string
	// Home is a unit that every fourth issue lies in, as far as it has grids; for where
	// people look first.
	Home   string
	Photos Photos
	Now    time.Time
	// Progress hears how many issues are through; nil when nobody watches.
	Progress app.Progress
	Log      *slog.Logger
}

// rounds is how often the scripts are gone through: their times are of a hundred.
const rounds = 3

// atOnce is how many issues are lived through at once.
const atOnce = 24

// Play lives the issues through, unless they are there already, and returns how many
// there are.
func Play(ctx context.Context, o Options) (int, error) {
	c, there := o.App.City(o.City)
	if !there {
		return 0, fault.New(fault.CityNotFound, "city", fault.With{"city": o.City})
	}
	now := c.At(o.Now)
	var grids, home []*territory.Unit
	for u := range now.Units() {
		if u.Level == "grid" && len(u.Shape) > 0 {
			grids = append(grids, u)
			if slices.Contains(now.Above(u.Code), o.Home) {
				home = append(home, u)
			}
		}
	}
	categories := themes(c)
	if len(grids) == 0 || len(categories) == 0 {
		return 0, nil
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	var done atomic.Int64
	n := 0
	for range rounds {
		for k := range scripts {
			for range scripts[k].times {
				l := life{Options: o, n: n, script: &scripts[k], grids: grids, themes: categories}
				if n%4 == 0 && len(home) > 0 {
					l.grids = home
				}
				n++
				group.Go(func() error {
					err := l.play(ctx)
					if o.Progress != nil {
						o.Progress("issues", int(done.Add(1)), rounds*100)
					}
					return err
				})
			}
		}
	}
	return n, group.Wait()
}

// life is one issue to be lived through.
type life struct {
	Options
	*script
	n      int
	grids  []*territory.Unit
	themes []theme
}

// play reports the issue and goes its script.
func (l *life) play(ctx context.Context) (err error) {
	rng := rand.New(rand.NewPCG(2004, uint64(l.n)))
	begin := awake(l.Now.Add(-l.least - time.Duration(rng.Float64()*float64(l.most-l.least))))
	if begin.After(l.Now) {
		begin = l.Now.Add(-l.least)
	}
	c, _ := l.App.City(l.City)
	p := &player{ctx: ctx, profile: c.Profile(), county: l.City + "000000", rng: rng, now: begin, end: l.Now, photos: l.Photos}
	p.desk = issues.New(issues.Options{Store: l.App.Store(), Cities: l.App, Log: l.Log, Now: func() time.Time { return p.now }})
	defer func() {
		switch gone := recover().(type) {
		case nil:
		case failure:
			err = gone.error
		default:
			panic(gone)
		}
	}()
	f := l.filing(p)
	p.report = f
	if _, err := p.desk.Get(ctx, l.City, f.ID); err == nil {
		return nil // from an earlier start
	} else if g := (*fault.Fault)(nil); !errors.As(err, &g) || g.Code != fault.IssueNotFound {
		return err
	}
	i, _, err := p.desk.File(ctx, f)
	if err != nil {
		return fmt.Errorf("issue %d: %w", l.n, err)
	}
	p.Issue = i
	l.script.play(p)
	if !p.over {
		p.until(p.end)
	}
	return nil
}

// filing is what is reported.
func (l *life) filing(p *player) issue.Filing {
	t := l.themes[p.rng.IntN(len(l.themes))]
	grid := l.grids[p.rng.IntN(len(l.grids))]
	at := within(grid, p.rng)
	p.City = l.City
	f := issue.Filing{
		City: l.City, ID: fmt.Sprintf("00000000-0000-8000-8000-%012d", l.n+1), Source: l.source, Category: t.category,
		Text: t.texts[p.rng.IntN(len(t.texts))], Place: issue.At(geo.WGS84, at.Lng, at.Lat, 8), Found: p.now,
		Photos: []issue.Photo{{ID: l.Photos.Before[p.rng.IntN(len(l.Photos.Before))], Kind: issue.Before}},
	}
	f.Place.Address = grid.Names.ZH
	switch l.source {
	case issue.FromCitizen:
		p.key = fmt.Sprintf("demo-%d", l.n)
		f.By = issue.By{Kind: issue.ByCitizen}
		f.Reporter = issue.Reporter{Kind: issue.Citizen, Name: callers[l.n%len(callers)], Key: p.key, At: p.now}
	case issue.FromHotline:
		f.By, f.Photos, f.Outside = issue.By{Kind: issue.ByPartner, Account: "demo-hotline", Name: "12345"}, nil, fmt.Sprintf("YS%06d", 5000+l.n*7)
		hotline := access.Role{ID: "hotline", Rights: []access.Right{access.IssueOrder}, Reach: access.Whole}
		f.Actor = access.Actor{City: l.City, Account: f.By.Account, Holdings: []access.Holding{{Role: &hotline}}}
		f.Reporter = issue.Reporter{Kind: issue.Partner, By: f.By, Name: callers[l.n%len(callers)], At: p.now}
	default:
		c := p.staff("demo-grid-worker", "网格员示例", "grid_worker", grid.Code, "")
		f.Actor, f.By = c.Actor, c.By
		f.Reporter = issue.Reporter{Kind: issue.Staff, By: c.By, At: p.now}
	}
	return f
}

var callers = []string{"王女士", "李先生", "张女士", "赵先生", "刘女士", "陈先生"}

// within finds a spot in the unit, to six decimals.
func within(u *territory.Unit, rng *rand.Rand) geo.Point {
	box := u.Shape.Box()
	for range 200 {
		p := geo.Point{Lng: box.Min.Lng + rng.Float64()*(box.Max.Lng-box.Min.Lng), Lat: box.Min.Lat + rng.Float64()*(box.Max.Lat-box.Min.Lat)}
		p.Lng, p.Lat = float64(int64(p.Lng*1e6))/1e6, float64(int64(p.Lat*1e6))/1e6
		if u.Shape.Contains(p) {
			return p
		}
	}
	p, _ := u.Shape.Inner()
	return p
}
