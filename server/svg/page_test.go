package svg_test

import (
	"encoding/xml"
	"strings"
	"testing"

	"sizhang/server/svg"
)

// Whatever a name holds, the page has it as text, and nothing else of it.
func TestWordsAreText(t *testing.T) {
	for _, name := range []string{"东华门", `<&"'>`, "]]></text><script>", "a\x1bb\x00c"} {
		p := &svg.Page{}
		p.Words(1, 2, 3, `fill="#333"`, name)
		var element struct {
			XMLName xml.Name
			X       string `xml:"x,attr"`
			Text    string `xml:",chardata"`
		}
		if err := xml.Unmarshal(p.Bytes(), &element); err != nil {
			t.Fatalf("%q: %v", name, err)
		}
		want := strings.NewReplacer("\x1b", "\ufffd", "\x00", "\ufffd").Replace(name)
		if element.Text != want || element.X != "1.0" || element.XMLName.Local != "text" {
			t.Errorf("%q came back as %+v", name, element)
		}
	}
}

func TestShortenedTextFits(t *testing.T) {
	const size, room = 10.0, 52.0
	for text, want := range map[string]string{"东华门街道": "东华门街道", "东华门街道办": "东华门街…", "Dongcheng Beijing": "Dongche…", "": "", "éééééééééé": "ééééééé…"} {
		got := svg.Shorten(text, size, room)
		if got != want || svg.TextWidth(got, size) > room {
			t.Errorf("%q is cut to %q, %g wide, want %q", text, got, svg.TextWidth(got, size), want)
		}
	}
}
