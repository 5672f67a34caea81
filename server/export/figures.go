package export

import (
	"fmt"
	"io"
	"time"

	"github.com/xuri/excelize/v2"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/indicator"
	"sizhang/server/intake"
)

// Figures writes indicators as a table: a line for the total, one for each group, and
// below each one for every period that the time was split into. labels name the
// groups, one by one. A rate stands with its numerator and denominator, and where it is
// no data the cell is empty. In a workbook numbers are numbers, and a second sheet has
// the formulas.
func Figures(w io.Writer, r *indicator.Report, labels []city.Names, o Options) error {
	t := figuresTable{r: r, english: o.Header == fault.English}
	t.head()
	if o.Format == XLSX {
		return t.workbook(w, labels)
	}
	sheet := newCSV(w)
	names := make([]string, len(t.columns))
	for i, c := range t.columns {
		names[i] = c.zh
	}
	if err := sheet.row(names); err != nil {
		return err
	}
	err := t.lines(labels, func(cells []any) error {
		texts := make([]string, len(cells))
		for i, cell := range cells {
			texts[i] = plainText(cell)
		}
		return sheet.row(texts)
	})
	if err != nil {
		return err
	}
	return sheet.end()
}

// percent is a rate in a cell.
type percent float64

func plainText(cell any) string {
	switch value := cell.(type) {
	case nil:
		return ""
	case string:
		return intake.Mark(value) // a name must not become a formula
	case percent:
		return fmt.Sprintf("%.4f", float64(value))
	case float64:
		return fmt.Sprintf("%.2f", value)
	}
	return fmt.Sprint(cell)
}

// figuresTable is a table in the making; its columns have their names in one language.
type figuresTable struct {
	r       *indicator.Report
	english bool
	columns []column
}

func (t *figuresTable) say(zh, en string) string {
	if t.english {
		return en
	}
	return zh
}

func (t *figuresTable) column(name string, width float64) {
	t.columns = append(t.columns, column{name, name, width})
}

// head names the columns.
func (t *figuresTable) head() {
	t.column(t.say("名称", "name"), 28)
	t.column(t.say("代码", "code"), 18)
	t.column(t.say("岗位单元", "unit"), 18)
	t.column(t.say("岗位", "post"), 14)
	t.column(t.say("起", "from"), 20)
	t.column(t.say("止", "until"), 20)
	for k := range indicator.All {
		i := &indicator.All[k]
		name := i.Names.In(t.english)
		t.column(name, 12)
		if i.Kind == indicator.Rate {
			t.column(name+t.say("·分子", ": numerator"), 10)
			t.column(name+t.say("·分母", ": denominator"), 10)
		}
		if t.r.Compare != indicator.NotCompared {
			t.column(name+t.say("·对比期", ": before"), 10)
			t.column(name+t.say("·增减", ": change"), 10)
		}
	}
	for _, l := range indicator.Latencies {
		name := l.Names.In(t.english)
		t.column(name+t.say("·件数", ": issues"), 10)
		t.column(name+t.say("·中位（小时）", ": median, hours"), 12)
		t.column(name+t.say("·九成（小时）", ": p90, hours"), 12)
	}
	for _, k := range t.scores() {
		name := t.r.Scheme.Scores[k].Names.In(t.english)
		t.column(name+t.say("·得分", ": points"), 10)
		t.column(name+t.say("·等级", ": grade"), 8)
	}
}

// scores are the places of those that the rows have.
func (t *figuresTable) scores() (all []int) {
	for k := range t.r.Scheme.Scores {
		if t.r.Scheme.Scores[k].For(t.r.By) {
			all = append(all, k)
		}
	}
	return all
}

func (t *figuresTable) lines(labels []city.Names, write func([]any) error) error {
	if err := t.row(&t.r.Total, t.say("合计", "Total"), write); err != nil {
		return err
	}
	for k := range t.r.Rows {
		if err := t.row(&t.r.Rows[k], labels[k].In(t.english), write); err != nil {
			return err
		}
	}
	return nil
}

func (t *figuresTable) row(r *indicator.Row, label string, write func([]any) error) error {
	if err := write(t.cells(r.Key, label, &r.Cell)); err != nil {
		return err
	}
	for k := range r.Parts {
		if err := write(t.cells(r.Key, label, &r.Parts[k])); err != nil {
			return err
		}
	}
	return nil
}

func (t *figuresTable) cells(key indicator.Key, label string, c *indicator.Cell) []any {
	cells := []any{label, text(key.Code), text(key.Unit), text(key.Post), c.Period.From.Format(time.RFC3339), c.Period.Until.Format(time.RFC3339)}
	for k := range indicator.All {
		i := &indicator.All[k]
		value, known := i.Value(c.Figures[k])
		cells = append(cells, shown(i, value, known))
		if i.Kind == indicator.Rate {
			cells = append(cells, c.Figures[k].Numerator, c.Figures[k].Denominator)
		}
		if t.r.Compare != indicator.NotCompared {
			cells = append(cells, before(i, c, k)...)
		}
	}
	for _, s := range c.Spreads {
		cells = append(cells, s.N, hours(s, s.Median), hours(s, s.P90))
	}
	for _, k := range t.scores() {
		if s := c.Scores[k]; s.OK {
			cells = append(cells, s.Points, s.Grade)
		} else {
			cells = append(cells, nil, nil)
		}
	}
	return cells
}

// text is a cell of text; nil where there is none.
func text(of string) any {
	if of == "" {
		return nil
	}
	return of
}

func shown(i *indicator.Indicator, value float64, known bool) any {
	switch {
	case !known:
		return nil
	case i.Kind == indicator.Number:
		return int(value)
	}
	return percent(value)
}

func before(i *indicator.Indicator, c *indicator.Cell, place int) []any {
	if c.Before == nil {
		return []any{nil, nil}
	}
	value, known := i.Value(c.Before.Figures[place])
	change, both := i.Change(c.Figures[place], c.Before.Figures[place])
	return []any{shown(i, value, known), shown(i, change, both)}
}

func hours(s indicator.Spread, d time.Duration) any {
	if s.N == 0 {
		return nil
	}
	return d.Hours()
}

// workbook writes both sheets.
func (t *figuresTable) workbook(w io.Writer, labels []city.Names) (err error) {
	x, err := newXLSX(w, t.say("指标", "indicators"), t.columns)
	if err != nil {
		return err
	}
	defer func() {
		if closed := x.close(); err == nil {
			err = closed
		}
	}()
	const wholes, parts, shares = 1, 2, 10 // the numbers of the formats 0, 0.00 and 0.00%
	styles := [3]int{}
	for i, format := range []int{wholes, parts, shares} {
		if styles[i], err = x.file.NewStyle(&excelize.Style{NumFmt: format}); err != nil {
			return err
		}
	}
	names := make([]string, len(t.columns))
	for i, c := range t.columns {
		names[i] = c.zh
	}
	if err := x.row(names); err != nil {
		return err
	}
	err = t.lines(labels, func(cells []any) error {
		for i, cell := range cells {
			switch value := cell.(type) {
			case int:
				cells[i] = excelize.Cell{StyleID: styles[0], Value: value}
			case float64:
				cells[i] = excelize.Cell{StyleID: styles[1], Value: value}
			case percent:
				cells[i] = excelize.Cell{StyleID: styles[2], Value: float64(value)}
			case string:
				cells[i] = intake.Mark(value)
			}
		}
		return x.cells(cells)
	})
	if err == nil {
		err = t.formulas(x.file)
	}
	if err != nil {
		return err
	}
	return x.end()
}

// formulas writes the second sheet: what every indicator is.
func (t *figuresTable) formulas(file *excelize.File) error {
	sheet := t.say("公式", "formulas")
	if _, err := file.NewSheet(sheet); err != nil {
		return err
	}
	rows := [][]any{{t.say("代号", "id"), t.say("指标", "indicator"), t.say("公式", "formula"), t.say("计入时段按", "in a period by")}}
	for k := range indicator.All {
		i := &indicator.All[k]
		rows = append(rows, []any{string(i.ID), i.Names.In(t.english), i.Formula.In(t.english), indicator.Instants[i.At].In(t.english)})
	}
	for k, row := range rows {
		if err := file.SetSheetRow(sheet, fmt.Sprintf("A%d", k+1), &row); err != nil {
			return err
		}
	}
	for i, width := range []float64{24, 20, 80, 24} {
		column := string(rune('A' + i))
		if err := file.SetColWidth(sheet, column, column, width); err != nil {
			return err
		}
	}
	return nil
}
