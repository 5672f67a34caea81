package picture

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strconv"
	"unicode"

	"sizhang/geo"
)

// page collects SVG elements. Everything that a viewer's policy might forbid is
// left out: no style sheet, no script, nothing from elsewhere.
type page struct {
	text bytes.Buffer
}

func (p *page) add(format string, args ...any) {
	fmt.Fprintf(&p.text, format+"\n", args...)
}

const font = `'PingFang SC','Microsoft YaHei','Noto Sans CJK SC','Noto Sans SC',sans-serif`

// words adds text at a place; attributes must be our own.
func (p *page) words(x, y, size float64, attributes, text string) {
	p.add(`<text x="%s" y="%s" font-size="%s" %s>%s</text>`, number(x), number(y), number(size), attributes, escape(text))
}

// path adds a filled or stroked path; attributes must be our own.
func (p *page) path(d []byte, attributes string) {
	if len(d) > 0 {
		p.add(`<path d="%s" %s/>`, d, attributes)
	}
}

// appendRing appends a closed ring to a path.
func appendRing(d []byte, m projection, ring geo.Ring) []byte {
	for i, point := range ring[:len(ring)-1] {
		x, y := m.at(point)
		if i == 0 {
			d = append(d, 'M')
		} else {
			d = append(d, 'L')
		}
		d = strconv.AppendFloat(d, x, 'f', 1, 64)
		d = append(d, ' ')
		d = strconv.AppendFloat(d, y, 'f', 1, 64)
	}
	return append(d, 'Z')
}

func appendShape(d []byte, m projection, shape geo.Shape) []byte {
	for ring := range shape.Rings {
		d = appendRing(d, m, ring)
	}
	return d
}

func number(x float64) string { return strconv.FormatFloat(x, 'f', 1, 64) }

// escape makes a name safe as XML text; what XML cannot hold becomes U+FFFD.
func escape(text string) string {
	var out bytes.Buffer
	if err := xml.EscapeText(&out, []byte(text)); err != nil { // a Buffer never fails
		panic(err)
	}
	return out.String()
}

// shorten cuts a text that would be wider than the room for it.
func shorten(text string, size, room float64) string {
	if textWidth(text, size) <= room {
		return text
	}
	runes := []rune(text)
	for len(runes) > 0 && textWidth(string(runes), size)+size > room {
		runes = runes[:len(runes)-1]
	}
	for len(runes) > 0 && unicode.Is(unicode.Mn, runes[len(runes)-1]) {
		runes = runes[:len(runes)-1]
	}
	return string(runes) + "…"
}
