package cli

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os/user"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"sizhang/domain/body"
	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/issue"
	"sizhang/domain/territory"
	"sizhang/geo"
	"sizhang/server/app"
	"sizhang/server/intake"
	"sizhang/server/issues"
)

// issueSettings are common to imports of what other systems kept: they become issues
// at once, and only the categories that they lack go through a draft.
type issueSettings struct {
	tableSettings
	CRS           string            `name:"crs" help:"坐标系，必须声明 / datum of the positions; it must be declared: wgs84, gcj02 or bd09." placeholder:"CRS"`
	Map           map[string]string `help:"本系统列=文件列名，认不出列名时用 / our column = the file's, where its name is not known." mapsep:"," placeholder:"category=FILE-COLUMN"`
	AddCategories bool              `help:"把本市没有的类别放进草案；与 --publish 同用则随即发布并接着导入 / put the categories that the city lacks into a draft; with --publish it comes into force and the import goes on."`
}

// Validate checks the settings before anything starts.
func (s *issueSettings) Validate() error {
	if !s.AddCategories && (s.Draft != "" || s.Publish || s.Note != "") {
		return usageError("问题不经草案；--draft、--note、--publish 只与 --add-categories 同用 / issues go through no draft: --draft, --note and --publish go with --add-categories")
	}
	return s.tableSettings.Validate()
}

// taking is an import of issues under way.
type taking struct {
	*importing
	settings *issueSettings
	issues   *issues.Issues
	table    []byte
	report   *intake.Report
	by       issue.By
}

// take opens the store and the table and has read say what it holds.
func (s *issueSettings) take(r *run, read func(*taking, intake.IssueOptions) ([]made, []intake.Missing, error)) error {
	if s.CRS == "" {
		return fault.New(fault.CRSMissing, "--crs", nil)
	}
	datum, known := geo.ParseDatum(s.CRS)
	if !known {
		return fault.New(fault.CRSUnknown, "--crs", fault.With{"crs": s.CRS})
	}
	return s.begin(r, func(i *importing) error {
		table, err := io.ReadAll(i.reader())
		if err != nil {
			return err
		}
		t := &taking{importing: i, settings: s, table: table, by: importer(i.name)}
		if err := i.app.Load(i.ctx, i.progress); err != nil {
			return err
		}
		t.issues = issues.New(issues.Options{Store: i.app.Store(), Cities: i.app, Log: i.log})
		rows, missing, err := t.read(datum, read)
		if err == nil && len(missing) > 0 && s.AddCategories && !t.report.Refused() {
			var on bool
			if on, err = t.addCategories(missing); err != nil || !on {
				return err
			}
			rows, missing, err = t.read(datum, read)
		}
		if err != nil {
			return err
		}
		return t.keep(rows, missing)
	})
}

// importer names who imports, as the history has it: the file and who typed it in.
func importer(file string) issue.By {
	name := file
	if who, err := user.Current(); err == nil {
		name += "（" + who.Username + "）"
	}
	return issue.By{Kind: issue.ByPartner, Name: name}
}

func (t *taking) read(datum geo.Datum, read func(*taking, intake.IssueOptions) ([]made, []intake.Missing, error)) ([]made, []intake.Missing, error) {
	o := intake.IssueOptions{Options: t.options, CRS: datum, Columns: t.settings.Map, AddMissing: t.settings.AddCategories, Now: t.app.Now()}
	if c, there := t.app.City(t.City); there {
		o.Categories = c.Bodies.Categories()
	}
	return read(t, o)
}

func (t *taking) reader() io.Reader { return bytes.NewReader(t.table) }

// addCategories puts the categories that the city lacks into a draft; true where they
// are in force and the import can go on.
func (t *taking) addCategories(missing []intake.Missing) (bool, error) {
	list := make([]body.Category, len(missing))
	for k, m := range missing {
		list[k] = body.Category{Code: m.Code, Names: city.Names{ZH: m.Name}}
	}
	if t.how.DryRun {
		return false, t.say("试运行：会把 %d 个类别放进草案：%s。", "Dry run: %d categories would go into a draft: %s.", len(list), missingText(t.lang, missing))
	}
	p, err := t.put(func(draft string) (app.Outcome, error) {
		return t.app.AddCategories(t.ctx, t.City, draft, list, t.source(), t.progress)
	})
	if err != nil {
		return false, err
	}
	t.report.Add(p.Findings...)
	if p.refused = t.report.Refused(); p.refused {
		return false, t.refuse(missing)
	}
	if err := t.say("类别 / categories：%s\n", "Categories: %s\n", t.verdict(p)); err != nil || !p.published {
		return false, err
	}
	return true, t.app.Refresh(t.ctx, t.progress)
}

// made is a row as the issue that it becomes.
type made struct {
	row     int
	outside string
	make    func(context.Context) (issue.Issue, error)
	// keep writes what was made, and says whether it was not there before.
	keep func(context.Context, issue.Issue) (bool, error)
}

// keep makes issues of all rows, and then, where nothing is refused, writes them.
func (t *taking) keep(rows []made, missing []intake.Missing) error {
	rows, list, err := t.make(rows)
	if err != nil {
		return err
	}
	if t.report.Refused() {
		return t.refuse(missing)
	}
	var added atomic.Int64
	if !t.how.DryRun {
		_, err = doingImport(t.importing, "issues", map[string]string{"rows": strconv.Itoa(len(list))}, func() (struct{}, error) {
			return struct{}{}, t.write(rows, list, &added)
		})
	}
	if err != nil {
		return err
	}
	return t.told(list, int(added.Load()))
}

// writers is how many issues are written at once: they share commits.
const writers = 64

// make makes issues of the rows, and returns those rows that could be.
func (t *taking) make(rows []made) ([]made, []issue.Issue, error) {
	list, good := make([]issue.Issue, 0, len(rows)), make([]made, 0, len(rows))
	t.report.Kept = 0
	for n, row := range rows {
		i, err := row.make(t.ctx)
		if err != nil {
			f := fault.As(err)
			if f.Kind() == fault.Internal || t.ctx.Err() != nil {
				return nil, nil, err
			}
			severity := territory.Refusal
			if t.settings.LeaveOut {
				severity = territory.Omission
			}
			t.report.Add(territory.Finding{Severity: severity, Code: f.Code, Index: row.row, Unit: row.outside, Field: f.Field, With: f.With})
			continue
		}
		list, good = append(list, i), append(good, row)
		t.report.Kept++
		if n%500 == 0 {
			t.progress("check", n, len(rows))
		}
	}
	return good, list, nil
}

func (t *taking) write(rows []made, list []issue.Issue, added *atomic.Int64) error {
	group, ctx := errgroup.WithContext(t.ctx)
	group.SetLimit(writers)
	var lock sync.Mutex
	done := 0
	for k := range list {
		group.Go(func() error {
			fresh, err := rows[k].keep(ctx, list[k])
			if fresh {
				added.Add(1)
			}
			lock.Lock()
			defer lock.Unlock()
			done++
			t.progress("write", done, len(list))
			return err
		})
	}
	return group.Wait()
}

// refuse prints the report of what cannot be imported.
func (t *taking) refuse(missing []intake.Missing) error {
	verdict := pick(t.lang, "已拒绝：未写入任何内容。改正后重新导入，或用 --leave-out 略去这些行。", "Refused: nothing was written. Mend the file and import it again, or leave these rows out by --leave-out.")
	if t.how.DryRun {
		verdict = pick(t.lang, "试运行：会被拒绝，未写入任何内容。", "Dry run: this would be refused; nothing was written.")
	}
	if len(missing) > 0 {
		verdict += "\n" + say(t.lang, "本市还没有这些类别：%s。加 --add-categories 放进草案，再加 --publish 则随即发布并接着导入。",
			"The city has no such categories: %s. --add-categories puts them into a draft; with --publish as well they come into force and the import goes on.", missingText(t.lang, missing))
	}
	if err := t.printTaken(verdict, 0, 0); err != nil {
		return err
	}
	return &toldError{}
}

// told prints what was imported.
func (t *taking) told(list []issue.Issue, added int) error {
	open := 0
	for k := range list {
		if list[k].Open() {
			open++
		}
	}
	verdict := say(t.lang, "已导入 %d 件，原已有 %d 件；其中未结 %d 件。", "%d imported, %d were there already; %d of all are open.", added, len(list)-added, open)
	if t.how.DryRun {
		verdict = say(t.lang, "试运行：可以导入 %d 件，其中未结 %d 件；未写入任何内容。", "Dry run: %d can be imported, %d of them open; nothing was written.", len(list), open)
	}
	return t.printTaken(verdict, added, len(list)-added)
}

func (t *taking) printTaken(verdict string, added, unchanged int) error {
	t.report.File = t.name
	if t.how.JSON {
		return t.printJSON(t.report, put{Outcome: app.Outcome{Added: added, Unchanged: unchanged}})
	}
	if err := t.report.Print(t.stdout, t.lang); err != nil {
		return err
	}
	_, err := fmt.Fprintf(t.stdout, "\n%s\n", verdict)
	return err
}

// shownMissing is how many missing categories are named.
const shownMissing = 10

func missingText(in fault.Language, missing []intake.Missing) string {
	var parts []string
	for _, m := range missing[:min(len(missing), shownMissing)] {
		part := m.Code
		if m.Name != m.Code {
			part += " " + m.Name
		}
		parts = append(parts, part)
	}
	text := strings.Join(parts, pick(in, "，", ", "))
	if len(missing) > shownMissing {
		text += say(in, " 等 %d 个", " (%d in all)", len(missing))
	}
	return text
}
