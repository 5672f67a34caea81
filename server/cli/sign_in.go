package cli

import (
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"time"

	"sizhang/domain/fault"
	"sizhang/server/app"
	"sizhang/server/auth/sso"
	"sizhang/server/auth/token"
	"sizhang/server/session"
)

// signInSettings are common to every command that signs people in.
type signInSettings struct {
	Issuer   string `help:"访问令牌的签发者 iss，通常是对外网址 / issuer (iss) of the access tokens: by custom the address that the server is known by." default:"sizhang" placeholder:"URL"`
	Audience string `help:"访问令牌的受众 aud / audience (aud) of the access tokens." default:"sizhang" placeholder:"TEXT"`
	// RefreshGrace trades a phone that lost its network for a thief that had the token.
	RefreshGrace time.Duration `help:"刷新应答丢失后可再取的时限 / how long the answer to a refresh can be asked for again, for a phone whose network failed in between; 10m at most." default:"30s"`
	SSO          ssoSettings   `embed:"" prefix:"sso-"`
}

// ssoSettings are a city's own single sign-on; none where no issuer is named.
type ssoSettings struct {
	City         string   `help:"统一身份认证用于哪个城市 / the city whose accounts the single sign-on signs in." placeholder:"CODE"`
	Issuer       string   `help:"统一身份认证（OpenID Connect）的签发者网址 / issuer of the city's single sign-on (OpenID Connect)." placeholder:"URL"`
	ClientID     string   `help:"在统一身份认证登记的客户端 / the client that is registered there." placeholder:"TEXT"`
	ClientSecret string   `secret:"" help:"客户端密钥，请用环境变量 / the client's secret; the environment variable keeps it out of the process list." placeholder:"TEXT"`
	Callback     string   `help:"本服务的回调网址，以 /api/v1/sign-in/sso/callback 结尾 / this server's address that the browser comes back to; it ends in /api/v1/sign-in/sso/callback." placeholder:"URL"`
	Claim        string   `help:"账号对应的声明 / claim that names the account." default:"sub" placeholder:"TEXT"`
	Redirects    []string `help:"登录后可返回的应用地址，逗号分隔 / addresses of the app that the browser may be sent to in the end." placeholder:"URL"`
}

// Validate checks the settings before anything starts.
func (s *signInSettings) Validate() error {
	if s.Issuer == "" || s.Audience == "" {
		return errors.New("--issuer and --audience: not empty")
	}
	if s.RefreshGrace <= 0 || s.RefreshGrace > 10*time.Minute {
		return errors.New("--refresh-grace: above 0 and up to 10m")
	}
	_, err := s.SSO.provider()
	return err
}

// provider makes the single sign-on, nil where there is none.
func (s ssoSettings) provider() (*sso.Provider, error) {
	if s.Issuer == "" {
		if s.City != "" || s.ClientID != "" || s.ClientSecret != "" || s.Callback != "" || len(s.Redirects) > 0 {
			return nil, errors.New("--sso-issuer: needed with the other settings of a single sign-on")
		}
		return nil, nil
	}
	if !cityCode.MatchString(s.City) {
		return nil, fmt.Errorf("--sso-city: %q is not a 6-digit division code, such as 110101", s.City)
	}
	if callback, err := url.Parse(s.Callback); err != nil || callback.Host == "" {
		return nil, fmt.Errorf("--sso-callback: %q is no address", s.Callback)
	}
	provider, err := sso.New(sso.Options{
		City: s.City, Issuer: s.Issuer, ClientID: s.ClientID, ClientSecret: s.ClientSecret,
		Callback: s.Callback, Claim: s.Claim, Redirects: s.Redirects,
	})
	if err != nil {
		f := fault.As(err)
		return nil, usageError(fmt.Sprintf("--sso-*: %s / %s (%s)", f.Text(fault.Chinese), f.Text(fault.English), f.Code))
	}
	return provider, nil
}

// sessions makes the sign-ins of an app's store.
func (s *signInSettings) sessions(a *app.App, k keepers, log *slog.Logger) (*session.Sessions, error) {
	provider, err := s.SSO.provider()
	if err != nil {
		return nil, err
	}
	o := session.Options{
		Store: a.Store(), Accounts: k.accounts, Secret: k.secret, Hasher: k.hasher, Record: k.record,
		Maker: token.Maker{Issuer: s.Issuer, Audience: s.Audience}, Log: log, Grace: s.RefreshGrace,
	}
	if provider != nil {
		o.SSO = provider
	}
	return session.New(o), nil
}
