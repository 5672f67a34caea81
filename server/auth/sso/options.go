package sso

import (
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"sizhang/domain/fault"
)

// check says which option will not do.
func (o Options) check() error {
	wrong := func(option, value string) error {
		return fault.New(fault.SSOOption, option, fault.With{"option": option, "value": value})
	}
	for _, must := range [][2]string{{"city", o.City}, {"client id", o.ClientID}, {"client secret", o.ClientSecret}} {
		if must[1] == "" {
			return wrong(must[0], `""`)
		}
	}
	if u, ok := safe(o.Issuer); !ok || u.RawQuery != "" || u.ForceQuery {
		return wrong("issuer", o.Issuer)
	}
	if _, ok := safe(o.Callback); !ok {
		return wrong("callback", o.Callback)
	}
	if len(o.Redirects) == 0 {
		return wrong("redirect", `""`)
	}
	for _, redirect := range o.Redirects {
		if !returnable(redirect) {
			return wrong("redirect", redirect)
		}
	}
	return nil
}

// safe reads an address that nobody on the way can listen in on: https, or on this
// very machine. It has no fragment and no user.
func safe(address string) (*url.URL, bool) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || strings.Contains(address, "#") {
		return nil, false
	}
	return u, u.Scheme == "https" || u.Scheme == "http" && loopback(u.Hostname())
}

func loopback(host string) bool {
	at, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && at.IsLoopback()
}

// returnable says whether an address can be the app's: a safe one, or one of a
// scheme that the app has claimed, which has a dot in it as a domain read backwards
// has (RFC 8252 §7.1), so that no script or data stands behind it.
func returnable(address string) bool {
	if _, ok := safe(address); ok {
		return true
	}
	u, err := url.Parse(address)
	return err == nil && strings.Contains(u.Scheme, ".") && !strings.Contains(address, "#") &&
		!slices.Contains([]string{"http", "https"}, u.Scheme)
}
