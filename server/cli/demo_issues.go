package cli

import (
	"context"
	"slices"

	"sizhang/domain/issue"
	"sizhang/geo/hex"
	"sizhang/server/app"
	"sizhang/server/demo"
	"sizhang/server/demo/lives"
	"sizhang/server/issues"
	"sizhang/server/photo"
)

// liveThrough fills the demonstration with issues of the last weeks, some of them in the home
// of an account, and returns a cell there that has many that are open.
func liveThrough(ctx context.Context, r *run, a *app.App, album *photo.Album, home string) (string, error) {
	progress, done := bars(r.stderr)
	defer done()
	photos, err := lives.Draw(ctx, album, demo.Code)
	if err != nil {
		return "", err
	}
	if _, err = lives.Play(ctx, lives.Options{App: a, City: demo.Code, Home: home, Photos: photos, Now: a.Now(), Progress: progress, Log: r.log}); err != nil {
		return "", err
	}
	count := map[hex.Cell]int{}
	best := hex.Cell(0)
	err = issues.New(issues.Options{Store: a.Store(), Cities: a, Log: r.log}).Each(ctx, demo.Code, func(i *issue.Issue) error {
		if !i.Open() || !slices.Contains(i.Routing.Units, home) {
			return nil
		}
		cell, err := hex.At(i.Place.Point, 9)
		if count[cell]++; count[cell] > count[best] || count[cell] == count[best] && cell < best {
			best = cell
		}
		return err
	})
	return best.String(), err
}
