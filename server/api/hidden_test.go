package api

import (
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sizhang/domain/access"
	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/geo/geotest"
)

// instances are the parts of an answer that differ between any two.
var instances = regexp.MustCompile(`urn:sizhang:request:[A-Za-z0-9]+`)

// shape is all that a client and a clock can tell of an answer: its status, headers
// and body but for the id that was asked for, and how often the store was asked.
type shape struct {
	status         int
	headers, body  string
	reads, records int
}

func (w *town) shapeOf(t *testing.T, r route, target, id string, headers map[string]string) shape {
	t.Helper()
	w.server.refusals = refusals{} // as if nobody had been refused before
	w.store.since()
	all := maps.Clone(headers)
	all["Accept"], all["Content-Type"] = "*/*", jsonType
	sent := bodies[r.about.id]
	if sent == "" {
		sent = "{}"
	}
	answer := ask(w.server, r.method, target, all, sent)
	reads, records, effects := w.store.since()
	if effects > 0 {
		t.Errorf("%s %s wrote", r.method, target)
	}
	answer.Header().Del(requestIDHeader)
	var lines []string
	for name, values := range answer.Header() {
		lines = append(lines, name+": "+strings.Join(values, ", "))
	}
	slices.Sort(lines)
	body := strings.ReplaceAll(instances.ReplaceAllString(answer.Body.String(), ""), id, "{id}")
	return shape{answer.Code, strings.Join(lines, "\n"), body, reads, records}
}

// What lies outside one's scope cannot be told from what there never was, by the
// answer's bytes or by the work that it took.
func TestHiddenIsAsMissing(t *testing.T) {
	geotest.Reckons(t)
	w := newTown(t)
	rows := readRights(t)
	tried := 0
	for _, r := range w.server.routes() {
		row := rows[ruleOf(r)]
		if !slices.Contains(ofOne, row.of) {
			continue
		}
		for _, role := range roleIDs() {
			actor := w.at(role, "home")
			missing := map[string]string{"unit": "no-such-unit", "person": "no-such-person", "account": "01932d5e-8c00-7000-8000-000000000000", "issue": "no-such-issue"}[row.of]
			want := w.shapeOf(t, r, w.target(r, cityOne, missing), missing, actor)
			for _, relation := range relations {
				if says(t, row.cells[role], relation.name) == through || says(t, row.cells[role], relation.name) == beneath {
					continue
				}
				id := relation.unit
				switch row.of {
				case "account":
					id = w.accounts[cityOne+"/"+relation.unit]
				case "person":
					id = cityOne + "-" + relation.unit
				case "issue":
					id = issueAt(cityOne, relation.unit)
				}
				tried++
				if got := w.shapeOf(t, r, w.target(r, cityOne, relation.unit), id, actor); got != want {
					t.Errorf("%s by a %s tells the hidden %s from the missing:\n%+v\n%+v", ruleOf(r), role, relation.name, got, want)
				}
			}
		}
	}
	if tried < 300 {
		t.Errorf("only %d hidden things were asked for", tried)
	}
}

// Lists hold exactly what one may see one by one, for any holdings in any tree.
func TestListsAgainstAnOracle(t *testing.T) {
	geotest.Reckons(t)
	w := newTown(t)
	units := slices.Sorted(maps.Keys(townParents))
	roles := append([]access.Role{*everyRight["steward"], *everyRight["warden"]}, func() (list []access.Role) {
		for _, r := range city.DefaultRoles {
			list = append(list, r.Role)
		}
		return list
	}()...)
	above := func(unit string) (list []string) {
		for ; unit != ""; unit = townParents[unit] {
			list = append(list, unit)
		}
		return list
	}
	rapid.Check(t, func(t *rapid.T) {
		who := access.Actor{City: cityOne, Account: "somebody", Session: "s"}
		for range rapid.IntRange(0, 3).Draw(t, "holdings") {
			role := rapid.SampledFrom(roles).Draw(t, "role")
			h := access.Holding{Role: &role, Standby: rapid.Bool().Draw(t, "standby")}
			switch role.Reach {
			case access.Below, access.OwnUnit:
				h.Unit = rapid.SampledFrom(units).Draw(t, "unit")
			case access.Charged:
				h.Body = "office"
			}
			who.Holdings = append(who.Holdings, h)
		}
		headers := w.sessions.mint("oracle", who)
		within := rapid.SampledFrom(append([]string{""}, units...)).Draw(t, "within")
		limit := rapid.IntRange(1, 12).Draw(t, "limit")

		// The oracle asks the domain about each place, one by one.
		sees := func(right access.Right, unit string) bool {
			return who.Can(right, access.Object{City: cityOne, Units: above(unit)})
		}
		var people, held []string
		for _, unit := range units {
			if unit == "spareGrid" {
				continue
			}
			if sees(access.PersonRead, unit) && (within == "" || slices.Contains(above(unit), within)) {
				people = append(people, cityOne+"-"+unit)
			}
			if sees(access.AccountRead, unit) {
				held = append(held, w.accounts[cityOne+"/"+unit])
			}
		}
		if who.Can(access.AccountRead, access.Object{City: cityOne}) {
			held = append(held, w.accounts[cityOne+"/nobody"], w.accounts[cityOne+"/admin"])
		}
		slices.Sort(people)
		slices.Sort(held)

		w.listed(t, "/api/v1/cities/"+cityOne+"/people?unit="+within, "people", headers, limit, who.Anywhere(access.PersonRead), within == "" || sees(access.PersonRead, within), people)
		w.listed(t, "/api/v1/cities/"+cityOne+"/accounts?", "accounts", headers, limit, who.Anywhere(access.AccountRead), true, held)
	})
}

// listed goes through a list page by page and compares what it holds.
func (w *town) listed(t *rapid.T, target, what string, headers map[string]string, limit int, entitled, seen bool, want []string) {
	var got []string
	for after := ""; ; {
		answer := ask(w.server, http.MethodGet, target+"&limit="+strconv.Itoa(limit)+after, headers, "")
		body := mustDecode(answer.Body.Bytes())
		switch code := pick(body, "code"); {
		case !entitled && answer.Code == 403 && code == string(fault.RightMissing):
			return
		case entitled && !seen && answer.Code == 404 && code == string(fault.UnitNotFound):
			return
		case !entitled || !seen || answer.Code != 200:
			t.Fatalf("%s answers %d %s", target, answer.Code, answer.Body)
		}
		for _, one := range pick(body, what).([]any) {
			got = append(got, pick(one, "id").(string))
			if strings.Contains(answer.Body.String(), townPhone) {
				t.Fatalf("%s tells a telephone number", target)
			}
		}
		next, more := pick(body, "next").(string)
		if !more {
			break
		}
		after = "&after=" + next
	}
	if what == "accounts" {
		slices.Sort(got) // by id they are already, as they were made
	}
	if !slices.Equal(got, want) {
		t.Fatalf("%s: the list has %v, and one by one there are %v", target, got, want)
	}
}
