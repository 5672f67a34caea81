package fault

// What citizens and other systems can get wrong.
const (
	ReportNotFound    Code = "report_not_found"
	CategoryAmbiguous Code = "category_ambiguous"
	OrderPlaceMissing Code = "order_place_missing"
	OrderNotFound     Code = "order_not_found"
)

func init() {
	extend(map[Code]entry{
		ReportNotFound:    {Missing, "没有这件上报，或密钥不对。", "There is no such report, or the key is wrong."},
		CategoryAmbiguous: {Invalid, "有几个类别叫“{name}”（{codes}）；请用 category 给出代码。", "Several categories are called “{name}” ({codes}); give the code as category."},
		OrderPlaceMissing: {Invalid, "须给出位置（crs、lng、lat）或所属单元（unit）。", "Give a position (crs, lng, lat), or the unit that it lies in."},
		OrderNotFound:     {Missing, "没有这个工单。", "There is no such order."},
	})
}
