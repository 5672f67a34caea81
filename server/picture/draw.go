package picture

import (
	"fmt"
	"io"
	"math"
	"strconv"

	"sizhang/domain/territory"
	"sizhang/geo/hex"
	"sizhang/server/svg"
)

// draw lays the scene out and writes it.
func draw(w io.Writer, s *scene) error {
	box := s.unit.Shape.Box()
	for _, c := range s.cells {
		for _, p := range c.Boundary() {
			box = box.Extend(p)
		}
	}
	m := newProjection(box)
	right := m.left + math.Max(m.wide, mapSide*0.6) + margin
	wide, high := right+legendWide+margin, headerHigh+m.height()+footerHigh

	p := &svg.Page{}
	p.Add(`<svg xmlns="http://www.w3.org/2000/svg" width="%s" height="%s" viewBox="0 0 %[1]s %[2]s" role="img" font-family="%s" fill="#111">`,
		svg.Number(wide), svg.Number(high), svg.Font)
	p.Add(`<title>%s</title>`, svg.Escape(both(s.unit.Names.ZH, s.unit.Names.EN)))
	p.Add(`<defs><pattern id="mixed" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">` +
		`<rect width="3" height="6" fill="#fff" fill-opacity="0.75"/></pattern></defs>`)
	p.Add(`<rect width="%s" height="%s" fill="#fff"/>`, svg.Number(wide), svg.Number(high))
	s.drawHeader(p, wide)
	s.drawCells(p, m)
	s.drawBorders(p, m)
	s.drawLabels(p, m)
	s.drawLegend(p, right, headerHigh, m.height())
	s.drawFooter(p, m, high)
	p.Add(`</svg>`)
	_, err := w.Write(p.Bytes())
	return err
}

func (s *scene) drawHeader(p *svg.Page, wide float64) {
	room := wide - 2*margin
	p.Words(margin, 46, 30, `font-weight="bold"`, svg.Shorten(both(s.unit.Names.ZH, s.unit.Names.EN), 30, room))
	line := s.level.Names.ZH + " " + s.unit.Code
	if s.split {
		line += fmt.Sprintf(" · %d 个%s", len(s.areas), s.areaLevel.Names.ZH)
	}
	line += fmt.Sprintf(" · %d 级 H3 网格 %d 个 · %[2]d cells, resolution %[1]d, edge %[3]s",
		s.res, len(s.cells), metres(hex.EdgeLengthM(s.res)))
	p.Words(margin, 72, 15, `fill="#333"`, svg.Shorten(line, 15, room))
	if note := s.generatedNote(); note != "" {
		p.Words(margin, 94, 15, `font-weight="bold" fill="#B00020"`, svg.Shorten(note, 15, room))
	}
}

// generatedNote says what of the picture was made up.
func (s *scene) generatedNote() string {
	made := 0
	for _, a := range s.areas {
		if a.unit.Generated {
			made++
		}
	}
	switch {
	case made == 0 && !s.unit.Generated:
		return ""
	case !s.split:
		return "演示数据：本单元为虚构 · Demonstration: this unit is made up"
	case made == 0:
		return "演示数据：外边界为虚构 · Demonstration: the outer border is made up"
	case made == len(s.areas) && s.unit.Generated:
		return "演示数据：图中边界均为虚构 · Demonstration: all these borders are made up"
	case made == len(s.areas):
		return fmt.Sprintf("演示数据：%s边界为虚构 · Demonstration: the %s borders are made up",
			s.areaLevel.Names.ZH, s.areaLevel.Names.In(true))
	}
	return "演示数据：标 ＊ 者边界为虚构 · Demonstration: borders marked ＊ are made up"
}

// drawCells draws the cells of each colour as one path, then hatches those that
// are not wholly one area's.
func (s *scene) drawCells(p *svg.Page, m projection) {
	fills := make([][]byte, len(svg.Palette)+1)
	var mixed []byte
	for _, c := range s.cells {
		fill := len(svg.Palette)
		if c.area >= 0 {
			fill = s.areas[c.area].colour
		}
		outline := c.Boundary()
		fills[fill] = appendRing(fills[fill], m, outline)
		if c.mixed {
			mixed = appendRing(mixed, m, outline)
		}
	}
	p.Add(`<g stroke="#fff" stroke-width="0.7" stroke-linejoin="round">`)
	for i, d := range fills {
		p.Path(d, `fill="`+fillOf(i)+`"`)
	}
	p.Path(mixed, `fill="url(#mixed)"`)
	p.Add(`</g>`)
}

func fillOf(colour int) string {
	if colour == len(svg.Palette) {
		return svg.Grey
	}
	return svg.Palette[colour]
}

func (s *scene) drawBorders(p *svg.Page, m projection) {
	var inner []byte
	if s.split {
		for _, a := range s.areas {
			inner = appendShape(inner, m, a.unit.Shape)
		}
	}
	p.Path(inner, `fill="none" stroke="#222" stroke-width="1.6" stroke-linejoin="round"`)
	p.Path(appendShape(nil, m, s.unit.Shape), `fill="none" stroke="#000" stroke-width="3.2" stroke-linejoin="round"`)
}

// drawLabels writes a name where it fits, else the area's number in the legend.
func (s *scene) drawLabels(p *svg.Page, m projection) {
	if !s.split {
		return
	}
	p.Add(`<g text-anchor="middle" font-weight="bold" stroke="#fff" stroke-width="3.5" stroke-linejoin="round" paint-order="stroke">`)
	for i, a := range s.areas {
		name, number := a.unit.Names.ZH, strconv.Itoa(i+1)
		at := placeFor(m, a.unit.Shape, svg.TextWidth(name, 17), 17)
		for _, label := range []struct {
			text string
			size float64
		}{{name, 17}, {name, 13}, {number, 14}, {number, 10}} {
			if svg.TextWidth(label.text, label.size) <= at.chord && label.size*halfLine <= at.depth {
				p.Words(at.x, at.y+label.size*0.36, label.size, "", label.text)
				break
			}
		}
	}
	p.Add(`</g>`)
}

const legendRow = 24.0

func (s *scene) drawLegend(p *svg.Page, x, top, high float64) {
	y := top + 16
	row := func(fill, text string, hatched bool) {
		p.Add(`<rect x="%s" y="%s" width="22" height="16" fill="%s" stroke="#222"/>`, svg.Number(x), svg.Number(y-13), fill)
		if hatched {
			p.Add(`<rect x="%s" y="%s" width="22" height="16" fill="url(#mixed)"/>`, svg.Number(x), svg.Number(y-13))
		}
		p.Words(x+30, y, 14, "", svg.Shorten(text, 14, legendWide-30))
		y += legendRow
	}
	row(svg.Palette[0], "整格属一个单元 · One unit's cell", false)
	row(svg.Palette[0], "跨界网格，按中心着色 · Shared cell", true)
	row(svg.Grey, "中心在各单元之外 · Centre outside", true)
	if !s.split {
		return
	}
	y += 6
	p.Words(x, y, 15, `font-weight="bold"`, fmt.Sprintf("%s · %d", both(s.areaLevel.Names.ZH, s.areaLevel.Names.EN), len(s.areas)))
	y += legendRow
	rows := int((top+high-y)/legendRow) + 1
	for i, a := range s.areas {
		if i == rows-1 && len(s.areas) > rows {
			p.Words(x, y, 14, "", fmt.Sprintf("另有 %d 个 · %[1]d more", len(s.areas)-i))
			return
		}
		row(svg.Palette[a.colour], fmt.Sprintf("%d  %s%s", i+1, a.unit.Names.ZH, s.mark(a.unit)), false)
	}
}

// mark stands behind what was made up where not all was.
func (s *scene) mark(u *territory.Unit) string {
	for _, a := range s.areas {
		if u.Generated && !a.unit.Generated {
			return " ＊"
		}
	}
	return ""
}

func (s *scene) drawFooter(p *svg.Page, m projection, high float64) {
	y := high - footerHigh + 26
	bar := m.scaleBar()
	long := bar * m.scale
	p.Add(`<path d="M%s %sv8h%sv-8" fill="none" stroke="#000" stroke-width="2.5"/>`, svg.Number(margin), svg.Number(y-8), svg.Number(long))
	p.Words(margin+long+8, y, 14, "", metres(bar)+"　北在上 · North up")
	sources := "四长 Sizhang · H3"
	if s.attribution != "" {
		sources += " · " + s.attribution
	}
	p.Words(margin, y+26, 12, `fill="#333"`, sources)
}

// metres words a length.
func metres(m float64) string {
	if m >= 1000 {
		return strconv.FormatFloat(m/1000, 'f', -1, 64) + " km"
	}
	if m >= 10 {
		return strconv.FormatFloat(math.Round(m), 'f', -1, 64) + " m"
	}
	return strconv.FormatFloat(math.Round(m*10)/10, 'f', -1, 64) + " m"
}

// both is a name with the English one beside it.
func both(zh, en string) string {
	if en == "" || en == zh {
		return zh
	}
	return zh + " " + en
}
