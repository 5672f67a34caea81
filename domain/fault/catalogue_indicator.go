package fault

// What can be wrong with a question for indicators.
const (
	IndicatorsTooMany Code = "indicators_too_many"
	PeriodInvalid     Code = "period_invalid"
)

func init() {
	extend(map[Code]entry{
		IndicatorsTooMany: {TooLarge, "分组与时段的组合超过 {max} 个；请缩短时间或换一种分组。", "There are more than {max} groups and periods; ask for a shorter time or other groups."},
		PeriodInvalid:     {Invalid, "时段无效：起始须早于截止，且都在 1900 至 2200 年间。", "The period is not valid: it must begin before it ends, both from 1900 to 2200."},
	})
}
