package api

import (
	"context"

	"sizhang/domain/access"
	"sizhang/domain/fault"
	"sizhang/server/accounts"
	"sizhang/server/record"
)

// Who manages an account can become it, so what is done to one needs every right
// that it has.

var managing = []fault.Code{fault.AccountNotFound, fault.RightInsufficient}

// aboutManage is what every act upon an account has in common.
func aboutManage(id, zh, en, note string, problems ...fault.Code) about {
	return about{
		id: id, tag: tagAccounts, access: rightTo(access.AccountManage, somewhere), zh: zh, en: en, note: note,
		problems: append(problems, managing...),
	}
}

var (
	aboutDisableAccount = aboutManage("disableAccount", "停用账号", "Disable an account",
		"下一次请求即被拒绝，登录全部终止。可重复执行。\n\nIts very next request is refused, and all its sign-ins end. It can be repeated.", fault.LastAdmin)
	aboutEnableAccount = aboutManage("enableAccount", "启用账号", "Enable an account",
		"须重新登录。可重复执行。\n\nIt must sign in anew. It can be repeated.")
	aboutResetPassword = aboutManage("resetPassword", "重置口令", "Reset a password",
		"应答附一次性口令，只给这一次，首次登录须改；其登录全部终止。\n\nThe answer has a one-time password, this once, to be changed at the first sign-in; all its sign-ins end.", fault.ServerBusy)
	aboutResetFactor = aboutManage("resetFactor", "重置二次验证", "Reset a second factor",
		"手机丢失时用；其登录全部终止。\n\nFor a lost telephone; all its sign-ins end.")
	aboutSignOutAccount = aboutManage("signOutAccount", "终止账号的全部登录", "End every sign-in of an account",
		"令牌即刻作废，账号仍可登录。\n\nIts tokens are over at once; it can still sign in.")
	aboutSetAway = func() about {
		a := aboutManage("setAway", "说明他人离岗", "Say when somebody is away",
			"离岗期间由副职、代理办理。取代此前所说。\n\nWhile they are away, their deputies act. It replaces what was said before.", fault.AwayInvalid, fault.InstantInvalid)
		a.json = awayExample
		return a
	}()
	aboutGive = func() about {
		a := aboutManage("giveRole", "授予角色", "Give a role",
			"不得授予自己没有的权限。\n\nNobody can give rights that they do not have.",
			fault.RoleUnknown, fault.RolePlaceWrong, fault.UnitNotFound, fault.InstantInvalid)
		a.json = map[string]any{"role": "cadre", "unit": "110101001001", "document": "东政发〔2026〕3号"}
		return a
	}()
	aboutTake = aboutManage("takeRole", "收回角色", "Take a role back",
		"即刻生效。\n\nAt once.", fault.GrantNotFound, fault.LastAdmin)
)

type oneTimeOutput struct {
	Body struct {
		Password string `json:"password" doc:"一次性口令，只给这一次 · One-time password, this once"`
	} `nameHint:"OneTimePassword"`
}

type awayInput struct {
	AccountInput
	Body AwayRequest
}

type giveInput struct {
	AccountInput
	Body GrantInput
}

type takeInput struct {
	AccountInput
	Grant string `path:"grant" maxLength:"100" doc:"授权编号 · The grant's id" example:"01932d5e-8c00-7000-8000-000000000001"`
}

func (s *Server) disableAccount(ctx context.Context, in *AccountInput) (*accountOutput, error) {
	return s.endingSignIns(ctx, in, s.options.Accounts.Disable)
}

func (s *Server) enableAccount(ctx context.Context, in *AccountInput) (*accountOutput, error) {
	// A sign-in that was begun while the account was being disabled must not live again.
	if _, err := s.options.Accounts.Managed(ctx, in.caller(), in.City, in.ID); err != nil {
		return nil, err
	}
	if _, err := s.options.Sessions.RevokeAccount(ctx, in.City, in.ID); err != nil {
		return nil, err
	}
	return s.accountAfter(s.options.Accounts.Enable(ctx, in.caller(), in.City, in.ID))
}

func (s *Server) resetPassword(ctx context.Context, in *AccountInput) (*oneTimeOutput, error) {
	password, err := s.options.Accounts.ResetPassword(ctx, in.caller(), in.City, in.ID)
	if err != nil {
		return nil, err
	}
	if _, err := s.options.Sessions.RevokeAccount(ctx, in.City, in.ID); err != nil {
		return nil, err
	}
	out := &oneTimeOutput{}
	out.Body.Password = password
	return out, nil
}

func (s *Server) resetFactor(ctx context.Context, in *AccountInput) (*accountOutput, error) {
	return s.endingSignIns(ctx, in, func(ctx context.Context, by accounts.Caller, city, id string) (accounts.Account, error) {
		if err := s.options.Accounts.ResetFactor(ctx, by, city, id); err != nil {
			return accounts.Account{}, err
		}
		return s.options.Accounts.Get(ctx, by, city, id)
	})
}

// endingSignIns does what ends every sign-in of an account. Where these cannot be
// ended the answer is a failure, and to ask again does it.
func (s *Server) endingSignIns(ctx context.Context, in *AccountInput, do func(context.Context, accounts.Caller, string, string) (accounts.Account, error)) (*accountOutput, error) {
	a, err := do(ctx, in.caller(), in.City, in.ID)
	if err != nil {
		return nil, err
	}
	if _, err := s.options.Sessions.RevokeAccount(ctx, in.City, in.ID); err != nil {
		return nil, err
	}
	return s.accountAfter(a, nil)
}

func (s *Server) signOutAccount(ctx context.Context, in *AccountInput) (*endedOutput, error) {
	if _, err := s.options.Accounts.Managed(ctx, in.caller(), in.City, in.ID); err != nil {
		return nil, err
	}
	if err := s.recorded(ctx, &in.SignedIn, record.DeviceRevoked, "account/"+in.ID, nil); err != nil {
		return nil, err
	}
	n, err := s.options.Sessions.RevokeAccount(ctx, in.City, in.ID)
	return ended(n), err
}

func (s *Server) setAway(ctx context.Context, in *awayInput) (*accountOutput, error) {
	away, err := s.awaysOf(in.Body.Away)
	if err != nil {
		return nil, err
	}
	return s.accountAfter(s.options.Accounts.SetAway(ctx, in.caller(), in.City, in.ID, away))
}

func (s *Server) giveRole(ctx context.Context, in *giveInput) (*accountOutput, error) {
	g, err := s.grantOf(in.Body)
	if err != nil {
		return nil, err
	}
	return s.accountAfter(s.options.Accounts.Give(ctx, in.caller(), in.City, in.ID, g))
}

func (s *Server) takeRole(ctx context.Context, in *takeInput) (*accountOutput, error) {
	return s.accountAfter(s.options.Accounts.Take(ctx, in.caller(), in.City, in.ID, in.Grant))
}
