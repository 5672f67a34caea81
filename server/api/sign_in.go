package api

import (
	"context"
	"time"

	"sizhang/domain/fault"
	"sizhang/server/session"
)

var aboutSignIn = about{
	id: "signIn", tag: tagSignIn, access: openToAll,
	zh: "用口令登录", en: "Sign in by password",
	note: "答 `tokens`，或答 `next` 与 `ticket`：还差哪一步。票据五分钟内有效。登录名、口令有误时，应答与用时都不说是哪一个。\n\n" +
		"The answer has `tokens`, or else `next` and a `ticket`: what is wanted first. A ticket lasts five minutes. Neither the answer nor the time it takes tells a wrong name from a wrong password.",
	json:     map[string]any{"city": "110101", "login": "zhangsan", "password": "••••••••••••", "device": map[string]any{"name": "张三的手机", "platform": "android"}},
	problems: []fault.Code{fault.SignInFailed, fault.TooManyAttempts, fault.TooManyRequests, fault.ServerBusy},
}

var aboutSignInPassword = about{
	id: "signInPassword", tag: tagSignIn, access: openToAll,
	zh: "登录时修改口令", en: "Change the password while signing in",
	note: "`next` 为 `change_password` 时的下一步。\n\nThe step after `next` was `change_password`.",
	json: map[string]any{"ticket": "…", "password": "••••••••••••"},
	problems: []fault.Code{fault.TicketInvalid, fault.TooManyRequests, fault.ServerBusy,
		fault.PasswordShort, fault.PasswordLong, fault.PasswordKnown, fault.PasswordAbout, fault.PasswordSame},
}

var aboutSignInFactor = about{
	id: "signInFactor", tag: tagSignIn, access: openToAll,
	zh: "登录时的验证码", en: "The second factor while signing in",
	note: "`next` 为 `second_factor` 时的下一步：六位验证码，或一个恢复码。\n\n" +
		"The step after `next` was `second_factor`: six digits, or a recovery code.",
	json:     map[string]any{"ticket": "…", "code": "123456"},
	problems: []fault.Code{fault.TicketInvalid, fault.FactorWrong, fault.TooManyAttempts, fault.TooManyRequests},
}

var aboutSignInEnrol = about{
	id: "signInEnrol", tag: tagSignIn, access: openToAll,
	zh: "登录时启用二次验证", en: "Set a second factor while signing in",
	note: "`next` 为 `enrol_factor` 时的下一步：验证器扫描 `enrol` 后给出的第一个验证码。应答附恢复码，只给这一次。\n\n" +
		"The step after `next` was `enrol_factor`: the first code of an authenticator that has read `enrol`. The answer has the recovery codes, this once.",
	json:     map[string]any{"ticket": "…", "code": "123456"},
	problems: []fault.Code{fault.TicketInvalid, fault.FactorWrong, fault.TooManyAttempts, fault.TooManyRequests},
}

var aboutRefresh = about{
	id: "refresh", tag: tagSignIn, access: openToAll,
	zh: "换取新的令牌", en: "Get new tokens",
	note: "每次换取即作废所用的刷新令牌；用过的再用，这次登录即告终止。应答丢失时，短时间内重发可得同一份。\n\n" +
		"Each use replaces the refresh token; to use one again ends the sign-in. Where an answer was lost, the same one can be had for a short while by asking again.",
	json:     map[string]any{"refresh_token": "…"},
	problems: []fault.Code{fault.SignInRequired, fault.TooManyRequests},
}

var aboutSignOut = about{
	id: "signOut", tag: tagSignIn, access: signedIn,
	zh: "退出登录", en: "Sign out",
	note: "这台设备的令牌即刻作废。\n\nThe tokens of this device are over at once.",
}

// DeviceInput is what somebody signs in from.
type DeviceInput struct {
	Name     string `json:"name,omitempty" maxLength:"100" doc:"机主对设备的称呼 · What its owner calls it" example:"张三的手机"`
	Platform string `json:"platform,omitempty" maxLength:"40" doc:"android、ios、harmony、web 等" example:"android"`
}

type signInInput struct {
	Visitor
	Body struct {
		City     string      `json:"city,omitempty" pattern:"^[0-9]{6}$" doc:"城市代码；只有一个城市时可不给 · City code; may be left out where there is one city" example:"110101"`
		Login    string      `json:"login" minLength:"1" maxLength:"100" doc:"登录名 · Login" example:"zhangsan"`
		Password string      `json:"password" minLength:"1" maxLength:"1000" doc:"口令 · Password"`
		Device   DeviceInput `json:"device,omitempty" doc:"设备 · The device"`
	} `nameHint:"SignInRequest"`
}

type ticketPasswordInput struct {
	Visitor
	Body struct {
		Ticket   string `json:"ticket" minLength:"1" maxLength:"4000" doc:"上一步的票据 · The ticket of the step before"`
		Password string `json:"password" minLength:"1" maxLength:"1000" doc:"新口令 · The new password"`
	} `nameHint:"SignInPasswordRequest"`
}

type ticketCodeInput struct {
	Visitor
	Body struct {
		Ticket string `json:"ticket" minLength:"1" maxLength:"4000" doc:"上一步的票据 · The ticket of the step before"`
		Code   string `json:"code" minLength:"1" maxLength:"100" doc:"验证码 · The code" example:"123456"`
	} `nameHint:"SignInCodeRequest"`
}

type refreshInput struct {
	Visitor
	Body struct {
		RefreshToken string `json:"refresh_token" minLength:"1" maxLength:"4000" doc:"刷新令牌 · The refresh token"`
	} `nameHint:"RefreshRequest"`
}

type signInOutput struct{ Body signInBody }

// signInBody is tokens, or what is wanted before them.
type signInBody struct {
	Tokens   *tokensBody `json:"tokens,omitempty"`
	Next     string      `json:"next,omitempty" enum:"change_password,second_factor,enrol_factor" doc:"还差哪一步 · What is wanted first"`
	Ticket   string      `json:"ticket,omitempty" doc:"下一步的票据 · The ticket for that step"`
	Enrol    string      `json:"enrol,omitempty" doc:"otpauth 地址，做成二维码 · otpauth URI, to show as a QR code"`
	Recovery []string    `json:"recovery,omitempty" doc:"恢复码，只给这一次 · Recovery codes, this once"`
}

type tokensOutput struct{ Body tokensBody }

// tokensBody is what a device keeps.
type tokensBody struct {
	AccessToken    string `json:"access_token" doc:"访问令牌 · Access token"`
	TokenType      string `json:"token_type" enum:"Bearer"`
	ExpiresIn      int    `json:"expires_in" doc:"访问令牌还有多少秒 · Seconds that the access token lasts" example:"900"`
	RefreshToken   string `json:"refresh_token" doc:"刷新令牌 · Refresh token"`
	RefreshExpires string `json:"refresh_expires" format:"date-time" doc:"刷新令牌何时作废 · When the refresh token is over"`
	Session        string `json:"session" doc:"这次登录的编号 · The sign-in's id"`
}

// endedOutput counts the sign-ins that were ended.
type endedOutput struct {
	Body struct {
		Ended int `json:"ended" doc:"终止了几次登录 · How many sign-ins were ended"`
	} `nameHint:"Ended"`
}

func ended(n int) *endedOutput {
	out := &endedOutput{}
	out.Body.Ended = n
	return out
}

func (s *Server) tokensOf(t session.Tokens) tokensBody {
	return tokensBody{
		AccessToken: t.Access, TokenType: "Bearer", ExpiresIn: max(int(t.AccessExpires.Sub(s.app.Now())/time.Second), 0),
		RefreshToken: t.Refresh, RefreshExpires: t.RefreshExpires.In(s.options.Zone).Format(time.RFC3339), Session: t.Session,
	}
}

// answered is what a step of signing in came to.
func (s *Server) answered(a session.Answer, err error) (*signInOutput, error) {
	if err != nil {
		return nil, err
	}
	out := &signInOutput{signInBody{Next: string(a.Next), Ticket: a.Ticket, Enrol: a.Enrol, Recovery: a.Recovery}}
	if a.Tokens != nil {
		tokens := s.tokensOf(*a.Tokens)
		out.Body.Tokens = &tokens
	}
	return out, nil
}

// sessions returns who signs people in; where nobody does, nobody can.
func (s *Server) sessions() (Sessions, error) {
	if s.options.Sessions == nil {
		return nil, fault.New(fault.SignInFailed, "", nil)
	}
	return s.options.Sessions, nil
}

func (s *Server) signIn(ctx context.Context, in *signInInput) (*signInOutput, error) {
	sessions, err := s.sessions()
	if err != nil {
		return nil, err
	}
	city := in.Body.City
	if cities := s.app.Cities(); city == "" && len(cities) == 1 {
		city = cities[0].Profile().Code
	}
	if city == "" {
		return nil, invalid{fault.New(fault.FieldMissing, "city", nil)}
	}
	from := session.From{Address: in.address, Device: session.Device(in.Body.Device)}
	return s.answered(sessions.SignIn(ctx, city, in.Body.Login, in.Body.Password, from))
}

func (s *Server) signInPassword(ctx context.Context, in *ticketPasswordInput) (*signInOutput, error) {
	sessions, err := s.sessions()
	if err != nil {
		return nil, err
	}
	return s.answered(sessions.Password(ctx, in.Body.Ticket, in.Body.Password, in.from()))
}

func (s *Server) signInFactor(ctx context.Context, in *ticketCodeInput) (*signInOutput, error) {
	sessions, err := s.sessions()
	if err != nil {
		return nil, err
	}
	return s.answered(sessions.Factor(ctx, in.Body.Ticket, in.Body.Code, in.from()))
}

func (s *Server) signInEnrol(ctx context.Context, in *ticketCodeInput) (*signInOutput, error) {
	sessions, err := s.sessions()
	if err != nil {
		return nil, err
	}
	return s.answered(sessions.Enrol(ctx, in.Body.Ticket, in.Body.Code, in.from()))
}

func (s *Server) refresh(ctx context.Context, in *refreshInput) (*tokensOutput, error) {
	sessions, err := s.sessions()
	if err != nil {
		return nil, err
	}
	tokens, err := sessions.Refresh(ctx, in.Body.RefreshToken, in.from())
	if err != nil {
		return nil, err
	}
	return &tokensOutput{s.tokensOf(tokens)}, nil
}

func (s *Server) signOut(ctx context.Context, in *SignedIn) (*endedOutput, error) {
	if err := s.options.Sessions.Revoke(ctx, in.who, in.who.Session.ID, in.from()); err != nil {
		return nil, err
	}
	return ended(1), nil
}
