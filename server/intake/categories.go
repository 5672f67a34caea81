package intake

import (
	"cmp"
	"context"
	"io"
	"slices"
	"strconv"
	"strings"

	"sizhang/domain/body"
	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/overlay"
)

// CategoryOptions say how to read a table of categories.
type CategoryOptions struct {
	Options
	// Prefix is put before every code of the file: the tables of components and of
	// events count their classes from 01 both.
	Prefix string
	// Kind is that of the classes, or the categories at the top, of which the file
	// does not say it.
	Kind body.CategoryKind
}

var categoryColumns = []column{
	{[]string{"code", "编码", "代码", "类别编码", "类别代码", "小类代码", "小类编码"}, true},
	{[]string{"name", "名称", "中文名称", "类别名称", "小类名称", "小类"}, true},
	{[]string{"name_en", "英文名", "英文名称"}, false},
	{[]string{"parent", "上级", "上级编码", "上级类别"}, false},
	{[]string{"class", "大类代码", "大类编码"}, false},
	{[]string{"class_name", "大类名称", "大类"}, false},
	{[]string{"kind", "类型", "类别类型"}, false},
	{[]string{"department", "处置单位", "处置部门", "责任单位"}, false},
	{[]string{"supervisor", "监督单位", "监督部门", "主管部门"}, false},
	{[]string{"hands", "派遣规则"}, false},
	{[]string{"condition", "条件编号", "条件代码"}, false},
	{[]string{"filing", "立案条件", "立案标准"}, false},
	{[]string{"closing", "结案条件", "结案标准"}, false},
	{[]string{"limit", "处置时限", "时限", "完成时限"}, false},
	{[]string{"photos_report", "上报照片"}, false},
	{[]string{"photos_finish", "处置照片"}, false},
}

// ReadCategories reads a table of kinds of problems, one row a condition: code, name
// and, where they apply, name_en, parent (the code of the category above), kind,
// department and supervisor (a body's code or name), hands, photos_report and
// photos_finish (0 is none), and of the condition its code, filing, closing and
// limit. Rows that repeat a code add conditions to its category and may leave the
// rest empty. A condition without a code is numbered.
//
// It reads as well what cities publish: class and class_name (大类) beside the code
// and name of the small class. A class is then a category of its own, the small
// class hangs under it, and its code is preceded by the class's unless it begins
// with that.
//
// What is left empty stays as it is recorded; a single - clears it, in condition all
// conditions. Categories come in the order of the file; a parent may stand below its
// children.
func ReadCategories(ctx context.Context, r io.Reader, o CategoryOptions) ([]body.Category, *Report, error) {
	c := &categories{options: o, at: map[string]int{}}
	report, err := readTable(ctx, r, o.Options, categoryColumns, c.row)
	report.Kept = len(c.list)
	if o.Kind != "" {
		for i := range c.list {
			if of := &c.list[i]; of.Kind == "" && of.Parent == "" {
				of.Kind = o.Kind
			}
		}
	}
	return c.list, report, err
}

// categories are those read so far.
type categories struct {
	options CategoryOptions
	list    []body.Category
	at      map[string]int // where each code stands in the list
}

// row reads one row: a category, or a condition of one.
func (c *categories) row(r *row) {
	before := r.report.faults
	class := body.Category{Code: c.code(r, "class")}
	class.Names.ZH = r.cell("class_name")
	of, whole := c.category(r, class.Code)
	condition, carried := c.condition(r)
	if class.Code != "" && of.Parent == class.Code {
		class.Kind, of.Kind = of.Kind, ""
	}
	if r.report.faults > before {
		return
	}
	if class.Names.ZH != "" && class.Code != "" {
		r.code = class.Code
		c.put(r, class, "class_name")
	}
	if whole && r.report.faults == before {
		c.take(r, of, condition, carried)
	}
}

// category reads what the row says of its category; false where the row is about
// nothing but the class.
func (c *categories) category(r *row, class string) (body.Category, bool) {
	of := body.Category{Parent: c.code(r, "parent")}
	if of.Code = c.code(r, "code"); of.Code == "" && class != "" {
		return of, false
	}
	if class != "" {
		of.Code = within(class, of.Code, c.options.Prefix)
		of.Parent = cmp.Or(of.Parent, class)
	}
	r.code = of.Code
	if of.Code == "" {
		r.need("code")
	}
	if of.Names.ZH = r.cell("name"); of.Names.ZH == "" && !c.known(of.Code) {
		r.need("name")
	}
	of.Names.EN = r.cell("name_en")
	of.Kind = one(r, "kind", kindNames, fault.CategoryKindUnknown, "component, event")
	of.Department, of.Supervisor = r.cell("department"), r.cell("supervisor")
	of.Hands = one(r, "hands", handsNames, fault.HandsUnknown, city.HandsIDs())
	of.PhotosReport, of.PhotosFinish = photos(r, "photos_report"), photos(r, "photos_finish")
	return of, true
}

// code reads a code with the prefix before it.
func (c *categories) code(r *row, field string) string {
	code := r.identifier(field, r.cell(field))
	if code == "" || code == overlay.Clear {
		return code
	}
	return c.options.Prefix + code
}

// within returns the code of a small class, whole: tables number them anew in each
// class, or put its code before.
func within(class, small, prefix string) string {
	if strings.HasPrefix(small, class) && len(small) > len(class) {
		return small
	}
	return class + strings.TrimPrefix(small, prefix)
}

func (c *categories) known(code string) bool { _, known := c.at[code]; return known }

// take puts the category, and the condition that the row carries, to the others.
func (c *categories) take(r *row, of body.Category, condition body.Condition, carried bool) {
	r.code = of.Code
	i, known := c.at[of.Code]
	if known && !carried {
		first, _ := r.report.place(of.Code, r.index)
		r.refuse(fault.CodeDoubled, "code", fault.With{"code": of.Code, "first": first})
		return
	}
	var others []body.Condition
	if known {
		others = c.list[i].Conditions
	}
	if carried {
		if condition.Code == "" {
			condition.Code = nextNumber(others)
		}
		if slices.ContainsFunc(others, func(o body.Condition) bool { return o.Code == condition.Code }) {
			r.refuse(fault.ConditionDoubled, "condition", fault.With{"condition": condition.Code, "category": of.Code})
			return
		}
	}
	if c.put(r, of, "name") && carried {
		i = c.at[of.Code]
		c.list[i].Conditions = append(c.list[i].Conditions, condition)
	}
}

// nextNumber is the next that none of the conditions has.
func nextNumber(others []body.Condition) string {
	for n := len(others) + 1; ; n++ {
		code := strconv.Itoa(n)
		if !slices.ContainsFunc(others, func(o body.Condition) bool { return o.Code == code }) {
			return code
		}
	}
}

// put puts a category to the others, or what it says to what other rows said of it;
// false where they say otherwise, which is refused. named is the column of its name.
func (c *categories) put(r *row, of body.Category, named string) bool {
	i, known := c.at[of.Code]
	if !known {
		c.at[of.Code] = len(c.list)
		c.list = append(c.list, of)
		r.report.place(of.Code, r.index)
		return true
	}
	m := merging{row: r, code: of.Code}
	was := c.list[i]
	of.Names.ZH = merged(&m, named, was.Names.ZH, of.Names.ZH)
	of.Names.EN = merged(&m, "name_en", was.Names.EN, of.Names.EN)
	of.Parent = merged(&m, "parent", was.Parent, of.Parent)
	of.Kind = merged(&m, "kind", was.Kind, of.Kind)
	of.Department = merged(&m, "department", was.Department, of.Department)
	of.Supervisor = merged(&m, "supervisor", was.Supervisor, of.Supervisor)
	of.Hands = merged(&m, "hands", was.Hands, of.Hands)
	of.PhotosReport = merged(&m, "photos_report", was.PhotosReport, of.PhotosReport)
	of.PhotosFinish = merged(&m, "photos_finish", was.PhotosFinish, of.PhotosFinish)
	of.Conditions = was.Conditions
	if !m.contradicts {
		c.list[i] = of
	}
	return !m.contradicts
}

// merging is a row that is laid beside others of its category.
type merging struct {
	*row
	code        string
	contradicts bool
}

// merged returns a value that one of the rows may leave out, and refuses two that
// differ.
func merged[T comparable](m *merging, field string, was, value T) T {
	var none T
	switch {
	case value == none:
		return was
	case was != none && was != value:
		first, _ := m.report.place(m.code, m.index)
		m.refuse(fault.CategoryContradicts, field, fault.With{"first": first, "was": was, "value": value})
		m.contradicts = true
	}
	return value
}
