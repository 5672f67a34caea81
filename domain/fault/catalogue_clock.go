package fault

// What can be wrong with a work calendar.
const (
	CalendarDateInvalid   Code = "calendar_date_invalid"
	CalendarDayTwice      Code = "calendar_day_twice"
	CalendarKindUnknown   Code = "calendar_kind_unknown"
	CalendarYearInvalid   Code = "calendar_year_invalid"
	CalendarRuleUnknown   Code = "calendar_rule_unknown"
	CalendarHoursMissing  Code = "calendar_hours_missing"
	CalendarHoursOrder    Code = "calendar_hours_order"
	CalendarSeasonInvalid Code = "calendar_season_invalid"
	CalendarSpansMissing  Code = "calendar_spans_missing"
	CalendarSpanInvalid   Code = "calendar_span_invalid"
	CalendarSpansOrder    Code = "calendar_spans_order"
)

// What can be wrong with a time limit, and with what is done to one that runs.
const (
	LimitKindUnknown   Code = "limit_kind_unknown"
	LimitAmountInvalid Code = "limit_amount_invalid"
	LimitUnread        Code = "limit_unread"
	MarkInvalid        Code = "mark_invalid"

	ClockBeyondYears Code = "clock_beyond_years"
	ClockNotStarted  Code = "clock_not_started"
	ClockStarted     Code = "clock_started"
	ClockFinished    Code = "clock_finished"
	ClockPaused      Code = "clock_paused"
	ClockNotPaused   Code = "clock_not_paused"
	ClockOverdue     Code = "clock_overdue"
	ClockBackwards   Code = "clock_backwards"
	ClockPauseEnds   Code = "clock_pause_ends"
	ClockUnknown     Code = "clock_unknown"
)

func init() {
	extend(map[Code]entry{
		CalendarDateInvalid:   {Invalid, "“{date}”不是 1900 至 2200 年间的日期；请写成 2026-10-01。", "“{date}” is no date from 1900 to 2200; write 2026-10-01."},
		CalendarDayTwice:      {Invalid, "{date} 出现了两次；第一次是第 {first} 条。", "{date} stands there twice; the first is number {first}."},
		CalendarKindUnknown:   {Invalid, "“{kind}”不是放假（holiday）或上班（workday）；可用：{known}。", "“{kind}” is no kind of day; there are: {known}."},
		CalendarYearInvalid:   {Invalid, "年份 {year} 不在 {min} 至 {max} 之间。", "The year {year} is not from {min} to {max}."},
		CalendarRuleUnknown:   {Invalid, "没有期限规则“{rule}”；可用：{known}。", "There is no rule “{rule}” for days; there are: {known}."},
		CalendarHoursMissing:  {Invalid, "第一项作息时间必须全年适用，不写起止日期和季节。", "The first hours of work must hold on every day: without dates and without a season."},
		CalendarHoursOrder:    {Invalid, "作息时间的截止日 {until} 早于起始日 {from}。", "These hours end on {until}, before they begin on {from}."},
		CalendarSeasonInvalid: {Invalid, "季节须写明起止的月和日，如 5 月 1 日至 9 月 30 日。", "A season has a first and a last month and day, such as May 1 to September 30."},
		CalendarSpansMissing:  {Invalid, "至少要有一段工作时间。", "There must be at least one span of work."},
		CalendarSpanInvalid:   {Invalid, "工作时间段 {from} 至 {until} 无效：应在 00:00 至 24:00 之间，精确到分，先始后止；跨夜请分成两段。", "The span from {from} to {until} is invalid: it lies between 00:00 and 24:00, in whole minutes, and begins before it ends; write work over midnight as two."},
		CalendarSpansOrder:    {Invalid, "工作时间段须按先后排列，互不相接。", "Spans of work stand in order and do not touch."},

		LimitKindUnknown:   {Invalid, "没有时限类型“{kind}”；可用：{known}。", "There is no kind of limit “{kind}”; there are: {known}."},
		LimitAmountInvalid: {Invalid, "时限须大于零，且不超过 {days} 天。", "A limit is more than nothing and at most {days} days."},
		LimitUnread:        {Invalid, "读不懂时限“{text}”；请写成 2紧急工作时、4工作时、3工作日或 7自然日。", "“{text}” is no time limit; write, in Chinese as the tables do, how many urgent hours, work hours, workdays or calendar days."},
		MarkInvalid:        {Invalid, "提醒或升级规则无效：须有不重复的编号；按比例的为 1 至 99；提前的须有时限。", "This is no mark to warn or escalate by: it has an id of its own; a share is 1 to 99; one before the deadline has a limit."},

		ClockBeyondYears: {Invalid, "时间超出 {min} 至 {max} 年。", "This goes beyond the years {min} to {max}."},
		ClockNotStarted:  {Conflict, "尚未开始计时。", "The clock has not been started."},
		ClockStarted:     {Conflict, "已于 {at} 开始计时。", "The clock was started at {at}."},
		ClockFinished:    {Conflict, "已于 {at} 结束计时。", "The clock was stopped for good at {at}."},
		ClockPaused:      {Conflict, "计时已于 {at} 暂停；请先恢复。", "The clock has been paused since {at}; resume it first."},
		ClockNotPaused:   {Conflict, "计时没有暂停，无需恢复。", "The clock is not paused, so there is nothing to resume."},
		ClockOverdue:     {Conflict, "已于 {due} 超期，不能再延期或挂账。", "It has been overdue since {due} and can neither be extended nor paused."},
		ClockBackwards:   {Conflict, "时间 {at} 早于上一步的 {last}；请核对服务器时钟。", "{at} is before the step that came last, {last}; check the server's clock."},
		ClockPauseEnds:   {Invalid, "暂停的截止时间 {until} 须晚于开始时间 {at}。", "The pause must end after it begins: {until}, {at}."},
		ClockUnknown:     {Invalid, "没有计时操作“{kind}”；可用：{known}。", "There is nothing to do to a clock called “{kind}”; there are: {known}."},
	})
}
