package report

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"io"
	"strconv"

	"sizhang/domain/city"
	"sizhang/domain/coverage"
	"sizhang/domain/fault"
)

//go:embed coverage.html
var coverageHTML string

var coveragePage = template.Must(template.New("coverage").Funcs(template.FuncMap{"plain": plain}).Parse(coverageHTML))

// CoveragePolicy is the Content-Security-Policy that CoverageHTML works under: its
// one style sheet, which stands in the page, and nothing else.
var CoveragePolicy = "default-src 'none'; style-src 'sha256-" + styleHash(coverageHTML) + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// styleHash is the hash of the page's style sheet, which the template leaves as it
// is.
func styleHash(page string) string {
	_, rest, _ := bytes.Cut([]byte(page), []byte("<style>"))
	sheet, _, _ := bytes.Cut(rest, []byte("</style>"))
	sum := sha256.Sum256(sheet)
	return base64.StdEncoding.EncodeToString(sum[:])
}

// coverageView is what the page shows.
type coverageView struct {
	City                      city.Names
	Code, At                  string
	Units, Lacking, Generated int
	Ground, LeadersName       city.Names
	Columns                   []city.Names
	Levels                    []coverageRowView
	Missing                   []coverageMissingView
}

type coverageRowView struct {
	Names city.Names
	Units int
	Cells []coverageCellView
}

type coverageCellView struct {
	Names          city.Names // of the column
	Class          string
	Counted        bool
	State          city.Names // where it is not counted
	Percent, Count string
	Bar            string
	Parts          []coveragePartView
}

type coveragePartView struct {
	Names city.Names
	Text  string
}

type coverageMissingView struct {
	Names       city.Names
	Units, Left int
	Shown       []coverageLackingView
}

type coverageLackingView struct {
	Names city.Names
	Code  string
	What  []city.Names
}

// CoverageHTML writes the report as a page of its own: the measures of every
// level, which print on one sheet of A4, then what is missing, the first units of
// each level. It is read on a phone in the sun as on paper and needs nothing from
// elsewhere; a server gives it CoveragePolicy.
func CoverageHTML(w io.Writer, r *coverage.Report) error {
	columns := coverageColumns(r)
	v := coverageView{City: r.Profile.Names, Code: r.Profile.Code, At: coverageAt(r), LeadersName: columns[1].names}
	for _, c := range columns {
		v.Columns = append(v.Columns, c.names)
	}
	if ground, _, ok := r.Profile.Level(r.GroundLevel); ok {
		v.Ground = city.Names{ZH: ground.Names.ZH, EN: ground.Names.In(true)}
	}
	for _, l := range r.Levels {
		row := coverageRowView{Names: l.Names, Units: l.Units}
		for _, c := range columns {
			row.Cells = append(row.Cells, coverageCell(r, l, c))
		}
		v.Levels = append(v.Levels, row)
		v.Units += l.Units
		v.Generated += l.Generated.Count
		if missing := byUnit(r.Missing, l.ID); len(missing) > 0 {
			v.Lacking += len(missing)
			v.Missing = append(v.Missing, missingView(l.Names, missing))
		}
	}
	return coveragePage.Execute(w, v)
}

func coverageCell(r *coverage.Report, l coverage.Level, c coverageColumn) coverageCellView {
	v := c.of(l)
	cell := coverageCellView{
		Names: c.names, Class: string(v.state), Counted: v.state == coverage.Counted, State: coverageStates[v.state],
		Percent: v.percent, Count: v.count, Bar: strconv.FormatFloat(v.share*100, 'f', 2, 64),
	}
	if cell.Counted && v.share == 1 {
		cell.Class += " full"
	}
	switch c.names.EN {
	case sponsorColumn:
		for _, s := range l.Sponsors {
			cell.Parts = append(cell.Parts, coveragePartView{s.Names, coverageCounted(s.Measure).count})
		}
	case reachColumn:
		if next, _, ok := r.Profile.Level(l.NextLevel); ok && cell.Counted {
			cell.Parts = []coveragePartView{{Names: city.Names{ZH: "→ " + next.Names.ZH, EN: next.Names.EN}}}
		}
	}
	return cell
}

func missingView(names city.Names, units []lacking) coverageMissingView {
	v := coverageMissingView{Names: names, Units: len(units), Left: max(0, len(units)-shownLacking)}
	for _, u := range units[:min(len(units), shownLacking)] {
		line := coverageLackingView{Names: u.Names, Code: u.Code}
		english := u.texts(fault.English)
		for i, zh := range u.texts(fault.Chinese) {
			line.What = append(line.What, city.Names{ZH: zh, EN: english[i]})
		}
		v.Shown = append(v.Shown, line)
	}
	return v
}
