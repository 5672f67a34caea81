package fault

// What can be wrong with a profile's kinds of sponsorship.
const (
	SponsorByUnknown     Code = "sponsor_by_unknown"
	SponsorLevelsMissing Code = "sponsor_levels_missing"
	SponsorLevelUnknown  Code = "sponsor_level_unknown"
	SponsorLimitNegative Code = "sponsor_limit_negative"
)

// What can be wrong with sponsorships.
const (
	SponsorKindUnknown    Code = "sponsor_kind_unknown"
	SponsorKindNotAtLevel Code = "sponsor_kind_not_at_level"
	SponsorUnknown        Code = "sponsor_unknown"
	SponsorshipDoubled    Code = "sponsorship_doubled"
	SponsorTooManyUnits   Code = "sponsor_too_many_units"
	UnitTooManySponsors   Code = "unit_too_many_sponsors"
)

func init() {
	extend(map[Code]entry{
		SponsorByUnknown:     {Invalid, "未知包保主体“{by}”；可用 body（单位）、person（个人）。", "Unknown sort of sponsor “{by}”; use body or person."},
		SponsorLevelsMissing: {Invalid, "包保至少要属于一个层级。", "A kind of sponsorship must belong to at least one level."},
		SponsorLevelUnknown:  {Invalid, "没有名为“{level}”的层级；现有：{known}。", "There is no level “{level}”; there are: {known}."},
		SponsorLimitNegative: {Invalid, "上限不能为负（{given}）；0 表示不限。", "A limit cannot be negative ({given}); 0 is no limit."},

		SponsorKindUnknown:    {Invalid, "城市配置中没有包保方式“{kind}”；可用：{known}。", "The city's profile has no kind of sponsorship “{kind}”; there are: {known}."},
		SponsorKindNotAtLevel: {Invalid, "层级 {level} 没有包保方式“{kind}”；该方式属于：{levels}。", "Level {level} has no sponsorship “{kind}”; it belongs to: {levels}."},
		SponsorUnknown:        {Invalid, "没有代码为 {sponsor} 的机构；请先导入机构表。", "There is no body with the code {sponsor}; import the bodies first."},
		SponsorshipDoubled:    {Invalid, "{sponsor} 对 {unit} 的同一种包保重复或重叠（自 {from}）。", "{sponsor} has {unit} twice at once in the same way (from {from})."},
		SponsorTooManyUnits:   {Invalid, "{sponsor} 自 {from} 起同时包保 {given} 个单元（{members}）；“{kind}”规定最多 {max} 个。", "{sponsor} has {given} units at once from {from} on ({members}); {kind} allows at most {max}."},
		UnitTooManySponsors:   {Invalid, "{unit} 自 {from} 起同时有 {given} 个包保主体（{members}）；“{kind}”规定最多 {max} 个。", "{unit} has {given} sponsors at once from {from} on ({members}); {kind} allows at most {max}."},
	})
}
