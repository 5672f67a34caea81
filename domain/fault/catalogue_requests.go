package fault

// What can be wrong with a table of what another system kept.
const (
	ColumnUnknown Code = "column_unknown"
	StatusUnknown Code = "status_unknown"
	OpenYetOver   Code = "open_yet_over"
)

func init() {
	extend(map[Code]entry{
		ColumnUnknown: {Invalid, "没有“{column}”这一项；可指定的有 {known}。", "There is nothing named {column} to be mapped; there is {known}."},
		StatusUnknown: {Invalid, "不知道状态“{status}”的含义；请用 --fates '{status}=open'（未结）、closed（已结）或 void（作废）说明。", "What does the status “{status}” mean? Say so by --fates '{status}=open', closed or void."},
		OpenYetOver:   {Invalid, "状态“{status}”为未结，却有办结时间 {at}。", "The status “{status}” is open, yet it was over at {at}."},
	})
}
