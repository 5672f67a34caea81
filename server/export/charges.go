package export

import (
	"io"
	"iter"

	"sizhang/domain/body"
)

// Charges writes which body has which category in charge, which
// intake.ReadCharges reads back.
func Charges(w io.Writer, charges iter.Seq[body.Charge], o Options) error {
	return write(w, o, table[body.Charge]{
		zh: "职责分工", en: "charges",
		columns: []column{
			{"类别", "category", 20}, {"机构", "body", 20}, {"单元", "unit", 20},
			{"开始", "from", 14}, {"结束", "until", 14}, {"文号", "document", 24},
		},
		cells: func(s style, c body.Charge) []string {
			return []string{c.Category, c.Body, c.Unit, s.instant(c.From), s.instant(c.Until), c.Document}
		},
		generated: func(c body.Charge) bool { return c.Generated },
	}, charges)
}
