package fault

// What can be wrong with a file as a whole.
const (
	FileEmpty      Code = "file_empty"
	FileTooLarge   Code = "file_too_large"
	FileKind       Code = "file_kind"
	FileEncoding   Code = "file_encoding"
	FileRecoded    Code = "file_recoded"
	TooManyRows    Code = "too_many_rows"
	ColumnMissing  Code = "column_missing"
	ColumnDoubled  Code = "column_doubled"
	ColumnUnread   Code = "column_unread"
	PropertyAbsent Code = "property_absent"
	GivenUp        Code = "given_up"
)

// What can be wrong with a row, or with a feature's properties.
const (
	RowBroken       Code = "row_broken"
	RowWidth        Code = "row_width"
	ValueMissing    Code = "value_missing"
	ValueKind       Code = "value_kind"
	CodeScientific  Code = "code_scientific"
	CodePadded      Code = "code_padded"
	CodeDoubled     Code = "code_doubled"
	LevelUnmapped   Code = "level_unmapped"
	LevelDropped    Code = "level_dropped"
	ParentLifted    Code = "parent_lifted"
	UnitsMerged     Code = "units_merged"
	MergeConflict   Code = "merge_conflict"
	WidthMissing    Code = "width_missing"
	WidthInvalid    Code = "width_invalid"
	DateInvalid     Code = "date_invalid"
	FlagInvalid     Code = "flag_invalid"
	TermEmpty       Code = "term_empty"
	TermDoubled     Code = "term_doubled"
	PrincipalsClash Code = "principals_clash"
	PostUnknown     Code = "post_unknown"
	PostNotAtLevel  Code = "post_not_at_level"
	UnitUnknown     Code = "unit_unknown"
)

// What can be wrong with a feature's ground.
const (
	GeometryMissing Code = "geometry_missing"
	GeometryKind    Code = "geometry_kind"
)

// What can be wrong with a draft of units beside what is in force.
const (
	CodeInvalid        Code = "code_invalid"
	CodeMisfit         Code = "code_misfit"
	CodeFitsElsewhere  Code = "code_fits_elsewhere"
	LevelUnknown       Code = "level_unknown"
	LevelChanged       Code = "level_changed"
	ParentUnknown      Code = "parent_unknown"
	ParentElsewhere    Code = "parent_elsewhere"
	ParentMissing      Code = "parent_missing"
	ParentNone         Code = "parent_none"
	ParentByPlace      Code = "parent_by_place"
	ParentLevel        Code = "parent_level"
	ParentCycle        Code = "parent_cycle"
	NamedByCode        Code = "named_by_code"
	GridCodeInvalid    Code = "grid_code_invalid"
	GroundUnused       Code = "ground_unused"
	BeyondExtent       Code = "beyond_extent"
	CoordinatesSwapped Code = "coordinates_swapped"
	UnitsOverlap       Code = "units_overlap"
	OverlapsUnchecked  Code = "overlaps_unchecked"
)

func init() {
	extend(map[Code]entry{
		FileEmpty:      {Invalid, "文件是空的，或者只有表头。", "The file is empty, or has nothing below its header."},
		FileTooLarge:   {TooLarge, "文件过大，上限 {max} 字节。", "The file is too large: at most {max} bytes."},
		FileKind:       {Invalid, "这不是 {want} 文件，而像是 {looks}。", "This is no {want} file; it looks like {looks}."},
		FileEncoding:   {Invalid, "文件既不是 UTF-8 也不是 GB18030 编码；请另存为 UTF-8。", "The file is neither UTF-8 nor GB18030 text; save it as UTF-8."},
		FileRecoded:    {Invalid, "文件不是 UTF-8，已按 {encoding} 读取；请核对名称。", "The file is not UTF-8; it was read as {encoding}. Check the names."},
		TooManyRows:    {TooLarge, "记录过多，上限 {max} 条；请分开导入。", "Too many records: at most {max}; import the file in parts."},
		ColumnMissing:  {Invalid, "缺少“{column}”列；表头现有：{found}。", "The column {column} is missing; the header has: {found}."},
		ColumnDoubled:  {Invalid, "“{column}”列出现了两次。", "The column {column} stands there twice."},
		ColumnUnread:   {Invalid, "不认识“{column}”列，未读取。", "The column {column} is not known here and was not read."},
		PropertyAbsent: {Invalid, "缺少属性“{property}”；现有属性：{found}。", "The property {property} is missing; there are: {found}."},
		GivenUp:        {Invalid, "已有 {count} 处被拒绝，不再继续读取。", "{count} things were refused; the rest was not read."},

		RowBroken:       {Invalid, "这一行无法读取（引号不配对？）：{reason}", "This row cannot be read (unpaired quotes?): {reason}"},
		RowWidth:        {Invalid, "这一行有 {given} 格，表头有 {want} 格。", "This row has {given} cells, the header {want}."},
		ValueMissing:    {Invalid, "此处不能为空。", "This must not be empty."},
		ValueKind:       {Invalid, "“{value}”既不是文本也不是整数。", "“{value}” is neither text nor a whole number."},
		CodeScientific:  {Invalid, "代码“{value}”被表格软件改成了科学计数法，已经丢失位数；请把该列设为文本后重新导出。", "A spreadsheet turned the code “{value}” into scientific notation and lost digits; format the column as text and export again."},
		CodePadded:      {Invalid, "代码 {given} 已补零为 {code}。", "The code {given} was filled up with zeros to {code}."},
		CodeDoubled:     {Invalid, "代码 {code} 重复；第一次出现在第 {first} 条。", "The code {code} stands there twice; the first is number {first}."},
		LevelUnmapped:   {Invalid, "文件中的层级“{level}”在城市配置中没有；请指明对应的层级，或写“{level}=-”略去。可用：{known}。", "The file's level “{level}” is not in the city's profile; say which it is, or {level}=- to leave it out. There are: {known}."},
		LevelDropped:    {Invalid, "按要求略去层级“{level}”。", "Left out, as asked: level “{level}”."},
		ParentLifted:    {Invalid, "上级 {from} 已略去，改为隶属于 {to}。", "The parent {from} was left out; the unit hangs under {to} now."},
		UnitsMerged:     {Invalid, "代码相同的 {count} 段已合为一个单元。", "{count} pieces of one code were made one unit."},
		MergeConflict:   {Invalid, "代码 {code} 的各段“{property}”不一致：{first}、{other}。", "The pieces of {code} disagree about {property}: {first}, {other}."},
		WidthMissing:    {Invalid, "街道中心线没有宽度；请在属性“{property}”或 --width 中给出，单位为米。", "The centreline has no width; give it in the property {property} or with --width, in metres."},
		WidthInvalid:    {Invalid, "宽度“{value}”无效；应为 {min} 至 {max} 米。", "“{value}” is no width; it must be {min} to {max} metres."},
		DateInvalid:     {Invalid, "“{value}”不是日期；请写成 2024-03-01 或 2024-03-01T08:00:00+08:00。", "“{value}” is no date; write 2024-03-01 or 2024-03-01T08:00:00+08:00."},
		FlagInvalid:     {Invalid, "“{value}”不是“是”或“否”（yes、no）。", "“{value}” is neither yes nor no (是, 否)."},
		TermEmpty:       {Invalid, "任期结束（{until}）不晚于开始（{from}）；结束日是不再任职的第一天。", "The term ends ({until}) no later than it begins ({from}); until is the first day out of office."},
		TermDoubled:     {Invalid, "{person} 在同一岗位上的任期重复或重叠（自 {from} 与自 {since}）。", "{person} has this post twice at once (from {from} and from {since})."},
		PrincipalsClash: {Invalid, "同一岗位同一时间有两名正职：{person}（自 {from}）与 {other}（自 {since}）。", "Two principals hold one post at once: {person} (from {from}) and {other} (from {since})."},
		PostUnknown:     {Invalid, "没有岗位“{post}”；可用：{known}。", "There is no post “{post}”; there are: {known}."},
		PostNotAtLevel:  {Invalid, "层级 {level} 没有岗位“{post}”；该岗位属于：{levels}。", "Level {level} has no post “{post}”; it belongs to: {levels}."},
		UnitUnknown:     {Invalid, "没有代码为 {unit} 的单元。", "There is no unit with the code {unit}."},

		GeometryMissing: {Invalid, "没有图形。", "It has no geometry."},
		GeometryKind:    {Invalid, "图形类型 {kind} 不能用于此处；需要 {want}。", "A geometry of type {kind} cannot be used here; it must be {want}."},

		CodeInvalid:        {Invalid, "代码“{code}”无效：1 至 64 个字母、数字、“-”、“_”或“.”。", "“{code}” is no code: 1 to 64 letters, digits, hyphens, underscores or dots."},
		CodeMisfit:         {Invalid, "代码 {code} 不符合层级 {level} 的规则 {pattern}。", "The code {code} does not fit level {level}: {pattern}."},
		CodeFitsElsewhere:  {Invalid, "代码 {code} 不是 {level} 的代码，而符合 {fits}；是不是导入成了别的层级？（统计文件中的 street 指街道、district 指区县。）", "The code {code} is not one of {level}; it fits {fits}. Was it imported under the wrong level? (Statistical files say street for a subdistrict and district for a county.)"},
		LevelUnknown:       {Invalid, "没有层级“{level}”；可用：{known}。", "There is no level “{level}”; there are: {known}."},
		LevelChanged:       {Invalid, "单元现属层级 {from}，导入中为 {to}；层级不能改变。", "The unit is of level {from}, here of {to}; a unit's level cannot change."},
		ParentUnknown:      {Invalid, "上级 {parent} 不存在，既不在文件中，也不在现有单元中。", "There is no parent {parent}, neither in the file nor among the units in force."},
		ParentMissing:      {Invalid, "缺少上级；层级 {level} 应隶属于：{admitted}。", "The parent is missing; a unit of level {level} hangs under: {admitted}."},
		ParentNone:         {Invalid, "没有上级，也没有任何 {admitted} 的图形包含它。", "It has no parent, and no {admitted} holds its ground."},
		ParentByPlace:      {Invalid, "按所在位置归于 {parent}。", "By its place it hangs under {parent}."},
		ParentLevel:        {Invalid, "上级 {parent} 属于 {parent_level}；层级 {level} 只能隶属于：{admitted}。", "The parent {parent} is of {parent_level}; level {level} may hang only under: {admitted}."},
		ParentCycle:        {Invalid, "上级关系成环：{chain}。", "The parents run in a circle: {chain}."},
		NamedByCode:        {Invalid, "没有名称，暂以代码为名。", "It has no name and is called by its code."},
		GridCodeInvalid:    {Invalid, "单元网格编码“{grid_code}”应为 15 位数字。", "The unit-grid code “{grid_code}” must have 15 digits."},
		ParentElsewhere:    {Invalid, "图形与上级 {parent} 完全不在一处；请核对坐标系、文件和上级编码。", "It lies nowhere near its parent {parent}; check the datum, the file and the parent's code."},
		GroundUnused:       {Invalid, "层级 {level} 没有图形，此图形只保存、不用于查询。", "Level {level} has no ground; the shape is kept but not looked up."},
		BeyondExtent:       {Invalid, "图形超出城市范围（最远点 {lng}, {lat}）；坐标系声明是否正确？", "The shape leaves the city's extent, at {lng}, {lat}; is the datum declared rightly?"},
		CoordinatesSwapped: {Invalid, "经度与纬度疑似写反（{lng}, {lat}）；对调后落在城市范围内。", "Longitude and latitude look swapped ({lng}, {lat}): turned round they lie within the city."},
		UnitsOverlap:       {Invalid, "与 {other} 重叠 {m2} 平方米；此层级的单元不应重叠。", "It overlaps {other} by {m2} m²; units of this level should not overlap."},
		OverlapsUnchecked:  {Invalid, "图形过多，只检查了 {checked} 对（共 {pairs} 对）的重叠。", "There are too many shapes to compare: {checked} of {pairs} pairs were checked for overlaps."},
	})
}
