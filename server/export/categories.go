package export

import (
	"io"
	"iter"

	"sizhang/domain/body"
)

// Categories writes the kinds of problems, which intake.ReadCategories reads
// back.
func Categories(w io.Writer, categories iter.Seq[body.Category], o Options) error {
	return write(w, o, table[body.Category]{
		zh: "问题类别", en: "categories",
		columns: []column{{"编码", "code", 20}, {"名称", "name", 28}, {"上级", "parent", 20}, {"英文名", "name_en", 28}},
		cells: func(_ style, c body.Category) []string {
			return []string{c.Code, c.Names.ZH, c.Parent, c.Names.EN}
		},
	}, categories)
}
