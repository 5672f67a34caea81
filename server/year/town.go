package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"log/slog"
	"net/http"
	"path/filepath"
	"slices"
	"time"

	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/server/accounts"
	"sizhang/server/api"
	"sizhang/server/app"
	"sizhang/server/auth/password"
	"sizhang/server/auth/secret"
	"sizhang/server/auth/token"
	"sizhang/server/blob"
	"sizhang/server/demo"
	"sizhang/server/issues"
	"sizhang/server/photo"
	"sizhang/server/profile"
	"sizhang/server/record"
	"sizhang/server/session"
	"sizhang/server/store"
	"sizhang/server/store/sqlite"
)

// town is the demonstration city with a server around it, whose time is its own. Only
// who is signed in goes by the real time: a year passes within a token's life.
type town struct {
	now      time.Time // of the simulation
	store    store.Store
	blobs    blob.Blobs
	app      *app.App
	desk     *issues.Issues
	accounts *accounts.Accounts
	handler  http.Handler
	grids    []*territory.Unit
	// categories that people report.
	categories []string
	// photo is one that can go with every report.
	photo []byte
}

func newTown(ctx context.Context, s settings) (t *town, err error) {
	t = &town{now: s.from}
	defer func() {
		if err != nil {
			err = errors.Join(err, t.close())
		}
	}()
	if t.store, err = sqlite.Open(ctx, s.dir, store.Schema); err != nil {
		return t, err
	}
	folder, err := blob.OpenFolder(filepath.Join(s.dir, "photos"))
	if err != nil {
		return t, err
	}
	t.blobs = folder
	quiet := slog.New(slog.NewTextHandler(s.log, &slog.HandlerOptions{Level: slog.LevelError}))
	now := func() time.Time { return t.now }
	t.app = app.New(t.store, app.Options{Log: quiet, Now: now})
	if err := t.found(ctx); err != nil {
		return t, err
	}
	master, err := secret.Load(filepath.Join(s.dir, "secret.key"))
	if err != nil {
		return t, err
	}
	hasher := password.NewHasher(password.Options{})
	kept := record.New(t.store, master, time.Now)
	t.accounts = accounts.New(accounts.Options{Store: t.store, Duties: t.app, Hasher: hasher, Record: kept})
	sessions := session.New(session.Options{
		Store: t.store, Accounts: t.accounts, Secret: master, Hasher: hasher, Record: kept, Maker: token.Maker{Issuer: "year", Audience: "year"}, Log: quiet,
	})
	t.desk = issues.New(issues.Options{Store: t.store, Cities: t.app, Log: quiet, Now: now})
	if err := t.app.Load(ctx, app.Silent); err != nil {
		return t, err
	}
	if err := t.desk.Load(ctx, app.Silent); err != nil {
		return t, err
	}
	t.handler = api.New(t.app, api.Options{
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Accounts: t.accounts, Sessions: sessions, Record: kept,
		Photos: photo.New(t.store, folder, photo.Options{Temp: folder.Temp()}), Issues: t.desk,
	}).Handler()
	return t, t.survey()
}

// found publishes the demonstration city.
func (t *town) found(ctx context.Context) error {
	units, seats, err := demo.City(ctx, app.Silent)
	if err != nil {
		return err
	}
	sides := demo.SidesOf(units, seats)
	yaml, err := profile.Format(demo.Profile())
	if err != nil {
		return err
	}
	draft, err := t.app.OpenDraft(ctx, demo.Code, "year")
	if err != nil {
		return err
	}
	source := app.Source{Name: "year"}
	if _, err := t.app.AddProfile(ctx, demo.Code, draft.ID, yaml, source); err != nil {
		return err
	}
	for _, add := range []func() (app.Outcome, error){
		func() (app.Outcome, error) {
			return t.app.AddUnits(ctx, demo.Code, draft.ID, units, app.UnitsOptions{}, source, app.Silent)
		},
		func() (app.Outcome, error) {
			return t.app.AddSeats(ctx, demo.Code, draft.ID, seats, source, app.Silent)
		},
		func() (app.Outcome, error) {
			return t.app.AddBodies(ctx, demo.Code, draft.ID, sides.Bodies, source, app.Silent)
		},
		func() (app.Outcome, error) {
			return t.app.AddCategories(ctx, demo.Code, draft.ID, sides.Categories, source, app.Silent)
		},
		func() (app.Outcome, error) {
			return t.app.AddCharges(ctx, demo.Code, draft.ID, sides.Charges, source, app.Silent)
		},
		func() (app.Outcome, error) {
			p, err := t.app.Publish(ctx, demo.Code, draft.ID, t.now.AddDate(0, 0, -1))
			return p.Outcome, err
		},
	} {
		outcome, err := add()
		if err != nil {
			return err
		}
		if k := slices.IndexFunc(outcome.Findings, func(f territory.Finding) bool { return f.Severity == territory.Refusal }); k >= 0 {
			return fmt.Errorf("the city was refused: %s", outcome.Findings[k].Text(fault.English))
		}
	}
	return nil
}

// survey finds where and what can be reported.
func (t *town) survey() error {
	c, there := t.app.City(demo.Code)
	if !there {
		return errors.New("the city is not there")
	}
	for u := range c.At(t.now).Units() {
		if u.Level == "grid" && len(u.Shape) > 0 {
			t.grids = append(t.grids, u)
		}
	}
	parents := map[string]bool{}
	for _, k := range c.Bodies.Categories() {
		parents[k.Parent] = true
	}
	for _, k := range c.Bodies.Categories() {
		if !parents[k.Code] {
			t.categories = append(t.categories, k.Code)
		}
	}
	photo, err := drawn(0)
	t.photo = photo
	return err
}

// drawn makes the nth photo, of one shade of grey.
func drawn(n int) ([]byte, error) {
	picture := image.NewGray(image.Rect(0, 0, 64, 48))
	for i := range picture.Pix {
		picture.Pix[i] = uint8(7 * n)
	}
	var out bytes.Buffer
	err := jpeg.Encode(&out, picture, nil)
	return out.Bytes(), err
}

func (t *town) close() error {
	var err error
	if t.blobs != nil {
		err = t.blobs.Close()
	}
	if t.store != nil {
		err = errors.Join(err, t.store.Close())
	}
	return err
}
