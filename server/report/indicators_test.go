package report_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/indicator"
	"sizhang/domain/issue"
	"sizhang/server/report"
)

// springIndicators are figures of two grids with hostile names, week by week: in March
// 8 issues of ten in the first were fixed in time, one of two in the second; in
// February all.
func springIndicators(t *testing.T) *report.Indicators {
	t.Helper()
	var cards []*issue.Card
	add := func(at time.Time, unit string, late bool, source issue.Source) {
		c := &issue.Card{Source: source, State: issue.Closed, Units: []string{unit}, Found: at, Reported: at, Filed: at, Dispatched: at, Claimed: at.Add(30 * time.Minute), Due: at.AddDate(0, 0, 2)}
		c.Fixed = at.AddDate(0, 0, 1)
		if c.Late = late; late {
			c.Fixed = at.AddDate(0, 0, 4)
		}
		c.Checked, c.Announced, c.Closed, c.Answered = c.Fixed, c.Fixed.Add(90*time.Minute), c.Fixed.Add(3*time.Hour), c.Fixed.Add(3*time.Hour)
		cards = append(cards, c)
	}
	for k := range 10 {
		add(indicator.Day(2026, 3, 2+2*k).Add(9*time.Hour), "G1", k >= 8, issue.FromPatrol)
		add(indicator.Day(2026, 2, 2+2*k).Add(9*time.Hour), "G1", false, issue.FromPatrol)
	}
	add(indicator.Day(2026, 3, 3), "G2", true, issue.FromHotline)
	add(indicator.Day(2026, 3, 4), "G2", false, issue.FromPatrol)
	r, err := indicator.Of(indicator.Question{
		Cards: slices.Values(cards), Now: indicator.Day(2026, 4, 10), Period: indicator.Span(indicator.Day(2026, 3, 1), indicator.Day(2026, 4, 1)),
		Every: indicator.HalfMonth, By: indicator.ByUnit, Rows: []string{"G2", "G1", "G3"}, Compare: indicator.Previous,
	})
	if err != nil {
		t.Fatal(err)
	}
	names := func(zh string) city.Names { return city.Names{ZH: zh + hostile, EN: zh + " EN" + hostile} }
	return &report.Indicators{
		Report: r, Profile: &city.Profile{Code: "990000", Names: names("试城")}, Level: city.Level{ID: "grid", Names: city.Names{ZH: "网格", EN: "Grid"}},
		Labels: []city.Names{names("二网格"), names("一网格"), names("三网格")},
	}
}

func TestPrintedIndicators(t *testing.T) {
	r := springIndicators(t)
	var zh, en bytes.Buffer
	for language, out := range map[fault.Language]*bytes.Buffer{fault.Chinese: &zh, fault.English: &en} {
		if err := report.PrintIndicators(out, r, language); err != nil {
			t.Fatal(err)
		}
		if strings.ContainsRune(out.String(), '\x1b') || !strings.Contains(out.String(), shown) {
			t.Errorf("names are not as they should be:\n%s", out)
		}
	}
	for _, want := range []string{"2026-03-01 – 2026-03-31", "环比: 2026-02-01 – 2026-02-28", "按期处置率", "9 / 12", "75% ", "-25.0", "无数据", "2026-03-16 – 2026-03-31", "50%", "认领→整改", "区域评价"} {
		if !strings.Contains(zh.String(), want) {
			t.Errorf("no %q in\n%s", want, &zh)
		}
	}
	if !strings.Contains(en.String(), "Handled in time") || !strings.Contains(en.String(), "no data") {
		t.Errorf("%s", &en)
	}
}

func TestIndicatorsForMachines(t *testing.T) {
	var out bytes.Buffer
	if err := report.IndicatorsJSON(&out, springIndicators(t)); err != nil {
		t.Fatal(err)
	}
	var body report.IndicatorsBody
	if err := json.Unmarshal(out.Bytes(), &body); err != nil {
		t.Fatal(err)
	}
	_, place, _ := indicator.Find(indicator.HandleInTimeRate)
	f := body.Total.Figures[place]
	if f.ID != indicator.HandleInTimeRate || *f.Value != 0.75 || *f.Numerator != 9 || *f.Denominator != 12 || *f.Before != 1 || *f.Change != -0.25 {
		t.Errorf("%+v", f)
	}
	if third := body.Rows[2]; third.Code != "G3" || third.Figures[place].Value != nil || *third.Figures[place].Denominator != 0 || third.Figures[place].Change != nil {
		t.Errorf("%+v", third.Figures[place])
	}
	if s := body.Total.Spreads[0]; s.Issues != 12 || *s.Median != 1800 || *s.P90 != 1800 {
		t.Errorf("%+v", s)
	}
	if len(body.Indicators) != len(indicator.All) || body.Indicators[place].Formula.ZH == "" || len(body.Total.Parts) != 2 || len(body.Scores) != 2 {
		t.Error("not all is there")
	}
}

func TestTheIndicatorPicture(t *testing.T) {
	r := springIndicators(t)
	var once, twice bytes.Buffer
	for _, out := range []*bytes.Buffer{&once, &twice} {
		if err := report.IndicatorsSVG(out, r); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(once.Bytes(), twice.Bytes()) {
		t.Error("the same figures give other bytes")
	}
	var words []string
	for d := xml.NewDecoder(&once); ; {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, &twice)
		}
		if text, ok := token.(xml.CharData); ok && strings.TrimSpace(string(text)) != "" {
			words = append(words, string(text))
		}
		if e, ok := token.(xml.StartElement); ok && !slices.Contains([]string{"svg", "title", "rect", "path", "text", "circle"}, e.Name.Local) {
			t.Errorf("<%s>", e.Name.Local)
		}
	}
	all := strings.Join(words, "\n")
	// The best group comes first, and the one without issues is not drawn.
	if a, b := strings.Index(all, "1. 一网格"), strings.Index(all, "2. 二网格"); a < 0 || b < a || strings.Contains(all, "三网格") {
		t.Errorf("the groups are not in their order:\n%s", all)
	}
	for _, want := range []string{"75%", "80%  8 / 10", "50%  1 / 2", "30m", "23.5h", "无数据", "2026-03-16 – 2026-03-31"} {
		if !slices.Contains(words, want) {
			t.Errorf("no %q in\n%s", want, all)
		}
	}
	if path := os.Getenv("PICTURE"); path != "" {
		if err := os.WriteFile(path, twice.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// Of many groups the best and the worst are drawn.
func TestThePictureOfManyGroups(t *testing.T) {
	var cards []*issue.Card
	at := indicator.Day(2026, 3, 2)
	r := &report.Indicators{Profile: &city.Profile{Code: "990000", Names: city.Names{ZH: "试城"}}}
	for k := range 50 {
		code := string([]byte{'a' + byte(k/10), '0' + byte(k%10)})
		for n := range 50 { // the k-th has k late of 50; the last ten have no deadline at all
			c := &issue.Card{Source: issue.FromPatrol, State: issue.Closed, Category: code, Reported: at, Filed: at, Due: at, Fixed: at, Flags: issue.Flags{Late: n < k}}
			if k >= 40 {
				c.Due = time.Time{}
			}
			cards = append(cards, c)
		}
		r.Labels = append(r.Labels, city.Names{ZH: code})
	}
	var err error
	if r.Report, err = indicator.Of(indicator.Question{Cards: slices.Values(cards), Now: at.AddDate(0, 1, 0), Period: indicator.Span(at, at.AddDate(0, 1, 0)), By: indicator.ByCategory}); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := report.IndicatorsSVG(&out, r); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]bool{"1. a0": true, "10. a9": true, "11. b0": false, "30. c9": false, "31. d0": true, "40. d9": true, "41. e0": false, "22%  11 / 50": true} {
		if strings.Contains(out.String(), ">"+text+"<") != want {
			t.Errorf("%q is drawn: %t", text, !want)
		}
	}
}
