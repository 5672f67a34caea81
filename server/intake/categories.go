package intake

import (
	"context"
	"io"

	"sizhang/domain/body"
	"sizhang/domain/fault"
)

var categoryColumns = []column{
	{[]string{"code", "编码", "代码", "类别编码", "类别代码"}, true},
	{[]string{"name", "名称", "中文名称", "类别名称"}, true},
	{[]string{"name_en", "英文名", "英文名称"}, false},
	{[]string{"parent", "上级", "上级编码", "上级类别"}, false},
}

// ReadCategories reads a table of kinds of problems: code, name and, where they
// apply, name_en and parent (the code of the category above). What is left empty
// stays as it is recorded; a single - in parent clears it. They come in the order
// of the file; a parent may stand below its children.
func ReadCategories(ctx context.Context, r io.Reader, o Options) ([]body.Category, *Report, error) {
	var categories []body.Category
	report, err := readTable(ctx, r, o, categoryColumns, func(r *row) {
		before := r.report.faults
		c := body.Category{Code: r.own("code", fault.CodeDoubled)}
		c.Names.ZH, _ = r.need("name")
		c.Names.EN = r.cell("name_en")
		c.Parent = r.identifier("parent", r.cell("parent"))
		if r.report.faults == before {
			categories = append(categories, c)
		}
	})
	report.Kept = len(categories)
	return categories, report, err
}
