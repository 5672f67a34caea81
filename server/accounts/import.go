package accounts

import (
	"context"
	"io"

	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/server/intake"
)

// Imported says what a table of accounts does, or did (账号导入).
type Imported struct {
	// File is what was found in the file; what is wrong with single rows is in Rows,
	// too.
	File *intake.Report
	Rows []ImportedRow // in the order of the file
	// Created, Changed, Unchanged and Refused count rows.
	Created, Changed, Unchanged, Refused int
	// Written says that the table was taken in; what was refused of it was not.
	Written bool
}

// ImportedRow is what became of one row.
type ImportedRow struct {
	Row     int // as a spreadsheet counts it, the header being row 1
	Login   string
	Account string // id; empty where the account is not there
	Outcome RowOutcome
	// Why says why the row was refused, and names the column; else nil.
	Why *fault.Fault
	// Password is the one-time password of a new account, at its first row. It is
	// told here and nowhere else.
	Password string
}

// RowOutcome is what a row does.
type RowOutcome string

const (
	RowCreated   RowOutcome = "created"   // it makes an account, or gives one that is made its role
	RowChanged   RowOutcome = "changed"   // it changes an account or gives it a role
	RowUnchanged RowOutcome = "unchanged" // what it says is so already
	RowRefused   RowOutcome = "refused"
)

// PlanImport says what Import would do with a table of accounts, row by row, and
// writes nothing. Its error is that the file or the store could not be read, or that
// the caller may manage no accounts.
func (a *Accounts) PlanImport(ctx context.Context, by Caller, city string, r io.Reader, o intake.AccountOptions) (Imported, error) {
	p, err := a.plan(ctx, by, city, r, o)
	return p.report(), err
}

// Import takes a table of accounts in (see intake.ReadAccounts): logins that are not
// there become accounts with a one-time password, and what a row says of one that is
// there is added to it; nothing is ever taken away. One row that is refused stops it
// all, unless o.LeaveOut leaves out such rows alone. What was taken in once is
// unchanged the second time, so an import that was cut off is taken up by the same
// file; the passwords that it had told nobody are then made by ResetPassword. With an
// error the report still has the passwords of the accounts that were made.
func (a *Accounts) Import(ctx context.Context, by Caller, city string, r io.Reader, o intake.AccountOptions) (Imported, error) {
	p, err := a.plan(ctx, by, city, r, o)
	if err != nil {
		return p.report(), err
	}
	if !p.writable(o.LeaveOut) {
		return p.report(), nil
	}
	for _, g := range p.logins {
		if err = a.write(ctx, by, g); err != nil {
			break
		}
	}
	report := p.report()
	report.Written = err == nil
	return report, err
}

// writable says whether a plan may be carried out.
func (p *importPlan) writable(leaveOut bool) bool {
	for _, f := range p.file.Findings {
		if f.Severity == territory.Refusal {
			return false
		}
	}
	return leaveOut || p.report().Refused == 0
}

// report says how far the plan has come.
func (p *importPlan) report() Imported {
	report := Imported{File: p.file}
	for _, r := range p.rows {
		row := r.ImportedRow
		switch row.Outcome {
		case RowCreated:
			report.Created++
		case RowChanged:
			report.Changed++
		case RowUnchanged:
			report.Unchanged++
		case RowRefused:
			report.Refused++
		}
		report.Rows = append(report.Rows, row)
	}
	return report
}
