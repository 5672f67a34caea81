package limit

import (
	"net/netip"
	"strings"
)

// Network is the key of an address: all of an IPv4 address, the first 64 bits of
// an IPv6 one, since a household has that many. The address may have a port. All
// that are no addresses share one key.
func Network(address string) string {
	at, err := netip.ParseAddr(strings.Trim(address, "[]"))
	if err != nil {
		with, err := netip.ParseAddrPort(address)
		if err != nil {
			return "unknown"
		}
		at = with.Addr()
	}
	at = at.Unmap().WithZone("")
	if at.Is4() {
		return at.String()
	}
	return netip.PrefixFrom(at, 64).Masked().String()
}
