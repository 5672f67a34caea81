package lifecycle

import (
	"io"
	"strings"

	"sizhang/server/svg"
)

// Picture draws the table: states as boxes, the main way bold.
func Picture(w io.Writer) error {
	p := &svg.Page{}
	p.Add(`<svg xmlns="http://www.w3.org/2000/svg" width="%s" height="%s" viewBox="0 0 %[1]s %[2]s" role="img" font-family="%s" fill="#222">`,
		svg.Number(wide), svg.Number(high), svg.Font)
	p.Add(`<title>问题的一生 The life of an issue</title>`)
	p.Add(`<desc>上报、核实、立案、派遣、认领、处置、核查、群众评价、结案、销号，以及退回、返工、挂账、作废、即办、强制结案、并案、重开。</desc>`)
	p.Add(`<defs>`)
	for _, pen := range pens {
		p.Add(`<marker id="%s" viewBox="0 0 10 10" refX="6" refY="5" markerWidth="%s" markerHeight="%[2]s" markerUnits="userSpaceOnUse" orient="auto-start-reverse"><path d="M0 0.5 10 5 0 9.5z" fill="%[3]s"/></marker>`,
			headOf(pen), headSize(pen), colourOf(pen))
	}
	p.Add(`</defs>`)
	p.Add(`<rect width="%s" height="%s" fill="#fff"/>`, svg.Number(wide), svg.Number(high))
	p.Words(wide/2, 38, 21, `font-weight="bold" text-anchor="middle"`, "问题的一生 · The life of an issue")
	drawArrows(p)
	drawBoxes(p)
	drawLegend(p)
	p.Add(`</svg>`)
	_, err := w.Write(p.Bytes())
	return err
}

var pens = []pen{thick, thin, back, quick, seldom}

// colourOf and headOf are the colour of a pen and the id of its arrow head.
func colourOf(p pen) string { return strings.Split(string(p), `"`)[1] }
func headOf(p pen) string   { return "h" + strings.TrimPrefix(colourOf(p), "#") }

func headSize(p pen) string {
	if p == thick {
		return "13"
	}
	return "9"
}

// drawArrows draws the lines, each piece of a path that ends in a box with a head,
// and above them the words on a white edge.
func drawArrows(p *svg.Page) {
	p.Add(`<g fill="none" stroke-linejoin="round">`)
	for _, a := range arrows {
		for _, piece := range strings.SplitAfter(strings.ReplaceAll(a.path, "M", "\nM"), "\n") {
			if piece = strings.TrimSpace(piece); piece == "" {
				continue
			}
			head := ""
			if arrives(piece) {
				head = ` marker-end="url(#` + headOf(a.pen) + `)"`
			}
			p.Path([]byte(piece), string(a.pen)+head)
		}
	}
	p.Add(`</g>`)
	p.Add(`<circle cx="68" cy="%s" r="6" fill="%s"/>`, svg.Number(tier[1]), colourOf(thick))
	p.Add(`<g text-anchor="middle" stroke="#fff" stroke-width="4" stroke-linejoin="round" paint-order="stroke">`)
	for _, a := range arrows {
		if a.words != "" {
			p.Words(a.x, a.y, 14, `fill="`+colourOf(a.pen)+`"`, a.words)
		}
	}
	p.Add(`</g>`)
}

func drawBoxes(p *svg.Page) {
	for _, b := range boxes {
		x, y := column[b.column], tier[b.tier]
		info := b.state.Info()
		p.Add(`<rect x="%s" y="%s" width="%s" height="%s" rx="9" stroke-width="1.5" %s/>`,
			svg.Number(x-boxWide/2), svg.Number(y-boxTall/2), svg.Number(boxWide), svg.Number(boxTall), b.look)
		p.Words(x, y-1, 17, `text-anchor="middle" font-weight="bold"`, info.ZH)
		p.Words(x, y+17, 10, `text-anchor="middle" fill="#555"`, svg.Shorten(info.EN, 10, boxWide+4))
	}
	x, y := column[2], tier[4]
	p.Add(`<rect x="%s" y="%s" width="160" height="36" rx="18" fill="#fff" stroke="#777" stroke-dasharray="2 3"/>`, svg.Number(x-80), svg.Number(y-18))
	p.Words(x, y+5, 14, `text-anchor="middle" fill="#555"`, "任一未结状态")
}

func drawLegend(p *svg.Page) {
	x := 60.0
	for _, l := range []struct {
		pen
		text string
	}{{thick, "主线 the main way"}, {thin, "其他 other"}, {back, "退回、返工 back"}, {quick, "即办 fixed on the spot"}, {seldom, "少见 seldom"}} {
		p.Add(`<path d="M%s %sh34" fill="none" %s/>`, svg.Number(x), svg.Number(high-24), l.pen)
		p.Words(x+42, high-19, 13, `fill="#444"`, l.text)
		x += 62 + svg.TextWidth(l.text, 13)
	}
}
