package intake

import (
	"cmp"
	"context"
	"io"
	"slices"
	"time"

	"sizhang/domain/body"
	"sizhang/domain/territory"
)

// ChargeOptions say how to read a table of charges.
type ChargeOptions struct {
	Options
	// Zone is where a date without a time begins; China's time when nil.
	Zone *time.Location
	// Ground is what the rows are held against; what is nil there is not looked
	// up.
	Ground body.ChargeGround
}

var chargeColumns = []column{
	{[]string{"category", "类别", "问题类别", "类别编码", "类别代码"}, true},
	{[]string{"body", "机构", "机构编码", "机构代码", "责任部门"}, true},
	{[]string{"unit", "单元", "单元编码", "单元代码"}, false},
	{[]string{"from", "开始", "开始日期"}, false},
	{[]string{"until", "结束", "结束日期"}, false},
	{[]string{"document", "文号", "依据"}, false},
	{[]string{"generated", "虚构"}, false},
}

// ReadCharges reads a table of which body has which category in charge:
// category, body and, where they apply, unit (empty is everywhere), from, until
// and document. A charge without from holds since ever, one without until for
// ever; dates are read as by ReadAppointments.
//
// They come in the order of the file. A body that has a category twice at once
// is refused at the later row.
func ReadCharges(ctx context.Context, r io.Reader, o ChargeOptions) ([]body.Charge, *Report, error) {
	var charges []body.Charge
	var rows []int // of the charges
	report, err := readTable(ctx, r, o.Options, chargeColumns, func(r *row) {
		before := r.report.faults
		if c := o.charge(r); r.report.faults == before {
			charges, rows = append(charges, c), append(rows, r.index)
		}
	})
	bad := map[int]bool{}
	for _, clash := range body.Clashes(charges) {
		if clash.Doubled { // charges that are shared are for the check of the draft to note
			f := clash.Finding(charges)
			f.Index, f.Severity = rows[clash.Later], report.refusal()
			report.Add(f)
			bad[clash.Later] = true
		}
	}
	charges = without(charges, bad)
	report.inOrder()
	report.Kept = len(charges)
	return charges, report, err
}

func (o *ChargeOptions) charge(r *row) body.Charge {
	zone := zoned(o.Zone)
	c := body.Charge{Unit: r.identifier("unit", r.cell("unit"))}
	r.code = c.Unit
	c.Category, c.Body = r.refers("category"), r.refers("body")
	c.From = r.instant("from", r.cell("from"), zone)
	c.Until = r.instant("until", r.cell("until"), zone)
	c.Document = r.cell("document")
	c.Generated = flag(r, "generated")
	r.take(c.Placeless(o.Ground))
	return c
}

// without returns the list less what stands at the bad places.
func without[T any](list []T, bad map[int]bool) []T {
	if len(bad) == 0 {
		return list
	}
	var kept []T
	for i, thing := range list {
		if !bad[i] {
			kept = append(kept, thing)
		}
	}
	return kept
}

// inOrder puts the findings in order of the rows that they are about.
func (r *Report) inOrder() {
	slices.SortStableFunc(r.Findings, func(x, y territory.Finding) int { return cmp.Compare(x.Index, y.Index) })
}
