package doctor

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// exposure looks who else can reach the server and its secrets.
func (v *visit) exposure(ctx context.Context) {
	if !v.isLocal(ctx) {
		if v.base.Scheme == "http" {
			v.add("server_plain", "server", v.Server)
		}
		return
	}
	if at := v.beyond(ctx); at != "" {
		v.add("server_beyond", "server", v.Server, "address", at)
	}
	for _, pid := range secretsInArguments() {
		v.add("client_secret_in_arguments", "pid", strconv.Itoa(pid))
	}
}

// isLocal says whether the address is one of this machine alone.
func (v *visit) isLocal(ctx context.Context) bool {
	addresses, err := net.DefaultResolver.LookupNetIP(ctx, "ip", v.base.Hostname())
	return err == nil && len(addresses) > 0 && !slices.ContainsFunc(addresses, func(ip netip.Addr) bool { return !ip.IsLoopback() })
}

// beyond returns an address of this machine, other than loopback, under which the
// same port answers as the server does; empty where none does.
func (v *visit) beyond(ctx context.Context) string {
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		return ""
	}
	for _, a := range addresses {
		network, ok := a.(*net.IPNet)
		if !ok || network.IP.IsLoopback() || network.IP.IsLinkLocalUnicast() {
			continue
		}
		elsewhere := *v.base
		elsewhere.Host = net.JoinHostPort(network.IP.String(), v.port())
		there := *v
		there.base = &elsewhere
		var alive struct{ Status string }
		if answer, err := there.get(ctx, "/livez", &alive); err == nil && answer.StatusCode == http.StatusOK && alive.Status == "ok" {
			return elsewhere.Host
		}
	}
	return ""
}

func (v *visit) port() string {
	switch {
	case v.base.Port() != "":
		return v.base.Port()
	case v.base.Scheme == "https":
		return "443"
	}
	return "80"
}

// secretsInArguments returns the processes of this machine that were given the
// secret of the single sign-on as an argument, as far as this system tells: it reads
// what ps reads.
func secretsInArguments() []int {
	files, _ := filepath.Glob("/proc/[0-9]*/cmdline") // the pattern is well-formed
	var pids []int
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // it ended, or belongs to somebody else
		}
		arguments := strings.Split(string(text), "\x00")
		if slices.ContainsFunc(arguments, givesSecret) && slices.ContainsFunc(arguments, isServing) {
			if pid, err := strconv.Atoi(filepath.Base(filepath.Dir(file))); err == nil {
				pids = append(pids, pid)
			}
		}
	}
	return pids
}

func givesSecret(argument string) bool {
	return argument == "--sso-client-secret" || strings.HasPrefix(argument, "--sso-client-secret=")
}

func isServing(argument string) bool { return argument == "serve" || argument == "demo" }
