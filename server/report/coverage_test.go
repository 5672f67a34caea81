package report_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/coverage"
	"sizhang/domain/fault"
	"sizhang/domain/sponsor"
	"sizhang/domain/territory"
	"sizhang/geo"
	"sizhang/server/report"
)

// hostile is what a name must not do: close tags, be a formula, move a cursor.
const hostile = `=<b>&"'</title>]]>` + "\x1b[2J"

// shown is hostile where control characters are not let through.
var shown = strings.ReplaceAll(hostile, "\x1b", "\ufffd")

// lot is a rectangle on a grid of thousandths of a degree from 116° E 40° N.
func lot(x, y, width, height float64) geo.Shape {
	p := func(x, y float64) geo.Point { return geo.Point{Lng: 116 + x/1000, Lat: 40 + y/1000} }
	return geo.Shape{{{p(x, y), p(x+width, y), p(x+width, y+height), p(x, y+height), p(x, y)}}}
}

// town has a county with ground, five communities of which three have shapes over
// half of it, and thirty roads of which one has a head. Every name is hostile.
func town() *coverage.Report {
	names := func(zh string) city.Names { return city.Names{ZH: zh + hostile, EN: zh + " EN" + hostile} }
	at := time.Date(2026, time.May, 1, 4, 0, 0, 0, time.UTC)
	c := coverage.City{
		At: at,
		Profile: &city.Profile{
			Code: "990000", Names: names("试城"), CellResolution: 11,
			Levels: []city.Level{
				{ID: "county", Names: names("区"), Form: city.Tiling},
				{ID: "community", Names: names("社"), Parents: []string{"county"}, Form: city.Tiling},
				{ID: "group", Names: names("组"), Parents: []string{"community"}, Form: city.Unmapped},
				{ID: "road", Names: names("路"), Parents: []string{"county"}, Form: city.Overlapping},
			},
			Posts: []city.Post{
				{ID: "road_head", Names: names("路长"), Kind: city.Head, Levels: []string{"road"}},
				{ID: "direct", Names: names("直接"), Kind: city.Leader, Levels: []string{"community"}},
				{ID: "charge", Names: names("分管"), Kind: city.Leader, Levels: []string{"community"}},
				{ID: "principal", Names: names("主要"), Kind: city.Leader, Levels: []string{"community"}},
			},
			Sponsorships: []city.SponsorKind{{ID: "link", Names: names("联点"), By: city.ByPerson, Levels: []string{"community"}, Every: true}},
		},
		Units:        []territory.Unit{{Code: "A", Level: "county", Names: names("东区"), Shape: lot(0, 0, 12, 10)}},
		Seats:        []territory.Seat{{Unit: "R07", Post: "road_head", Terms: []territory.Term{{Person: "p"}}}},
		Sponsorships: []sponsor.Sponsorship{{Kind: "link", Unit: "C3", Sponsor: "p"}},
	}
	for i := range 5 {
		u := territory.Unit{Code: fmt.Sprintf("C%d", i), Level: "community", Parent: "A", Names: names("社区"), Generated: i == 0}
		if i < 3 {
			u.Shape = lot(float64(2*i), 0, 2, 10)
		}
		c.Units = append(c.Units, u)
	}
	for i := range 30 {
		c.Units = append(c.Units, territory.Unit{Code: fmt.Sprintf("R%02d", i), Level: "road", Parent: "A", Names: names("路"), Shape: lot(0, 0, 1, 1)})
	}
	for i, post := range []string{"direct", "charge", "principal"} {
		for j := range 5 - i { // C0 to C2 have all three, C3 lacks one, C4 two
			c.Seats = append(c.Seats, territory.Seat{Unit: fmt.Sprintf("C%d", j), Post: post, Terms: []territory.Term{{Person: "p"}}})
		}
	}
	return coverage.Of(c)
}

// element is what a page is made of, for finding things in it.
type element struct {
	name, class string
	attrs       map[string]string
	text        string
	children    []*element
}

// parse reads a page, and fails unless every element closes.
func parse(t *testing.T, page []byte) *element {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(page))
	d.AutoClose, d.Entity = []string{"meta"}, xml.HTMLEntity
	d.Strict = bytes.HasPrefix(page, []byte("<svg"))
	open := []*element{{}}
	for {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("%v in\n%.3000s", err, page)
		}
		switch token := token.(type) {
		case xml.StartElement:
			e := &element{name: token.Name.Local, attrs: map[string]string{}}
			for _, a := range token.Attr {
				e.attrs[a.Name.Local] = a.Value
			}
			e.class = e.attrs["class"]
			top := open[len(open)-1]
			top.children = append(top.children, e)
			open = append(open, e)
		case xml.EndElement:
			if top := open[len(open)-1]; top.name != token.Name.Local {
				t.Fatalf("<%s> is closed by </%s>", top.name, token.Name.Local)
			}
			open = open[:len(open)-1]
		case xml.CharData:
			for _, e := range open {
				e.text += string(token)
			}
		}
	}
	if len(open) != 1 {
		t.Fatalf("%d elements stay open", len(open)-1)
	}
	return open[0]
}

// all returns the elements of the name, in order.
func (e *element) all(name string) (found []*element) {
	for _, c := range e.children {
		if c.name == name {
			found = append(found, c)
		}
		found = append(found, c.all(name)...)
	}
	return found
}

func write(t *testing.T, f func(w io.Writer, r *coverage.Report) error, r *coverage.Report) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := f(&out, r); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func squeeze(text string) string { return strings.Join(strings.Fields(text), " ") }

func TestCoveragePageHasEveryMeasure(t *testing.T) {
	page := parse(t, write(t, report.CoverageHTML, town()))
	rows := page.all("tbody")[0].all("tr")
	want := [][]string{
		// head, leaders, sponsor, shape, linked up, ground, reaches down
		{"n/a", "n/a", "n/a", "100% 1 / 1 [100.00]", "n/a", "100% 1.14 / 1.14 km² [100.00]", "100% 1 / 1 [100.00]"},
		{"n/a", "60% 3 / 5 [60.00]", "20% 1 / 5 [20.00]", "60% 3 / 5 [60.00]", "100% 5 / 5 [100.00]", "50% 0.57 / 1.14 km² [50.00]", "n/a"},
		{"none"},
		{"3.3% 1 / 30 [3.33]", "n/a", "n/a", "100% 30 / 30 [100.00]", "100% 30 / 30 [100.00]", "n/a", "n/a"},
	}
	if len(rows) != len(want) {
		t.Fatalf("%d levels", len(rows))
	}
	for i, row := range rows {
		if cells := row.all("td"); len(cells) != len(want[i]) {
			t.Errorf("row %d has %d cells", i, len(cells))
			continue
		}
		for j, cell := range row.all("td") {
			var got string
			switch {
			case strings.HasPrefix(cell.class, "counted"):
				for _, e := range cell.all("span") {
					if e.class == "value" {
						got = squeeze(e.text)
					}
				}
				got += " [" + cell.all("rect")[0].attrs["width"] + "]"
			case cell.class == "not_applicable":
				got = "n/a"
			case strings.Contains(cell.text, "没有这一层级的单元"):
				got = "none"
			}
			if got != want[i][j] {
				t.Errorf("row %d, column %d: got %q, want %q", i, j, got, want[i][j])
			}
			if full := strings.HasSuffix(cell.class, " full"); full != strings.HasPrefix(want[i][j], "100%") {
				t.Errorf("row %d, column %d: full is %v", i, j, full)
			}
		}
	}
	if text := squeeze(page.text); !strings.Contains(text, "36 个单元 units · 34 个有缺项") || !strings.Contains(text, "其中 1 个单元为生成的演示数据") ||
		!strings.Contains(text, "990000 · 2026-05-01 12:00 北京时间") {
		t.Errorf("the heading is wrong: %.900s", text)
	}
}

func TestCoveragePageListsWhatIsMissing(t *testing.T) {
	page := parse(t, write(t, report.CoverageHTML, town()))
	lists := page.all("table")[1:]
	if len(lists) != 2 || len(lists[0].all("tr")) != 5 || len(lists[1].all("tr")) != 20 {
		t.Fatalf("%d lists", len(lists))
	}
	got := squeeze(lists[0].all("tr")[3].text) // C3 has the sponsor, no shape and no principal leader
	want := squeeze("社区" + shown + " 社区 EN" + shown + " C3领导缺：主要" + shown + " leaders missing: 主要 EN" + shown + "无图形 no shape")
	if got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if got := squeeze(lists[0].all("tr")[1].text); !strings.HasSuffix(got, "C1无包保：联点"+shown+" no sponsor: 联点 EN"+shown) {
		t.Errorf("got %q", got)
	}
	if !strings.Contains(page.text, "另有 9 个单元") { // of 29 roads without a head
		t.Error("the list does not say how many it leaves out")
	}
	for _, code := range []string{"R06", "R08", "R20"} {
		if !strings.Contains(lists[1].text, code) {
			t.Errorf("%s is not listed", code)
		}
	}
	if strings.Contains(lists[1].text, "R07") || strings.Contains(lists[1].text, "R21") {
		t.Error("listed is what should not be")
	}
}

// outside is whatever would load, run or lead somewhere.
var outside = regexp.MustCompile(`^(script|link|img|image|iframe|object|embed|base|form|foreignObject|use|a|style)$`)

func TestCoverageStandsAlone(t *testing.T) {
	r := town()
	for name, f := range map[string]func(io.Writer, *coverage.Report) error{"page": report.CoverageHTML, "picture": report.CoverageSVG} {
		written := write(t, f, r)
		var look func(e *element)
		styles := 0
		look = func(e *element) {
			if e.name == "style" {
				styles++
			} else if outside.MatchString(e.name) || e.name == "b" {
				t.Errorf("the %s has <%s>", name, e.name)
			}
			for a := range e.attrs {
				if strings.HasPrefix(a, "on") || a == "style" || a == "href" || a == "src" {
					t.Errorf("the %s has %s", name, a)
				}
			}
			for _, c := range e.children {
				look(c)
			}
		}
		tree := parse(t, written)
		look(tree)
		if want := map[string]int{"page": 1, "picture": 0}[name]; styles != want {
			t.Errorf("the %s has %d style sheets", name, styles)
		}
		if !strings.Contains(tree.text, "试城"+shown) {
			t.Errorf("the %s does not name the city as it is", name)
		}
		if bytes.Contains(written, []byte("NaN")) || bytes.Contains(written, []byte("url(http")) {
			t.Errorf("the %s has no number or an address", name)
		}
		if !bytes.Equal(written, write(t, f, town())) {
			t.Errorf("the %s changes", name)
		}
	}
}

// A browser that is given the policy applies the page's style sheet only if its
// hash is that of the text in the page.
func TestCoveragePolicyFitsThePage(t *testing.T) {
	page := string(write(t, report.CoverageHTML, town()))
	sheet := page[strings.Index(page, "<style>")+len("<style>") : strings.Index(page, "</style>")]
	sum := sha256.Sum256([]byte(sheet))
	if want := "style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"; !strings.Contains(report.CoveragePolicy, want) {
		t.Errorf("the policy is %s, want %s", report.CoveragePolicy, want)
	}
	if strings.Contains(sheet, "url(") || strings.Contains(sheet, "@import") {
		t.Error("the style sheet loads something")
	}
}

func TestCoveragePictureHasEveryBar(t *testing.T) {
	picture := parse(t, write(t, report.CoverageSVG, town())).children[0]
	var bars []string
	hatched, places := 0, map[string]bool{}
	for _, e := range picture.all("rect") {
		if e.attrs["height"] == "17.0" && e.attrs["fill"] != "none" {
			place := e.attrs["x"] + " " + e.attrs["y"]
			if places[place] != (e.attrs["stroke"] != "") { // a bar stands in its frame, and alone
				t.Errorf("two measures at %s", place)
			}
			places[place] = true
			if e.attrs["fill"] == "url(#na)" {
				hatched++
			} else if e.attrs["stroke"] != "" {
				bars = append(bars, e.attrs["width"])
			}
		}
	}
	// 182 for a full bar: of the county, the communities, the roads.
	want := "182.0 182.0 182.0 " + "109.2 36.4 109.2 182.0 91.0 36.4 " + "6.1 182.0 182.0"
	if got := strings.Join(bars, " "); got != want {
		t.Errorf("bars %s, want %s", got, want)
	}
	if hatched != 4+2+4 {
		t.Errorf("%d bars are hatched", hatched)
	}
	var wide, high float64
	fmt.Sscan(picture.attrs["width"], &wide)
	fmt.Sscan(picture.attrs["height"], &high)
	for _, e := range append(picture.all("rect"), picture.all("text")...) {
		var x, y float64
		fmt.Sscan(e.attrs["x"], &x)
		fmt.Sscan(e.attrs["y"], &y)
		if e.attrs["transform"] == "" && (x < 0 || x > wide || y < 0 || y > high) {
			t.Errorf("%q lies at %g, %g of %g × %g", e.text, x, y, wide, high)
		}
	}
	if !strings.Contains(picture.text, "无单元") || !strings.Contains(picture.text, "缺项 37 项 · 37 things missing") {
		t.Errorf("the words are wrong: %s", squeeze(picture.text))
	}
}

func TestCoverageTable(t *testing.T) {
	written := write(t, report.CoverageCSV, town())
	if !bytes.HasPrefix(written, []byte("\ufeff")) {
		t.Error("no byte order mark")
	}
	rows, err := csv.NewReader(bytes.NewReader(written[3:])).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, row := range rows[1:] {
		count[row[5]+" "+row[7]]++
		for _, cell := range row {
			if strings.HasPrefix(cell, "=") {
				t.Fatalf("a formula: %q", row)
			}
		}
	}
	want := map[string]int{"head road_head": 29, "leaders charge": 1, "leaders principal": 2, "sponsor link": 4, "shape ": 2}
	if fmt.Sprint(count) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", count, want)
	}
	// The name as it is: nothing of it is lost but to a spreadsheet's formulas.
	if row := rows[1]; row[2] != "C0" || row[3] != "社区"+hostile || row[8] != "联点"+hostile || row[9] != "联点 EN"+hostile {
		t.Errorf("got %q", row)
	}
}

func TestCoverageTableTakesNoFormula(t *testing.T) {
	r := town()
	r.Missing = r.Missing[:1]
	r.Missing[0].Names.ZH = hostile
	if written := write(t, report.CoverageCSV, r); !bytes.Contains(written, []byte(`'=<b>`)) {
		t.Errorf("got %s", written)
	}
}

func TestCoverageForMachines(t *testing.T) {
	r := town()
	var got report.CoverageBody
	if err := json.Unmarshal(write(t, report.CoverageJSON, r), &got); err != nil {
		t.Fatal(err)
	}
	if got.City != "990000" || got.At != "2026-05-01T12:00:00+08:00" || got.GroundLevel != "county" || len(got.Levels) != 4 {
		t.Errorf("got %+v", got)
	}
	community := got.Levels[1]
	if m := community.Leaders; m.State != coverage.Counted || *m.Count != 3 || *m.Of != 5 || *m.Share != 0.6 {
		t.Errorf("leaders %+v", m)
	}
	if m := community.Heads; m.State != coverage.NotApplicable || m.Count != nil || m.Of != nil || m.Share != nil {
		t.Errorf("heads %+v", m)
	}
	if m := got.Levels[2].Connected; m.State != coverage.NoData || m.Share != nil {
		t.Errorf("groups %+v", m)
	}
	if s := community.Sponsors; len(s) != 1 || s[0].Kind != "link" || !s[0].Every || *s[0].Count != 1 {
		t.Errorf("sponsors %+v", s)
	}
	if g := community.Ground; *g.M2 != r.Levels[1].Ground.M2 && *g.M2/r.Levels[1].Ground.M2-1 > 1e-9 || *g.Share < 0.49 || *g.Share > 0.51 {
		t.Errorf("ground %+v", g)
	}
	if got.Levels[0].NextLevel != "community" || fmt.Sprint(community.LeaderPosts) != "[direct charge principal]" {
		t.Errorf("got %+v", got.Levels[0])
	}
	if len(got.Missing) != len(r.Missing) || got.Missing[0].Unit != "C0" || got.Missing[0].Of[0].ID != "link" || got.Missing[0].Lack != coverage.Sponsor {
		t.Errorf("missing %+v", got.Missing[0])
	}
}

func TestCoverageOnATerminal(t *testing.T) {
	text := func(in fault.Language) string {
		return string(write(t, func(w io.Writer, r *coverage.Report) error { return report.PrintCoverage(w, r, in) }, town()))
	}
	zh, en := text(fault.Chinese), text(fault.English)
	for _, want := range []string{
		"2026-05-01 12:00\n", "    三级领导齐                      ############........     60%  3 / 5\n",
		"        其中 联点", "    横向到边                        ##########..........     50%  0.57 / 1.14 km²\n",
		"    有长                            不适用\n", "    R06 路", "    …… 另有 9 个单元\n", "共 37 项缺项",
	} {
		if !strings.Contains(zh, want) {
			t.Errorf("no %q in\n%s", want, zh)
		}
	}
	for _, want := range []string{"60%  3 / 5\n", "All 3 leaders", "n/a\n", ": units 30\n", "… and 9 more units", "no shape", "37 things are missing"} {
		if !strings.Contains(en, want) {
			t.Errorf("no %q in\n%s", want, en)
		}
	}
	if strings.ContainsAny(zh+en, "\x1b") {
		t.Error("a name reaches the terminal's controls")
	}
	empty := coverage.Of(coverage.City{Profile: &city.Profile{Code: "990000", Names: city.Names{ZH: "空城"}}})
	for name, f := range map[string]func(io.Writer, *coverage.Report) error{
		"没有缺项":               func(w io.Writer, r *coverage.Report) error { return report.PrintCoverage(w, r, fault.Chinese) },
		"Nothing is missing": report.CoverageHTML, "缺项 0 项": report.CoverageSVG, `"missing":[]`: report.CoverageJSON,
	} {
		if !bytes.Contains(write(t, f, empty), []byte(name)) {
			t.Errorf("an empty city: no %q", name)
		}
	}
}
