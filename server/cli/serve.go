package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"sizhang/domain/fault"
	"sizhang/server/api"
	"sizhang/server/app"
	"sizhang/server/collector"
	"sizhang/server/issues"
	"sizhang/server/record"
)

// serverSettings are common to every command that serves.
type serverSettings struct {
	Listen      string        `help:"监听地址 / address to listen on; beyond this machine only if you say so." default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
	DrainDelay  time.Duration `help:"停止前继续受理的时间 / how long to go on after a stop signal while /readyz says 503." default:"0s"`
	StopLimit   time.Duration `help:"停止时等待请求完成的上限 / how long requests in flight may take to finish." default:"10s"`
	Refresh     time.Duration `help:"检查变化的间隔 / how often to look for what others have written." default:"500ms"`
	Proxies     []string      `help:"前置反向代理的地址或网段：只信它们的 X-Forwarded-For / addresses or networks of the reverse proxies: their X-Forwarded-For is believed, and nobody else's." placeholder:"CIDR"`
	Attribution string        `help:"图上的数据来源 / sources of the data, named under every picture."`

	signInSettings
	hookSettings
}

// Validate checks the settings before anything starts.
func (s *serverSettings) Validate() error {
	if _, _, err := net.SplitHostPort(s.Listen); err != nil {
		return fmt.Errorf("--listen: %w; give HOST:PORT, such as 127.0.0.1:8080", err)
	}
	if s.Refresh < 10*time.Millisecond {
		return errors.New("--refresh: at least 10ms")
	}
	if s.DrainDelay < 0 || s.StopLimit <= 0 {
		return errors.New("--drain-delay and --stop-limit: not negative, and the limit not 0")
	}
	for _, proxy := range s.Proxies {
		if _, err := netip.ParsePrefix(proxy); err != nil {
			if _, err := netip.ParseAddr(proxy); err != nil {
				return fmt.Errorf("--proxies: %q is neither an address nor a network, such as 10.0.0.0/8", proxy)
			}
		}
	}
	if _, err := s.networks(); err != nil {
		return err
	}
	return s.signInSettings.Validate()
}

type serveCommand struct {
	dataSettings
	secretSettings
	photoSettings
	serverSettings
}

// Help is shown by serve --help.
func (serveCommand) Help() string {
	return "示例 / Example:\n\n  sizhang serve --data data --listen 127.0.0.1:8080"
}

// Run serves until the context ends.
func (c *serveCommand) Run(r *run) (err error) {
	st, err := c.dataSettings.open(r.ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	master, err := c.load(r, c.dataSettings)
	if err != nil {
		return err
	}
	album, blobs, err := c.photoSettings.open(r.ctx, c.dataSettings, st)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, blobs.Close()) }()
	listener, err := c.listen()
	if err != nil {
		return err
	}
	a := app.New(st, app.Options{Log: r.log})
	k := keep(a, master, record.New(a.Store(), master, time.Now))
	k.photos = album
	return c.serve(r, a, k, listener, func(ctx context.Context) error {
		fmt.Fprintf(r.stdout, "四长 Sizhang: http://%s/docs\n", listener.Addr())
		if len(a.Cities()) == 0 {
			fmt.Fprintf(r.stdout, "还没有城市，请先导入 / no city yet; import one: %s\n", joined("sizhang import profile FILE --city CODE", c.dataSettings.flag(), "--publish"))
		}
		for _, city := range a.Cities() {
			c.greetCity(ctx, r, k, city.Profile().Code)
		}
		return nil
	})
}

// greetCity says how a city gets its first administrator, where it has no account.
func (c *serveCommand) greetCity(ctx context.Context, r *run, k keepers, city string) {
	list, _, err := k.accounts.List(ctx, local, city, "", 1)
	switch {
	case err != nil:
		r.log.Warn("the accounts cannot be read", "city", city, "error", err)
	case len(list) == 0:
		fmt.Fprintf(r.stdout, "城市 %s 还没有账号，无人能登录；建一个管理员 / %[1]s has no account, so nobody can sign in; make an administrator: %s\n",
			city, joined("sizhang user create-admin --city "+city, c.dataSettings.flag(), c.secretSettings.flag(), "--login NAME"))
	}
}

// listen takes the address, or says what to do where it is taken.
func (s *serverSettings) listen() (net.Listener, error) {
	listener, err := net.Listen("tcp", s.Listen)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fault.New(fault.AddressInUse, "--listen", fault.With{"address": s.Listen})
	}
	if err != nil {
		return nil, fmt.Errorf("--listen: %w", err)
	}
	return listener, nil
}

// serve answers on the listener until the context ends, /readyz with 503 while
// the cities load; greet is called once they have.
func (s *serverSettings) serve(r *run, a *app.App, k keepers, listener net.Listener, greet func(context.Context) error) error {
	if !loopback(listener.Addr()) {
		r.log.Warn("listening beyond this machine without TLS: passwords and tokens can be read on the way; put a reverse proxy with TLS in front", "address", listener.Addr().String())
	}
	sessions, err := s.sessions(a, k, r.log)
	if err != nil {
		return err
	}
	desk := issues.New(issues.Options{Store: a.Store(), Cities: a, Log: r.log})
	tell, err := s.tellers(r, a, k, desk)
	if err != nil {
		return err
	}
	server := api.New(a, api.Options{
		Version: version(), Log: r.log, Attribution: s.Attribution, DrainDelay: s.DrainDelay, StopLimit: s.StopLimit,
		Accounts: k.accounts, Sessions: sessions, Record: k.record, Photos: k.photos, Issues: desk, Proxies: s.Proxies,
		Live: tell.live, Webhooks: tell.hooks,
	})
	group, ctx := errgroup.WithContext(r.ctx)
	group.Go(func() error { return server.Run(ctx, listener) })
	group.Go(func() error { return sessions.Run(ctx) })
	group.Go(func() error {
		collector.Ease(ctx)
		return nil
	})
	group.Go(func() error {
		if err := loadAll(ctx, r, a, desk); err != nil {
			return err
		}
		if err := greet(ctx); err != nil {
			return err
		}
		tell.run(ctx, group)
		group.Go(func() error { return desk.Watch(ctx, s.Refresh) })
		group.Go(func() error { return desk.Run(ctx) })
		return a.Watch(ctx, s.Refresh)
	})
	err = group.Wait()
	if r.ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return nil // asked to stop, and stopped
	}
	return err
}

// loadAll reads the cities and then their issues, which lie in them.
func loadAll(ctx context.Context, r *run, a *app.App, desk *issues.Issues) error {
	progress, done := bars(r.stderr)
	defer done()
	if err := a.Load(ctx, progress); err != nil {
		return fmt.Errorf("the cities could not be loaded: %w", err)
	}
	if err := desk.Load(ctx, progress); err != nil {
		return fmt.Errorf("the issues could not be loaded: %w", err)
	}
	return nil
}

func loopback(addr net.Addr) bool {
	tcp, ok := addr.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}
