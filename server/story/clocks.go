package story

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"sizhang/domain/clock"
	"sizhang/domain/fault"
	"sizhang/domain/issue"
	"sizhang/server/lifecycle"
)

// clocks tells the deadlines that run, and of handling how it ended.
func (t *teller) clocks() {
	label := t.pick("时限", "due by")
	for k := range t.i.Clocks {
		c := &t.i.Clocks[k]
		if c.Done && c.Stage != issue.ToHandle || c.Due.IsZero() && c.Done {
			continue
		}
		text := fmt.Sprintf("%s %s%s", lifecycle.Stage(c.Stage, t.Lang), t.limit(c.Limit), t.pick("，", ", "))
		switch {
		case c.Done && c.Late:
			text += when(c.Due) + t.pick("，超期办结", ", done late")
		case c.Done:
			text += when(c.Due) + t.pick("，按期", ", done in time")
		case c.Due.IsZero():
			text += t.pick("计时暂停", "the clock stands still")
		case t.Now.After(c.Due):
			text += when(c.Due) + t.pick("，已超期 ", ", overdue by ") + t.long(t.Now.Sub(c.Due))
		default:
			text += when(c.Due) + t.pick("，还有 ", ", left: ") + t.long(c.Due.Sub(t.Now))
		}
		if c.Provisional {
			text += t.pick("（该年放假安排未公布，暂定）", " (provisional: that year's holidays are not published yet)")
		}
		t.say("  %s　　%s", "  %-10s %s", label, text)
		label = t.pick("　　", "")
	}
}

// moments tells the five first moments and how long each took after the one before.
func (t *teller) moments() {
	m := t.i.Moments
	t.say("\n五个第一时间", "\nThe five first moments")
	before := time.Time{}
	for _, one := range []struct {
		zh, en string
		at     time.Time
	}{
		{"发现", "found", m.Found}, {"认领", "claimed", m.Claimed}, {"整改", "fixed", m.Fixed}, {"通报", "announced", m.Announced}, {"反馈", "answered", m.Answered},
	} {
		text := t.pick("—", "-")
		if !one.at.IsZero() {
			text = when(one.at)
			if !before.IsZero() {
				text += "  +" + t.long(one.at.Sub(before))
			}
			before = one.at
		}
		t.say("  %s　%s", "  %-10s %s", t.pick(one.zh, one.en), text)
	}
}

// joint tells who was whistled for, and who came.
func (t *teller) joint() {
	if t.i.Joint == nil {
		return
	}
	var calls []string
	for _, c := range t.i.Joint.Calls {
		text := t.Names.Body(c.Body)
		if c.Arrived.IsZero() {
			text += t.pick("（未到）", " (not there)")
		} else {
			text += t.pick("（", " (") + when(c.Arrived) + t.pick(" 到）", ")")
		}
		calls = append(calls, text)
	}
	t.say("\n吹哨报到　%s", "\nWhistled for: %s", strings.Join(calls, t.pick("、", ", ")))
}

// limit writes a limit as tables of the language do.
func (t *teller) limit(l clock.Limit) string {
	if t.Lang != fault.English {
		return l.String()
	}
	return strconv.FormatFloat(l.Count(), 'f', -1, 64) + " " + strings.ReplaceAll(string(l.Kind), "_", " ")
}
