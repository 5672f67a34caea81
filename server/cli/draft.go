package cli

import (
	"fmt"
	"strconv"

	"sizhang/server/app"
	"sizhang/server/record"
)

type draftCommands struct {
	Show   draftShow   `cmd:"" help:"看草案里有什么 / show what is in a draft."`
	Drop   draftDrop   `cmd:"" help:"作废草案 / give a draft up."`
	Rebase draftRebase `cmd:"" help:"把草案移到最新版本之上 / lay a draft over the last version."`
}

// oneDraft names the draft that a command is about.
type oneDraft struct {
	citySettings
	ID string `arg:"" name:"draft" help:"草案：编号、编号的末几位或 last / the draft: its id, the end of it, or last."`
}

func (c *oneDraft) begin(r *run, work func(*working, app.Draft) error) error {
	return c.citySettings.begin(r, func(w *working) error {
		d, err := w.draft(c.ID)
		if err != nil {
			return err
		}
		return work(w, d)
	})
}

// changedDraft is oneDraft for commands that change it.
type changedDraft struct {
	oneDraft
	secretSettings
}

func (c *changedDraft) begin(r *run, work func(*working, app.Draft) error) error {
	return c.oneDraft.begin(r, func(w *working, d app.Draft) error {
		if _, err := w.onRecord(c.secretSettings); err != nil {
			return err
		}
		return work(w, d)
	})
}

type draftShow struct {
	oneDraft
	JSON bool `name:"json" help:"用 JSON / as JSON."`
}

// Help is shown by draft show --help.
func (draftShow) Help() string {
	return "示例 / Example:\n\n  sizhang draft show last --city 110101 --data data"
}

// Run shows a draft, import by import.
func (c *draftShow) Run(r *run) error {
	return c.begin(r, func(w *working, d app.Draft) error {
		if c.JSON {
			return r.printDocument(draftJSONOf(d))
		}
		if err := r.say("草案 %s（%s），基于：%s。%s", "Draft %s (%s), laid over %s. %s",
			d.ID, stateText(r.lang, d.State), versionText(r.lang, d.Base), d.Note); err != nil {
			return err
		}
		rows := [][]string{{
			pick(r.lang, "时间", "when"), pick(r.lang, "内容", "what"), pick(r.lang, "新增", "added"), pick(r.lang, "变更", "changed"),
			pick(r.lang, "撤销", "ended"), pick(r.lang, "未变", "as it was"), pick(r.lang, "来自", "from"),
		}}
		for _, p := range d.Parts {
			rows = append(rows, []string{
				dateText(p.At), kindText(r.lang, p.Kind), strconv.Itoa(p.Added), strconv.Itoa(p.Changed),
				strconv.Itoa(p.Ended), strconv.Itoa(p.Unchanged), p.Source.Name,
			})
		}
		if err := columns(r.stdout, rows); err != nil {
			return err
		}
		switch {
		case d.State == app.PublishedDraft:
			return r.say("\n%s", "\n%s", publishedText(r.lang, d, w.app.Now(), holdsText(r.lang, d.Parts)))
		case d.State == app.OpenDraft && len(d.Parts) > 0:
			_, err := fmt.Fprintf(r.stdout, "\n%s\n", w.next(shortID(d.ID)))
			return err
		}
		return nil
	})
}

type draftDrop struct{ changedDraft }

// Help is shown by draft drop --help.
func (draftDrop) Help() string {
	return "示例 / Example:\n\n  sizhang draft drop last --city 110101 --data data"
}

// Run drops a draft.
func (c *draftDrop) Run(r *run) error {
	return c.begin(r, func(w *working, d app.Draft) error {
		_, err := doing(w, record.DraftDropped, "draft/"+d.ID, map[string]string{"parts": d.Kinds()}, func() (struct{}, error) {
			return struct{}{}, w.app.DropDraft(r.ctx, c.City, d.ID, w.progress)
		})
		if err != nil {
			return err
		}
		return r.say("草案 %s 已作废。", "The draft %s has been dropped.", shortID(d.ID))
	})
}

type draftRebase struct{ changedDraft }

// Help is shown by draft rebase --help.
func (draftRebase) Help() string {
	return "示例 / Example:\n\n  sizhang draft rebase last --city 110101 --data data"
}

// Run lays a draft over the last version.
func (c *draftRebase) Run(r *run) error {
	return c.begin(r, func(w *working, d app.Draft) error {
		var outcome app.Outcome // what it refuses is to be mended in the draft, which is rebased all the same
		_, err := doing(w, record.DraftRebased, "draft/"+d.ID, map[string]string{"parts": d.Kinds()}, func() (_ struct{}, err error) {
			outcome, err = w.app.RebaseDraft(r.ctx, c.City, d.ID)
			return struct{}{}, err
		})
		if err != nil {
			return err
		}
		if d, err = w.app.Draft(r.ctx, c.City, d.ID); err != nil {
			return err
		}
		if err := r.printFindings(outcome.Findings); err != nil {
			return err
		}
		if outcome.Refused() {
			if err := r.say("\n草案 %s 现基于%s，但还不能发布；请再导入一次，改正以上各项。", "\nThe draft %s is laid over %s now, but cannot be published yet: import what mends the above into it.",
				shortID(d.ID), versionText(r.lang, d.Base)); err != nil {
				return err
			}
			return &toldError{}
		}
		return r.say("草案 %s 现基于%s，调整了 %d 个单元。\n%s", "The draft %s is laid over %s now; %d units were adjusted.\n%s",
			shortID(d.ID), versionText(r.lang, d.Base), outcome.Changed, w.next(shortID(d.ID)))
	})
}
