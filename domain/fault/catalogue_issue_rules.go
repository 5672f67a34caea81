package fault

// What can be wrong with a city's rules for issues.
const (
	IssueNumber Code = "issue_number"
	TellMissing Code = "tell_missing"
	TellUnknown Code = "tell_unknown"
	MarkWhen    Code = "mark_when"
	HoursUnread Code = "hours_unread"
)

func init() {
	extend(map[Code]entry{
		IssueNumber: {Invalid, "{given} 超出 {min} 至 {max}，或不是整数。", "{given} is not from {min} to {max}, or no whole number."},
		TellMissing: {Invalid, "没有写告诉谁（tell）；可用：{known}。", "It says nobody to tell; there are: {known}."},
		TellUnknown: {Invalid, "“{tell}”不是可以告知的对象：写承办人、上一级长、三级领导，或领导岗位的标识；可用：{known}。", "“{tell}” is nobody to tell: whoever has it, the next head, the leaders, or a leader's post; there are: {known}."},
		MarkWhen:    {Invalid, "提醒要写明何时：share（已用百分比）、ahead（还剩多少）、behind（超期多少，0 为超期即提醒），三选一。", "A mark says when in one way: share (per cent used), ahead (what is left) or behind (how long overdue, 0 for at once)."},
		HoursUnread: {Invalid, "读不懂“{text}”；作息时间写成 08:00-12:00, 14:00-18:00，日期写成 2026-05-01，季节的月日写成 05-01。", "“{text}” cannot be read; hours of work are written 08:00-12:00, 14:00-18:00, days 2026-05-01, and those of a season 05-01."},
	})
}
