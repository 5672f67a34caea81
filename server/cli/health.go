package cli

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

type healthCommand struct {
	Listen  string        `help:"服务地址 / where the server listens." default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
	Timeout time.Duration `help:"等待上限 / how long to wait for an answer." default:"3s"`
}

// Help is shown by health --help.
func (healthCommand) Help() string {
	return "示例 / Example:\n\n  sizhang health --listen 127.0.0.1:8080"
}

// Run asks /readyz and fails unless the answer is that all is well. It is what a
// container without a shell or curl checks itself with.
func (c *healthCommand) Run(r *run) error {
	host, port, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return fmt.Errorf("--listen: %w", err)
	}
	if ip := net.ParseIP(host); host == "" || (ip != nil && ip.IsUnspecified()) {
		host = "127.0.0.1" // a server on every address is also on this one
	}
	ctx, cancel := context.WithTimeout(r.ctx, c.Timeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+net.JoinHostPort(host, port)+"/readyz", nil)
	if err != nil {
		return err
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	answer, err := client.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, 64<<10))
	if err != nil {
		return err
	}
	fmt.Fprintln(r.stdout, string(body))
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("not ready: %s", answer.Status)
	}
	return nil
}
