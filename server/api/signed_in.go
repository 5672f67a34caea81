package api

import (
	"net/netip"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"sizhang/domain/fault"
	"sizhang/server/accounts"
	"sizhang/server/session"
)

// SignedIn is part of the input of every operation that is not open to all: who
// asks, as admit found it, and where from. The zero SignedIn may nothing.
type SignedIn struct {
	who     session.Signed
	address string
}

// signedKey is where admit leaves who asks for Resolve to find.
const signedKey = "sizhang.signed"

// Resolve is where huma lets an input read the request.
func (in *SignedIn) Resolve(ctx huma.Context) []error {
	c := humagin.Unwrap(ctx)
	in.address = addressOf(c)
	if kept, ok := c.Get(signedKey); ok {
		in.who = kept.(session.Signed)
	}
	return nil
}

// addressOf is the network address that a request comes from. gin knows none of an
// address with a zone, such as fe80::1%eth0.
func addressOf(c *gin.Context) string {
	if known := c.ClientIP(); known != "" {
		return known
	}
	peer, err := netip.ParseAddrPort(c.Request.RemoteAddr)
	if err != nil {
		return ""
	}
	return peer.Addr().WithZone("").String()
}

// caller is who asks, for accounts.
func (in *SignedIn) caller() accounts.Caller {
	return accounts.Caller{Actor: in.who.Actor, Address: in.address}
}

// from is where the request comes from, for sessions.
func (in *SignedIn) from() session.From {
	return session.From{Address: in.address, Device: in.who.Session.Device}
}

// Visitor is part of the input of the steps of signing in: nobody is signed in
// yet, and where from is what limits go by.
type Visitor struct{ address string }

// Resolve is where huma lets an input read the request.
func (in *Visitor) Resolve(ctx huma.Context) []error {
	in.address = addressOf(humagin.Unwrap(ctx))
	return nil
}

// from is where the request comes from, for sessions.
func (in *Visitor) from() session.From { return session.From{Address: in.address} }

// tokenScheme is the name of the access token in the contract.
const tokenScheme = "bearer"

var tokenSecurity = &huma.SecurityScheme{
	Type: "http", Scheme: "bearer", BearerFormat: "JWT",
	Description: "登录所得的访问令牌，只放在 `Authorization: Bearer` 中，从不放在地址里 · The access token that signing in gives, in `Authorization: Bearer` and never in a URL",
}

// The challenges of RFC 6750, section 3: without a token, with one that is not
// good, and with one that is not enough.
const (
	challenge      = `Bearer realm="sizhang"`
	badToken       = challenge + `, error="invalid_token"`
	lackingToken   = challenge + `, error="insufficient_scope"`
	challengeField = "WWW-Authenticate"
)

// identify finds who asks. The error is fault.SignInRequired or fault.TokenExpired
// where nobody does, else trouble of ours.
func (s *Server) identify(ctx huma.Context) (session.Signed, error) {
	c := humagin.Unwrap(ctx)
	given := c.Request.Header.Values("Authorization")
	if len(given) == 0 {
		return session.Signed{}, fault.New(fault.SignInRequired, "", nil)
	}
	c.Header(challengeField, badToken)
	scheme, token, _ := strings.Cut(given[0], " ")
	token = strings.Trim(token, " ")
	if len(given) > 1 || !strings.EqualFold(scheme, "Bearer") || token == "" || s.options.Sessions == nil {
		return session.Signed{}, fault.New(fault.SignInRequired, "", nil)
	}
	who, err := s.options.Sessions.Identify(ctx.Context(), token)
	if err != nil {
		return session.Signed{}, err
	}
	c.Writer.Header().Del(challengeField)
	return who, nil
}
