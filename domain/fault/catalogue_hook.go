package fault

// Who is told of what happens: by streams and by webhooks.
const (
	LiveAbsent     Code = "live_absent"
	StreamsTooMany Code = "streams_too_many"

	HooksAbsent      Code = "hooks_absent"
	HookNotFound     Code = "hook_not_found"
	HooksTooMany     Code = "hooks_too_many"
	HookURLInvalid   Code = "hook_url_invalid"
	HookURLPlain     Code = "hook_url_plain"
	HookFilter       Code = "hook_filter"
	HookNetwork      Code = "hook_network"
	DeliveryNotFound Code = "delivery_not_found"
	DeliveryPending  Code = "delivery_pending"
)

func init() {
	extend(map[Code]entry{
		LiveAbsent:     {Missing, "本服务没有实时推送。", "This server tells of nothing live."},
		StreamsTooMany: {Unavailable, "打开的实时推送过多（每个账号最多 {max} 个），请稍后再试。", "Too many streams are open (an account has at most {max}); try again shortly."},

		HooksAbsent:      {Missing, "本服务没有回调。", "This server has no webhooks."},
		HookNotFound:     {Missing, "没有这个回调。", "There is no such webhook."},
		HooksTooMany:     {Conflict, "一个城市最多 {max} 个回调。", "A city has at most {max} webhooks."},
		HookURLInvalid:   {Invalid, "回调地址无效：须为 https:// 开头的完整地址，不含用户名、口令和 # 片段。", "Not an address for a webhook: a whole one that begins with https://, without user, password or fragment."},
		HookURLPlain:     {Invalid, "回调地址须用 https（本机除外；内网如需 http，以 --hooks-insecure 启动）。", "A webhook's address uses https, but for this machine; where a network of one's own needs http, start with --hooks-insecure."},
		HookFilter:       {Invalid, "没有这样的{what}：{given}。", "There is no such {what}: {given}."},
		HookNetwork:      {Invalid, "不允许回调到 {address}：本机、内网地址须以 --hooks-networks 放行。", "Webhooks do not reach {address}: networks that are not public are let in by --hooks-networks."},
		DeliveryNotFound: {Missing, "没有这次投递。", "There is no such delivery."},
		DeliveryPending:  {Conflict, "这次投递尚在进行，不必重投。", "This delivery is still under way."},
	})
}
