package export

import (
	"bufio"
	"encoding/json"
	"io"
	"iter"
	"strconv"
	"strings"
	"time"
	"unicode"

	"sizhang/domain/issue"
)

// Issue is an issue as a list has it, with the names that people read.
type Issue struct {
	issue.Card
	CategoryName, SourceName, StateName string
	UnitName                            string // of the most specific unit
	HandsName                           string // the unit with its post, or the body
	Clock                               string
	// Overdue says that it is past its deadline now.
	Overdue bool
}

// Issues writes a list of issues. It is for people to read, and nothing reads it back:
// a line break in a text becomes a space.
func Issues(w io.Writer, issues iter.Seq[Issue], o Options) error {
	return write(w, o, table[Issue]{
		zh: "问题", en: "issues",
		columns: []column{
			{"受理号", "number", 18}, {"编号", "id", 38}, {"类别", "category", 16}, {"类别名称", "category_name", 20}, {"来源", "source", 12},
			{"状态", "state", 14}, {"情况", "text", 50}, {"地址", "address", 30}, {"经度", "lng", 12}, {"纬度", "lat", 12},
			{"单元", "unit", 18}, {"单元名称", "unit_name", 20}, {"承办", "hands", 24}, {"承办人", "hands_name", 12},
			{"上报时间", "reported", 26}, {"立案时间", "filed", 26}, {"派遣时间", "dispatched", 26}, {"认领时间", "claimed", 26},
			{"整改时间", "fixed", 26}, {"核查时间", "checked", 26}, {"结案时间", "closed", 26}, {"截止时间", "due", 26}, {"超期", "overdue", 8},
			{"延期次数", "postponements", 8}, {"返工次数", "reworks", 8}, {"回退次数", "bounces", 8}, {"重开次数", "reopenings", 8},
		},
		cells: issueCells,
	}, issues)
}

func issueCells(s style, i Issue) []string {
	unit := ""
	if len(i.Units) > 0 {
		unit = i.Units[0]
	}
	return []string{
		i.Number, i.ID, i.Category, flat(i.CategoryName), flat(i.SourceName), flat(i.StateName), flat(i.Text), flat(i.Address), degrees(i.Point.Lng), degrees(i.Point.Lat),
		unit, flat(i.UnitName), flat(i.HandsName), flat(i.Hands.Name),
		s.second(i.Reported), s.second(i.Filed), s.second(i.Dispatched), s.second(i.Claimed), s.second(i.Fixed), s.second(i.Checked), s.second(i.Closed), s.second(i.Due),
		s.flag(i.Overdue || i.Late),
		strconv.Itoa(i.Postponements), strconv.Itoa(i.Reworks), strconv.Itoa(i.Bounces), strconv.Itoa(i.Reopenings),
	}
}

// second writes an instant to the second in the zone, nothing for none.
func (s style) second(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.In(s.zone).Format(time.RFC3339)
}

func degrees(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// flat makes one line of a text that somebody sent, without what is not to be seen.
func flat(text string) string {
	plain := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Zl, r) || unicode.Is(unicode.Zp, r) || r == unicode.ReplacementChar {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, " "))
	return strings.Join(strings.Fields(plain), " ")
}

// IssuesGeoJSON writes a list of issues as an RFC 7946 FeatureCollection of points in
// WGS84.
func IssuesGeoJSON(w io.Writer, issues iter.Seq[Issue], zone *time.Location) error {
	out := bufio.NewWriterSize(w, 64<<10)
	s := newStyle(Options{Zone: zone})
	out.WriteString(`{"type":"FeatureCollection","features":[`)
	separator := "\n"
	for i := range issues {
		properties, err := json.Marshal(issueProperties(s, &i))
		if err != nil {
			return err
		}
		out.WriteString(separator)
		out.WriteString(`{"type":"Feature","id":`)
		id, _ := json.Marshal(i.ID) // a string always can be
		out.Write(id)
		out.WriteString(`,"geometry":{"type":"Point","coordinates":[` + degrees(i.Point.Lng) + "," + degrees(i.Point.Lat) + `]},"properties":`)
		out.Write(properties)
		if _, err := out.WriteString("}"); err != nil {
			return err
		}
		separator = ",\n"
	}
	out.WriteString("\n]}\n")
	return out.Flush()
}

// issueFeature are a feature's properties, in the order in which they are written.
type issueFeature struct {
	Number       string `json:"number"`
	Category     string `json:"category"`
	CategoryName string `json:"category_name,omitempty"`
	Source       string `json:"source"`
	State        string `json:"state"`
	StateName    string `json:"state_name"`
	Text         string `json:"text"`
	Address      string `json:"address,omitempty"`
	Unit         string `json:"unit,omitempty"`
	UnitName     string `json:"unit_name,omitempty"`
	Hands        string `json:"hands,omitempty"`
	HandsName    string `json:"hands_name,omitempty"`
	Reported     string `json:"reported"`
	Closed       string `json:"closed,omitempty"`
	Due          string `json:"due,omitempty"`
	Clock        string `json:"clock,omitempty"`
}

func issueProperties(s style, i *Issue) issueFeature {
	f := issueFeature{
		Number: i.Number, Category: i.Category, CategoryName: i.CategoryName, Source: string(i.Source), State: string(i.State), StateName: i.StateName,
		Text: i.Text, Address: i.Address, UnitName: i.UnitName, Hands: i.HandsName, HandsName: i.Hands.Name,
		Reported: s.second(i.Reported), Closed: s.second(i.Closed), Due: s.second(i.Due), Clock: i.Clock,
	}
	if len(i.Units) > 0 {
		f.Unit = i.Units[0]
	}
	return f
}
