package cli

import (
	"bytes"

	"sizhang/domain/body"
	"sizhang/server/app"
	"sizhang/server/classes"
	"sizhang/server/intake"
)

type importCategories struct {
	tableSettings
	Prefix string       `help:"加在文件所有代码之前，把部件与事件的 01 分开 / put before every code of the file, to tell the 01 of components from that of events." placeholder:"TEXT"`
	Kind   categoryKind `help:"文件没有写类型时：部件或事件 / where the file does not say it: component or event." placeholder:"KIND"`
}

// Help is shown by import categories --help.
func (importCategories) Help() string {
	return "一行一个立案条件；同一类别的其他条件另起一行，只重复编码。\n" +
		"One row a condition; more conditions of a category stand in rows that repeat its code.\n\n" +
		"列 / Columns: code 编码, name 名称, parent 上级, name_en 英文名, kind 类型, department 处置单位, supervisor 监督单位, hands 派遣规则, " +
		"condition 条件编号, filing 立案条件, closing 结案条件, limit 处置时限, photos_report 上报照片, photos_finish 处置照片\n" +
		"各市公布的表也可以 / Or as cities publish it: 大类代码, 大类名称, 小类代码, 小类名称, 处置单位, 监督单位, 立案条件, 结案条件, 处置时限\n" +
		"留空为不改；写一个 - 为清除 / Empty cells change nothing; a single - clears.\n\n" +
		"示例 / Example:\n\n  sizhang import categories categories.csv --city 110101 --data data --draft last"
}

// Run imports a table of categories.
func (c *importCategories) Run(r *run) error {
	return c.begin(r, func(i *importing) error {
		return i.categories(intake.CategoryOptions{Options: i.options, Prefix: c.Prefix, Kind: body.CategoryKind(c.Kind)})
	})
}

func (i *importing) categories(o intake.CategoryOptions) error {
	categories, report, err := intake.ReadCategories(i.ctx, i.reader(), o)
	return i.take(report, err, func(draft string) (app.Outcome, error) {
		return i.app.AddCategories(i.ctx, i.City, draft, categories, i.source(), i.progress)
	})
}

// categoryKind is a flag that names one, in Chinese or in English.
type categoryKind body.CategoryKind

// UnmarshalText reads the flag.
func (k *categoryKind) UnmarshalText(text []byte) error {
	kind, known := intake.CategoryKind(string(text))
	if !known {
		return usageError("类型写 部件（component）或 事件（event） / the kind is component or event")
	}
	*k = categoryKind(kind)
	return nil
}

type importDefaults struct{ putSettings }

// Help is shown by import default-categories --help.
func (importDefaults) Help() string {
	return "大类、小类的名称取自国家标准和各市公布的表；立案条件与时限是我们写的样例，请各市核对、替换，并填上处置单位。\n" +
		"Classes are named as in the national standard and the tables of cities; conditions and limits are samples of ours, for a city to check and to replace, and to say who handles what.\n\n" +
		"示例 / Example:\n\n  sizhang import default-categories --city 110101 --data data --draft last\n" +
		"  sizhang export categories --city 110101 --data data --draft last --output classes.xlsx\n" +
		"  sizhang import categories classes.xlsx --city 110101 --data data --draft last"
}

// Run imports the table of categories that is shipped.
func (c *importDefaults) Run(r *run) error {
	return c.with(r, classes.File, bytes.NewReader(classes.Table), int64(len(classes.Table)), func(i *importing) error {
		return i.underProfile(func(i *importing) error {
			return i.categories(intake.CategoryOptions{Options: i.options})
		})
	})
}
