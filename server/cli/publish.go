package cli

import (
	"errors"

	"sizhang/domain/fault"
	"sizhang/server/app"
	"sizhang/server/record"
)

type publishCommand struct {
	recordedSettings
	Draft     string  `help:"草案：编号、编号的末几位或 last / the draft: its id, the end of it, or last." required:"" placeholder:"ID"`
	Effective instant `help:"何时生效，日期或时刻，默认立即；不得早于上一版 / when it takes effect, a date or a time; now by default, never before the last version." placeholder:"TIME"`
	JSON      bool    `name:"json" help:"用 JSON / as JSON."`
}

// Help is shown by publish --help.
func (publishCommand) Help() string {
	return "示例 / Example:\n\n  sizhang publish --city 110101 --data data --draft last --effective 2025-01-01"
}

// Run publishes a draft: all of it, or nothing.
func (c *publishCommand) Run(r *run) error {
	return c.begin(r, func(w *working) error {
		d, err := w.draft(c.Draft)
		if err != nil {
			return err
		}
		p, err := w.publishing(d, c.Effective)
		if f := (*fault.Fault)(nil); errors.As(err, &f) && f.Code == fault.DraftOutdated {
			return errors.Join(err, errors.New(say(r.lang, "先运行：sizhang draft rebase %s %s", "first type: sizhang draft rebase %s %s", shortID(d.ID), c.flags())))
		}
		if err != nil {
			return err
		}
		if !p.Refused() {
			if d, err = w.app.Draft(r.ctx, c.City, d.ID); err != nil {
				return err
			}
		}
		if err := c.print(w, d, p); err != nil {
			return err
		}
		if p.Refused() {
			return &toldError{}
		}
		return nil
	})
}

// publishing puts a draft into force, on the record.
func (w *working) publishing(d app.Draft, effective instant) (app.Published, error) {
	with := map[string]string{"parts": d.Kinds(), "effective": recordedTime(effective)}
	return doing(w, record.Published, "draft/"+d.ID, with, func() (app.Published, error) {
		return w.app.Publish(w.ctx, w.City, d.ID, effective.Time)
	})
}

func (c *publishCommand) print(w *working, d app.Draft, p app.Published) error {
	if c.JSON {
		return w.printDocument(struct {
			Draft draftJSON `json:"draft"`
			countsJSON
			Findings []findingJSON `json:"findings"`
		}{draftJSONOf(d), countsOf(p.Outcome), findingsJSON(p.Findings)})
	}
	if err := w.printFindings(p.Findings); err != nil {
		return err
	}
	if p.Refused() {
		return w.say("\n未发布：草案 %s 保持原样；请再导入一次，改正以上被拒绝的各项，然后重新发布。", "\nNot published: the draft %s is as it was. Import what mends the refusals above into it and publish again.", shortID(d.ID))
	}
	if len(p.Findings) > 0 {
		if err := w.say("", ""); err != nil {
			return err
		}
	}
	return w.say("%s", "%s", publishedText(w.lang, d, w.app.Now(), countsText(w.lang, p.Outcome)))
}
