package cli

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"

	"sizhang/server/accounts"
	"sizhang/server/intake"
)

type userImportCommand struct {
	keeperSettings
	File     string `arg:"" help:"文件（CSV、XLSX）/ the file." type:"existingfile"`
	Sheet    string `help:"XLSX 的工作表，默认第一个合用的 / sheet of a workbook; the first that fits by default." placeholder:"NAME"`
	LeaveOut bool   `help:"略去被拒绝的行，其余照常 / leave out the rows that are refused and take the rest."`
	DryRun   bool   `help:"只读取和检查，什么都不写 / read and check only; nothing is written."`
	JSON     bool   `name:"json" help:"用 JSON / as JSON."`
}

// Help is shown by user import --help.
func (userImportCommand) Help() string {
	return "列 / Columns: login 登录名, person 人员编号, name 姓名, role 角色, unit 单元, body 机构, from 起, until 止, subject 统一身份\n" +
		"新账号的一次性口令列在结果里，只显示这一次；请先用 --dry-run 看一遍 / One-time passwords of new accounts are in the result, this once; look with --dry-run first.\n\n" +
		"示例 / Example:\n\n  sizhang user import accounts.csv --city 110101 --data data"
}

// Run takes a table of accounts in, or says what that would do.
func (c *userImportCommand) Run(r *run) error {
	return c.begin(r, func(k *keeping) (err error) {
		file, err := os.Open(c.File)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, file.Close()) }()
		take := k.accounts.Import
		if c.DryRun {
			take = k.accounts.PlanImport
		}
		options := intake.AccountOptions{Options: intake.Options{Sheet: c.Sheet, LeaveOut: c.LeaveOut}}
		done, failed := take(r.ctx, local, c.City, file, options)
		if done.File == nil {
			return failed
		}
		done.File.File = filepath.Base(c.File)
		if err := c.print(r, done); err != nil {
			return errors.Join(failed, err)
		}
		if failed == nil && !done.Written && !c.DryRun || done.File.Refused() {
			return &toldError{}
		}
		return failed
	})
}

// print prints what was found in the file and what became of each row.
func (c *userImportCommand) print(r *run, done accounts.Imported) error {
	if c.JSON {
		return r.printDocument(importedJSONOf(r, done))
	}
	if err := done.File.Print(r.stdout, r.lang); err != nil {
		return err
	}
	rows := [][]string{{pick(r.lang, "行", "row"), pick(r.lang, "登录名", "login"), pick(r.lang, "结果", "outcome"), pick(r.lang, "一次性口令", "one-time password")}}
	for _, row := range done.Rows {
		if row.Outcome == accounts.RowUnchanged {
			continue
		}
		text := row.Password
		if row.Why != nil {
			text = r.describe(row.Why)
		}
		rows = append(rows, []string{strconv.Itoa(row.Row), row.Login, r.outcome(row.Outcome), text})
	}
	if err := columns(r.stdout, rows); err != nil {
		return err
	}
	zh, en := "已写入", "written"
	switch {
	case c.DryRun:
		zh, en = "仅检查，未写入", "checked only, nothing was written"
	case !done.Written:
		zh, en = "未全部写入", "not all of it was written"
	}
	return r.say("%s：新建 %d 行，变更 %d 行，不变 %d 行，拒绝 %d 行。", "%s: %d rows created, %d changed, %d unchanged, %d refused.",
		pick(r.lang, zh, en), done.Created, done.Changed, done.Unchanged, done.Refused)
}

// outcome says what became of a row.
func (r *run) outcome(o accounts.RowOutcome) string {
	switch o {
	case accounts.RowCreated:
		return pick(r.lang, "新建", "created")
	case accounts.RowChanged:
		return pick(r.lang, "变更", "changed")
	case accounts.RowRefused:
		return pick(r.lang, "拒绝", "refused")
	}
	return pick(r.lang, "不变", "unchanged")
}

// importedJSON is what became of an import, for machines.
type importedJSON struct {
	File      string            `json:"file"`
	Written   bool              `json:"written"`
	Created   int               `json:"created"`
	Changed   int               `json:"changed"`
	Unchanged int               `json:"unchanged"`
	Refused   int               `json:"refused"`
	Rows      []importedRowJSON `json:"rows"`
}

type importedRowJSON struct {
	Row      int    `json:"row"`
	Login    string `json:"login"`
	Outcome  string `json:"outcome"`
	Password string `json:"one_time_password,omitempty"`
	Why      string `json:"why,omitempty"`
}

func importedJSONOf(r *run, done accounts.Imported) importedJSON {
	out := importedJSON{
		File: done.File.File, Written: done.Written, Created: done.Created, Changed: done.Changed,
		Unchanged: done.Unchanged, Refused: done.Refused, Rows: []importedRowJSON{},
	}
	for _, row := range done.Rows {
		why := ""
		if row.Why != nil {
			why = r.describe(row.Why)
		}
		out.Rows = append(out.Rows, importedRowJSON{row.Row, row.Login, string(row.Outcome), row.Password, why})
	}
	return out
}
