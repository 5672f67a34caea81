package fault

// What can be wrong with a city's profile.
const (
	ProfileSyntax     Code = "profile_syntax"
	ProfileKeyUnknown Code = "profile_key_unknown"

	CityCodeInvalid  Code = "city_code_invalid"
	CityCodeMismatch Code = "city_code_mismatch"
	IDInvalid        Code = "id_invalid"
	IDDoubled        Code = "id_doubled"
	NameMissing      Code = "name_missing"
	ExtentInvalid    Code = "extent_invalid"

	LevelsMissing      Code = "levels_missing"
	LevelsTooMany      Code = "levels_too_many"
	RootMissing        Code = "root_missing"
	LevelParentUnknown Code = "level_parent_unknown"
	LevelParentOrder   Code = "level_parent_order"
	FormUnknown        Code = "form_unknown"
	ResolutionInvalid  Code = "resolution_invalid"
	CodePatternBroken  Code = "code_pattern_broken"

	PostKindUnknown   Code = "post_kind_unknown"
	PostLevelsMissing Code = "post_levels_missing"
	PostLevelUnknown  Code = "post_level_unknown"
	PostOrder         Code = "post_order"
)

func init() {
	extend(map[Code]entry{
		ProfileSyntax:     {Invalid, "这里不是有效的 YAML：{reason}", "This is not YAML: {reason}"},
		ProfileKeyUnknown: {Invalid, "没有“{key}”这一项，请检查拼写。", "There is no such setting as {key}; check the spelling."},

		CityCodeInvalid:  {Invalid, "城市代码应为 6 位数字，现为“{code}”。", "A city code has 6 digits; this one is “{code}”."},
		CityCodeMismatch: {Invalid, "文件中的城市代码 {file} 与指定的 {given} 不一致。", "The file is for city {file}, but city {given} was asked for."},
		IDInvalid:        {Invalid, "标识“{id}”无效：以小写字母开头，只含小写字母、数字和下划线，最长 40 个字符。", "“{id}” is no identifier: start with a lower-case letter, then lower-case letters, digits and underscores, at most 40."},
		IDDoubled:        {Invalid, "标识“{id}”重复；第一次出现在 {first}。", "The identifier “{id}” is used twice, first at {first}."},
		NameMissing:      {Invalid, "缺少中文名称。", "The Chinese name is missing."},
		ExtentInvalid:    {Invalid, "范围无效：西（{west}）须小于东（{east}），南（{south}）须小于北（{north}），单位为度。", "Not an extent: west ({west}) must be less than east ({east}) and south ({south}) less than north ({north}), in degrees."},

		LevelsMissing:      {Invalid, "至少要有一个层级。", "At least one level is needed."},
		LevelsTooMany:      {Invalid, "层级最多 {max} 个，现有 {given} 个。", "At most {max} levels; there are {given}."},
		RootMissing:        {Invalid, "至少要有一个没有上级的层级，作为最上层。", "At least one level must have no parents, to be the top."},
		LevelParentUnknown: {Invalid, "没有名为“{parent}”的层级；现有：{known}。", "There is no level “{parent}”; there are: {known}."},
		LevelParentOrder:   {Invalid, "上级“{parent}”必须排在“{level}”之前：层级从最大到最小排列。", "The parent “{parent}” must stand before “{level}”: levels run from the widest to the most specific."},
		FormUnknown:        {Invalid, "未知形态“{form}”；可用 tiling（互不重叠）、overlapping（可重叠）、unmapped（无图形）。", "Unknown form “{form}”; use tiling, overlapping or unmapped."},
		ResolutionInvalid:  {Invalid, "H3 分辨率 {given} 超出 {min} 至 {max}。", "The H3 resolution {given} is not between {min} and {max}."},
		CodePatternBroken:  {Invalid, "代码规则“{pattern}”不是有效的正则表达式：{reason}", "The code pattern “{pattern}” is not a regular expression: {reason}"},

		PostKindUnknown:   {Invalid, "未知岗位类别“{kind}”；可用 head（长）、leader（领导）。", "Unknown kind of post “{kind}”; use head or leader."},
		PostLevelsMissing: {Invalid, "岗位至少要属于一个层级。", "A post must belong to at least one level."},
		PostLevelUnknown:  {Invalid, "没有名为“{level}”的层级；现有：{known}。", "There is no level “{level}”; there are: {known}."},
		PostOrder:         {Invalid, "层级 {level} 上，长“{head}”必须排在领导“{leader}”之前：领导只在没有长时兜底。", "At level {level} the head “{head}” must stand before the leader “{leader}”: a leader answers only where no head does."},
	})
}
