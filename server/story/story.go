// Package story tells the life of one issue (案件经过) for people: where it stands, who
// has it, what it waits for, and everything that happened, one line after the other.
package story

import (
	"fmt"
	"io"
	"strings"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/issue"
	"sizhang/server/lifecycle"
)

// Options say how a story is told.
type Options struct {
	Lang fault.Language
	Now  time.Time
	// History tells every event; without it only how many there are.
	History bool
	Names   Names
}

// Names finds what codes stand for; each returns the code itself where it knows no
// better.
type Names interface {
	Unit(code string) string
	Post(id string) string
	Body(code string) string
	Category(code string) string
}

// Print tells the story of an issue.
func Print(w io.Writer, i *issue.Issue, o Options) error {
	t := teller{Options: o, i: i}
	t.head()
	t.place()
	t.hands()
	t.clocks()
	t.moments()
	t.joint()
	t.chain()
	if o.History {
		for k := range i.History {
			t.event(&i.History[k])
		}
	}
	_, err := io.WriteString(w, t.text.String())
	return err
}

// teller collects the lines of a story.
type teller struct {
	Options
	i    *issue.Issue
	text strings.Builder
}

// say adds a line in the person's language.
func (t *teller) say(zh, en string, values ...any) {
	if t.Lang == fault.English {
		zh = en
	}
	fmt.Fprintf(&t.text, zh+"\n", values...)
}

func (t *teller) pick(zh, en string) string {
	if t.Lang == fault.English {
		return en
	}
	return zh
}

func (t *teller) head() {
	i := t.i
	t.say("问题 %s：%s", "Issue %s: %s", i.Number, lifecycle.State(i.State, t.Lang))
	fmt.Fprintf(&t.text, "%s\n\n", shown(i.Text))
	source := string(i.Source)
	if t.Lang == fault.Chinese {
		source = i.Source.Names().ZH
	}
	if i.Outside != "" {
		source += " " + shown(i.Outside)
	}
	t.say("  类别　　%s", "  category   %s", t.Names.Category(i.Category))
	t.say("  来源　　%s", "  source     %s", source)
}

func (t *teller) place() {
	p := t.i.Place
	where := fmt.Sprintf("(%.6f, %.6f)", p.Point.Lng, p.Point.Lat)
	if p.Address != "" {
		where = shown(p.Address) + " " + where
	}
	if p.Datum != "" && p.Datum != "wgs84" {
		where += t.pick("，原为 ", ", given as ") + fmt.Sprintf("%s (%g, %g)", p.Datum, p.X, p.Y)
	}
	t.say("  位置　　%s", "  place      %s", where)
	var units []string
	for _, code := range t.i.Routing.Units {
		units = append(units, t.Names.Unit(code))
	}
	t.say("  辖区　　%s", "  within     %s", strings.Join(units, " · "))
}

func (t *teller) hands() {
	i := t.i
	if i.Open() {
		t.say("  承办　　%s", "  has it     %s", t.handsText(i.Hands))
	}
	if i.Worker.Name != "" && i.Open() {
		t.say("  认领　　%s", "  claimed    %s", t.byText(i.Worker))
	}
	if i.Asked != nil {
		t.say("  申请　　%s（%s，%s）", "  asked      %s (%s, %s)", lifecycle.Action(i.Asked.Action, t.Lang), t.byText(i.Asked.By), shown(i.Asked.Reason))
	}
	if i.Open() && i.Routing.Disputed() {
		var units []string
		for _, c := range i.Routing.Candidates {
			units = append(units, fmt.Sprintf("%s %.0f m", t.Names.Unit(c.Unit), c.Metres))
		}
		t.say("  争议　　归属待裁定：%s", "  disputed   to be decided: %s", strings.Join(units, t.pick("、", ", ")))
	}
	if i.Chronic {
		t.say("  　　　　老大难", "             chronic: it keeps coming back")
	}
}

// chain says whether the history is whole.
func (t *teller) chain() {
	n := len(t.i.History)
	if broken := t.i.Verify(); broken != 0 {
		t.say("\n经过：%d 条，校验链从第 %d 条起断开", "\nHistory: %d events; the chain is BROKEN from event %d on", n, broken)
		return
	}
	t.say("\n经过：%d 条，校验链完好，末尾 %s", "\nHistory: %d events; the chain holds, its end is %s", n, t.i.Last().Hash)
}

// when writes an instant as people read it in China.
func when(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.In(city.China).Format("2006-01-02 15:04")
}

// long writes how long something took.
func (t *teller) long(d time.Duration) string {
	if d < 0 {
		return "-" + t.long(-d)
	}
	days, hours, minutes := int(d/(24*time.Hour)), int(d/time.Hour)%24, int(d/time.Minute)%60
	var parts []string
	for _, part := range []struct {
		n      int
		zh, en string
	}{{days, "天", "d"}, {hours, "小时", "h"}, {minutes, "分", "min"}} {
		if part.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", part.n, t.pick(part.zh, part.en)))
		}
	}
	if len(parts) == 0 {
		return t.pick("不到 1 分", "less than 1 min")
	}
	return strings.Join(parts[:min(2, len(parts))], " ")
}
