package intake

import (
	"context"
	"io"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
)

// AreaOptions say how to read a table of areas.
type AreaOptions struct {
	Options
	// Levels maps the file's names of levels to the profile's, or to Dropped. A
	// name that is not in it is the profile's own.
	Levels map[string]string
}

var areaColumns = []column{
	{[]string{"code", "编码", "代码", "区划代码", "统计用区划代码"}, true},
	{[]string{"name", "名称", "中文名称"}, true},
	{[]string{"level", "层级", "级别"}, true},
	{[]string{"parent", "上级", "上级编码", "上级代码"}, false},
	{[]string{"name_en", "英文名", "英文名称"}, false},
	{[]string{"grid_code", "单元网格编码"}, false},
	{[]string{"predecessors", "前身", "原单元编码"}, false},
	{[]string{"ended", "撤销"}, false},
	{[]string{"generated", "虚构"}, false},
}

// ReadAreas reads a CSV table of units: code, name, level and, where they
// apply, parent, name_en, grid_code, predecessors (the codes of the units that
// it was formed from, see listed) and ended (yes or no), in any order, under
// these names or their Chinese ones. A unit that ends needs no more than its
// code. Rows of a dropped level go, and what hangs under them
// hangs under the nearest unit above that is kept. A parent of nothing but
// zeros means none.
func ReadAreas(ctx context.Context, r io.Reader, o AreaOptions) ([]territory.Unit, *Report, error) {
	a := &areas{codes: newCodes(o.Profile), names: newLevelNames(o.Profile, o.Levels), dropped: map[string]string{}}
	report, err := readTable(ctx, r, o.Options, areaColumns, a.row)
	units := make([]territory.Unit, 0, len(a.lines))
	for i := range a.lines {
		before := report.faults
		if u := a.hang(&a.lines[i]); report.faults == before {
			units = append(units, u)
		}
	}
	report.Kept = len(units)
	return units, report, err
}

// areas is a table of areas being read.
type areas struct {
	codes   *codes
	names   *levelNames
	lines   []areaLine
	dropped map[string]string // the parent of each unit that was left out
}

type areaLine struct {
	record
	unit   territory.Unit
	level  city.Level
	parent string // as the file has it
}

func (a *areas) row(r *row) {
	before := r.report.faults
	ended := flag(r, "ended")
	code, ok := r.need("code")
	name, named := r.needUnless(ended, "name")
	levelName, levelled := r.needUnless(ended, "level")
	if !ok || !named || !levelled {
		return
	}
	r.code = code
	level, dropped, ok := a.level(r, levelName)
	if !ok {
		return
	}
	if dropped {
		a.dropped[code] = r.cell("parent")
		return
	}
	if code, ok = a.codes.read(&r.record, "code", code, a.codes.levels(level)...); !ok {
		return
	}
	r.code = code
	if first, twice := r.report.place(code, r.index); twice {
		r.refuse(fault.CodeDoubled, "code", fault.With{"code": code, "first": first})
		return
	}
	line := areaLine{
		record: r.record, level: level, parent: r.cell("parent"),
		unit: territory.Unit{
			Code: code, Level: level.ID, GridCode: r.cell("grid_code"), Names: city.Names{ZH: name, EN: r.cell("name_en")},
			Predecessors: a.codes.listed(&r.record, "predecessors", r.cell("predecessors"), level), Ended: ended, Generated: flag(r, "generated"),
		},
	}
	if r.report.faults == before {
		a.lines = append(a.lines, line)
	}
}

// level returns the level of a row by the file's name of it; one without an id
// where a unit that ends does not say.
func (a *areas) level(r *row, name string) (level city.Level, dropped, ok bool) {
	if name == "" {
		return city.Level{}, false, true
	}
	return a.names.level(&r.record, "level", name)
}

// hang gives a line its parent, past those that were left out.
func (a *areas) hang(l *areaLine) territory.Unit {
	to := l.parent
	for range len(a.dropped) {
		above, dropped := a.dropped[to]
		if !dropped {
			break
		}
		to = above
	}
	if _, circle := a.dropped[to]; circle {
		l.refuse(fault.ParentCycle, "parent", fault.With{"chain": l.parent + " → … → " + to})
		return l.unit
	}
	var ok bool
	if l.unit.Parent, ok = a.codes.parent(&l.record, "parent", to, l.level); ok && to != l.parent {
		kept := l.unit.Parent
		if kept == "" {
			kept = "—"
		}
		l.find(territory.Note, fault.ParentLifted, "parent", fault.With{"from": l.parent, "to": kept})
	}
	return l.unit
}
