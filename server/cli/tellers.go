package cli

import (
	"context"
	"fmt"
	"net/netip"
	"time"

	"golang.org/x/sync/errgroup"

	"sizhang/server/app"
	"sizhang/server/hook"
	"sizhang/server/issues"
	"sizhang/server/live"
)

// hookSettings say where webhooks may lead.
type hookSettings struct {
	HooksInsecure bool          `help:"允许回调用 http / let webhooks use http, in a network of one's own."`
	HooksNetworks []string      `help:"回调可达的非公网网段，如政务外网 / networks that webhooks may reach although they are not public." placeholder:"CIDR"`
	HooksKeep     time.Duration `help:"已送达的回调保留多久 / how long what webhooks delivered is kept." default:"720h"`
}

// networks reads the settings.
func (s *hookSettings) networks() ([]netip.Prefix, error) {
	list := make([]netip.Prefix, len(s.HooksNetworks))
	for i, text := range s.HooksNetworks {
		var err error
		if list[i], err = netip.ParsePrefix(text); err != nil {
			return nil, fmt.Errorf("--hooks-networks: %q is no network, such as 10.0.0.0/8", text)
		}
	}
	return list, nil
}

// tellers tell of what happens to issues: whoever listens, and other systems.
type tellers struct {
	live  *live.Live
	hooks *hook.Hooks
}

// tellers makes them over an app's store.
func (s *hookSettings) tellers(r *run, a *app.App, k keepers, desk *issues.Issues) (tellers, error) {
	networks, err := s.networks()
	return tellers{
		live: live.New(live.Options{Store: a.Store(), Issues: desk, Cities: a, Since: a.Seen, Log: r.log}),
		hooks: hook.New(hook.Options{
			Store: a.Store(), Issues: desk, Cities: a, Secret: k.secret, Record: k.record, Since: a.Seen, Log: r.log,
			Insecure: s.HooksInsecure, Networks: networks, Keep: s.HooksKeep,
		}),
	}, err
}

// run lets them tell until ctx ends; the cities and the issues are loaded by then.
func (t tellers) run(ctx context.Context, group *errgroup.Group) {
	group.Go(func() error { return t.live.Run(ctx) })
	group.Go(func() error { return t.hooks.Run(ctx) })
}
