package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"sizhang/domain/fault"
)

var aboutBeginSSO = about{
	id: "beginSSO", tag: tagSignIn, access: openToAll, status: http.StatusFound, answer: redirected,
	zh: "用统一身份认证登录", en: "Sign in by the city's single sign-on",
	note: "在系统浏览器中打开。登录后，浏览器带着 `code` 与 `state` 回到 `redirect`，应用再以 `code` 和 `verifier` 换取令牌（PKCE，RFC 7636）。\n\n" +
		"To be opened in the system's browser. It comes back to `redirect` with a `code` and the `state`, and the app gets its tokens for the code and the verifier (PKCE, RFC 7636).",
	problems: []fault.Code{fault.SSOAbsent, fault.SSOUnavailable, fault.RedirectUnknown, fault.TooManyRequests},
}

var aboutFinishSSO = about{
	id: "finishSSO", tag: tagSignIn, access: openToAll, status: http.StatusFound, answer: redirected, anyQuery: true,
	zh: "统一身份认证的回调", en: "Where the single sign-on comes back to",
	note: "由统一身份认证调用，应用不直接调用。\n\n" +
		"Called by the single sign-on, not by apps.",
	problems: []fault.Code{fault.TicketInvalid, fault.SSOAbsent, fault.SSORefused, fault.SSOUnavailable, fault.SSOUnknown, fault.TooManyRequests},
}

var aboutRedeemSSO = about{
	id: "redeemSSO", tag: tagSignIn, access: openToAll,
	zh: "以回调所得的码换取令牌", en: "Get tokens for the code that came back",
	note:     "`code` 只能用一次，两分钟内有效。\n\nThe `code` is good once, and for a short while.",
	json:     map[string]any{"code": "…", "verifier": "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"},
	problems: []fault.Code{fault.TicketInvalid, fault.SSOAbsent, fault.SSOUnknown, fault.TooManyRequests},
}

// redirected describes an answer that sends a browser elsewhere.
func redirected(huma.Registry) map[string]*huma.Response {
	return map[string]*huma.Response{"302": {
		Description: "浏览器前往 Location · The browser goes to Location",
		Headers:     map[string]*huma.Param{"Location": {Schema: &huma.Schema{Type: huma.TypeString, Format: "uri"}}},
	}}
}

type redirectOutput struct {
	Status   int
	Location string `header:"Location"`
}

type beginSSOInput struct {
	Visitor
	City      string `query:"city" required:"true" pattern:"^[0-9]{6}$" doc:"城市代码 · City code" example:"110101"`
	Redirect  string `query:"redirect" required:"true" maxLength:"1000" doc:"登录后回到何处，须事先登记 · Where to come back to; must be known to the server" example:"cn.example.sizhang:/signed-in"`
	Challenge string `query:"challenge" required:"true" pattern:"^[A-Za-z0-9_-]{43}$" doc:"PKCE 的 S256 challenge" example:"E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"`
	State     string `query:"state" required:"true" minLength:"8" maxLength:"200" doc:"原样带回 · Comes back unchanged" example:"af0ifjsldkj"`
}

type finishSSOInput struct {
	Visitor
	State string `query:"state" maxLength:"4000" doc:"去时所带 · As it was sent" example:"…"`
	Code  string `query:"code" maxLength:"4000" doc:"授权码 · The authorization code" example:"…"`
	Error string `query:"error" maxLength:"200" doc:"拒绝的原因 · Why it was refused" example:"access_denied"`
}

type redeemSSOInput struct {
	Visitor
	Body struct {
		Code     string `json:"code" minLength:"1" maxLength:"4000" doc:"回调所得的码 · The code that came back"`
		Verifier string `json:"verifier" minLength:"43" maxLength:"128" doc:"PKCE 的 verifier"`
	} `nameHint:"RedeemRequest"`
}

func (s *Server) beginSSO(ctx context.Context, in *beginSSOInput) (*redirectOutput, error) {
	if s.options.Sessions == nil {
		return nil, fault.New(fault.SSOAbsent, "", nil)
	}
	to, err := s.options.Sessions.BeginSSO(ctx, in.City, in.Redirect, in.Challenge, in.State)
	return found302(to), err
}

func (s *Server) finishSSO(ctx context.Context, in *finishSSOInput) (*redirectOutput, error) {
	if s.options.Sessions == nil {
		return nil, fault.New(fault.SSOAbsent, "", nil)
	}
	to, err := s.options.Sessions.FinishSSO(ctx, in.State, in.Code, in.Error, in.from())
	return found302(to), err
}

func found302(to string) *redirectOutput { return &redirectOutput{http.StatusFound, to} }

func (s *Server) redeemSSO(ctx context.Context, in *redeemSSOInput) (*signInOutput, error) {
	if s.options.Sessions == nil {
		return nil, fault.New(fault.SSOAbsent, "", nil)
	}
	return s.answered(s.options.Sessions.RedeemSSO(ctx, in.Body.Code, in.Body.Verifier, in.from()))
}
