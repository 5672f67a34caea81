package export

import (
	"io"
	"iter"
	"strings"

	"sizhang/domain/territory"
)

// Units writes a table of units without their ground, which intake.ReadAreas
// reads back.
func Units(w io.Writer, units iter.Seq[*territory.Unit], o Options) error {
	return write(w, o, table[*territory.Unit]{
		zh: "单元", en: "units",
		columns: []column{
			{"编码", "code", 20}, {"名称", "name", 28}, {"层级", "level", 14}, {"上级", "parent", 20}, {"英文名", "name_en", 28},
			{"单元网格编码", "grid_code", 18}, {"前身", "predecessors", 28}, {"撤销", "ended", 8},
		},
		cells: func(s style, u *territory.Unit) []string {
			return []string{
				u.Code, u.Names.ZH, u.Level, u.Parent, u.Names.EN,
				u.GridCode, strings.Join(u.Predecessors, ";"), s.flag(u.Ended),
			}
		},
		generated: func(u *territory.Unit) bool { return u.Generated },
	}, units)
}
