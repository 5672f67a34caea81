package lifecycle

import "sizhang/domain/issue"

// The places of the picture, in pixels. Which arrows there must be, the table says;
// where they run so that people can follow them, only people know. A test sees that
// every move of the table has its arrow, and every arrow its move.
const (
	wide, high       = 1060.0, 700.0
	boxWide, boxTall = 150.0, 52.0
)

// column and tier are the middles of the boxes.
var (
	column = [4]float64{200, 440, 680, 920}
	tier   = [5]float64{120, 250, 380, 500, 625}
)

// look is how a box is coloured.
type look string

const (
	way     look = `fill="#eef4fb" stroke="#4a76a8"` // the main way
	aside   look = `fill="#fdf6e6" stroke="#b08a3c"` // beside it
	goal    look = `fill="#ecf7ee" stroke="#4c8c57"` // done
	nothing look = `fill="#f2f2f2" stroke="#888"`    // over without being done
)

type box struct {
	state        issue.State
	column, tier int
	look
}

var boxes = []box{
	{issue.Verifying, 0, 0, aside}, {issue.SentBack, 1, 0, aside}, {issue.Returned, 2, 0, aside}, {issue.Suspended, 3, 0, aside},
	{issue.Reported, 0, 1, way}, {issue.Filed, 1, 1, way}, {issue.Dispatched, 2, 1, way}, {issue.Handling, 3, 1, way},
	{issue.Void, 0, 2, nothing}, {issue.Rework, 2, 2, aside},
	{issue.Struck, 0, 3, goal}, {issue.Closed, 1, 3, goal}, {issue.Asking, 2, 3, way}, {issue.Checking, 3, 3, way},
	{issue.Ordered, 1, 4, nothing}, {issue.Merged, 3, 4, nothing},
}

// pen is how an arrow is drawn.
type pen string

const (
	thick  pen = `stroke="#1f4e79" stroke-width="3"`
	thin   pen = `stroke="#555" stroke-width="1.5"`
	back   pen = `stroke="#a8741a" stroke-width="1.5"`
	quick  pen = `stroke="#2e7d43" stroke-width="1.5" stroke-dasharray="6 4"`
	seldom pen = `stroke="#777" stroke-width="1.5" stroke-dasharray="2 3"`
)

// arrow is drawn for the actions that lead from any of the states to any of the
// others, as far as the table has them. Words stand at (x, y), the middle of their
// foot.
type arrow struct {
	actions  []issue.Action
	from, to []issue.State // no from: out of nothing
	pen
	path  string // several lines may begin it; only the last ends at a point
	words string
	x, y  float64
}

func acts(list ...issue.Action) []issue.Action { return list }
func states(list ...issue.State) []issue.State { return list }

var arrows = []arrow{
	// The main way.
	{acts(issue.Report), nil, states(issue.Reported), thick, "M68 250H121", "上报", 94, 240},
	{acts(issue.File), states(issue.Reported), states(issue.Filed), thick, "M275 250H361", "立案", 318, 240},
	{acts(issue.Dispatch), states(issue.Filed), states(issue.Dispatched), thick, "M515 250H601", "派遣", 558, 240},
	{acts(issue.Claim), states(issue.Dispatched), states(issue.Handling), thick, "M755 250H841", "认领", 812, 240},
	{acts(issue.Finish), states(issue.Handling), states(issue.Checking), thick, "M948 276V470", "处置完成", 984, 384},
	{acts(issue.Pass), states(issue.Checking), states(issue.Asking), thick, "M845 500H759", "核查通过", 800, 490},
	{acts(issue.Approve, issue.Lapse), states(issue.Asking), states(issue.Closed), thick, "M605 500H519", "群众认可", 568, 490},
	{acts(issue.Strike), states(issue.Closed), states(issue.Struck), thick, "M365 500H279", "销号", 304, 490},
	// Before the hands.
	{acts(issue.AskVerify), states(issue.Reported), states(issue.Verifying), thin, "M165 224V149", "派核实", 138, 190},
	{acts(issue.VerifyTrue, issue.VerifyFalse), states(issue.Verifying), states(issue.Reported), thin, "M190 146V221", "属实、不实", 230, 190},
	{acts(issue.AskVerify), states(issue.SentBack), states(issue.Verifying), thin, "M365 110H278", "派核实", 322, 102},
	{acts(issue.Correct), states(issue.SentBack), states(issue.Reported), thin, "M365 132H300V206H245V221", "更正", 322, 190},
	{acts(issue.SendBack), states(issue.Filed), states(issue.SentBack), back, "M440 224V149", "退回受理", 476, 190},
	{acts(issue.SendBack), states(issue.Returned), states(issue.SentBack), back, "M605 120H518", "退回受理", 562, 112},
	{acts(issue.Bounce), states(issue.Dispatched), states(issue.Returned), back, "M662 224V149", "回退", 640, 190},
	{acts(issue.Dispatch), states(issue.Returned), states(issue.Dispatched), thin, "M698 146V221", "改派", 720, 190},
	{acts(issue.Reject), states(issue.Reported), states(issue.Void), seldom, "M180 276V351", "作废", 158, 322},
	{acts(issue.Reject), states(issue.Verifying, issue.SentBack), states(issue.Void), seldom, "M440 94V66H44V120M125 120H44V380H122", "作废", 66, 322},
	{acts(issue.Reopen), states(issue.Void), states(issue.Reported), back, "M220 354V279", "重开", 242, 330},
	// In the hands.
	{acts(issue.Grant), states(issue.Handling), states(issue.Suspended), back, "M902 224V149", "挂账", 880, 190},
	{acts(issue.Resume), states(issue.Suspended), states(issue.Handling), thin, "M938 146V221", "恢复", 960, 190},
	{acts(issue.Grant), states(issue.Rework), states(issue.Suspended), back, "M660 354V318H779V120H842", "挂账、恢复", 722, 311},
	{acts(issue.Resume), states(issue.Suspended), states(issue.Rework), back, "M779 120V318H660V351", "", 0, 0},
	{acts(issue.Fail), states(issue.Checking), states(issue.Rework), back, "M870 474V394H758", "核查不通过", 810, 412},
	{acts(issue.Finish), states(issue.Rework), states(issue.Checking), thin, "M755 366H905V471", "处置完成", 830, 358},
	// Fixed on the spot, and closed where no citizen has the word.
	{acts(issue.Fix), states(issue.Reported, issue.Filed, issue.Dispatched), states(issue.Asking, issue.Closed), quick,
		"M250 276V304M460 276V304M640 276V304M250 304H640M548 304V436M470 436V471M640 436V471M470 436H640", "即办", 570, 340},
	{acts(issue.Pass), states(issue.Checking), states(issue.Closed), thin, "M880 526V546H480V529", "核查通过，无群众待评价", 770, 564},
	{acts(issue.Absorb), states(issue.Closed), states(issue.Asking), thin, "M515 514H601", "他案并入", 568, 534},
	// Not good enough.
	{acts(issue.Object, issue.Reopen), states(issue.Asking, issue.Closed, issue.Ordered, issue.Struck), states(issue.Rework, issue.Filed), back,
		"M230 526V574M425 526V574M425 599V574M640 526V574M230 574H640M528 574V380H602M330 574V318H420V279", "不认可、重开", 582, 568},
	// By order.
	{acts(issue.Strike), states(issue.Ordered), states(issue.Struck), thin, "M365 632H175V529", "销号", 270, 624},
	{acts(issue.OrderClosed), open(), states(issue.Ordered), seldom, "M600 625H518", "强制结案", 558, 617},
	{acts(issue.Merge), open(), states(issue.Merged), seldom, "M760 625H842", "并案", 800, 617},
}

func open() []issue.State {
	var list []issue.State
	for _, s := range issue.States {
		if s.Open {
			list = append(list, s.State)
		}
	}
	return list
}
