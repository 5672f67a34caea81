package issue

import "sizhang/domain/fault"

// Action is what can be done to an issue (动作).
type Action string

const (
	Report      Action = "report"       // 上报
	AskVerify   Action = "ask_verify"   // 派核实
	VerifyTrue  Action = "verify_true"  // 核实属实
	VerifyFalse Action = "verify_false" // 核实不属实
	File        Action = "file"         // 立案
	Reject      Action = "void"         // 作废、不予立案
	Dispatch    Action = "dispatch"     // 派遣
	Claim       Action = "claim"        // 认领
	Bounce      Action = "bounce"       // 回退: the hands say it is not theirs
	SendBack    Action = "send_back"    // 退回受理
	Correct     Action = "correct"      // 更正: category, condition, place
	Finish      Action = "finish"       // 处置完成
	Fix         Action = "fix"          // 即办: fixed on the spot, with both photos
	Pass        Action = "pass"         // 核查通过
	Fail        Action = "fail"         // 核查不通过，返工
	Approve     Action = "approve"      // 群众认可
	Object      Action = "object"       // 群众不认可，返工
	Lapse       Action = "lapse"        // 逾期未评价，视为认可
	Strike      Action = "strike"       // 销号
	OrderClosed Action = "order_closed" // 强制结案
	Reopen      Action = "reopen"       // 重开
	AskPostpone Action = "ask_postpone" // 申请延期
	AskSuspend  Action = "ask_suspend"  // 申请挂账
	Appeal      Action = "appeal"       // 申诉
	Grant       Action = "grant"        // 同意申请
	Refuse      Action = "refuse"       // 驳回申请
	Resume      Action = "resume"       // 恢复
	Arbitrate   Action = "arbitrate"    // 裁定归属
	Whistle     Action = "whistle"      // 吹哨
	Arrive      Action = "arrive"       // 报到
	Merge       Action = "merge"        // 并入他案
	Absorb      Action = "absorb"       // 他案并入
	Comment     Action = "comment"      // 批注、补充照片
	Reroute     Action = "reroute"      // 责任变更
	Warn        Action = "warn"         // 预警
	Escalate    Action = "escalate"     // 升级
	Reckon      Action = "reckon"       // 时限重算: a new calendar moved a deadline
	Missed      Action = "missed"       // 逾时未报到
	MarkChronic Action = "mark_chronic" // 列为老大难
)

// name is the action's code with its Chinese name.
func (a Action) name() fault.Name {
	for k := range Lifecycle {
		if row := &Lifecycle[k]; row.Action == a {
			return fault.Name{Code: string(a), ZH: row.ZH}
		}
	}
	return fault.Name{Code: string(a)}
}
