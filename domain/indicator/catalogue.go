package indicator

import "sizhang/domain/city"

// The numbers of issues (数量).
const (
	Reported   ID = "reported"
	Filed      ID = "filed"
	Dispatched ID = "dispatched"
	Handled    ID = "handled"
	Closed     ID = "closed"
	Voided     ID = "voided"
	Merged     ID = "merged"
	Suspended  ID = "suspended"
	Open       ID = "open"
	Overdue    ID = "overdue"
	OnTheSpot  ID = "on_the_spot"
)

// The rates (比率).
const (
	FilingRate         ID = "filing_rate"
	ValidReportRate    ID = "valid_report_rate"
	PublicReportRate   ID = "public_report_rate"
	MissedRate         ID = "missed_rate"
	VerifyInTimeRate   ID = "verify_in_time_rate"
	CheckInTimeRate    ID = "check_in_time_rate"
	FileInTimeRate     ID = "file_in_time_rate"
	FileRightRate      ID = "file_right_rate"
	DispatchInTimeRate ID = "dispatch_in_time_rate"
	DispatchRightRate  ID = "dispatch_right_rate"
	HandlingRate       ID = "handling_rate"
	HandleInTimeRate   ID = "handle_in_time_rate"
	OverdueRate        ID = "overdue_rate"
	PostponedRate      ID = "postponed_rate"
	ClosingRate        ID = "closing_rate"
	CloseInTimeRate    ID = "close_in_time_rate"
	CloseLateRate      ID = "close_late_rate"
	ReworkRate         ID = "rework_rate"
	FinishRate         ID = "finish_rate"
	ResponseRate       ID = "response_rate"
	SolvedRate         ID = "solved_rate"
	SatisfiedRate      ID = "satisfied_rate"
)

// All are the indicators, in the order in which they are shown. Where a formula says
// 件 it means issues that count (计入): neither suspended nor merged; the numbers say
// for themselves.
var All = []Indicator{
	number(Reported, "上报数", "Reported", "期内上报的全部问题，含作废、并案、挂账", "all issues reported in the period, void, merged and suspended ones among them", Neither, AtReported, Reporter, 0),
	number(Filed, "立案数", "Filed", "期内立案的问题，不含挂账中的和已并案的", "issues filed in the period, without those that are suspended or merged", Neither, AtFiled, Filer, counted|filed),
	number(Dispatched, "派遣数", "Dispatched", "期内首次派遣的问题，不含挂账中的和已并案的", "issues first dispatched in the period, without those that are suspended or merged", Neither, AtDispatched, Dispatcher, counted|dispatched),
	number(Handled, "处置数", "Handled", "期内首次处置完成、现已处置的问题", "issues first fixed in the period that are handled now", More, AtFixed, Worker, counted|stands|handled),
	number(Closed, "结案数", "Closed", "期内结案的问题，含强制结案和销号", "issues closed in the period, by order and struck off the list among them", More, AtClosed, Worker, closed),
	number(Voided, "作废数", "Void", "期内上报、现为作废的问题", "issues reported in the period that are void now", Neither, AtReported, Reporter, voided),
	number(Merged, "并案数", "Merged", "期内上报、现已并入他案的问题", "issues reported in the period that are merged into others now", Neither, AtReported, Reporter, merged),
	number(Suspended, "挂账数", "Suspended", "期内上报、现在挂账的问题", "issues reported in the period that are suspended now", Neither, AtReported, Worker, suspended),
	number(Open, "在办数", "Open", "期内上报、现在未结的问题，含挂账", "issues reported in the period that are open now, suspended ones among them", Neither, AtReported, Worker, open),
	number(Overdue, "超期未处置数", "Overdue", "处置截止时间在期内且已过、现在未处置的问题，不含挂账", "issues whose deadline of handling lies in the period and is past, and which are not handled now, without suspended ones", Less, AtDue, Worker, counted|stands|handleDue|unhandled),
	number(OnTheSpot, "即办数", "On the spot", "期内立案、当场整改的问题", "issues filed in the period that were fixed on the spot", More, AtFiled, Reporter, counted|filed|onTheSpot),

	rate(FilingRate, "立案率", "Filing rate", "立案数 ÷ 上报数，均按上报时间计，不含挂账和并案", "filed ÷ reported, both by when they were reported", Neither, AtReported, Reporter, counted, filed),
	rate(ValidReportRate, "有效上报率", "Valid report rate", "巡查上报且已立案数 ÷ 巡查上报数（来源为巡查、四长）", "reports of inspectors that were filed ÷ reports of inspectors (sources patrol and heads)", More, AtReported, Reporter, counted|byInspector, filed|stands),
	rate(PublicReportRate, "监督举报率", "Public report rate", "公众举报且属实立案数 ÷ 立案数（来源为随手拍、12345）", "reported by the public and filed, not void since ÷ filed (sources citizens and 12345)", Less, AtFiled, Worker, counted|filed, byPublic|stands),
	rate(MissedRate, "漏报率", "Missed rate", "漏报数（巡查以外的来源发现并立案）÷ 立案数", "filed issues that others found than patrol and heads ÷ filed", Less, AtFiled, Worker, counted|filed, byOthers|stands),
	rate(VerifyInTimeRate, "按时核实率", "Verified in time", "按时核实数 ÷ 应核实数（已核实，或核实已超时）", "verified in time ÷ due for verification: verified, or overdue for it", More, AtReported, Verifier, counted|verifyDue, verifyInTime),
	rate(CheckInTimeRate, "按时核查率", "Checked in time", "按时核查数 ÷ 应核查数（已核查，或核查已超时）", "checked in time ÷ due for a check: checked, or overdue for it", More, AtFixed, Checker, counted|checkDue, checkInTime),
	rate(FileInTimeRate, "按时立案率", "Filed in time", "按时立案数 ÷ 立案数", "filed in time ÷ filed", More, AtFiled, Filer, counted|filed, filedInTime),
	rate(FileRightRate, "准确立案率", "Filed rightly", "（立案数 − 立案后作废数）÷ 立案数", "(filed − void since) ÷ filed", More, AtFiled, Filer, counted|filed, stands),
	rate(DispatchInTimeRate, "按时派遣率", "Dispatched in time", "按时派遣数 ÷ 应派遣数（已派遣，或派遣已超时）", "dispatched in time ÷ due for dispatch: dispatched, or overdue for it", More, AtFiled, Dispatcher, counted|stands|dispatchDue, sentInTime),
	rate(DispatchRightRate, "准确派遣率", "Dispatched rightly", "（派遣数 − 被回退数）÷ 应派遣数", "(dispatched − bounced) ÷ due for dispatch", More, AtFiled, Dispatcher, counted|stands|dispatchDue, sentRight),
	rate(HandlingRate, "处置率", "Handling rate", "已处置数 ÷ 应处置数（处置截止时间已过）", "handled ÷ due: those whose deadline of handling is past", More, AtDue, Worker, counted|stands|handleDue, handled),
	rate(HandleInTimeRate, "按期处置率", "Handled in time", "按期处置数 ÷ 应处置数；申诉成功的不算超期", "handled in time ÷ due; late and exempt by an appeal is in time", More, AtDue, Worker, counted|stands|handleDue, handledInTime),
	rate(OverdueRate, "超期待处置率", "Overdue rate", "超期待处置数 ÷ 应处置数", "not handled though overdue ÷ due", Less, AtDue, Worker, counted|stands|handleDue, unhandled),
	rate(PostponedRate, "延期率", "Postponed rate", "延期数 ÷ 应处置数", "postponed ÷ due", Less, AtDue, Worker, counted|stands|handleDue, postponed),
	rate(ClosingRate, "结案率", "Closing rate", "结案数 ÷ 应结案数（结案 + 待结案，即立案而未作废的）", "closed ÷ due to close: closed or waiting to be, which is filed and not void", More, AtFiled, Worker, counted|stands|filed, closed),
	rate(CloseInTimeRate, "按期结案率", "Closed in time", "按期结案数（结案且处置未超期，或申诉成功）÷ 应结案数", "closed, and handled in time or exempt ÷ due to close", More, AtFiled, Worker, counted|stands|filed, closedInTime),
	rate(CloseLateRate, "超期结案率", "Closed late", "超期结案数 ÷ 应结案数", "closed, and handled late without being exempt ÷ due to close", Less, AtFiled, Worker, counted|stands|filed, closedLate),
	rate(ReworkRate, "返工率", "Rework rate", "返工数 ÷ 应结案数", "reworked at least once ÷ due to close", Less, AtFiled, Worker, counted|stands|filed, reworked),
	rate(FinishRate, "办结率", "Finish rate", "办结数 ÷（上报数 − 作废数），均按上报时间计", "closed ÷ (reported − void), both by when they were reported", More, AtReported, Reporter, counted|stands, closed),
	rate(ResponseRate, "响应率", "Response rate", "12345 工单按时认领数 ÷ 应认领数（已认领，或认领已超时）", "orders of 12345 claimed in time ÷ due to be claimed: claimed, or overdue for it", More, AtDispatched, Worker, counted|stands|byHotline|claimDue, claimInTime),
	rate(SolvedRate, "解决率", "Solved rate", "群众未提出不认可的 12345 工单数 ÷ 已评价（含逾期未评价）的工单数", "orders of 12345 to whose outcome nobody objects ÷ those with an answer, or the time for it past", More, AtChecked, Worker, counted|stands|byHotline|asked, solved),
	rate(SatisfiedRate, "满意率", "Satisfied rate", "群众认可的 12345 工单数 ÷ 认可与不认可的工单数", "orders of 12345 that the citizen approved ÷ those approved or objected to", More, AtChecked, Worker, counted|stands|byHotline|said, approved),
}

func number(id ID, zh, en, formulaZH, formulaEN string, better Better, at Instant, role Role, of fact) Indicator {
	return Indicator{id, city.Names{ZH: zh, EN: en}, city.Names{ZH: formulaZH, EN: formulaEN}, Number, better, at, role, of, 0}
}

func rate(id ID, zh, en, formulaZH, formulaEN string, better Better, at Instant, role Role, of, have fact) Indicator {
	return Indicator{id, city.Names{ZH: zh, EN: en}, city.Names{ZH: formulaZH, EN: formulaEN}, Rate, better, at, role, of, have}
}
