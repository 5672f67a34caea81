package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"sizhang/domain/fault"
	"sizhang/server/api"
	"sizhang/server/app"
)

// serverSettings are common to every command that serves.
type serverSettings struct {
	Listen        string        `help:"监听地址 / address to listen on; beyond this machine only if you say so." default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
	DrainDelay    time.Duration `help:"停止前继续受理的时间 / how long to go on after a stop signal while /readyz says 503." default:"0s"`
	StopLimit     time.Duration `help:"停止时等待请求完成的上限 / how long requests in flight may take to finish." default:"10s"`
	Refresh       time.Duration `help:"检查变化的间隔 / how often to look for what others have written." default:"500ms"`
	OperatorToken string        `secret:"" help:"管理员令牌，至少 32 个字符；没有它，API 只能读 / who shows this token may write through the API; at least 32 characters, and without one the API only reads. The environment variable keeps it out of the process list." placeholder:"TOKEN"`
	Attribution   string        `help:"图上的数据来源 / sources of the data, named under every picture."`
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
	if err := api.CheckOperatorToken(s.OperatorToken); err != nil {
		return fmt.Errorf("--operator-token: %w", err)
	}
	return nil
}

type serveCommand struct {
	dataSettings
	serverSettings
}

// Help is shown by serve --help.
func (serveCommand) Help() string {
	return "示例 / Example:\n\n  sizhang serve --data data --listen 127.0.0.1:8080"
}

// Run serves until the context ends.
func (c *serveCommand) Run(r *run) (err error) {
	st, err := c.open(r.ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	listener, err := c.listen()
	if err != nil {
		return err
	}
	a := app.New(st, app.Options{Log: r.log})
	return c.serve(r, a, listener, func() {
		fmt.Fprintf(r.stdout, "四长 Sizhang: http://%s/docs\n", listener.Addr())
		if c.OperatorToken == "" {
			fmt.Fprintln(r.stdout, "没有设管理员令牌，API 只读；写入请用命令行 / no operator token, so the API only reads; write by the command line, or set SIZHANG_OPERATOR_TOKEN")
		}
		if len(a.Cities()) == 0 {
			fmt.Fprintf(r.stdout, "还没有城市，请先导入 / no city yet; import one: %s\n", joined("sizhang import profile FILE --city CODE", c.flag(), "--publish"))
		}
	})
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
func (s *serverSettings) serve(r *run, a *app.App, listener net.Listener, greet func()) error {
	if !loopback(listener.Addr()) {
		r.log.Warn("listening beyond this machine: there are no accounts yet, so everybody who reaches this address can ask", "address", listener.Addr().String())
	}
	server := api.New(a, api.Options{
		Version: version(), Log: r.log, Attribution: s.Attribution, DrainDelay: s.DrainDelay, StopLimit: s.StopLimit,
		OperatorToken: s.OperatorToken,
	})
	group, ctx := errgroup.WithContext(r.ctx)
	group.Go(func() error { return server.Run(ctx, listener) })
	group.Go(func() error {
		progress, done := bars(r.stderr)
		err := a.Load(ctx, progress)
		done()
		if err != nil {
			return fmt.Errorf("the cities could not be loaded: %w", err)
		}
		greet()
		return a.Watch(ctx, s.Refresh)
	})
	err := group.Wait()
	if r.ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return nil // asked to stop, and stopped
	}
	return err
}

func loopback(addr net.Addr) bool {
	tcp, ok := addr.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}
