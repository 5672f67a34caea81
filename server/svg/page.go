// Package svg is what the drawings share: a page of elements, its letters and its
// colours, chosen to be read in sunlight, in black and white and by the
// colour-blind.
package svg

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strconv"
)

// Page collects SVG elements. Everything that a viewer's policy might forbid is
// left out: no style sheet, no script, nothing from elsewhere.
type Page struct {
	text bytes.Buffer
}

// Add adds a line.
func (p *Page) Add(format string, args ...any) {
	fmt.Fprintf(&p.text, format+"\n", args...)
}

// Words adds text at a place; attributes must be our own.
func (p *Page) Words(x, y, size float64, attributes, text string) {
	p.Add(`<text x="%s" y="%s" font-size="%s" %s>%s</text>`, Number(x), Number(y), Number(size), attributes, Escape(text))
}

// Path adds a filled or stroked path; attributes must be our own.
func (p *Page) Path(d []byte, attributes string) {
	if len(d) > 0 {
		p.Add(`<path d="%s" %s/>`, d, attributes)
	}
}

// Bytes returns the page so far.
func (p *Page) Bytes() []byte { return p.text.Bytes() }

// Number writes a length or a place to a tenth of a pixel.
func Number(x float64) string { return strconv.FormatFloat(x, 'f', 1, 64) }

// Escape makes a name safe as XML text; what XML cannot hold becomes U+FFFD.
func Escape(text string) string {
	var out bytes.Buffer
	if err := xml.EscapeText(&out, []byte(text)); err != nil { // a Buffer never fails
		panic(err)
	}
	return out.String()
}
