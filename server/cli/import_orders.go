package cli

import (
	"context"
	"time"

	"sizhang/domain/access"
	"sizhang/domain/fault"
	"sizhang/domain/issue"
	"sizhang/server/accounts"
	"sizhang/server/intake"
)

type importOrders struct {
	issueSettings
	Account string `help:"热线系统的账号（登录名）：由它转来电人的评价 / login of the hotline's account, which passes on what the callers say; nobody can without one." placeholder:"LOGIN"`
}

// Help is shown by import orders --help.
func (importOrders) Help() string {
	return "12345 等热线的工单成为本市待受理的问题，办结前由来电人评价；与 POST /api/v1/cities/{city}/orders 相同。重复导入不会重复 / " +
		"Work orders of a hotline such as 12345 become issues that wait to be accepted, and whoever called has the word before they are closed; as by POST /api/v1/cities/{city}/orders. Importing again changes nothing.\n\n" +
		"列 / Columns: id 工单号, category 类别编码 和/或 category_name 类别, added 来电时间, text 诉求内容, lng 经度, lat 纬度; address 地址, name 来电人, contact 联系电话\n\n" +
		"示例 / Example:\n\n  sizhang import orders orders.csv --crs wgs84 --city 110101 --data data"
}

// Run imports work orders.
func (c *importOrders) Run(r *run) error {
	return c.take(r, func(t *taking, o intake.IssueOptions) (rows []made, missing []intake.Missing, err error) {
		o.Source = issue.FromHotline
		if err := c.speaks(t); err != nil {
			return nil, nil, err
		}
		var orders []intake.Order
		orders, missing, t.report, err = intake.ReadOrders(r.ctx, t.reader(), o)
		for k := range orders {
			q := &orders[k]
			rows = append(rows, made{q.Row, q.Outside, func(ctx context.Context) (issue.Issue, error) {
				return t.issues.Recorded(ctx, q.Filing(t.City, t.by), nil, time.Time{})
			}, func(ctx context.Context, _ issue.Issue) (bool, error) {
				f := q.Filing(t.City, t.by)
				f.Actor = operator(t.City)
				_, fresh, err := t.issues.File(ctx, f)
				return fresh, err
			}})
		}
		return rows, missing, err
	})
}

// operator is whoever works at the server itself: they need no account to hand orders over.
func operator(city string) access.Actor {
	role := &access.Role{ID: "operator", Rights: []access.Right{access.IssueOrder}, Reach: access.Whole}
	return access.Actor{City: city, Holdings: []access.Holding{{Role: role}}}
}

// speaks has the hotline's account speak for the callers.
func (c *importOrders) speaks(t *taking) error {
	if c.Account == "" {
		return nil
	}
	account, found, err := accounts.New(accounts.Options{Store: t.app.Store(), Duties: t.app}).Find(t.ctx, t.City, c.Account)
	if err == nil && !found {
		err = fault.New(fault.AccountNotFound, "account", nil)
	}
	t.by.Account, t.by.Person = account.ID, account.Person
	return err
}
