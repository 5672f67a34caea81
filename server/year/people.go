package main

import (
	"context"
	"time"
)

const day = 24 * time.Hour

// next plans what people do about the matter as it stands now.
func (m *matter) next() {
	if h := m.Hands; m.Open && h.Unit == "" && h.Post == "" && h.Person == "" && h.Body == "" {
		m.count(m.ledger.nobodys, m.State)
	}
	chance := m.rng.Float64()
	switch m.State {
	case "reported":
		m.accept(chance)
	case "verifying":
		action, reason := "verify_true", ""
		if chance < 0.3 {
			action, reason = "verify_false", "现场未见"
		}
		m.check(time.Hour, 20*time.Hour, action, reason)
	case "filed", "returned", "sent_back":
		m.send(chance)
	case "dispatched":
		m.receive(chance)
	case "handling", "rework":
		m.handle(chance)
	case "suspended":
		m.after(20*day, 40*day, m.look)
	case "checking":
		action, reason := "pass", ""
		if chance < 0.08 {
			action, reason = "fail", "只做了一半"
		}
		m.check(20*time.Minute, 7*time.Hour, action, reason)
	case "asking":
		m.reply(chance)
	case "closed", "ordered":
		m.end(chance)
	}
}

// accept files it, has it verified, merges it or finds it void.
func (m *matter) accept(chance float64) {
	switch {
	case m.is("untrue"):
		m.later(10*time.Minute, 2*time.Hour, m.chief, "void", command{"reason": "核实不属实"})
	case m.is("true"):
		m.later(10*time.Minute, 2*time.Hour, m.acceptor, "file", nil)
	case chance < 0.06:
		m.later(10*time.Minute, time.Hour, m.acceptor, "ask_verify", nil)
	case chance < 0.09:
		m.later(10*time.Minute, 2*time.Hour, m.chief, "void", command{"reason": "不符合立案条件"})
	case chance < 0.12, m.again && chance < 0.6:
		m.after(10*time.Minute, 2*time.Hour, m.merge)
	default:
		m.later(10*time.Minute, 2*time.Hour, m.acceptor, "file", nil)
	}
}

// merge makes it part of what it repeats, where there is such a thing.
func (m *matter) merge(ctx context.Context) error {
	var found struct{ Issues []struct{ ID string } }
	m.count(nil, "")
	if err := m.acceptor.call(ctx, "GET", cityPath+"/issues/"+m.id+"/duplicates", nil, &found); err != nil {
		return err
	}
	if len(found.Issues) == 0 {
		return m.act(ctx, m.acceptor, "file", nil)
	}
	return m.act(ctx, m.acceptor, "merge", command{"into": found.Issues[0].ID, "reason": "同一处、同一问题"})
}

// send decides whose place it is and sends it there, or back to be accepted.
func (m *matter) send(chance float64) {
	switch {
	case m.State == "sent_back":
		m.later(10*time.Minute, 3*time.Hour, m.acceptor, "correct", command{"category": m.categories[m.rng.IntN(len(m.categories))], "reason": "类别更正"})
	case m.Routing.Disputed && len(m.Routing.Candidates) > 0:
		m.later(10*time.Minute, 2*time.Hour, m.dispatcher, "arbitrate", command{"unit": m.Routing.Candidates[0].Unit.Code, "reason": "现场在该侧"})
	case m.State == "returned" && chance < 0.15:
		m.later(10*time.Minute, 2*time.Hour, m.dispatcher, "send_back", command{"reason": "类别有误"})
	default:
		m.later(5*time.Minute, 2*time.Hour, m.dispatcher, "dispatch", nil)
	}
}

// receive claims it, fixes it at once, or says that it is somebody else's.
func (m *matter) receive(chance float64) {
	switch {
	case chance < 0.04:
		m.later(20*time.Minute, 5*time.Hour, m.worker(), "bounce", command{"reason": "不属本单位职责"})
	case chance < 0.07:
		m.later(20*time.Minute, 3*time.Hour, m.worker(), "fix", command{"photos": []any{m.before(), m.afterwards()}, "position": m.spot()})
	default:
		m.later(5*time.Minute, 6*time.Hour, m.worker(), "claim", nil)
	}
}

// handle does the work, or asks for time; somebody else decides about that.
func (m *matter) handle(chance float64) {
	if m.Asked != nil {
		if chance < 0.75 {
			m.later(30*time.Minute, 8*time.Hour, m.chief, "grant", nil)
		} else {
			m.later(30*time.Minute, 8*time.Hour, m.chief, "refuse", command{"reason": "理由不充分"})
		}
		return
	}
	finish := command{"reason": "已处置", "photos": []any{m.afterwards()}}
	switch {
	case chance < 0.05:
		m.later(time.Hour, 10*time.Hour, m.worker(), "ask_postpone", command{"reason": "等配件"})
	case chance < 0.065:
		until := m.now.AddDate(0, 0, 20+m.rng.IntN(60))
		m.later(time.Hour, 10*time.Hour, m.worker(), "ask_suspend", command{"reason": "列入计划", "until": until.Format(time.RFC3339)})
	case chance < 0.068:
		m.later(time.Hour, 3*day, m.closing, "order_closed", command{"reason": "并入综合整治", "document": "东指〔2025〕1 号"})
	case chance < 0.13: // slow: it becomes overdue
		m.later(5*day, 14*day, m.worker(), "finish", finish)
	default:
		m.later(time.Hour, 30*time.Hour, m.worker(), "finish", finish)
	}
}

func (m *matter) check(least, most time.Duration, action, reason string) {
	with := command{"position": m.spot()}
	if reason != "" {
		with["reason"] = reason
	}
	m.later(least, most, m.checker, action, with)
}

// reply is the citizen's word, or silence.
func (m *matter) reply(chance float64) {
	switch {
	case m.by == nil || chance < 0.45: // of another's report that was merged, or silent
		m.after(4*day, 5*day, m.look)
	case chance < 0.53:
		m.after(time.Hour, 2*day, func(ctx context.Context) error { return m.answer(ctx, false) })
	default:
		m.after(time.Hour, 2*day, func(ctx context.Context) error { return m.answer(ctx, true) })
	}
}

// end strikes it off, or opens it again.
func (m *matter) end(chance float64) {
	switch {
	case chance < 0.6:
		m.later(day, 6*day, m.closing, "strike", nil)
	case chance < 0.61:
		m.later(day, 9*day, m.dispatcher, "reopen", command{"reason": "复查发现反弹"})
	}
}
