package api

import (
	"context"

	"sizhang/domain/fault"
	"sizhang/server/accounts"
	"sizhang/server/session"
)

var aboutDevices = about{
	id: "devices", tag: tagMe, access: signedIn,
	zh: "登录着的设备", en: "The devices that one is signed in from",
	note: "最近用过的在前。\n\nThe latest seen first.",
}

var aboutRenameDevice = about{
	id: "renameDevice", tag: tagMe, access: signedIn,
	zh: "给设备改名", en: "Name a device",
	note:     "只改自己的设备。\n\nOne's own devices only.",
	json:     map[string]any{"name": "单位的平板"},
	problems: []fault.Code{fault.DeviceNotFound},
}

var aboutRevokeDevice = about{
	id: "revokeDevice", tag: tagMe, access: signedIn,
	zh: "终止一台设备的登录", en: "End a device's sign-in",
	note:     "其令牌即刻作废。\n\nIts tokens are over at once.",
	problems: []fault.Code{fault.DeviceNotFound},
}

var aboutRevokeDevices = about{
	id: "revokeDevices", tag: tagMe, access: signedIn,
	zh: "终止其余设备的登录", en: "End the sign-ins of all other devices",
	note: "只留这一台。\n\nOnly this one stays.",
}

var aboutSetMyAway = about{
	id: "setMyAway", tag: tagMe, access: signedIn,
	zh: "说明离岗时段", en: "Say when one is away",
	note: "离岗期间由副职、代理办理。取代此前所说；空列表即在岗。\n\n" +
		"While one is away, one's deputies act. It replaces what was said before; an empty list is present.",
	json:     awayExample,
	problems: []fault.Code{fault.AwayInvalid, fault.InstantInvalid},
}

var awayExample = map[string]any{"away": []any{map[string]any{"from": "2026-02-01", "until": "2026-02-08"}}}

// deviceBody is one sign-in.
type deviceBody struct {
	ID       string  `json:"id"`
	Name     string  `json:"name" example:"张三的手机"`
	Platform string  `json:"platform" example:"android"`
	Created  *string `json:"created" format:"date-time" doc:"何时登录 · When it signed in"`
	Seen     *string `json:"seen" format:"date-time" doc:"最近一次换取令牌 · When it last got tokens"`
	Address  string  `json:"address" doc:"最近一次的网络地址 · Network address that it came from then"`
	This     bool    `json:"this" doc:"正是这台 · The one that asks"`
}

type devicesOutput struct {
	Body struct {
		Devices []deviceBody `json:"devices"`
	} `nameHint:"Devices"`
}

type deviceOutput struct{ Body deviceBody }

type SessionInput struct {
	SignedIn
	ID string `path:"id" maxLength:"100" doc:"登录的编号 · The sign-in's id" example:"01932d5e-8c00-7000-8000-000000000000"`
}

type renameDeviceInput struct {
	SessionInput
	Body struct {
		Name string `json:"name" minLength:"1" maxLength:"100" doc:"新名称 · The new name" example:"单位的平板"`
	} `nameHint:"DeviceRequest"`
}

func (s *Server) deviceOf(who session.Signed, d session.Session) deviceBody {
	return deviceBody{
		ID: d.ID, Name: d.Device.Name, Platform: d.Device.Platform, Created: s.momentText(d.Created),
		Seen: s.momentText(d.Seen), Address: d.Address, This: d.ID == who.Session.ID,
	}
}

func (s *Server) devices(ctx context.Context, in *SignedIn) (*devicesOutput, error) {
	list, err := s.options.Sessions.Devices(ctx, in.who)
	if err != nil {
		return nil, err
	}
	out := &devicesOutput{}
	out.Body.Devices = make([]deviceBody, len(list))
	for i, d := range list {
		out.Body.Devices[i] = s.deviceOf(in.who, d)
	}
	return out, nil
}

func (s *Server) renameDevice(ctx context.Context, in *renameDeviceInput) (*deviceOutput, error) {
	d, err := s.options.Sessions.Rename(ctx, in.who, in.ID, in.Body.Name)
	return &deviceOutput{s.deviceOf(in.who, d)}, err
}

func (s *Server) revokeDevice(ctx context.Context, in *SessionInput) (*endedOutput, error) {
	return ended(1), s.options.Sessions.Revoke(ctx, in.who, in.ID, in.from())
}

func (s *Server) revokeDevices(ctx context.Context, in *SignedIn) (*endedOutput, error) {
	n, err := s.options.Sessions.RevokeAll(ctx, in.who, in.who.Session.ID, in.from())
	return ended(n), err
}

// AwayRequest says when somebody is away.
type AwayRequest struct {
	Away []awayBody `json:"away" maxItems:"50" doc:"离岗时段；空即在岗 · Times away; none is present"`
}

type awayOutput struct {
	Body struct {
		Away []awayBody `json:"away"`
	} `nameHint:"Away"`
}

type myAwayInput struct {
	SignedIn
	Body AwayRequest
}

// awaysOf reads times away.
func (s *Server) awaysOf(list []awayBody) ([]accounts.Away, error) {
	away := make([]accounts.Away, len(list))
	for i, a := range list {
		var err error
		if away[i].From, err = s.named("from", a.From); err != nil {
			return nil, err
		}
		if away[i].Until, err = s.named("until", a.Until); err != nil {
			return nil, err
		}
	}
	return away, nil
}

func (s *Server) setMyAway(ctx context.Context, in *myAwayInput) (*awayOutput, error) {
	away, err := s.awaysOf(in.Body.Away)
	if err != nil {
		return nil, err
	}
	a, err := s.options.Accounts.SetAway(ctx, in.caller(), in.who.City, in.who.Account.ID, away)
	out := &awayOutput{}
	out.Body.Away = s.awayOf(a.Away)
	return out, err
}
