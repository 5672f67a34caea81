package issue

// State is where an issue stands (状态).
type State string

const (
	Reported   State = "reported"   // 上报：待受理
	Verifying  State = "verifying"  // 核实中：somebody looks whether it is true
	Filed      State = "filed"      // 已立案：待派遣
	Dispatched State = "dispatched" // 已派遣：待认领
	Handling   State = "handling"   // 处置中
	Rework     State = "rework"     // 返工：back in the same hands
	Returned   State = "returned"   // 回退：待重新派遣；the hands said that it is not theirs
	SentBack   State = "sent_back"  // 退回受理；the dispatcher said that it is not to be dispatched as it is
	Suspended  State = "suspended"  // 挂账：the clock stands still
	Checking   State = "checking"   // 待核查
	Asking     State = "asking"     // 待群众评价：checked, and the citizen has the word
	Closed     State = "closed"     // 结案
	Ordered    State = "ordered"    // 强制结案：closed by order
	Struck     State = "struck"     // 销号：struck off the list
	Void       State = "void"       // 作废、不予立案
	Merged     State = "merged"     // 并案：part of another issue
)

// StateInfo is what people read of a state.
type StateInfo struct {
	State  State
	ZH, EN string
	// Open says that somebody still has to do something: it is outstanding 未结.
	Open bool
	// Done says that the hands are done with it, so that no handling limit runs.
	Done bool
}

// States lists every state in the order of an issue's life.
var States = []StateInfo{
	{Reported, "待受理", "Reported", true, false},
	{Verifying, "核实中", "Being verified", true, false},
	{Filed, "待派遣", "Filed", true, false},
	{Dispatched, "待认领", "Dispatched", true, false},
	{Handling, "处置中", "Being handled", true, false},
	{Rework, "返工", "Rework", true, false},
	{Returned, "回退", "Returned to the dispatcher", true, false},
	{SentBack, "退回受理", "Sent back to acceptance", true, false},
	{Suspended, "挂账", "Suspended", true, false},
	{Checking, "待核查", "To be checked", true, true},
	{Asking, "待群众评价", "Awaiting the citizen", true, true},
	{Closed, "已结案", "Closed", false, true},
	{Ordered, "强制结案", "Closed by order", false, true},
	{Struck, "已销号", "Struck off the list", false, true},
	{Void, "作废", "Void", false, true},
	{Merged, "已并案", "Merged into another", false, true},
}

// Info returns what there is to say of the state; the zero StateInfo where it is none.
func (s State) Info() StateInfo {
	for _, info := range States {
		if info.State == s {
			return info
		}
	}
	return StateInfo{}
}

// Open says whether somebody still has to do something.
func (s State) Open() bool { return s.Info().Open }

// Known says whether there is such a state.
func (s State) Known() bool { return s.Info().State != "" }
