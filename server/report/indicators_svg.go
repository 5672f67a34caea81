package report

import (
	"cmp"
	"io"
	"slices"
	"strconv"

	"sizhang/domain/city"
	"sizhang/domain/indicator"
	"sizhang/server/svg"
)

// Layout of the picture in pixels, for the width of a phone: numbers in tiles, the five
// first moments on a line, the chief rates as bars, then the groups in their order and
// the periods as columns.
const (
	boardWide    = 400.0
	boardSide    = 12.0
	boardHead    = 88.0
	tileHigh     = 62.0
	momentsHigh  = 92.0
	rateHigh     = 44.0
	groupHigh    = 40.0
	seriesHigh   = 150.0
	boardFoot    = 44.0
	sectionHigh  = 34.0
	shownGroups  = 20
	shownPeriods = 40
)

var (
	tileIndicators = []indicator.ID{indicator.Reported, indicator.Closed, indicator.Open, indicator.Overdue}
	rateIndicators = []indicator.ID{indicator.HandleInTimeRate, indicator.ClosingRate, indicator.OverdueRate, indicator.ReworkRate, indicator.SatisfiedRate}
	// chiefIndicator is what groups and periods are drawn by.
	chiefIndicator = indicator.HandleInTimeRate
)

// Colours: what should be high, what should be low, and what is only a number.
var boardGood, boardBad, boardPlain = svg.Palette[5], svg.Palette[1], svg.Palette[0]

// board is the picture in the making, from the top down.
type board struct {
	svg.Page
	r *Indicators
	y float64
}

// IndicatorsSVG draws the figures. The same figures give the same bytes.
func IndicatorsSVG(w io.Writer, r *Indicators) error {
	b := &board{r: r}
	groups := ranked(r)
	high := b.high(groups)
	b.Add(`<svg xmlns="http://www.w3.org/2000/svg" width="%s" height="%s" viewBox="0 0 %[1]s %[2]s" role="img" font-family="%s" fill="#000">`,
		svg.Number(boardWide), svg.Number(high), svg.Font)
	b.Add(`<title>%s</title>`, svg.Escape(r.place(false)+" 绩效指标 Indicators "+periodText(r.Period)))
	b.Add(`<rect width="%s" height="%s" fill="#fff"/>`, svg.Number(boardWide), svg.Number(high))
	b.head()
	b.tiles()
	b.moments()
	b.rates()
	if len(groups) > 0 {
		b.groups(groups)
	}
	if len(r.Total.Parts) > 0 {
		b.series()
	}
	b.foot()
	b.Add(`</svg>`)
	_, err := w.Write(b.Bytes())
	return err
}

func (b *board) high(groups []int) float64 {
	high := boardHead + tileHigh + momentsHigh + sectionHigh + rateHigh*float64((len(rateIndicators)+1)/2) + boardFoot
	if len(groups) > 0 {
		high += sectionHigh + groupHigh*float64(min(len(groups), shownGroups))
	}
	if len(b.r.Total.Parts) > 0 {
		high += sectionHigh + seriesHigh
	}
	return high
}

// ranked are the groups that have anything to show, the best by the chief indicator
// first, those without data last.
func ranked(r *Indicators) []int {
	chief, place, _ := indicator.Find(chiefIndicator)
	var all []int
	for k := range r.Rows {
		if slices.ContainsFunc(r.Rows[k].Figures, func(f indicator.Figure) bool { return f != indicator.Figure{} }) {
			all = append(all, k)
		}
	}
	value := func(k int) float64 {
		v, known := chief.Value(r.Rows[k].Figures[place])
		if !known {
			return -1
		}
		return v
	}
	slices.SortStableFunc(all, func(a, b int) int {
		return cmp.Or(cmp.Compare(value(b), value(a)), cmp.Compare(r.Rows[b].Figures[place].Denominator, r.Rows[a].Figures[place].Denominator))
	})
	return all
}

func (b *board) head() {
	room := boardWide - 2*boardSide
	b.Words(boardSide, 34, 24, `font-weight="bold"`, svg.Shorten(b.r.place(false)+" 绩效指标", 24, room))
	b.Words(boardSide, 54, 13, "", svg.Shorten(b.r.place(true)+", indicators", 13, room))
	b.Words(boardSide, 76, 14, `font-weight="bold"`, periodText(b.r.Period))
	if before := b.r.Total.Before; before != nil {
		text := "竖线 tick: " + periodText(before.Period)
		b.Words(boardWide-boardSide, 76, 9, `text-anchor="end"`, svg.Shorten(text, 9, room-svg.TextWidth(periodText(b.r.Period), 14)-8))
	}
	b.y = boardHead
}

// tiles draws the chief numbers.
func (b *board) tiles() {
	gap := 8.0
	wide := (boardWide - 2*boardSide - gap*float64(len(tileIndicators)-1)) / float64(len(tileIndicators))
	for n, id := range tileIndicators {
		i, k, _ := indicator.Find(id)
		x := boardSide + float64(n)*(wide+gap)
		b.Add(`<rect x="%s" y="%s" width="%s" height="%s" rx="4" fill="#fff" stroke="#000" stroke-width="1.5"/>`, svg.Number(x), svg.Number(b.y), svg.Number(wide), svg.Number(tileHigh-8))
		b.Words(x+wide/2, b.y+22, 20, `text-anchor="middle" font-weight="bold"`, figureText(i, b.r.Total.Figures[k], false))
		b.Words(x+wide/2, b.y+36, 11, `text-anchor="middle"`, i.Names.ZH)
		below := i.Names.EN
		if change := changeText(i, &b.r.Total.Cell, k); change != "" {
			below = change
		}
		b.Words(x+wide/2, b.y+49, 10, `text-anchor="middle"`, svg.Shorten(below, 10, wide-4))
	}
	b.y += tileHigh
}

// moments draws the five first moments on a line, the median time between each two
// above it and the ninetieth of a hundred below.
func (b *board) moments() {
	b.Words(boardSide, b.y+16, 14, `font-weight="bold"`, "五个第一时间")
	b.Words(boardSide+92, b.y+16, 11, "", "five first moments: median, p90")
	names := []city.Names{{ZH: "发现", EN: "found"}, {ZH: "认领", EN: "claimed"}, {ZH: "整改", EN: "fixed"}, {ZH: "通报", EN: "announced"}, {ZH: "反馈", EN: "answered"}}
	left, step := boardSide+22, (boardWide-2*boardSide-44)/4
	line := b.y + 44
	b.Add(`<path d="M%s %sH%s" stroke="#000" stroke-width="2"/>`, svg.Number(left), svg.Number(line), svg.Number(left+4*step))
	for k, name := range names {
		x := left + float64(k)*step
		b.Add(`<circle cx="%s" cy="%s" r="5" fill="%s" stroke="#000" stroke-width="1.5"/>`, svg.Number(x), svg.Number(line), boardPlain)
		b.Words(x, line+20, 12, `text-anchor="middle" font-weight="bold"`, name.ZH)
		b.Words(x, line+33, 10, `text-anchor="middle"`, name.EN)
		if k == len(names)-1 {
			continue
		}
		above, below := noData.ZH, ""
		if s := b.r.Total.Spreads[k]; s.N > 0 {
			above, below = durationText(s.Median), durationText(s.P90)
		}
		b.Words(x+step/2, line-6, 12, `text-anchor="middle" font-weight="bold"`, above)
		b.Words(x+step/2, line+13, 10, `text-anchor="middle"`, below)
	}
	b.y += momentsHigh
}

func (b *board) section(zh, en string) {
	b.Add(`<path d="M%s %sH%s" stroke="#000" stroke-width="2.5"/>`, svg.Number(boardSide), svg.Number(b.y+4), svg.Number(boardWide-boardSide))
	b.Words(boardSide, b.y+23, 14, `font-weight="bold"`, zh)
	b.Words(boardSide+svg.TextWidth(zh, 14)+8, b.y+23, 11, "", svg.Shorten(en, 11, boardWide-2*boardSide-svg.TextWidth(zh, 14)-8))
	b.y += sectionHigh
}

func (b *board) rates() {
	b.section("主要比率", "chief rates")
	const gap = 12.0
	wide := (boardWide - 2*boardSide - gap) / 2
	for n, id := range rateIndicators {
		i, k, _ := indicator.Find(id)
		x, y := boardSide+float64(n%2)*(wide+gap), b.y+float64(n/2)*rateHigh
		b.Words(x, y+12, 13, `font-weight="bold"`, i.Names.ZH)
		b.Words(x+svg.TextWidth(i.Names.ZH, 13)+4, y+12, 9, "", svg.Shorten(i.Names.EN, 9, wide-svg.TextWidth(i.Names.ZH, 13)-58))
		b.Words(x+wide, y+12, 13, `text-anchor="end" font-weight="bold"`, figureText(i, b.r.Total.Figures[k], false))
		b.bar(i, &b.r.Total.Cell, k, x, y+17, wide, 15)
	}
	b.y += rateHigh * float64((len(rateIndicators)+1)/2)
}

// bar draws a rate; a tick shows what it was before. What is no data is a dashed frame.
func (b *board) bar(i *indicator.Indicator, c *indicator.Cell, place int, x, y, wide, high float64) {
	value, known := i.Value(c.Figures[place])
	fill, dash := boardGood, ""
	if i.Better == indicator.Less {
		fill = boardBad
	}
	if known {
		b.Add(`<rect x="%s" y="%s" width="%s" height="%s" fill="%s"/>`, svg.Number(x), svg.Number(y), svg.Number(wide*value), svg.Number(high), fill)
	} else {
		dash = ` stroke-dasharray="4 3"`
	}
	b.Add(`<rect x="%s" y="%s" width="%s" height="%s" fill="none" stroke="#000"%s/>`, svg.Number(x), svg.Number(y), svg.Number(wide), svg.Number(high), dash)
	if c.Before == nil {
		return
	}
	if before, knew := i.Value(c.Before.Figures[place]); knew {
		b.Add(`<path d="M%s %sV%s" stroke="#000" stroke-width="3"/>`, svg.Number(x+wide*before), svg.Number(y-3), svg.Number(y+high+3))
	}
}

// drawn are the places, in the order, of the groups that there is room for: where they
// are too many, the best half and the worst of those with data.
func drawn(r *Indicators, order []int) []int {
	chief, place, _ := indicator.Find(chiefIndicator)
	n := len(order)
	if n > shownGroups {
		for n > shownGroups {
			if _, known := chief.Value(r.Rows[order[n-1]].Figures[place]); known {
				break
			}
			n--
		}
	}
	var places []int
	for k := range n {
		if k < shownGroups/2 || k >= n-(shownGroups-shownGroups/2) {
			places = append(places, k)
		}
	}
	return places
}

// groups draws a bar for each group.
func (b *board) groups(order []int) {
	chief, place, _ := indicator.Find(chiefIndicator)
	names := b.r.rowNames()
	b.section(names.ZH+"："+chief.Names.ZH, names.In(true)+": "+chief.Names.EN)
	wide := boardWide - 2*boardSide
	for line, n := range drawn(b.r, order) {
		k := order[n]
		row, y := &b.r.Rows[k], b.y+float64(line)*groupHigh
		f := row.Figures[place]
		text := figureText(chief, f, false)
		if f.Denominator > 0 {
			text += "  " + strconv.Itoa(f.Numerator) + " / " + strconv.Itoa(f.Denominator)
		}
		b.Words(boardSide, y+12, 13, "", svg.Shorten(strconv.Itoa(n+1)+". "+b.r.Labels[k].ZH, 13, wide-svg.TextWidth(text, 13)-10))
		b.Words(boardWide-boardSide, y+12, 13, `text-anchor="end" font-weight="bold"`, text)
		b.bar(chief, &row.Cell, place, boardSide, y+17, wide, 12)
	}
	b.y += groupHigh * float64(min(len(order), shownGroups))
}

// series draws a column for each period, the last ones where there are many: what was
// reported, and beside it what was closed.
func (b *board) series() {
	parts := b.r.Total.Parts
	parts = parts[max(0, len(parts)-shownPeriods):]
	_, reported, _ := indicator.Find(indicator.Reported)
	_, closed, _ := indicator.Find(indicator.Closed)
	most := 1
	for _, p := range parts {
		most = max(most, p.Figures[reported].Numerator, p.Figures[closed].Numerator)
	}
	b.section("上报与结案", "reported (blue) and closed (green), at most "+strconv.Itoa(most))
	const foot = 24.0
	step := (boardWide - 2*boardSide) / float64(len(parts))
	base, high := b.y+seriesHigh-foot, seriesHigh-foot-8
	for n, p := range parts {
		x := boardSide + float64(n)*step
		for k, place := range []int{reported, closed} {
			tall := high * float64(p.Figures[place].Numerator) / float64(most)
			b.Add(`<rect x="%s" y="%s" width="%s" height="%s" fill="%s" stroke="#000" stroke-width="0.5"/>`,
				svg.Number(x+step*(0.1+0.4*float64(k))), svg.Number(base-tall), svg.Number(step*0.4), svg.Number(tall), []string{boardPlain, boardGood}[k])
		}
	}
	b.Add(`<path d="M%s %sH%s" stroke="#000"/>`, svg.Number(boardSide), svg.Number(base), svg.Number(boardWide-boardSide))
	b.Words(boardSide, base+14, 10, "", periodText(parts[0].Period))
	if len(parts) > 1 {
		b.Words(boardWide-boardSide, base+14, 10, `text-anchor="end"`, periodText(parts[len(parts)-1].Period))
	}
	b.y += seriesHigh
}

func (b *board) foot() {
	b.Add(`<path d="M%s %sH%s" stroke="#000" stroke-width="2.5"/>`, svg.Number(boardSide), svg.Number(b.y+4), svg.Number(boardWide-boardSide))
	b.Words(boardSide, b.y+20, 10, "", "绿色越长越好，橙色越短越好；虚框为无数据；挂账不计入 · "+instantText(b.r.Now))
	b.Words(boardSide, b.y+34, 10, "", "green: long is good; orange: short is; dashed: no data · 四长 Sizhang")
}
