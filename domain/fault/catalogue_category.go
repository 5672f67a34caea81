package fault

// What can be wrong with what a category says of itself.
const (
	CategoryKindUnknown Code = "category_kind_unknown"
	CategoryKindMixed   Code = "category_kind_mixed"
	CategoryReplaced    Code = "category_replaced"
	CategoryContradicts Code = "category_contradicts"
	ConditionDoubled    Code = "condition_doubled"
	ConditionsTooMany   Code = "conditions_too_many"
	DepartmentUnknown   Code = "department_unknown"
	DepartmentAmbiguous Code = "department_ambiguous"
	HandsUnknown        Code = "hands_unknown"
	PhotosInvalid       Code = "photos_invalid"
)

func init() {
	extend(map[Code]entry{
		CategoryKindUnknown: {Invalid, "类型“{kind}”既不是部件也不是事件；可用：{known}。", "“{kind}” is neither a component nor an event; there are: {known}."},
		CategoryKindMixed:   {Invalid, "类别 {category} 与其上级 {parent}（{kind}）一个是部件，一个是事件；请改正其中之一。", "Of category {category} and {parent} above it ({kind}) one is a component and one an event; correct one of them."},
		CategoryReplaced:    {Invalid, "代码 {category} 现在是“{was}”，文件里却是另一类型的“{name}”：部件表与事件表的大类代码都从 01 起编；请用前缀（prefix）分开。", "Code {category} is “{was}” now, and in the file “{name}” of the other kind: tables of components and of events both count from 01; tell them apart by a prefix."},
		CategoryContradicts: {Invalid, "同一类别在第 {first} 行写的是“{was}”，这里是“{value}”；同一类别各行除立案条件外应当相同，或只写一次。", "Row {first} of the same category says “{was}” where this one says “{value}”; rows of one category differ in their conditions alone, or leave the rest empty."},
		ConditionDoubled:    {Invalid, "类别 {category} 的条件编号 {condition} 重复。", "Category {category} has the condition {condition} twice."},
		ConditionsTooMany:   {Invalid, "一个类别最多 {max} 条立案条件。", "A category has at most {max} conditions."},
		DepartmentUnknown:   {Invalid, "没有代码或名称为“{body}”的机构；请先导入机构，一个类别只写一个，其余写进职责分工。", "There is no body with the code or the name “{body}”; import the bodies first, and name one: charges are for the others."},
		DepartmentAmbiguous: {Invalid, "有几个机构叫“{body}”（{codes}）；请写代码。", "Several bodies are called “{body}” ({codes}); write the code."},
		HandsUnknown:        {Invalid, "没有派遣规则“{hands}”；可用：{known}（属地优先、职能优先）。", "There is no rule of dispatch “{hands}”; there are: {known}."},
		PhotosInvalid:       {Invalid, "照片张数“{given}”无效：写 0 至 {max}，0 或“无”为不要。", "“{given}” is no number of photos: write 0 to {max}, 0 for none."},
	})
}
