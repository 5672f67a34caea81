package fault

// What can be wrong with a draft, or with putting it into force.
const (
	DraftUnknown      Code = "draft_unknown"
	DraftPublished    Code = "draft_published"
	DraftDropped      Code = "draft_dropped"
	DraftEmpty        Code = "draft_empty"
	DraftOutdated     Code = "draft_outdated"
	DraftOverrides    Code = "draft_overrides"
	DraftLapsed       Code = "draft_lapsed"
	EffectiveTooEarly Code = "effective_too_early"
	EffectiveUnused   Code = "effective_unused"
	EffectivePast     Code = "effective_past"
	VersionNotLast    Code = "version_not_last"
	VersionInForce    Code = "version_in_force"
)

// What can be wrong with a handover.
const (
	ValueUnexpected    Code = "value_unexpected"
	HandoverOpenDeputy Code = "handover_open_deputy"
	HandoverTooEarly   Code = "handover_too_early"
	HandoverLater      Code = "handover_later"
	HandoverSamePerson Code = "handover_same_person"
	HandoverVacant     Code = "handover_vacant"
	UnitEnded          Code = "unit_ended"
	UnitUnborn         Code = "unit_unborn"
)

func init() {
	extend(map[Code]entry{
		DraftUnknown:      {Missing, "城市 {city} 没有草案 {draft}。", "The city {city} has no draft {draft}."},
		DraftPublished:    {Conflict, "草案 {draft} 已经发布，不能再改；请另开一个草案。", "The draft {draft} has been published and can no longer be changed; open another."},
		DraftDropped:      {Conflict, "草案 {draft} 已经作废；请另开一个草案。", "The draft {draft} has been dropped; open another."},
		DraftEmpty:        {Invalid, "草案 {draft} 里没有任何变更，无可发布。", "The draft {draft} changes nothing; there is nothing to publish."},
		DraftOutdated:     {Conflict, "草案基于第 {base} 版，而现已有第 {latest} 版；请先更新草案（rebase）再核查、发布。", "The draft was laid over version {base}, but there is version {latest} now; rebase the draft, look at it again and publish then."},
		DraftOverrides:    {Invalid, "“{field}”在草案之后又被改过，将以草案为准。", "{field} was changed by others after the draft was made; the draft's value takes its place."},
		DraftLapsed:       {Invalid, "单元在草案之后已被撤销，草案对它的变更不再适用。", "The unit has ended after the draft was made; what the draft changes about it no longer applies."},
		EffectiveTooEarly: {Invalid, "生效时间 {effective} 早于第 {version} 版的生效时间 {latest}；新版本不能先于旧版本生效；旧版本尚未生效时可先改期（reschedule）。", "{effective} is before {latest}, when version {version} takes effect; a version cannot take effect before the one that it follows. One that is not in force yet can be rescheduled."},
		EffectivePast:     {Invalid, "改期 {effective} 早于现在；过去的版本不能改。", "{effective} is past; what has been in force cannot be changed."},
		VersionNotLast:    {Conflict, "第 {version} 版不是最后一版（第 {latest} 版），不能改期。", "Version {version} is not the last, {latest}; only the last can be moved."},
		VersionInForce:    {Conflict, "第 {version} 版自 {effective} 起已生效，不能改期。", "Version {version} is in force since {effective} and cannot be moved."},
		EffectiveUnused:   {Invalid, "草案不含单元或配置，不形成版本，不能指定生效时间；任期等各有自己的起止时间。", "The draft has neither units nor a profile and makes no version, so it takes no time; terms and the like have their own."},

		ValueUnexpected:    {Invalid, "此处应为空。", "This must be empty."},
		HandoverOpenDeputy: {Invalid, "副职、代理必须写明截止时间。", "A deputy acts for a stated time; say until when."},
		HandoverTooEarly:   {Invalid, "交接时间 {from} 不晚于 {other} 任期的开始（{since}）。", "The handover on {from} is not after the term of {other} begins ({since})."},
		HandoverLater:      {Conflict, "{other} 已定于 {since} 起任职，晚于此次交接的 {from}；如该任期已取消，导入它并把结束写成与开始相同，即可撤回。", "{other} is already to hold the post from {since}, after this handover on {from}. If that is off, import the term with its end equal to its beginning to withdraw it."},
		HandoverSamePerson: {Conflict, "{other} 自 {since} 起已在此岗位任职。", "{other} holds this post already, since {since}."},
		HandoverVacant:     {Conflict, "{from} 无人在此岗位任职，无可终止。", "Nobody holds the post on {from}; there is nothing to end."},
		UnitUnborn:         {Conflict, "单元 {unit} 自 {since} 起才有，此前不能任职。", "There is a unit {unit} only from {since} on; nobody can hold a post there before."},
		UnitEnded:          {Conflict, "单元 {unit} 在 {at} 不存在（已撤销）。", "The unit {unit} is no more on {at}; it has ended."},
	})
}
