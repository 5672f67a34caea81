package hook

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"

	"sizhang/domain/fault"
)

// newClient makes the client that everything is sent with. It goes through no proxy,
// follows nothing and connects only to addresses that may be reached, whatever a name
// resolves to at that moment (OWASP ASVS 5.0, 1.3.6).
func newClient(o Options) *http.Client {
	dialer := &net.Dialer{Timeout: o.Timeout, Control: func(_, address string, _ syscall.RawConn) error {
		return reachable(address, o.Networks)
	}}
	return &http.Client{
		Timeout:       o.Timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DialContext: dialer.DialContext, TLSHandshakeTimeout: o.Timeout, ResponseHeaderTimeout: o.Timeout,
			MaxResponseHeaderBytes: 16 << 10, MaxIdleConnsPerHost: 2, IdleConnTimeout: o.Timeout, ForceAttemptHTTP2: true,
		},
	}
}

// forbidden says that an address lies in a network that is not let in.
type forbidden struct{ address string }

func (f forbidden) Error() string { return "no webhooks to " + f.address }

// reachable refuses an address, host and port, that is neither public nor in one of the
// networks.
func reachable(address string, networks []netip.Prefix) error {
	of, err := netip.ParseAddrPort(address)
	if err != nil {
		return forbidden{address}
	}
	ip := of.Addr().Unmap().WithZone("")
	for _, n := range networks {
		if n.Contains(ip) {
			return nil
		}
	}
	if !public(ip) {
		return forbidden{ip.String()}
	}
	return nil
}

// special are the networks that are not public beside those that netip knows by name
// (IANA's registries of special-purpose addresses); those that hold an IPv4 address in
// themselves would lead around the rest.
var special = prefixes("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24",
	"203.0.113.0/24", "240.0.0.0/4", "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
	"5f00::/16", "fec0::/10")

func prefixes(texts ...string) []netip.Prefix {
	list := make([]netip.Prefix, len(texts))
	for i, text := range texts {
		list[i] = netip.MustParsePrefix(text)
	}
	return list
}

func public(ip netip.Addr) bool {
	if !ip.IsGlobalUnicast() || ip.IsPrivate() { // so neither loopback nor link-local nor multicast
		return false
	}
	for _, n := range special {
		if n.Contains(ip) {
			return false
		}
	}
	return true
}

// maxURL is the longest address, in bytes.
const maxURL = 2048

// checkURL refuses an address that nothing can or may be sent to. What its name
// resolves to is seen each time something is sent.
func (h *Hooks) checkURL(text string) error {
	u, err := url.Parse(text)
	bad := fault.New(fault.HookURLInvalid, "url", nil)
	if err != nil || len(text) > maxURL || u.Host == "" || u.Hostname() == "" || u.User != nil || strings.Contains(text, "#") || u.Opaque != "" {
		return bad
	}
	ip, err := netip.ParseAddr(u.Hostname())
	literal := err == nil
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return bad
	case u.Scheme == "http" && !h.options.Insecure && !(literal && ip.IsLoopback()) && u.Hostname() != "localhost":
		return fault.New(fault.HookURLPlain, "url", nil)
	case literal && reachable(netip.AddrPortFrom(ip, 0).String(), h.options.Networks) != nil:
		return fault.New(fault.HookNetwork, "url", fault.With{"address": ip})
	}
	return nil
}

// Host is what may be told of an address: the rest may hold a token of the receiver.
func Host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}
