package intake

import (
	"context"
	"io"
	"strings"
	"time"

	"sizhang/domain/fault"
)

// AccountOptions say how to read a table of accounts.
type AccountOptions struct {
	Options
	// Zone is where a date without a time begins; China's time when nil.
	Zone *time.Location
}

// AccountRow is one row of a table of accounts: who an account belongs to and, where
// it has one, a role that the account is given.
type AccountRow struct {
	Row                          int // as a spreadsheet counts it, the header being row 1
	Login, Person, Name, Subject string
	// Role is the id of a role, empty where the row gives none; Unit or Body is where
	// it is held.
	Role, Unit, Body string
	From, Until      time.Time // the zero time where the row does not say
}

var accountColumns = []column{
	{[]string{"login", "登录名", "账号", "用户名"}, true},
	{[]string{"person", "人员编号", "人员", "工号"}, false},
	{[]string{"name", "姓名"}, false},
	{[]string{"role", "角色"}, false},
	{[]string{"unit", "单元", "单元编码", "单元代码"}, false},
	{[]string{"body", "部门", "机构", "机构编码"}, false},
	{[]string{"from", "起", "开始", "开始日期"}, false},
	{[]string{"until", "止", "结束", "结束日期"}, false},
	{[]string{"subject", "统一身份", "统一身份标识"}, false},
}

// ReadAccounts reads a table of accounts: login and, where they apply, person (the id
// in the register), name, role (its id or Chinese name) with unit or body (codes),
// from and until, and subject at the city's single sign-on. Several rows of one login
// give it several roles. Dates are read as by ReadAppointments. The rows come in the
// order of the file; whether what they name is there is not looked up here, but for
// roles.
func ReadAccounts(ctx context.Context, r io.Reader, o AccountOptions) ([]AccountRow, *Report, error) {
	var rows []AccountRow
	report, err := readTable(ctx, r, o.Options, accountColumns, func(r *row) {
		before := r.report.faults
		if a := o.account(r); r.report.faults == before {
			rows = append(rows, a)
		}
	})
	report.Kept = len(rows)
	return rows, report, err
}

func (o *AccountOptions) account(r *row) AccountRow {
	a := AccountRow{Row: r.index, Login: r.refers("login")}
	r.code = a.Login
	a.Person = r.identifier("person", r.cell("person"))
	a.Name = r.cell("name")
	a.Unit = r.identifier("unit", r.cell("unit"))
	a.Body = r.identifier("body", r.cell("body"))
	a.Subject = r.cell("subject")
	zone := zoned(o.Zone)
	from, until := r.cell("from"), r.cell("until")
	a.From, a.Until = r.instant("from", from, zone), r.instant("until", until, zone)
	if !a.From.IsZero() && !a.Until.IsZero() && !a.From.Before(a.Until) {
		r.refuse(fault.SpanEmpty, "until", fault.With{"from": from, "until": until})
	}
	a.Role = o.role(r, a)
	return a
}

// role reads the role that a row gives; a place or a time without one is a mistake.
func (o *AccountOptions) role(r *row, a AccountRow) string {
	text := r.cell("role")
	if text == "" {
		if a.Unit != "" || a.Body != "" || !a.From.IsZero() || !a.Until.IsZero() {
			r.refuse(fault.ValueMissing, "role", nil)
		}
		return ""
	}
	role, known := o.Profile.RoleNamed(strings.TrimPrefix(text, "'"))
	if !known {
		r.refuse(fault.RoleUnknown, "role", fault.With{"role": text, "known": o.Profile.RoleIDs()})
	}
	return role.ID
}
