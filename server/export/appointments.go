package export

import (
	"io"
	"iter"

	"sizhang/domain/territory"
)

// Appointments writes a table of terms of office, a row for each, which
// intake.ReadAppointments reads back.
func Appointments(w io.Writer, seats iter.Seq[territory.Seat], o Options) error {
	type appointment struct {
		unit, post string
		territory.Term
	}
	terms := func(yield func(appointment) bool) {
		for seat := range seats {
			for _, term := range seat.Terms {
				if !yield(appointment{seat.Unit, seat.Post, term}) {
					return
				}
			}
		}
	}
	return write(w, o, table[appointment]{
		zh: "任职", en: "appointments",
		columns: []column{
			{"单元", "unit", 20}, {"岗位", "post", 20}, {"人员编号", "person", 16}, {"姓名", "name", 14},
			{"任职日期", "from", 14}, {"离任日期", "until", 14}, {"任命文号", "document", 24}, {"副职", "deputy", 8},
		},
		cells: func(s style, a appointment) []string {
			return []string{
				a.unit, a.post, a.Person, a.Name,
				s.instant(a.From), s.instant(a.Until), a.Document, s.flag(a.Deputy),
			}
		},
		generated: func(a appointment) bool { return a.Generated },
	}, terms)
}
