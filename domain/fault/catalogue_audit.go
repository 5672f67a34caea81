package fault

// What an audit of a territory comes upon on the ground.
const (
	AuditOverlap       Code = "audit_overlap"
	AuditGap           Code = "audit_gap"
	AuditGapBetween    Code = "audit_gap_between"
	AuditOutside       Code = "audit_outside_parent"
	AuditCrosses       Code = "audit_crosses_parent"
	AuditThin          Code = "audit_thin"
	AuditSmall         Code = "audit_small"
	AuditWithoutGround Code = "audit_without_ground"
	AuditUnmeasured    Code = "audit_unmeasured"
)

// What an audit comes upon among the people in office.
const (
	AuditWithoutHead   Code = "audit_without_head"
	AuditWithoutLeader Code = "audit_without_leader"
	AuditLeaderMissing Code = "audit_leader_missing"
	AuditPostVacant    Code = "audit_post_vacant"
	AuditDeputyOver    Code = "audit_deputy_over"
	AuditDeputyEndless Code = "audit_deputy_endless"
	AuditOfficeNowhere Code = "audit_office_nowhere"
	AuditFallsTo       Code = "audit_falls_to"
	AuditFallsToNobody Code = "audit_falls_to_nobody"
)

// What an audit comes upon among the sponsors.
const (
	AuditSponsorKindUnknown Code = "audit_sponsor_kind_unknown"
	AuditSponsoredUnknown   Code = "audit_sponsored_unknown"
	AuditSponsoredLevel     Code = "audit_sponsored_level"
	AuditSponsorOverloaded  Code = "audit_sponsor_overloaded"
	AuditSponsorsTooMany    Code = "audit_sponsors_too_many"
	AuditSponsorMissing     Code = "audit_sponsor_missing"
)

func init() {
	extend(map[Code]entry{
		AuditOverlap:       {Invalid, "与 {other} 重叠 {m2} 平方米（{parts} 处）；此层级的单元不应重叠。", "It overlaps {other} by {m2} m² (parts: {parts}); units of this level should not overlap."},
		AuditGap:           {Invalid, "其范围内有 {m2} 平方米（{parts} 处）不属于任何{levels}。", "{m2} m² of its ground (parts: {parts}) belong to no unit of: {levels}."},
		AuditGapBetween:    {Invalid, "{levels}之间有 {m2} 平方米的空隙，四周都有归属，此处没有。", "Between the units of {levels} lie {m2} m² that belong to none of them."},
		AuditOutside:       {Invalid, "有 {m2} 平方米（{share}%，{parts} 处）在上级 {other} 的范围之外。", "{m2} m² of it ({share}%, parts: {parts}) lie outside its parent {other}."},
		AuditCrosses:       {Invalid, "越过上级 {other} 的边界，有 {m2} 平方米（{share}%，{parts} 处）在外。", "It crosses the border of its parent {other}: {m2} m² ({share}%, parts: {parts}) lie outside."},
		AuditThin:          {Invalid, "过窄：面积 {m2} 平方米，却不含任何 H3 格（分辨率 {resolution}）的中心，按格统计时会被漏掉。", "Too thin: with {m2} m² it holds the centre of no cell (H3 resolution {resolution}), so that counts by cell miss it."},
		AuditSmall:         {Invalid, "比一个 H3 格（分辨率 {resolution}）还小（{m2} 平方米），不含任何格的中心。", "Smaller than a cell (H3 resolution {resolution}; {m2} m²), it holds the centre of none."},
		AuditWithoutGround: {Invalid, "{level}应有图形，此单元没有。", "Units of {level} have ground; this one has none."},
		AuditUnmeasured:    {Invalid, "与 {other} 的关系无法可靠计算，请检查两者的图形：{reason}", "How it lies to {other} could not be computed reliably; look at both shapes: {reason}"},

		AuditWithoutHead:   {Invalid, "没有在任的长（应设：{posts}）。", "Nobody is in office as its head (posts: {posts})."},
		AuditWithoutLeader: {Invalid, "没有在任的领导（应设：{posts}）。", "None of its leaders is in office (posts: {posts})."},
		AuditLeaderMissing: {Invalid, "领导未配齐，缺：{posts}。", "Not all of its leaders are appointed; missing: {posts}."},
		AuditPostVacant:    {Invalid, "{post}空缺：{person}任至 {until}，此后无人接任。", "The post of {post} stands empty: {person} held it until {until}, nobody since."},
		AuditDeputyOver:    {Invalid, "{post}空缺：{person}代理至 {until} 期满，此后无人接任。", "The post of {post} stands empty: {person} acted as deputy until {until}, nobody since."},
		AuditDeputyEndless: {Invalid, "{post}只有副职或代理 {person} 在任（自 {from}），且没有写明期限。", "Only the deputy {person} is in office as {post} (from {from}), and for no stated time."},
		AuditOfficeNowhere: {Invalid, "{person}仍任 {unit} 的{post}，而这个单元现已不存在。", "{person} is still in office as {post} of {unit}, which is no more."},
		AuditFallsTo:       {Invalid, "现由 {unit} 的{post}{person}兜底。", "It falls to {person}, {post} of {unit}."},
		AuditFallsToNobody: {Invalid, "逐级向上均无人在任，无人负责。", "Nobody above it is in office either: nobody answers."},

		AuditSponsorKindUnknown: {Invalid, "{sponsor} 的包保方式“{kind}”不在城市配置中。", "{sponsor} is a sponsor by “{kind}”, which the profile does not know."},
		AuditSponsoredUnknown:   {Invalid, "{sponsor} 包保（{kind}）的单元 {unit} 不存在。", "{sponsor} sponsors ({kind}) {unit}, which does not exist."},
		AuditSponsoredLevel:     {Invalid, "{sponsor} 包保（{kind}）了此单元，但{level}不在该方式的范围内（{levels}）。", "{sponsor} sponsors it ({kind}), but units of {level} are not for that (levels: {levels})."},
		AuditSponsorOverloaded:  {Invalid, "{sponsor} 同时包保 {given} 个单元（{units}）；“{kind}”规定最多 {max} 个。", "{sponsor} sponsors {given} units at once ({units}); {kind} allows at most {max}."},
		AuditSponsorsTooMany:    {Invalid, "同时有 {given} 个包保主体（{sponsors}）；“{kind}”规定最多 {max} 个。", "It has {given} sponsors at once ({sponsors}); {kind} allows at most {max}."},
		AuditSponsorMissing:     {Invalid, "没有包保主体；“{kind}”要求每个{level}都有。", "Nobody sponsors it; {kind} wants somebody for every unit of {level}."},
	})
}
