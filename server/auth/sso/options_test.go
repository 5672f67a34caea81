package sso

import (
	"errors"
	"testing"

	"github.com/oauth2-proxy/mockoidc"

	"sizhang/domain/fault"
)

func TestOptionsThatWillNotDoAreRefused(t *testing.T) {
	good := func() Options {
		return Options{
			City: "210300", Issuer: "https://sso.example.cn/realms/city", ClientID: "sizhang", ClientSecret: "s3cret-of-the-client",
			Callback: "https://sizhang.example.cn/api/v1/sign-in/sso/callback", Redirects: []string{"https://app.example.cn/signed-in"},
		}
	}
	if _, err := New(good()); err != nil {
		t.Fatal(err)
	}
	for name, of := range map[string]struct {
		change func(*Options)
		option string // none: it is accepted
	}{
		"http on this machine":     {change: func(o *Options) { o.Issuer = "http://127.0.0.1:5556/dex" }},
		"http by the name":         {change: func(o *Options) { o.Issuer = "http://localhost:5556" }},
		"http by IPv6":             {change: func(o *Options) { o.Issuer = "http://[::1]:5556" }},
		"the app's scheme":         {change: func(o *Options) { o.Redirects = []string{app} }},
		"no city":                  {change: func(o *Options) { o.City = "" }, option: "city"},
		"no issuer":                {change: func(o *Options) { o.Issuer = "" }, option: "issuer"},
		"http":                     {change: func(o *Options) { o.Issuer = "http://sso.example.cn" }, option: "issuer"},
		"a name like localhost":    {change: func(o *Options) { o.Issuer = "http://localhost.example.cn" }, option: "issuer"},
		"an issuer with a query":   {change: func(o *Options) { o.Issuer += "?a=b" }, option: "issuer"},
		"an issuer with a user":    {change: func(o *Options) { o.Issuer = "https://me:pw@sso.example.cn" }, option: "issuer"},
		"an issuer with a mark":    {change: func(o *Options) { o.Issuer += "#" }, option: "issuer"},
		"not an address":           {change: func(o *Options) { o.Issuer = "sso.example.cn" }, option: "issuer"},
		"no client":                {change: func(o *Options) { o.ClientID = "" }, option: "client id"},
		"no secret":                {change: func(o *Options) { o.ClientSecret = "" }, option: "client secret"},
		"no callback":              {change: func(o *Options) { o.Callback = "" }, option: "callback"},
		"http callback":            {change: func(o *Options) { o.Callback = "http://sizhang.example.cn/" }, option: "callback"},
		"no redirect":              {change: func(o *Options) { o.Redirects = nil }, option: "redirect"},
		"http redirect":            {change: func(o *Options) { o.Redirects = []string{"http://app.example.cn/"} }, option: "redirect"},
		"a script":                 {change: func(o *Options) { o.Redirects = []string{"javascript:alert(1)"} }, option: "redirect"},
		"data":                     {change: func(o *Options) { o.Redirects = []string{"data:text/html,hello"} }, option: "redirect"},
		"a scheme of nobody":       {change: func(o *Options) { o.Redirects = []string{"app:/signed-in"} }, option: "redirect"},
		"a second one that is bad": {change: func(o *Options) { o.Redirects = append(o.Redirects, "") }, option: "redirect"},
		"a redirect with a mark":   {change: func(o *Options) { o.Redirects = []string{app + "#x"} }, option: "redirect"},
	} {
		o := good()
		of.change(&o)
		_, err := New(o)
		var f *fault.Fault
		switch {
		case of.option == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case of.option != "" && (!errors.As(err, &f) || f.Code != fault.SSOOption || f.With["option"] != of.option):
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Only the very addresses that are set are gone back to (RFC 9700 §4.1).
func TestTheBrowserReturnsToASetAddressOnly(t *testing.T) {
	p, err := New(Options{
		City: "210300", Issuer: "https://sso.example.cn", ClientID: "a", ClientSecret: "b", Callback: "https://c.example.cn/back",
		Redirects: []string{"https://app.example.cn/signed-in", app},
	})
	if err != nil {
		t.Fatal(err)
	}
	for redirect, want := range map[string]bool{
		"https://app.example.cn/signed-in": true, app: true,
		"": false, "https://app.example.cn/": false, "https://app.example.cn/signed-in/": false, "https://app.example.cn/signed-in?x": false,
		"https://app.example.cn/signed-in#": false, "https://app.example.cn/signed-in/../x": false, "HTTPS://app.example.cn/signed-in": false,
		"https://app.example.cn.evil.example/signed-in": false, "https://app.example.cn@evil.example/signed-in": false, "//app.example.cn/signed-in": false,
	} {
		if p.MayReturnTo(redirect) != want {
			t.Errorf("%q: %v", redirect, !want)
		}
	}
	if p.City() != "210300" {
		t.Errorf("the city is %q", p.City())
	}
}

// A provider cannot send us, or the browser, where anybody may listen.
func TestAProviderMustNameSafeAddresses(t *testing.T) {
	for _, member := range []string{"authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint", "issuer"} {
		for _, address := range []string{"http://sso.example.cn/x", "javascript:alert(1)", ""} {
			c := newCitySSO(t, nil)
			c.at(mockoidc.DiscoveryEndpoint, members(func(all map[string]any) { all[member] = address }))
			_, err := c.p.Leave(t.Context(), "s", nonce, verifier)
			if member == "userinfo_endpoint" && address == "" { // it need not have one
				if err != nil {
					t.Error(err)
				}
				continue
			}
			if err == nil {
				t.Errorf("%s may be %q", member, address)
				continue
			}
			c.wants(err, fault.SSOUnavailable, "")
		}
	}
}

// The secret goes where the provider wants it.
func TestTheSecretGoesAsTheProviderWants(t *testing.T) {
	for name, of := range map[string]struct {
		methods any
		inForm  bool
	}{"said nothing": {nil, false}, "basic": {[]string{"client_secret_basic"}, false}, "post": {[]string{"client_secret_post"}, true}} {
		c := newCitySSO(t, nil)
		c.at(mockoidc.DiscoveryEndpoint, members(func(all map[string]any) { all["token_endpoint_auth_methods_supported"] = of.methods }))
		code := c.code()
		_, err := c.p.Arrive(t.Context(), code, nonce, verifier)
		if got := c.lastSeen.Get("client_secret") != ""; got != of.inForm {
			t.Errorf("%s: in the form %v", name, got)
		}
		if (err == nil) != of.inForm { // the mock knows no other way
			t.Errorf("%s: %v", name, err)
		}
	}
}
