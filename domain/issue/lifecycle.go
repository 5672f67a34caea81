package issue

import (
	"slices"

	"sizhang/domain/access"
)

// Transition is one row of the lifecycle: what can be done, from where to where, who
// may do it, what it demands, and which clocks it starts and ends.
type Transition struct {
	Action Action
	ZH, EN string
	From   []State // none: it makes the issue
	// To is where it leads; Same and Back are no states.
	To    State
	Right access.Right // over the issue; none where the system or a citizen acts
	Who   Who
	// If narrows when the row holds; Asked when it decides about such a request.
	If      Condition
	Asked   Action
	Demands []Demand
	// Ends and Starts are the stages whose clocks it ends, then starts; an end of
	// Everything is the end of all that run.
	Ends, Starts []Stage
	// then is what else it changes.
	then func(*step) error
}

const (
	// Same leaves the issue where it is.
	Same State = ""
	// Back leads to where it was before it was suspended.
	Back State = "back"
	// Everything ends every clock that runs.
	Everything Stage = "*"
)

// Who narrows a right.
type Who string

const (
	Holders   Who = ""         // 有权者: whoever has the right to the issue
	InHands   Who = "in_hands" // 承办方: of those, whoever acts for whose hands it is in
	Claimant  Who = "claimant" // 认领人: of those, who claimed it
	Another   Who = "another"  // 非承办人: of those, who did not handle it
	Reporting Who = "reporter" // 上报群众: a citizen who reported it, or their hotline
	Alone     Who = "system"   // 系统
)

// Demand is what an action wants to be given.
type Demand string

const (
	WantReason Demand = "reason"       // 理由
	WantBefore Demand = "photo_before" // 处置前照片
	WantAfter  Demand = "photo_after"  // 处置后照片，as many as the category demands
	WantSpot   Demand = "position"     // 到场位置，where the city's rules want it
	WantUntil  Demand = "until"        // 截止时间
	WantInto   Demand = "into"         // 并入的案件
	WantUnit   Demand = "unit"         // 单元
	WantBodies Demand = "bodies"       // 部门
	WantBody   Demand = "body"
	WantChange Demand = "change" // 更正的内容
)

// Condition narrows when a row holds.
type Condition string

const (
	IfAlways      Condition = ""
	IfAwaited     Condition = "awaited"      // 有群众待回访: a citizen reported it and has not answered
	IfNotAwaited  Condition = "not_awaited"  //
	IfMoreAwaited Condition = "more_awaited" // 尚有其他群众未评价
	IfWorked      Condition = "worked"       // 曾有人承办
	IfNotWorked   Condition = "not_worked"   //
	IfSeconded    Condition = "seconded"     // 已初审
	IfNotSeconded Condition = "not_seconded" //
	IfWhistled    Condition = "whistled"     // 已吹哨
	IfLate        Condition = "late"         // 超期办结
	IfBrings      Condition = "brings"       // 并入者有群众上报人
)

// Sets of states that several rows share.
var (
	beforeDispatch = []State{Reported, Verifying, Filed, Returned, SentBack}
	atWork         = []State{Handling, Rework}
	finished       = []State{Closed, Ordered, Struck}
	outstanding    = openStates()
)

// Lifecycle is the whole life of an issue (案件流程), after CJ/T 315 and GB/T 30428.8
// as systems run them, and what the cities add: claims, the citizen's word, joint
// issues, striking off. Of several rows of one action the first that fits holds.
var Lifecycle []Transition

func init() { // the rows name functions that look into the table themselves
	Lifecycle = slices.Concat(intake, handling, outcome, requests, besides, automatic)
}

// intake leads from the report to the hands.
var intake = []Transition{
	{Action: Report, ZH: "上报", EN: "Report", To: Reported, Right: access.IssueReport, Starts: []Stage{ToFile}},
	{Action: AskVerify, ZH: "派核实", EN: "Have it verified", From: []State{Reported, SentBack}, To: Verifying, Right: access.IssueDispatch, Ends: []Stage{ToFile}, Starts: []Stage{ToVerify}},
	{Action: VerifyTrue, ZH: "核实属实", EN: "Verified: true", From: []State{Verifying}, To: Reported, Right: access.IssueVerify, Demands: []Demand{WantSpot}, Ends: []Stage{ToVerify}, Starts: []Stage{ToFile}},
	{Action: VerifyFalse, ZH: "核实不属实", EN: "Verified: untrue", From: []State{Verifying}, To: Reported, Right: access.IssueVerify, Demands: []Demand{WantReason, WantSpot}, Ends: []Stage{ToVerify}, Starts: []Stage{ToFile}},
	{Action: File, ZH: "立案", EN: "File", From: []State{Reported}, To: Filed, Right: access.IssueDispatch, Ends: []Stage{ToFile}, Starts: []Stage{ToDispatch}, then: dispatchAtOnce},
	{Action: Reject, ZH: "作废", EN: "Void", From: []State{Reported, Verifying, SentBack}, To: Void, Right: access.IssueApprove, Demands: []Demand{WantReason}, Ends: []Stage{Everything}},
	{Action: Correct, ZH: "更正", EN: "Correct", From: []State{SentBack}, To: Reported, Right: access.IssueDispatch, Demands: []Demand{WantChange, WantReason}, Starts: []Stage{ToFile}, then: correct},
	{Action: Correct, ZH: "更正", EN: "Correct", From: beforeDispatch, To: Same, Right: access.IssueDispatch, Demands: []Demand{WantChange, WantReason}, then: correct},
	{Action: Dispatch, ZH: "派遣", EN: "Dispatch", From: []State{Filed, Returned, Dispatched}, To: Dispatched, Right: access.IssueDispatch, Ends: []Stage{ToDispatch, ToClaim}, Starts: []Stage{ToClaim, ToHandle}, then: dispatch},
	{Action: SendBack, ZH: "退回受理", EN: "Send back", From: []State{Filed, Returned}, To: SentBack, Right: access.IssueDispatch, Demands: []Demand{WantReason}, Ends: []Stage{ToDispatch}, Starts: []Stage{ToFile}, then: toDesk},
}

// handling leads from the hands to the check.
var handling = []Transition{
	{Action: Bounce, ZH: "回退", EN: "Bounce", From: []State{Dispatched}, To: Returned, Right: access.IssueHandle, Who: InHands, Demands: []Demand{WantReason}, Ends: []Stage{ToClaim, ToHandle}, Starts: []Stage{ToDispatch}, then: bounce},
	{Action: Claim, ZH: "认领", EN: "Claim", From: []State{Dispatched}, To: Handling, Right: access.IssueHandle, Who: InHands, Ends: []Stage{ToClaim}, then: claim},
	{Action: Claim, ZH: "接手", EN: "Take over", From: atWork, To: Same, Right: access.IssueHandle, Who: InHands, then: claim},
	{Action: Finish, ZH: "处置完成", EN: "Finish", From: atWork, To: Checking, Right: access.IssueHandle, Who: Claimant, Demands: []Demand{WantAfter}, Ends: []Stage{ToHandle}, Starts: []Stage{ToCheck}, then: finish},
	{Action: Fix, ZH: "即办", EN: "Fix on the spot", From: []State{Reported, Filed, Dispatched}, To: Asking, Right: access.IssueHandle, If: IfAwaited, Demands: []Demand{WantBefore, WantAfter}, Ends: []Stage{Everything}, Starts: []Stage{ToAnswer}, then: fixNow},
	{Action: Fix, ZH: "即办", EN: "Fix on the spot", From: []State{Reported, Filed, Dispatched}, To: Closed, Right: access.IssueHandle, Demands: []Demand{WantBefore, WantAfter}, Ends: []Stage{Everything}, then: fixNow},
}

// outcome leads from the check off the list.
var outcome = []Transition{
	{Action: Pass, ZH: "核查通过", EN: "Pass", From: []State{Checking}, To: Asking, Right: access.IssueVerify, Who: Another, If: IfAwaited, Demands: []Demand{WantSpot}, Ends: []Stage{ToCheck}, Starts: []Stage{ToAnswer}, then: announce},
	{Action: Pass, ZH: "核查通过", EN: "Pass", From: []State{Checking}, To: Closed, Right: access.IssueVerify, Who: Another, If: IfNotAwaited, Demands: []Demand{WantSpot}, Ends: []Stage{Everything}, then: announce},
	{Action: Fail, ZH: "返工", EN: "Fail", From: []State{Checking}, To: Rework, Right: access.IssueVerify, Who: Another, Demands: []Demand{WantReason, WantSpot}, Ends: []Stage{ToCheck}, Starts: []Stage{ToHandle}, then: rework},
	{Action: Approve, ZH: "群众认可", EN: "Approve", From: []State{Asking}, To: Same, Who: Reporting, If: IfMoreAwaited, then: answer(Approved)},
	{Action: Approve, ZH: "群众认可", EN: "Approve", From: []State{Asking}, To: Closed, Who: Reporting, Ends: []Stage{Everything}, then: answer(Approved)},
	{Action: Object, ZH: "群众不认可", EN: "Object", From: []State{Asking}, To: Rework, Who: Reporting, If: IfWorked, Demands: []Demand{WantReason}, Ends: []Stage{ToAnswer}, Starts: []Stage{ToHandle}, then: answer(Objected)},
	{Action: Object, ZH: "群众不认可", EN: "Object", From: []State{Asking}, To: Filed, Who: Reporting, If: IfNotWorked, Demands: []Demand{WantReason}, Ends: []Stage{ToAnswer}, Starts: []Stage{ToDispatch}, then: answer(Objected)},
	{Action: Strike, ZH: "销号", EN: "Strike off", From: []State{Closed, Ordered}, To: Struck, Right: access.IssueClose},
	{Action: OrderClosed, ZH: "强制结案", EN: "Close by order", From: outstanding, To: Ordered, Right: access.IssueClose, Demands: []Demand{WantReason}, Ends: []Stage{Everything}},
	{Action: Reopen, ZH: "重开", EN: "Reopen", From: finished, To: Rework, Right: access.IssueDispatch, If: IfWorked, Demands: []Demand{WantReason}, Starts: []Stage{ToHandle}, then: reopen},
	{Action: Reopen, ZH: "重开", EN: "Reopen", From: finished, To: Filed, Right: access.IssueDispatch, If: IfNotWorked, Demands: []Demand{WantReason}, Starts: []Stage{ToDispatch}, then: reopen},
	{Action: Reopen, ZH: "重开", EN: "Reopen", From: []State{Void}, To: Reported, Right: access.IssueDispatch, Demands: []Demand{WantReason}, Starts: []Stage{ToFile}, then: reopen},
}

// requests are asked for by the hands and decided by others.
var requests = []Transition{
	{Action: AskPostpone, ZH: "申请延期", EN: "Ask to postpone", From: atWork, Right: access.IssueHandle, Who: Claimant, Demands: []Demand{WantReason}, then: askPostpone},
	{Action: AskSuspend, ZH: "申请挂账", EN: "Ask to suspend", From: atWork, Right: access.IssueHandle, Who: Claimant, Demands: []Demand{WantReason, WantUntil}, then: askSuspend},
	{Action: Appeal, ZH: "申诉", EN: "Appeal", From: []State{Closed, Struck}, Right: access.IssueHandle, Who: InHands, If: IfLate, Demands: []Demand{WantReason}, then: appeal},
	{Action: Grant, ZH: "同意延期", EN: "Postpone", From: atWork, Right: access.IssueApprove, Who: Another, Asked: AskPostpone, then: postpone},
	{Action: Grant, ZH: "同意挂账", EN: "Suspend", From: atWork, To: Suspended, Right: access.IssueApprove, Who: Another, Asked: AskSuspend, then: suspend},
	{Action: Grant, ZH: "申诉初审通过", EN: "Second the appeal", From: finished, Right: access.IssueDispatch, Who: Another, Asked: Appeal, If: IfNotSeconded, then: second},
	{Action: Grant, ZH: "申诉成立", EN: "Grant the appeal", From: finished, Right: access.IssueApprove, Who: Another, Asked: Appeal, If: IfSeconded, then: exempt},
	{Action: Refuse, ZH: "驳回延期", EN: "Refuse to postpone", From: atWork, Right: access.IssueApprove, Who: Another, Asked: AskPostpone, Demands: []Demand{WantReason}, then: refuse},
	{Action: Refuse, ZH: "驳回挂账", EN: "Refuse to suspend", From: atWork, Right: access.IssueApprove, Who: Another, Asked: AskSuspend, Demands: []Demand{WantReason}, then: refuse},
	{Action: Refuse, ZH: "驳回申诉", EN: "Refuse the appeal", From: finished, Right: access.IssueDispatch, Who: Another, Asked: Appeal, Demands: []Demand{WantReason}, then: refuse},
	{Action: Resume, ZH: "恢复", EN: "Resume", From: []State{Suspended}, To: Back, Right: access.IssueApprove, then: resume},
}

// besides go on beside the steps, without moving the issue.
var besides = []Transition{
	{Action: Arbitrate, ZH: "裁定归属", EN: "Arbitrate", From: outstanding, Right: access.IssueDispatch, Demands: []Demand{WantUnit, WantReason}, then: arbitrate},
	{Action: Whistle, ZH: "吹哨", EN: "Whistle", From: []State{Reported, Verifying, Filed, Returned, SentBack, Dispatched, Handling, Rework, Suspended}, Right: access.IssueDispatch, Demands: []Demand{WantReason, WantBodies, WantUntil}, then: whistle},
	{Action: Arrive, ZH: "报到", EN: "Arrive", From: outstanding, Right: access.IssueComment, If: IfWhistled, Demands: []Demand{WantBody, WantSpot}, then: arrive},
	{Action: Merge, ZH: "并入他案", EN: "Merge into another", From: outstanding, To: Merged, Right: access.IssueDispatch, Demands: []Demand{WantInto, WantReason}, Ends: []Stage{Everything}, then: merge},
	{Action: Comment, ZH: "批注", EN: "Comment", From: allStates(), Right: access.IssueComment, Demands: []Demand{WantReason}},
}

// automatic are what the system does by itself.
var automatic = []Transition{
	{Action: Lapse, ZH: "逾期未评价", EN: "Silence counts as approval", From: []State{Asking}, To: Closed, Who: Alone, Ends: []Stage{Everything}, then: lapse},
	{Action: Resume, ZH: "到期恢复", EN: "Resume when the time is over", From: []State{Suspended}, To: Back, Who: Alone, then: resume},
	{Action: Absorb, ZH: "他案并入", EN: "Absorb another", From: []State{Asking}, Who: Alone, If: IfBrings, Ends: []Stage{ToAnswer}, Starts: []Stage{ToAnswer}, then: absorb},
	{Action: Absorb, ZH: "他案并入", EN: "Absorb another", From: []State{Closed}, To: Asking, Who: Alone, If: IfBrings, Starts: []Stage{ToAnswer}, then: absorb},
	{Action: Absorb, ZH: "他案并入", EN: "Absorb another", From: allStates(), Who: Alone, then: absorb},
	{Action: Reroute, ZH: "责任变更", EN: "Reroute", From: outstanding, Who: Alone, then: reroute},
	{Action: Reckon, ZH: "时限重算", EN: "Reckon limits anew", From: outstanding, Who: Alone},
	{Action: Warn, ZH: "预警", EN: "Warn", From: outstanding, Who: Alone},
	{Action: Escalate, ZH: "升级", EN: "Escalate", From: outstanding, Who: Alone},
	{Action: Missed, ZH: "逾时未报到", EN: "Somebody called did not come", From: outstanding, Who: Alone},
	{Action: MarkChronic, ZH: "列为老大难", EN: "Mark as chronic", From: allStates(), Who: Alone, then: markChronic},
}

func openStates() []State {
	var list []State
	for _, info := range States {
		if info.Open {
			list = append(list, info.State)
		}
	}
	return list
}

func allStates() []State {
	list := make([]State, len(States))
	for i, info := range States {
		list[i] = info.State
	}
	return list
}
