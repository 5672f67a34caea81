package report

import (
	"strconv"
	"strings"

	"sizhang/domain/city"
	"sizhang/domain/coverage"
	"sizhang/domain/fault"
)

// coverageColumn is one measure of a coverage report.
type coverageColumn struct {
	names city.Names
	of    func(l coverage.Level) coverageValue
}

// coverageValue is a measure as it is shown.
type coverageValue struct {
	state coverage.State
	share float64 // as the bar has it
	// percent never rounds up: what shows 100% lacks nothing.
	percent string
	// count is what the share is of, such as 3 / 5; empty unless counted.
	count string
}

// The columns that say more than a count.
const sponsorColumn, reachColumn = "Sponsor", "Reaches down"

// coverageColumns are what a coverage report shows of a level, in order. Only a
// report with a level of three leaders speaks of three.
func coverageColumns(r *coverage.Report) []coverageColumn {
	leaders := city.Names{ZH: "领导齐", EN: "All leaders"}
	for _, l := range r.Levels {
		if len(l.LeaderPosts) == 3 {
			leaders.ZH, leaders.EN = "三级领导齐", "All 3 leaders"
		}
	}
	measure := func(pick func(l coverage.Level) coverage.Measure) func(l coverage.Level) coverageValue {
		return func(l coverage.Level) coverageValue { return coverageCounted(pick(l)) }
	}
	return []coverageColumn{
		{city.Names{ZH: "有长", EN: "Head"}, measure(func(l coverage.Level) coverage.Measure { return l.Heads })},
		{leaders, measure(func(l coverage.Level) coverage.Measure { return l.Leaders })},
		{city.Names{ZH: "有包保", EN: sponsorColumn}, measure(func(l coverage.Level) coverage.Measure { return l.Sponsored })},
		{city.Names{ZH: "有图形", EN: "Shape"}, measure(func(l coverage.Level) coverage.Measure { return l.Shaped })},
		{city.Names{ZH: "接上级", EN: "Linked up"}, measure(func(l coverage.Level) coverage.Measure { return l.Connected })},
		{city.Names{ZH: "横向到边", EN: "Ground"}, func(l coverage.Level) coverageValue { return coverageGround(l.Ground) }},
		{city.Names{ZH: "纵向到底", EN: reachColumn}, measure(func(l coverage.Level) coverage.Measure { return l.Reaching })},
	}
}

func coverageCounted(m coverage.Measure) coverageValue {
	v := coverageValue{state: m.State, share: m.Share()}
	if m.State == coverage.Counted {
		v.percent = tenths(m.Count*1000/m.Of, m.Count > 0)
		v.count = strconv.Itoa(m.Count) + " / " + strconv.Itoa(m.Of)
	}
	return v
}

// sameGround is how far sums of the same ground may differ, as a part of it.
const sameGround = 1e-9

func coverageGround(g coverage.Ground) coverageValue {
	share := g.Share()
	if share > 1-sameGround && share < 1+sameGround {
		share = 1
	}
	v := coverageValue{state: g.State, share: min(share, 1)}
	if g.State == coverage.Counted {
		v.percent = tenths(int(share*1000+sameGround), share > 0)
		v.count = km2(g.M2) + " / " + km2(g.OfM2) + " km²"
	}
	return v
}

// tenths writes so many tenths of a percent; something is never nothing.
func tenths(n int, something bool) string {
	if n == 0 && something {
		return "<0.1%"
	}
	return strings.TrimSuffix(strconv.FormatFloat(float64(n)/10, 'f', 1, 64), ".0") + "%"
}

// km2 writes an area as people speak of cities: three digits of small ones.
func km2(m2 float64) string {
	switch km2 := m2 / 1e6; {
	case km2 == 0:
		return "0"
	case km2 < 10:
		return strconv.FormatFloat(km2, 'f', 2, 64)
	case km2 < 100:
		return strconv.FormatFloat(km2, 'f', 1, 64)
	default:
		return strconv.FormatFloat(km2, 'f', 0, 64)
	}
}

// coverageStates word what is not counted.
var coverageStates = map[coverage.State]city.Names{
	coverage.NotApplicable: {ZH: "不适用", EN: "n/a"},
	coverage.NoData:        {ZH: "无数据", EN: "no data"},
}

// coverageLacks word what is missing, before what it is missing of.
var coverageLacks = map[coverage.Lack]city.Names{
	coverage.Head:    {ZH: "无长", EN: "no head"},
	coverage.Leaders: {ZH: "领导缺", EN: "leaders missing"},
	coverage.Sponsor: {ZH: "无包保", EN: "no sponsor"},
	coverage.Shape:   {ZH: "无图形", EN: "no shape"},
	coverage.Parent:  {ZH: "未接上级", EN: "not linked up"},
	coverage.Below:   {ZH: "其下为空", EN: "nothing below"},
}

// lackText words one thing that is missing.
func lackText(m coverage.Missing, in fault.Language) string {
	english := in == fault.English
	text := coverageLacks[m.Lack].In(english)
	names := make([]string, len(m.Of))
	for i, item := range m.Of {
		names[i] = item.Names.In(english)
	}
	switch {
	case len(names) == 0:
		return text
	case english:
		return text + ": " + strings.Join(names, ", ")
	}
	return text + "：" + strings.Join(names, "、")
}

// lacking is a unit and all that it lacks.
type lacking struct {
	coverage.Missing // the first
	all              []coverage.Missing
}

// texts words all that the unit lacks.
func (l lacking) texts(in fault.Language) []string {
	return each(l.all, func(m coverage.Missing) string { return lackText(m, in) })
}

// byUnit gathers what is missing at the units of a level, in order.
func byUnit(missing []coverage.Missing, level string) []lacking {
	var units []lacking
	for _, m := range missing {
		if m.Level != level {
			continue
		}
		if n := len(units); n > 0 && units[n-1].Code == m.Code {
			units[n-1].all = append(units[n-1].all, m)
		} else {
			units = append(units, lacking{m, []coverage.Missing{m}})
		}
	}
	return units
}

// coverageAt words the instant of a report, by the clock of China; a dash where
// none was given.
func coverageAt(r *coverage.Report) string {
	if r.At.IsZero() {
		return "—"
	}
	return r.At.In(city.China).Format("2006-01-02 15:04")
}
