package intake

import (
	"context"
	"io"
	"slices"
	"time"

	"sizhang/domain/fault"
	"sizhang/domain/issue"
	"sizhang/domain/territory"
)

// Order is a work order of a citizens' hotline, 12345 for one (热线工单): something that
// a citizen said and that the city still has to do.
type Order struct {
	Row                    int
	Outside                string // its number there
	Category, CategoryName string
	Text                   string
	Place                  issue.Place
	Source                 issue.Source
	Name, Contact          string // of who called; may be empty
	Added                  time.Time
}

var orderColumns = append(slices.DeleteFunc(slices.Clone(issueColumns), func(c column) bool { return c.names[0] == "due" }),
	column{[]string{"name", "来电人", "诉求人", "市民姓名", "联系人", "姓名"}, false},
	column{[]string{"contact", "联系电话", "来电号码", "电话", "phone"}, false},
)

// ReadOrders reads a table of work orders: id, category or category_name, added, text,
// lng and lat, and where they apply address, name, contact. Categories that the city
// has not are refused, and returned.
func ReadOrders(ctx context.Context, r io.Reader, o IssueOptions) ([]Order, []Missing, *Report, error) {
	var orders []Order
	names := newNaming(&o)
	if name, unknown := unknownColumn(o.Columns, orderColumns); unknown {
		report := &Report{Record: Row}
		report.whole(territory.Refusal, fault.ColumnUnknown, name, fault.With{"column": name, "known": columnIDs(orderColumns)})
		return nil, nil, report, nil
	}
	report, err := readTable(ctx, r, o.Options, withOwn(orderColumns, o.Columns), func(r *row) {
		before := r.report.faults
		order := Order{Row: r.index, Outside: r.own("id", fault.CodeDoubled), Source: o.Source}
		order.Category, order.CategoryName = names.category(r)
		order.Place = r.place(o.CRS)
		order.Text, _ = r.need("text")
		order.Name, order.Contact = r.cell("name"), r.cell("contact")
		order.Added, _ = r.times(&o)
		if r.report.faults == before {
			orders = append(orders, order)
		}
	})
	report.Kept = len(orders)
	return orders, names.list(), report, err
}

// Filing is the order as a report of the city: the citizen who called has the word
// before it is closed, and the hotline speaks for them. Each call makes another id.
func (o *Order) Filing(city string, by issue.By) issue.Filing {
	return issue.Filing{
		City: city, ID: newID(), Source: o.Source, Outside: o.Outside, Category: o.Category, Text: o.Text,
		Place: o.Place, Found: o.Added, By: by,
		Reporter: issue.Reporter{Kind: issue.Partner, By: by, Name: o.Name, Contact: o.Contact, At: o.Added},
	}
}
