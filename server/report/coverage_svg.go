package report

import (
	"fmt"
	"io"
	"strconv"

	"sizhang/domain/city"
	"sizhang/domain/coverage"
	"sizhang/server/svg"
)

// Layout in pixels, for the width of a phone: a block for every level, in it the
// measures in two columns, each a line of words over its bar.
const (
	coverageWide  = 400.0
	coverageSide  = 12.0
	coverageHead  = 112.0
	coverageFoot  = 78.0
	blockHead     = 38.0
	measureWide   = 182.0
	measureHigh   = 40.0
	measureBar    = 17.0
	coverageTitle = "横向到边、纵向到底"
)

// Colours of the bars, told apart in grey, too; the outline shows how full one is.
var coverageFull, coverageSome = svg.Palette[5], svg.Palette[2]

// CoverageSVG draws the report: the levels from the widest down, for each the
// measures as bars. The same report gives the same bytes.
func CoverageSVG(w io.Writer, r *coverage.Report) error {
	high := coverageHead + coverageFoot
	for _, l := range r.Levels {
		high += blockHeight(r, l)
	}
	p := &svg.Page{}
	p.Add(`<svg xmlns="http://www.w3.org/2000/svg" width="%s" height="%s" viewBox="0 0 %[1]s %[2]s" role="img" font-family="%s" fill="#000">`,
		svg.Number(coverageWide), svg.Number(high), svg.Font)
	p.Add(`<title>%s</title>`, svg.Escape(r.Profile.Names.ZH+" 覆盖情况 Coverage"))
	p.Add(`<defs><pattern id="na" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">` +
		`<rect width="7" height="7" fill="#fff"/><rect width="2" height="7" fill="#777"/></pattern></defs>`)
	p.Add(`<rect width="%s" height="%s" fill="#fff"/>`, svg.Number(coverageWide), svg.Number(high))
	drawCoverageHead(p, r)
	y := coverageHead
	for _, l := range r.Levels {
		drawLevel(p, r, l, y)
		y += blockHeight(r, l)
	}
	drawCoverageFoot(p, r, y)
	p.Add(`</svg>`)
	_, err := w.Write(p.Bytes())
	return err
}

func drawCoverageHead(p *svg.Page, r *coverage.Report) {
	room := coverageWide - 2*coverageSide
	p.Words(coverageSide, 34, 24, `font-weight="bold"`, svg.Shorten(r.Profile.Names.ZH+" 覆盖情况", 24, room))
	p.Words(coverageSide, 54, 13, "", svg.Shorten(r.Profile.Names.EN+" coverage", 13, room))
	p.Words(coverageSide, 78, 17, `font-weight="bold"`, coverageTitle)
	p.Words(coverageSide+svg.TextWidth(coverageTitle, 17)+8, 78, 12, "", "to every edge, to the bottom")
	p.Words(coverageSide, 98, 13, "", r.Profile.Code+" · "+coverageAt(r)+" 北京时间 China time")
}

// blockHeight is what a level takes: one without units is a line.
func blockHeight(r *coverage.Report, l coverage.Level) float64 {
	if l.Units == 0 {
		return blockHead
	}
	return blockHead + float64((len(levelValues(r, l))+1)/2)*measureHigh + 6
}

// levelValue is a measure with its name.
type levelValue struct {
	names city.Names
	coverageValue
	fill string
}

// levelValues are the measures of a level; that something was made up is shown
// where it was.
func levelValues(r *coverage.Report, l coverage.Level) []levelValue {
	var all []levelValue
	for _, c := range coverageColumns(r) {
		v := levelValue{c.names, c.of(l), coverageSome}
		if v.share == 1 {
			v.fill = coverageFull
		}
		all = append(all, v)
	}
	if l.Generated.Count > 0 {
		all = append(all, levelValue{city.Names{ZH: "演示数据", EN: "Made up"}, coverageCounted(l.Generated), svg.Grey})
	}
	return all
}

func drawLevel(p *svg.Page, r *coverage.Report, l coverage.Level, y float64) {
	right := coverageWide - coverageSide
	p.Add(`<path d="M%s %sH%s" stroke="#000" stroke-width="2.5"/>`, svg.Number(coverageSide), svg.Number(y+4), svg.Number(right))
	count := strconv.Itoa(l.Units) + " 个 units"
	if l.Units == 0 {
		count = "无单元 none"
	}
	p.Words(right, y+26, 14, `text-anchor="end" font-weight="bold"`, count)
	room := right - coverageSide - svg.TextWidth(count, 14) - 10
	zh := svg.Shorten(l.Names.ZH, 19, room)
	p.Words(coverageSide, y+27, 19, `font-weight="bold"`, zh)
	if beside := room - svg.TextWidth(zh, 19) - 8; l.Names.EN != "" && beside > 30 {
		p.Words(right-svg.TextWidth(count, 14)-10-beside, y+26, 13, "", svg.Shorten(l.Names.EN, 13, beside))
	}
	if l.Units == 0 {
		return
	}
	for i, v := range levelValues(r, l) {
		x := coverageSide + float64(i%2)*(coverageWide-2*coverageSide-measureWide)
		drawMeasure(p, v, x, y+blockHead+float64(i/2)*measureHigh)
	}
}

// drawMeasure draws the words and the bar of one measure. What does not apply is
// hatched, what has no data is a dashed frame.
func drawMeasure(p *svg.Page, v levelValue, x, y float64) {
	p.Words(x, y+13, 14, `font-weight="bold"`, v.names.ZH)
	p.Words(x+svg.TextWidth(v.names.ZH, 14)+5, y+13, 11, "", v.names.EN)
	fill, dash, text := "#fff", "", v.count
	if v.state == coverage.NotApplicable {
		fill = "url(#na)"
	}
	if v.state != coverage.Counted {
		dash, text = ` stroke-dasharray="4 3"`, both(coverageStates[v.state])
	}
	frame := fmt.Sprintf(`x="%s" y="%s" height="%s"`, svg.Number(x), svg.Number(y+18), svg.Number(measureBar))
	p.Add(`<rect %s width="%s" fill="%s"/>`, frame, svg.Number(measureWide), fill)
	if v.state == coverage.Counted {
		p.Words(x+measureWide, y+13, 14, `text-anchor="end" font-weight="bold"`, v.percent)
		p.Add(`<rect %s width="%s" fill="%s" stroke="#000"/>`, frame, svg.Number(measureWide*v.share), v.fill)
	}
	p.Add(`<rect %s width="%s" fill="none" stroke="#000" stroke-width="1.5"%s/>`, frame, svg.Number(measureWide), dash)
	if v.state == coverage.NotApplicable {
		wide := svg.TextWidth(text, 12) + 8
		p.Add(`<rect x="%s" y="%s" width="%s" height="%s" fill="#fff"/>`, svg.Number(x+(measureWide-wide)/2), svg.Number(y+19), svg.Number(wide), svg.Number(measureBar-2))
	}
	p.Words(x+measureWide/2, y+31, 12, `text-anchor="middle"`, text)
}

// both is a name with the English one beside it.
func both(n city.Names) string { return n.ZH + " " + n.EN }

func drawCoverageFoot(p *svg.Page, r *coverage.Report, y float64) {
	p.Add(`<path d="M%s %sH%s" stroke="#000" stroke-width="2.5"/>`, svg.Number(coverageSide), svg.Number(y+4), svg.Number(coverageWide-coverageSide))
	x := coverageSide
	for _, swatch := range []struct{ fill, text string }{
		{coverageFull, "全有 all"}, {coverageSome, "部分 some"}, {"#fff", "没有 none"}, {"url(#na)", "不适用 n/a"},
	} {
		p.Add(`<rect x="%s" y="%s" width="18" height="14" fill="%s" stroke="#000"/>`, svg.Number(x), svg.Number(y+16), swatch.fill)
		p.Words(x+23, y+28, 12, "", swatch.text)
		x += 23 + svg.TextWidth(swatch.text, 12) + 12
	}
	p.Words(coverageSide, y+50, 13, `font-weight="bold"`, fmt.Sprintf("缺项 %d 项 · %[1]d things missing", len(r.Missing)))
	p.Words(coverageSide, y+68, 12, "", "四长 Sizhang · 百分数只舍不入 percentages are rounded down")
}
