package api

import (
	"time"

	"sizhang/domain/issue"
)

// timerBody is the clock of one step.
type timerBody struct {
	Stage       string  `json:"stage" example:"handle"`
	ZH          string  `json:"zh" example:"处置"`
	EN          string  `json:"en" example:"Handling"`
	Limit       string  `json:"limit,omitempty" doc:"时限；没有则不写 · The limit; left out where there is none" example:"3工作日"`
	Started     *string `json:"started" format:"date-time"`
	Due         *string `json:"due" format:"date-time" doc:"截止时间；没有、或暂停且不知何时恢复为 null · Deadline; null where there is none or it stands still with no end in sight"`
	Provisional bool    `json:"provisional,omitempty" doc:"当年的放假安排尚未公布，可能变动 · The holidays of its year are not published yet, so it may move"`
	Done        bool    `json:"done"`
	Late        bool    `json:"late" doc:"逾期才完成，或已逾期 · It was or is past its deadline"`
	RemainingS  *int64  `json:"remaining_s" doc:"距截止多少秒（按钟表，不按工作时），超期为负；不在计时为 null · Seconds until the deadline by the clock on the wall, negative when overdue; null where it does not run"`
}

// stageNames are what people call the steps.
var stageNames = map[issue.Stage][2]string{
	issue.ToFile: {"立案", "Filing"}, issue.ToVerify: {"核实", "Verification"}, issue.ToDispatch: {"派遣", "Dispatch"}, issue.ToClaim: {"认领", "Claim"},
	issue.ToHandle: {"处置", "Handling"}, issue.ToCheck: {"核查", "Check"}, issue.ToAnswer: {"群众评价", "Citizen's answer"}, issue.ToArrive: {"报到", "Arrival"},
}

func (s *Server) timersOf(i *issue.Issue, now time.Time) []timerBody {
	list := make([]timerBody, len(i.Clocks))
	for k, t := range i.Clocks {
		list[k] = timerBody{
			Stage: string(t.Stage), ZH: stageNames[t.Stage][0], EN: stageNames[t.Stage][1], Due: s.momentText(t.Due),
			Provisional: t.Provisional, Done: t.Done, Late: t.Late || !t.Done && !t.Due.IsZero() && now.After(t.Due),
		}
		if t.Limit.Amount > 0 {
			list[k].Limit = t.Limit.String()
		}
		if len(t.Events) > 0 {
			list[k].Started = s.momentText(t.Events[0].At)
		}
		if !t.Done && !t.Due.IsZero() {
			list[k].RemainingS = secondsUntil(t.Due, now)
		}
	}
	return list
}

// momentsBody are the five first moments with the times between.
type momentsBody struct {
	Found     *string `json:"found" format:"date-time" doc:"发现"`
	Claimed   *string `json:"claimed" format:"date-time" doc:"认领"`
	Fixed     *string `json:"fixed" format:"date-time" doc:"整改"`
	Announced *string `json:"announced" format:"date-time" doc:"通报"`
	Answered  *string `json:"answered" format:"date-time" doc:"反馈"`
	// Each latency is in seconds, null until both ends are known.
	Claim    *int64 `json:"claim_s" doc:"发现到认领，秒 · Seconds from found to claimed"`
	Fix      *int64 `json:"fix_s" doc:"认领到整改，秒 · Seconds from claimed to fixed"`
	Announce *int64 `json:"announce_s" doc:"整改到通报，秒 · Seconds from fixed to announced"`
	Answer   *int64 `json:"answer_s" doc:"通报到反馈，秒 · Seconds from announced to answered"`
	Whole    *int64 `json:"whole_s" doc:"发现到反馈，秒 · Seconds from found to answered"`
}

func (s *Server) momentsOf(i *issue.Issue) momentsBody {
	m := i.Moments
	return momentsBody{
		Found: s.momentText(m.Found), Claimed: s.momentText(m.Claimed), Fixed: s.momentText(m.Fixed), Announced: s.momentText(m.Announced), Answered: s.momentText(m.Answered),
		Claim: secondsBetween(m.Found, m.Claimed), Fix: secondsBetween(m.Claimed, m.Fixed), Announce: secondsBetween(m.Fixed, m.Announced),
		Answer: secondsBetween(m.Announced, m.Answered), Whole: secondsBetween(m.Found, m.Answered),
	}
}

func secondsBetween(from, to time.Time) *int64 {
	if from.IsZero() || to.IsZero() {
		return nil
	}
	return secondsUntil(to, from)
}
