package fault

// What can be wrong with bodies, categories and charges.
const (
	BodyUnknown           Code = "body_unknown"
	BodyParentUnknown     Code = "body_parent_unknown"
	CategoryUnknown       Code = "category_unknown"
	CategoryParentUnknown Code = "category_parent_unknown"
	ChargeDoubled         Code = "charge_doubled"
	ChargeShared          Code = "charge_shared"
	SpanEmpty             Code = "span_empty"
)

// What can be wrong with the register of people.
const PersonDoubled Code = "person_doubled"

func init() {
	extend(map[Code]entry{
		BodyUnknown:           {Invalid, "没有代码为 {body} 的机构。", "There is no body with the code {body}."},
		BodyParentUnknown:     {Invalid, "上级机构 {parent} 不存在，既不在文件中，也不在现有机构中。", "There is no body {parent} to be the parent, neither in the file nor among those in force."},
		CategoryUnknown:       {Invalid, "没有代码为 {category} 的问题类别。", "There is no category with the code {category}."},
		CategoryParentUnknown: {Invalid, "上级类别 {parent} 不存在，既不在文件中，也不在现有类别中。", "There is no category {parent} to be the parent, neither in the file nor among those in force."},
		ChargeDoubled:         {Invalid, "机构 {body} 对类别 {category} 的职责重复或重叠（单元 {unit}，* 为全市；自 {from} 与自 {since}）。", "Body {body} has category {category} in charge twice at once (unit {unit}, * being everywhere; from {from} and from {since})."},
		ChargeShared:          {Invalid, "类别 {category} 同一时间由多个机构负责：{body} 与 {other}（单元 {unit}，* 为全市；自 {from}）；请确认是共同负责。", "Category {category} is in the charge of {body} and {other} at once (unit {unit}, * being everywhere; from {from}); make sure that they share it."},
		SpanEmpty:             {Invalid, "结束（{until}）不晚于开始（{from}）；结束日是不再有效的第一天。", "It ends ({until}) no later than it begins ({from}); until is the first day on which it no longer holds."},

		PersonDoubled: {Invalid, "人员编号 {person} 重复；第一次出现在第 {first} 条。", "The person {person} stands there twice; the first is number {first}."},
	})
}
