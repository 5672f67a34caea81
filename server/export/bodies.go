package export

import (
	"io"
	"iter"

	"sizhang/domain/body"
)

// Bodies writes the register of bodies, which intake.ReadBodies reads back.
func Bodies(w io.Writer, bodies iter.Seq[body.Body], o Options) error {
	return write(w, o, table[body.Body]{
		zh: "机构", en: "bodies",
		columns: []column{{"编码", "code", 20}, {"名称", "name", 28}, {"上级", "parent", 20}, {"类型", "kind", 14}, {"英文名", "name_en", 28}},
		cells: func(_ style, b body.Body) []string {
			return []string{b.Code, b.Names.ZH, b.Parent, b.Kind, b.Names.EN}
		},
		generated: func(b body.Body) bool { return b.Generated },
	}, bodies)
}
