package api

import (
	"context"

	"sizhang/domain/fault"
)

var aboutChangePassword = about{
	id: "changePassword", tag: tagMe, access: signedIn,
	zh: "修改口令", en: "Change one's password",
	note: "其余设备上的登录随即终止。\n\nThe sign-ins on all other devices end.",
	json: map[string]any{"old": "••••••••••••", "new": "••••••••••••"},
	problems: []fault.Code{fault.PasswordWrong, fault.TooManyAttempts, fault.TooManyRequests, fault.ServerBusy,
		fault.PasswordShort, fault.PasswordLong, fault.PasswordKnown, fault.PasswordAbout, fault.PasswordSame},
}

var aboutBeginFactor = about{
	id: "beginFactor", tag: tagMe, access: signedIn,
	zh: "启用二次验证：第一步", en: "Set a second factor: the first step",
	note: "凭口令换取 `enrol`，用验证器扫描；以第一个验证码确认之前尚未生效。\n\n" +
		"For the password, `enrol` is for an authenticator to read; it is not in force before its first code confirms it.",
	json:     map[string]any{"password": "••••••••••••"},
	problems: []fault.Code{fault.PasswordWrong, fault.FactorThere, fault.TooManyAttempts, fault.TooManyRequests, fault.ServerBusy},
}

var aboutConfirmFactor = about{
	id: "confirmFactor", tag: tagMe, access: signedIn,
	zh: "启用二次验证：确认", en: "Set a second factor: confirm it",
	note:     "应答附恢复码，只给这一次。\n\nThe answer has the recovery codes, this once.",
	json:     map[string]any{"code": "123456"},
	problems: []fault.Code{fault.FactorWrong, fault.FactorAbsent, fault.FactorThere, fault.TooManyAttempts},
}

var aboutDropFactor = about{
	id: "dropFactor", tag: tagMe, access: signedIn,
	zh: "停用二次验证", en: "Drop one's second factor",
	note:     "角色要求二次验证的不能停用。\n\nNot where a role demands one.",
	json:     map[string]any{"password": "••••••••••••"},
	problems: []fault.Code{fault.PasswordWrong, fault.FactorAbsent, fault.FactorDemanded, fault.TooManyAttempts, fault.TooManyRequests, fault.ServerBusy},
}

type changePasswordInput struct {
	SignedIn
	Body struct {
		Old string `json:"old" minLength:"1" maxLength:"1000" doc:"现在的口令 · The present password"`
		New string `json:"new" minLength:"1" maxLength:"1000" doc:"新口令 · The new one"`
	} `nameHint:"PasswordRequest"`
}

type passwordInput struct {
	SignedIn
	Body struct {
		Password string `json:"password" minLength:"1" maxLength:"1000" doc:"口令 · The password"`
	} `nameHint:"FactorRequest"`
}

type codeInput struct {
	SignedIn
	Body struct {
		Code string `json:"code" minLength:"1" maxLength:"100" doc:"验证码 · The code" example:"123456"`
	} `nameHint:"FactorConfirmRequest"`
}

type doneOutput struct {
	Body struct {
		Done bool `json:"done"`
	} `nameHint:"Done"`
}

func done(err error) (*doneOutput, error) {
	if err != nil {
		return nil, err
	}
	out := &doneOutput{}
	out.Body.Done = true
	return out, nil
}

type enrolOutput struct {
	Body struct {
		Enrol string `json:"enrol" doc:"otpauth 地址，做成二维码 · otpauth URI, to show as a QR code"`
	} `nameHint:"Enrol"`
}

type recoveryOutput struct {
	Body struct {
		Recovery []string `json:"recovery" doc:"恢复码，只给这一次 · Recovery codes, this once"`
	} `nameHint:"Recovery"`
}

func (s *Server) changePassword(ctx context.Context, in *changePasswordInput) (*doneOutput, error) {
	return done(s.options.Sessions.ChangePassword(ctx, in.who, in.Body.Old, in.Body.New, in.from()))
}

func (s *Server) beginFactor(ctx context.Context, in *passwordInput) (*enrolOutput, error) {
	enrol, err := s.options.Sessions.BeginFactor(ctx, in.who, in.Body.Password, in.from())
	out := &enrolOutput{}
	out.Body.Enrol = enrol
	return out, err
}

func (s *Server) confirmFactor(ctx context.Context, in *codeInput) (*recoveryOutput, error) {
	codes, err := s.options.Sessions.ConfirmFactor(ctx, in.who, in.Body.Code, in.from())
	out := &recoveryOutput{}
	out.Body.Recovery = listed(codes)
	return out, err
}

func (s *Server) dropFactor(ctx context.Context, in *passwordInput) (*doneOutput, error) {
	return done(s.options.Sessions.DropFactor(ctx, in.who, in.Body.Password, in.from()))
}
