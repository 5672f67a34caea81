package intake

import (
	"context"
	"io"

	"sizhang/domain/body"
	"sizhang/domain/fault"
)

var bodyColumns = []column{
	{[]string{"code", "编码", "代码", "机构编码", "机构代码"}, true},
	{[]string{"name", "名称", "中文名称", "机构名称"}, true},
	{[]string{"name_en", "英文名", "英文名称"}, false},
	{[]string{"parent", "上级", "上级编码", "上级机构"}, false},
	{[]string{"kind", "类型", "机构类型"}, false},
	{[]string{"generated", "虚构"}, false},
}

// ReadBodies reads a table of bodies: code, name and, where they apply, name_en,
// parent (the code of the body above) and kind. What is left empty stays as it is
// recorded; a single - in parent clears it. They come in the order of the file; a
// parent may stand below its children.
func ReadBodies(ctx context.Context, r io.Reader, o Options) ([]body.Body, *Report, error) {
	var bodies []body.Body
	report, err := readTable(ctx, r, o, bodyColumns, func(r *row) {
		before := r.report.faults
		b := body.Body{Code: r.own("code", fault.CodeDoubled)}
		b.Names.ZH, _ = r.need("name")
		b.Names.EN = r.cell("name_en")
		b.Parent = r.identifier("parent", r.cell("parent"))
		b.Kind = r.cell("kind")
		b.Generated = flag(r, "generated")
		if r.report.faults == before {
			bodies = append(bodies, b)
		}
	})
	report.Kept = len(bodies)
	return bodies, report, err
}
