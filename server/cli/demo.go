package cli

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"sizhang/server/app"
	"sizhang/server/auth/secret"
	"sizhang/server/demo"
	"sizhang/server/record"
)

type demoCommand struct {
	serverSettings
	Data string `help:"保留示范数据的目录，默认用临时目录 / folder to keep the demonstration in; a temporary one by default." type:"path" placeholder:"DIR"`
}

// Help is shown by demo --help.
func (demoCommand) Help() string {
	return "示例 / Example:\n\n  sizhang demo --listen 127.0.0.1:8080"
}

// Run makes the demonstration city and serves it until the context ends.
func (c *demoCommand) Run(r *run) (err error) {
	listener, err := c.listen() // before the work: a taken address should be told at once
	if err != nil {
		return err
	}
	where, cleanUp, err := c.place()
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer cleanUp()
	st, err := where.open(r.ctx)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	a := app.New(st, app.Options{Log: r.log})
	master, err := secret.Load(filepath.Join(where.Data, secretFile))
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	k := keep(a, master, record.New(a.Store(), master, time.Now))
	album, blobs, err := photoSettings{}.open(r.ctx, where, st)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer func() { err = errors.Join(err, blobs.Close()) }()
	k.photos = album
	sights, err := c.settle(r, a)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	if c.Attribution == "" {
		c.Attribution = demo.Attribution
	}
	return c.serve(r, a, k, listener, func(ctx context.Context) error {
		guests, err := k.admit(ctx, sights.Accounts)
		if err != nil {
			return err
		}
		g := greeting{sights: sights, Base: "http://" + listener.Addr().String(), Flag: where.flag(), Guests: guests}
		if g.Cell, err = liveThrough(ctx, r, a, album, g.Cadre().Unit); err != nil {
			return err
		}
		if err := g.print(r.stdout); err != nil {
			r.log.Warn("the welcome could not be printed", "error", err)
		}
		return nil
	})
}

// place returns where the data goes, and what removes it if nobody asked to keep
// it.
func (c *demoCommand) place() (where dataSettings, cleanUp func(), err error) {
	where, cleanUp = dataSettings{Data: c.Data}, func() {}
	if c.Data == "" {
		where.Data, err = os.MkdirTemp("", "sizhang-demo-")
		cleanUp = func() { os.RemoveAll(where.Data) }
	}
	return where, cleanUp, err
}
