package cli

import (
	"errors"

	"sizhang/domain/fault"
	"sizhang/domain/issue"
	"sizhang/server/issues"
	"sizhang/server/story"
)

type issueShowCommand struct {
	citySettings
	Issue   string `arg:"" help:"编号、受理号，或外部工单号 / its id, its receipt number, or its number in the system that it came from."`
	History bool   `help:"逐条讲述经过 / tell everything that happened."`
}

// Help is shown by issue show --help.
func (issueShowCommand) Help() string {
	return "示例 / Example:\n\n  sizhang issue show QD-0001 --history --city 110101 --data data"
}

// Run tells the story of an issue. It fails where its chain is broken.
func (c *issueShowCommand) Run(r *run) error {
	return c.begin(r, func(w *working) error {
		desk, err := w.issues()
		if err != nil {
			return err
		}
		i, err := w.issueNamed(desk, c.Issue)
		if err != nil {
			return err
		}
		if err := story.Print(r.stdout, &i, story.Options{Lang: r.lang, Now: w.app.Now(), History: c.History, Names: w.names()}); err != nil {
			return err
		}
		if i.Verify() != 0 {
			return &toldError{}
		}
		return nil
	})
}

// issueNamed finds an issue by any name that it has.
func (w *working) issueNamed(desk *issues.Issues, name string) (issue.Issue, error) {
	i, err := desk.Get(w.ctx, w.City, name)
	if noIssue(err) {
		i, err = desk.ByNumber(w.ctx, w.City, name)
	}
	for _, from := range issue.Sources {
		if !noIssue(err) {
			break
		}
		i, err = desk.ByOutside(w.ctx, w.City, from, name)
	}
	return i, err
}

func noIssue(err error) bool {
	var f *fault.Fault
	return errors.As(err, &f) && f.Code == fault.IssueNotFound
}

type issueVerifyCommand struct {
	citySettings
	JSON bool `name:"json" help:"用 JSON，供监控用 / as JSON, for monitoring."`
}

// Help is shown by issue verify --help.
func (issueVerifyCommand) Help() string {
	return "每个问题的每条经过都与上一条连成校验链，末条并校验问题的现状：改动、删除、插入、调换都能发现 / " +
		"The events of each issue are chained by hashes, the last of them to the issue as it stands: whatever was changed, removed, put in or moved is found.\n\n" +
		"示例 / Example:\n\n  sizhang issue verify --city 110101 --data data"
}

// broken is an issue whose chain does not hold.
type brokenIssue struct {
	ID     string `json:"id"`
	Number string `json:"number"`
	Event  int    `json:"event"`
}

// Run verifies the history of every issue; it fails where one does not hold.
func (c *issueVerifyCommand) Run(r *run) error {
	return c.begin(r, func(w *working) error {
		desk, err := w.issues()
		if err != nil {
			return err
		}
		count, events, broken := 0, 0, []brokenIssue{}
		if err := desk.Verify(r.ctx, c.City, func(i *issue.Issue, at int) error {
			count, events = count+1, events+len(i.History)
			if at != 0 {
				broken = append(broken, brokenIssue{i.ID, i.Number, at})
			}
			return nil
		}); err != nil {
			return err
		}
		if err := c.print(r, count, events, broken); err != nil || len(broken) == 0 {
			return err
		}
		return &toldError{}
	})
}

func (c *issueVerifyCommand) print(r *run, count, events int, broken []brokenIssue) error {
	if c.JSON {
		return r.printDocument(struct {
			Issues int           `json:"issues"`
			Events int           `json:"events"`
			Broken []brokenIssue `json:"broken"`
		}{count, events, broken})
	}
	for _, b := range broken {
		if err := r.say("%s（%s）：从第 %d 条起对不上", "%s (%s): does not fit from event %d on", b.Number, b.ID, b.Event); err != nil {
			return err
		}
	}
	if len(broken) > 0 {
		return r.say("被改动：%d 件，共 %d 件。", "Tampered with: %d of %d issues.", len(broken), count)
	}
	return r.say("完好：%d 件，%d 条经过。", "Whole: %d issues, %d events.", count, events)
}
