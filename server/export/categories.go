package export

import (
	"io"
	"iter"
	"strconv"

	"sizhang/domain/body"
	"sizhang/domain/city"
	"sizhang/domain/clock"
	"sizhang/domain/fault"
)

// Categories writes the kinds of problems, one row a condition, which
// intake.ReadCategories reads back. What is the same for all conditions stands in the
// first row alone.
func Categories(w io.Writer, categories iter.Seq[body.Category], o Options) error {
	return write(w, o, table[categoryRow]{
		zh: "问题类别", en: "categories",
		columns: []column{
			{"编码", "code", 12}, {"名称", "name", 24}, {"上级", "parent", 12}, {"英文名", "name_en", 24}, {"类型", "kind", 10},
			{"处置单位", "department", 20}, {"监督单位", "supervisor", 20}, {"派遣规则", "hands", 12},
			{"条件编号", "condition", 10}, {"立案条件", "filing", 40}, {"结案条件", "closing", 40}, {"处置时限", "limit", 14},
			{"上报照片", "photos_report", 10}, {"处置照片", "photos_finish", 10},
		},
		cells: func(s style, r categoryRow) []string { return r.cells(s) },
	}, rowsOf(categories))
}

// categoryRow is a category with one of its conditions, of which it may have none.
type categoryRow struct {
	of        *body.Category
	condition body.Condition
	first     bool
}

func rowsOf(categories iter.Seq[body.Category]) iter.Seq[categoryRow] {
	return func(yield func(categoryRow) bool) {
		for c := range categories {
			if len(c.Conditions) == 0 && !yield(categoryRow{of: &c, first: true}) {
				return
			}
			for i, condition := range c.Conditions {
				if !yield(categoryRow{&c, condition, i == 0}) {
					return
				}
			}
		}
	}
}

func (r categoryRow) cells(s style) []string {
	c := r.of
	own := []string{c.Code, c.Names.ZH, c.Parent, c.Names.EN, s.kind(c.Kind), c.Department, c.Supervisor, s.hands(c.Hands)}
	photos := []string{photos(c.PhotosReport), photos(c.PhotosFinish)}
	if !r.first {
		own, photos = append([]string{c.Code}, make([]string, len(own)-1)...), make([]string, 2)
	}
	return append(append(own, r.condition.Code, r.condition.Filing, r.condition.Closing, s.limit(r.condition.Limit)), photos...)
}

func (s style) kind(k body.CategoryKind) string {
	if zh := map[body.CategoryKind]string{body.Component: "部件", body.Occurrence: "事件"}[k]; zh != "" && s.in == fault.Chinese {
		return zh
	}
	return string(k)
}

func (s style) hands(h city.Hands) string {
	if zh := map[city.Hands]string{city.ToTerritory: "属地优先", city.ToDepartment: "职能优先"}[h]; zh != "" && s.in == fault.Chinese {
		return zh
	}
	return string(h)
}

// limit writes a time limit as tables do; nothing for none.
func (s style) limit(l clock.Limit) string {
	switch {
	case l == clock.Limit{}:
		return ""
	case s.in == fault.Chinese:
		return l.String()
	}
	return strconv.FormatFloat(l.Count(), 'f', -1, 64) + " " + string(l.Kind)
}

// photos writes how many there must be: nothing where the city's rules say.
func photos(count int) string {
	switch count {
	case 0:
		return ""
	case body.NoPhotos:
		return "0"
	}
	return strconv.Itoa(count)
}
