package fault

// What a question about a past or coming day can get wrong.
const (
	InstantInvalid Code = "instant_invalid"
	UnitGone       Code = "unit_gone"
	UnitNotYet     Code = "unit_not_yet"
)

func init() {
	extend(map[Code]entry{
		InstantInvalid: {Invalid, "应为 1900 至 2200 年间的日期或带时区的时刻，如 2024-03-01 或 2024-03-01T08:00:00+08:00。", "This must be a date, or an instant with its offset, from 1900 to 2200, such as 2024-03-01 or 2024-03-01T08:00:00+08:00."},
		UnitGone:       {Missing, "单元 {unit} 已于 {ended} 撤销；后继单元：{successors}。查询此前的情况请加 at=，如 at={last}。", "The unit {unit} ended on {ended}; what came of it: {successors}. To ask about it as it was, add at=, such as at={last}."},
		UnitNotYet:     {Missing, "单元 {unit} 自 {since} 起才有；请用不早于此的 at=。", "There is a unit {unit} only from {since} on; ask with an at= that is not before."},
	})
}
