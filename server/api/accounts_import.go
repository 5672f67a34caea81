package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"sizhang/domain/access"
	"sizhang/domain/fault"
	"sizhang/server/accounts"
	"sizhang/server/intake"
)

var aboutImportAccounts = about{
	id: "importAccounts", tag: tagAccounts, access: rightTo(access.AccountManage, somewhere), heavy: true, uploads: tableTypes,
	zh: "导入账号（CSV、XLSX）", en: "Import accounts (CSV, XLSX)",
	note: "列：login、person、name、role、unit、body、from、until、subject。先用 `dry_run=true` 看逐行的报告，什么都不写入。有一行被拒绝即答 422，什么都不写入；`leave_out=true` 只略去这些行。新账号的一次性口令只给这一次。可重复执行。\n\n" +
		"Columns: login, person, name, role, unit, body, from, until, subject. `dry_run=true` first shows the report row by row, and nothing is written. Where a row is refused the answer is 422 and nothing is written; `leave_out=true` leaves out such rows alone. One-time passwords of new accounts are told this once. It can be repeated.",
	problems: []fault.Code{fault.BodyMissing},
	answer:   jsonOf[accountImportBody]("逐行的报告 · The report, row by row"),
	refused:  func(r huma.Registry) *huma.Schema { return schemaOf[accountImportBody](r) },
}

// accountImportBody is what became of a table of accounts.
type accountImportBody struct {
	Written   bool               `json:"written" doc:"已写入 · It was taken in"`
	Created   int                `json:"created"`
	Changed   int                `json:"changed"`
	Unchanged int                `json:"unchanged"`
	Refused   int                `json:"refused"`
	Rows      []accountImportRow `json:"rows"`
	Report    *importReport      `json:"report,omitempty" doc:"读文件的报告 · What was found in the file"`
}

// accountImportRow is what became of one row.
type accountImportRow struct {
	Row      int        `json:"row" doc:"第几行，表头为第 1 行 · As a spreadsheet counts, the header being 1"`
	Login    string     `json:"login"`
	Account  string     `json:"account,omitempty" doc:"账号编号 · The account's id"`
	Outcome  string     `json:"outcome" enum:"created,changed,unchanged,refused"`
	Password string     `json:"password,omitempty" doc:"一次性口令，只给这一次 · One-time password, this once"`
	Code     fault.Code `json:"code,omitempty" doc:"为何被拒绝 · Why it was refused"`
	Field    string     `json:"field,omitempty" doc:"哪一列 · Which column"`
	ZH       string     `json:"zh,omitempty"`
	EN       string     `json:"en,omitempty"`
}

func (s *Server) importAccounts(ctx context.Context, in *TableAtOnceInput) (*written, error) {
	if in.empty() {
		return nil, fault.New(fault.BodyMissing, "", nil)
	}
	take := s.options.Accounts.Import
	if in.DryRun {
		take = s.options.Accounts.PlanImport
	}
	options := intake.AccountOptions{Options: in.options(), Zone: s.options.Zone}
	file := &uploading{Reader: in.body}
	taken, err := take(ctx, in.caller(), in.City, file, options)
	if file.err != nil {
		return nil, unreadable(file.err)
	}
	if err != nil {
		return nil, err
	}
	taken.File.File = in.File
	body, status := accountImportOf(taken), http.StatusOK
	if !in.DryRun && !taken.Written {
		status = http.StatusUnprocessableEntity
	}
	return answered(status, struct {
		accountImportBody
		Report *intake.Report `json:"report"`
	}{body, taken.File})
}

func accountImportOf(taken accounts.Imported) accountImportBody {
	body := accountImportBody{
		Written: taken.Written, Created: taken.Created, Changed: taken.Changed, Unchanged: taken.Unchanged, Refused: taken.Refused,
		Rows: make([]accountImportRow, len(taken.Rows)),
	}
	for i, r := range taken.Rows {
		row := accountImportRow{Row: r.Row, Login: r.Login, Account: r.Account, Outcome: string(r.Outcome), Password: r.Password}
		if why := r.Why; why != nil {
			row.Code, row.Field, row.ZH, row.EN = why.Code, why.Field, why.Text(fault.Chinese), why.Text(fault.English)
		}
		body.Rows[i] = row
	}
	return body
}
