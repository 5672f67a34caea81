package indicator_test

import (
	"encoding/csv"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/indicator"
	"sizhang/domain/issue"
)

// march is what the fixture is asked about, and when.
var (
	march   = indicator.Span(indicator.Day(2026, 3, 1), indicator.Day(2026, 4, 1))
	askedAt = time.Date(2026, 4, 10, 12, 0, 0, 0, city.China)
)

// readCards reads testdata/issues.csv, by id.
func readCards(t *testing.T) map[string]*issue.Card {
	t.Helper()
	file, err := os.Open("testdata/issues.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	records, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	cards := map[string]*issue.Card{}
	for _, record := range records[1:] {
		cell := map[string]string{}
		for i, name := range records[0] {
			cell[name] = record[i]
		}
		cards[cell["id"]] = readCard(t, cell)
	}
	return cards
}

func readCard(t *testing.T, cell map[string]string) *issue.Card {
	t.Helper()
	at := func(text string) time.Time {
		if text == "" {
			return time.Time{}
		}
		when, err := time.ParseInLocation("2006-01-02 15:04", "2026-"+text, city.China)
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	unit := cell["unit"]
	c := &issue.Card{
		ID: cell["id"], Source: issue.Source(cell["source"]), State: issue.State(cell["state"]), Category: cell["category"],
		Units: []string{unit, unit[:1], "T"}, Spots: []string{unit},
		Found: at(cell["found"]), Reported: at(cell["reported"]), Filed: at(cell["filed"]), Dispatched: at(cell["dispatched"]),
		Claimed: at(cell["claimed"]), Due: at(cell["due"]), Fixed: at(cell["fixed"]), Announced: at(cell["announced"]),
		Checked: at(cell["checked"]), Closed: at(cell["closed"]), Answered: at(cell["closed"]), Answer: issue.Answer(cell["answer"]),
	}
	if !c.State.Known() || !slices.Contains(issue.Sources, c.Source) {
		t.Fatalf("%s is %s of %s", c.ID, c.State, c.Source)
	}
	for flag := range strings.FieldsSeq(cell["flags"]) {
		*map[string]*bool{"late": &c.Late, "exempt": &c.Exempt, "on_the_spot": &c.OnTheSpot, "undone": &c.Undone}[flag] = true
	}
	for name, n := range pairs(cell["counts"]) {
		*map[string]*int{"bounces": &c.Bounces, "reworks": &c.Reworks, "postponements": &c.Postponements, "suspensions": &c.Suspensions}[name], _ = strconv.Atoi(n)
	}
	for name, person := range pairs(cell["people"]) {
		*map[string]*string{
			"reporter": &c.Reporter, "verifier": &c.Verifier, "filer": &c.Filer, "dispatcher": &c.Dispatcher, "worker": &c.Worker,
			"checker": &c.Checker, "hands": &c.Hands.Person,
		}[name] = person
	}
	for stage, numbers := range pairs(cell["steps"]) {
		s := &c.Steps[slices.Index(issue.Stages[:], issue.Stage(stage))]
		if n, err := fmt.Sscanf(numbers, "%d/%d/%d", &s.Begun, &s.Done, &s.Late); n != 3 {
			t.Fatal(err)
		}
	}
	fields := strings.Fields(cell["running"])
	for k := 0; k+2 < len(fields); k += 3 {
		c.Running = append(c.Running, issue.Running{Stage: issue.Stage(fields[k]), Due: at(fields[k+1] + " " + fields[k+2])})
	}
	return c
}

// pairs reads a word and its value, a word and its value.
func pairs(text string) map[string]string {
	m := map[string]string{}
	fields := strings.Fields(text)
	for k := 0; k+1 < len(fields); k += 2 {
		m[fields[k]] = fields[k+1]
	}
	return m
}

// tables reads the tables of a Markdown file, by their heading.
func tables(t *testing.T, path string) map[string][][]string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	found, heading := map[string][][]string{}, ""
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, "## "):
			_, heading, _ = strings.Cut(line, " · ")
		case strings.HasPrefix(line, "|--"):
			found[heading] = nil // what came before was the header
		case strings.HasPrefix(line, "|"):
			cells := strings.Split(strings.Trim(line, "|"), "|")
			for i := range cells {
				cells[i] = strings.TrimSpace(cells[i])
			}
			found[heading] = append(found[heading], cells)
		}
	}
	return found
}

func each(cards ...*issue.Card) func(func(*issue.Card) bool) { return slices.Values(cards) }

func of(t testing.TB, q indicator.Question) *indicator.Report {
	t.Helper()
	r, err := indicator.Of(q)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// parts returns which issues are in the numerator and in the denominator of an
// indicator, found by asking of each alone.
func parts(t *testing.T, cards []*issue.Card, id indicator.ID, unit string) (numerator, denominator []string) {
	t.Helper()
	for _, c := range cards {
		q := indicator.Question{Cards: each(c), Now: askedAt, Period: march}
		cell := &of(t, q).Total.Cell
		if unit != "" {
			q.By, q.Rows = indicator.ByUnit, []string{unit}
			cell = &of(t, q).Rows[0].Cell
		}
		f := cell.Figure(id)
		if f.Numerator > 0 {
			numerator = append(numerator, c.ID)
		}
		if f.Denominator > 0 {
			denominator = append(denominator, c.ID)
		}
	}
	return numerator, denominator
}

// Every figure is what was worked out by hand, down to the issues that make it.
func TestWorkedByHand(t *testing.T) {
	byID := readCards(t)
	var cards []*issue.Card
	for k := range len(byID) {
		cards = append(cards, byID[fmt.Sprintf("%02d", k+1)])
	}
	worked := tables(t, "testdata/worked.md")
	r := of(t, indicator.Question{Cards: each(cards...), Now: askedAt, Period: march})
	seen := map[indicator.ID]bool{}
	for _, row := range append(worked["Numbers"], worked["Rates"]...) {
		id := indicator.ID(row[0])
		i, _, known := indicator.Find(id)
		if !known || seen[id] || i.Names.ZH != row[1] {
			t.Fatalf("%v is no indicator, or there twice", row)
		}
		seen[id] = true
		numerator, denominator := parts(t, cards, id, "")
		want := indicator.Figure{Numerator: len(strings.Fields(row[2]))}
		shown := strconv.Itoa(want.Numerator)
		if i.Kind == indicator.Rate {
			want.Denominator = len(strings.Fields(row[3]))
			shown += "/" + strconv.Itoa(want.Denominator)
			if got := strings.Join(denominator, " "); got != row[3] {
				t.Errorf("%s: denominator\n%s, by hand\n%s", id, got, row[3])
			}
		}
		if got := strings.Join(numerator, " "); got != row[2] {
			t.Errorf("%s: numerator\n%s, by hand\n%s", id, got, row[2])
		}
		if got := r.Total.Figure(id); got != want || row[len(row)-1] != shown {
			t.Errorf("%s is %v, by hand %v, written %s", id, got, want, row[len(row)-1])
		}
	}
	if len(seen) != len(indicator.All) {
		t.Errorf("%d of %d indicators were worked out", len(seen), len(indicator.All))
	}
	checkLatencies(t, cards, r, worked["The five first moments"])
	checkScores(t, cards, worked["Composite scores"])
	checkUnits(t, cards, worked["By unit"])
}

func checkLatencies(t *testing.T, cards []*issue.Card, r *indicator.Report, rows [][]string) {
	t.Helper()
	if len(rows) != len(indicator.Latencies) {
		t.Fatalf("%d latencies were worked out", len(rows))
	}
	for k, row := range rows {
		ids, minutes := strings.Fields(row[1]), strings.Fields(row[2])
		if indicator.Latencies[k].ID != row[0] || len(ids) != len(minutes) {
			t.Fatalf("%v", row)
		}
		for _, c := range cards {
			want := indicator.Spread{}
			if n := slices.Index(ids, c.ID); n >= 0 {
				took, _ := time.ParseDuration(minutes[n] + "m")
				want = indicator.Spread{N: 1, Median: took, P90: took}
			}
			if got := of(t, indicator.Question{Cards: each(c), Now: askedAt, Period: march}).Total.Spreads[k]; got != want {
				t.Errorf("%s of %s is %v, by hand %v", row[0], c.ID, got, want)
			}
		}
		n, _ := strconv.Atoi(row[3])
		median, _ := time.ParseDuration(row[4] + "m")
		p90, _ := time.ParseDuration(row[5] + "m")
		if got, want := r.Total.Spreads[k], (indicator.Spread{N: n, Median: median, P90: p90}); got != want {
			t.Errorf("%s is %v, by hand %v", row[0], got, want)
		}
	}
}

func checkScores(t *testing.T, cards []*issue.Card, rows [][]string) {
	t.Helper()
	if len(rows) != 6 {
		t.Fatalf("%d scores were worked out", len(rows))
	}
	for _, row := range rows {
		q := indicator.Question{Cards: each(cards...), Now: askedAt, Period: march}
		if row[0] != "total" {
			q.By, q.Rows = indicator.ByPerson, []string{row[0]}
		}
		r := of(t, q)
		cell := &r.Total.Cell
		if row[0] != "total" {
			cell = &r.Rows[0].Cell
		}
		k := slices.IndexFunc(r.Scheme.Scores, func(s indicator.Score) bool { return s.ID == row[1] })
		got := "no data"
		if s := cell.Scores[k]; s.OK {
			got = fmt.Sprintf("%.1f %s", s.Points, s.Grade)
		}
		if got != row[3] {
			t.Errorf("%s of %s is %s, by hand %s: %v", row[1], row[0], got, row[3], cell.Scores[k])
		}
	}
}

func checkUnits(t *testing.T, cards []*issue.Card, rows [][]string) {
	t.Helper()
	if len(rows) != 6 {
		t.Fatalf("%d figures of units were worked out", len(rows))
	}
	for _, row := range rows {
		numerator, denominator := parts(t, cards, indicator.ID(row[1]), row[0])
		if a, b := strings.Join(numerator, " "), strings.Join(denominator, " "); a != row[2] || b != row[3] {
			t.Errorf("%s of %s: %s of %s, by hand %s of %s", row[1], row[0], a, b, row[2], row[3])
		}
	}
}
