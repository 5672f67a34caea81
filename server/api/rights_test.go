package api

import (
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"sizhang/domain/access"
	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/geo/geotest"
	"sizhang/server/accounts"
)

// The table of rights says for every route whom it answers. It is written by hand
// and read by people; this file reads it too and holds the server against it.
const rightsTable = "testdata/rights.md"

// relations are how what is asked for lies to where the asker holds a role, which
// is the unit home of the town, and the place that stands for each.
var relations = []struct{ name, unit string }{
	{"own", "home"}, {"child", "homeGrid"}, {"parent", "county"}, {"sibling", "next"}, {"other", "far"}, {"nobody", "nobody"},
}

// ofOne are the kinds of rows that tell places apart.
var ofOne = []string{"unit", "account", "person", "issue"}

// ruleRow is one row of the table.
type ruleRow struct {
	asks, of string
	cells    map[string]string // by role
}

// steward and warden are no roles of any city: they have every right, the one at
// home and all below it, the other at home alone, so that every right is asked
// about at a unit.
var everyRight = map[string]*access.Role{
	"steward": {ID: "steward", Rights: access.Rights, Reach: access.Below},
	"warden":  {ID: "warden", Rights: access.Rights, Reach: access.OwnUnit},
}

// entitles says whether the row asks for a right.
func (r ruleRow) entitles() bool { return r.asks != "nothing" && r.asks != "sign-in" }

func roleIDs() []string {
	var ids []string
	for _, r := range city.DefaultRoles {
		ids = append(ids, r.ID)
	}
	return append(ids, "steward", "warden")
}

// readRights reads the table, by route.
func readRights(t *testing.T) map[string]ruleRow {
	t.Helper()
	text, err := os.ReadFile(rightsTable)
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]ruleRow{}
	var header []string
	for line := range strings.Lines(string(text)) {
		if !strings.HasPrefix(line, "|") {
			header = nil
			continue
		}
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		for i := range cells {
			cells[i] = strings.Trim(strings.TrimSpace(cells[i]), "`")
		}
		switch {
		case header == nil:
			header = cells
		case strings.HasPrefix(cells[0], "-"):
		default:
			row := ruleRow{cells: map[string]string{}}
			for i, name := range header {
				switch value := cells[min(i, len(cells)-1)]; name {
				case "route":
					if _, twice := rows[value]; twice {
						t.Errorf("%s has two rows", value)
					}
				case "asks for":
					row.asks = value
				case "of":
					row.of = value
				default:
					row.cells[name] = value
				}
			}
			rows[cells[0]] = row
		}
	}
	return rows
}

// asksOf says what a route asks for and of what, as the table names it.
func asksOf(r route) (asks, of string) {
	switch n := r.about.access; {
	case n.who == anyone:
		return "nothing", "–"
	case n.who == self:
		return "sign-in", "oneself"
	case n.of == wholeCity:
		return string(n.right), "city"
	case n.of == atUnit:
		return string(n.right), "unit"
	case n.or != "":
		return string(n.right) + " or " + string(n.or), "list"
	case n.of == ownCity:
		return string(n.right), "cell"
	case !strings.Contains(r.path, "{id}"):
		return string(n.right), "list"
	case strings.Contains(r.path, "/issues/"):
		return string(n.right), "issue"
	case strings.Contains(r.path, "/people/"):
		return string(n.right), "person"
	default:
		return string(n.right), "account"
	}
}

func ruleOf(r route) string { return r.method + " " + r.path }

// Every route has its row, and the row says what the route asks for.
func TestEveryRouteHasItsRow(t *testing.T) {
	rows := readRights(t)
	s := fixtureServer(t)
	for _, r := range s.routes() {
		asks, of := asksOf(r)
		row, there := rows[ruleOf(r)]
		if !there {
			skeleton := fmt.Sprintf("| `%s` | %s | %s |%s", ruleOf(r), asks, of, strings.Repeat(" ? |", len(roleIDs())))
			t.Errorf("%s has no row; write one such as\n%s", rightsTable, skeleton)
			continue
		}
		delete(rows, ruleOf(r))
		if row.asks != asks || row.of != of {
			t.Errorf("%s asks for %s of %s; its row says %s of %s", ruleOf(r), asks, of, row.asks, row.of)
		}
		if r.about.access.who != holder {
			if len(row.cells) != 0 {
				t.Errorf("%s: everybody is answered alike, and the row tells roles apart", ruleOf(r))
			}
			continue
		}
		for _, role := range roleIDs() {
			if _, there := row.cells[role]; !there {
				t.Errorf("%s says nothing of %s", ruleOf(r), role)
			}
		}
	}
	for name := range rows {
		t.Errorf("%s has a row and there is no such route", name)
	}
}

// What became of a question, as far as rights go.
const (
	through    = "through"
	unsigned   = "401"
	unentitled = "403"
	beneath    = "403 right_insufficient" // seen, and more than one has oneself
	unseen     = "404"
)

func verdict(t *testing.T, status int, body string) string {
	t.Helper()
	code := fault.Code("")
	if status >= 400 {
		if c, ok := pick(mustDecode([]byte(body)), "code").(string); ok {
			code = fault.Code(c)
		}
	}
	switch {
	case status >= 500:
		t.Fatalf("%d: %s", status, body)
	case status == http.StatusUnauthorized:
		return unsigned
	case code == fault.RightInsufficient:
		return beneath
	case status == http.StatusForbidden:
		return unentitled
	case status == http.StatusNotFound && slices.Contains([]fault.Code{fault.CityNotFound, fault.UnitNotFound, fault.AccountNotFound, fault.PersonNotFound, fault.IssueNotFound}, code):
		return unseen
	}
	return through
}

// bodies are what is sent where a whole question is needed for the use case to
// decide; every other body is broken, which is found after the decision.
var bodies = map[string]string{
	"setAway": `{"away":[]}`, "giveRole": `{"role":"grid_worker","unit":"homeGrid"}`, "showPhone": `{"reason":"核对号码"}`,
	"handOver":   `{"vacate":true}`,                                                    // no day: it is refused after the decision
	"actOnIssue": `{"command":"01932d5e-8c00-7000-8000-000000000002","action":"none"}`, // each action has a right of its own
}

// target fills a route's template: with the place in a city, or with an id.
func (w *town) target(r route, city, place string) string {
	id := "none"
	switch {
	case strings.Contains(r.path, "/accounts/{id}"):
		id = w.accounts[city+"/"+place]
	case strings.Contains(r.path, "/people/{id}"):
		id = city + "-" + place
	case strings.Contains(r.path, "/issues/{id}"):
		id = issueAt(city, place)
	}
	if id == "" {
		id = place
	}
	query := ""
	for _, about := range []string{"/sso"} {
		if strings.HasSuffix(r.path, about) && r.method == http.MethodGet {
			query = "?city=" + city + "&redirect=x&challenge=" + strings.Repeat("x", 43) + "&state=12345678"
		}
	}
	return strings.NewReplacer("{city}", city, "{id}", id, "{code}", place, "{noun}", "units", "{post}", "grid_head",
		"{grant}", "none", "{cell}", "8c31aa4282025ff").Replace(r.path) + query
}

// put asks a route and says what became of it; what was refused must have had no
// effect, and who only looks changes nothing.
func (w *town) put(t *testing.T, r route, target string, headers map[string]string) (verdicted, body string) {
	t.Helper()
	sent := bodies[r.about.id]
	if sent == "" && r.method != http.MethodGet {
		sent = "{"
	}
	all := map[string]string{"Accept": "*/*"}
	if sent != "" {
		all["Content-Type"] = jsonType
	}
	for name, value := range headers {
		all[name] = value
	}
	w.store.since()
	answer := ask(w.server, r.method, target, all, sent)
	body = answer.Body.String()
	verdicted = verdict(t, answer.Code, body)
	_, _, effects := w.store.since()
	if effects > 0 && (verdicted != through || r.method == http.MethodGet) {
		t.Errorf("%s %s is answered with %d and wrote %d times", r.method, target, answer.Code, effects)
	}
	if verdicted == through {
		w.undo(t, r.about.id, target, body)
	}
	return verdicted, body
}

// undo takes back what would change who is who for the next question.
func (w *town) undo(t *testing.T, operation, target, body string) {
	t.Helper()
	here, id := accounts.Caller{Local: true}, ""
	if parts := strings.Split(target, "/"); len(parts) > 6 {
		id = parts[6]
	}
	var err error
	switch operation {
	case "disableAccount":
		_, err = w.keepers.accounts.Enable(t.Context(), here, cityOne, id)
	case "giveRole":
		_, err = w.keepers.accounts.Take(t.Context(), here, cityOne, id, pick(mustDecode([]byte(body)), "grants.0.id").(string))
	}
	if err != nil {
		t.Fatal(err)
	}
}

// says reads what a cell says of a relation.
func says(t *testing.T, cell, relation string) string {
	t.Helper()
	switch cell {
	case "–":
		return unentitled
	case "yes", "all":
		return through
	}
	for word := range strings.FieldsSeq(cell) {
		name, short := strings.CutSuffix(word, "!")
		switch {
		case !slices.ContainsFunc(relations, func(r struct{ name, unit string }) bool { return r.name == name }):
			t.Errorf("a cell says %q", cell)
		case name == relation && short:
			return beneath
		case name == relation:
			return through
		}
	}
	return unseen
}

// Every route, every role, every relation: the server does what the table says, and
// whatever it refuses has no effect.
func TestTheTableOfRights(t *testing.T) {
	geotest.Reckons(t)
	rows := readRights(t)
	w := newTown(t)
	var tried int
	for _, r := range w.server.routes() {
		row := rows[ruleOf(r)]
		for _, role := range roleIDs() {
			actor := w.at(role, "home")
			expect := func(want, target string) {
				t.Helper()
				tried++
				if got, body := w.put(t, r, target, actor); got != want {
					t.Errorf("%s for a %s: %s %s is %s, not %s: %.200s", ruleOf(r), role, r.method, target, got, want, body)
				}
			}
			places := relations
			if !slices.Contains(ofOne, row.of) {
				places = relations[:1]
			}
			for _, relation := range places {
				if (row.of == "unit" || row.of == "issue") && relation.name == "nobody" {
					continue
				}
				want := through
				if row.entitles() {
					want = says(t, row.cells[role], relation.name)
				}
				expect(want, w.target(r, cityOne, relation.unit))
			}
			if !row.entitles() {
				continue
			}
			// What lies in another city, and what lies nowhere.
			want := unseen
			if row.cells[role] == "–" && (row.of != "city" || everyRight[role] == nil) {
				want = unentitled
			}
			switch row.of {
			case "unit":
				expect(want, w.target(r, cityOne, "theirs"))
				expect(want, w.target(r, cityOne, "home")+"?city="+cityTwo)
				expect(want, w.target(r, cityOne, "missing"))
			case "cell":
				expect(want, w.target(r, cityOne, "home")+"?city="+cityTwo)
			case "account", "person", "issue":
				expect(want, strings.Replace(w.target(r, cityTwo, "home"), cityTwo+"/", cityOne+"/", 1))
				expect(want, w.target(r, cityOne, "missing"))
				fallthrough
			default:
				expect(want, w.target(r, cityTwo, "home"))
				expect(want, w.target(r, "999999", "home"))
			}
		}
	}
	if tried < 1000 {
		t.Errorf("only %d questions were asked", tried)
	}
	t.Logf("%d questions", tried)
}

// What is the same for every route: nobody, somebody who holds nothing any more,
// and the administrator of another city.
func TestTheRulesOfTheTable(t *testing.T) {
	geotest.Reckons(t)
	w, rows := newTown(t), readRights(t)
	retired := w.sessions.mint("retired", access.Actor{City: cityOne, Account: "retired", Session: "s"})
	foreigner := w.sessions.mint("foreigner", holding(cityTwo, "foreigner", city.AdminRole, "", ""))
	for _, r := range w.server.routes() {
		target := w.target(r, cityOne, "home")
		if (r.about.access.of == atUnit || r.about.access.of == ownCity) && r.about.access.who == holder {
			target += "?city=" + cityOne // both have a unit of the code
		}
		row := rows[ruleOf(r)]
		closed := row.asks != "nothing"
		for _, c := range []struct {
			who     string
			headers map[string]string
			open    string
			want    string // of what asks for a right
		}{
			{"nobody", nil, through, unsigned},
			{"somebody with a token of nobody's", map[string]string{"Authorization": "Bearer made-up"}, through, unsigned},
			{"somebody whose post has ended", retired, through, unentitled},
			{"an administrator of another city", foreigner, through, unseen},
		} {
			want := c.open
			switch {
			case closed && c.want == unsigned:
				want = unsigned
			case row.entitles():
				want = c.want
			}
			if r.about.tag == tagSignIn && !closed { // they answer 401 for reasons of their own
				continue
			}
			if got, body := w.put(t, r, target, c.headers); got != want {
				t.Errorf("%s for %s is %s, not %s: %.200s", ruleOf(r), c.who, got, want, body)
			}
		}
	}
}

// A right goes by where it is held itself, not by where others are: somebody has
// the route's right at home, and every other right in another branch.
func TestEachRightHasItsOwnScope(t *testing.T) {
	geotest.Reckons(t)
	w := newTown(t)
	tried := 0
	for _, r := range w.server.routes() {
		_, of := asksOf(r)
		right := r.about.access.right
		if !slices.Contains(ofOne, of) || right == access.AccountManage { // who manages needs more
			continue
		}
		others := slices.DeleteFunc(slices.Clone(access.Rights), func(other access.Right) bool { return other == right })
		actor := w.sessions.mint("two-places", access.Actor{City: cityOne, Account: "two-places", Session: "s", Holdings: []access.Holding{
			{Role: &access.Role{ID: "this", Rights: []access.Right{right}, Reach: access.Below}, Unit: "home"},
			{Role: &access.Role{ID: "others", Rights: others, Reach: access.Below}, Unit: "elsewhere"},
		}})
		for place, want := range map[string]string{"home": through, "homeGrid": through, "far": unseen, "farGrid": unseen, "next": unseen} {
			tried++
			if got, body := w.put(t, r, w.target(r, cityOne, place), actor); got != want {
				t.Errorf("%s at %s is %s, not %s: %.200s", ruleOf(r), place, got, want, body)
			}
		}
	}
	if tried < 20 {
		t.Errorf("only %d questions were asked", tried)
	}
}
