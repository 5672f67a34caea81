package accounts_test

import (
	"fmt"
	"strings"
	"testing"

	"sizhang/domain/access"
	"sizhang/domain/fault"
	"sizhang/domain/person"
	"sizhang/domain/territory"
	"sizhang/server/accounts"
	"sizhang/server/intake"
)

var reading = intake.AccountOptions{}

// told tells what became of every row.
func told(in accounts.Imported) string {
	var rows []string
	for _, r := range in.Rows {
		text := fmt.Sprintf("%d %s %s", r.Row, r.Login, r.Outcome)
		if r.Why != nil {
			text += fmt.Sprintf(" %s %s", r.Why.Code, r.Why.Field)
		}
		rows = append(rows, text)
	}
	return strings.Join(rows, "\n")
}

const table = `人员编号,登录名,姓名,角色,单元,部门,起,止,统一身份
P1,zhang.san,,网格员,A1,,2026-01-01,,
P1,Zhang.San,,cadre,A,,,,
P2,li.si,李四,department,,D1,,2026-12-31,s2
P3,wang.wu,,,,,,,
`

// imported is a fixture whose register knows everybody in the table.
func imported(t *testing.T) *fixture {
	f := newFixture(t)
	for _, id := range []string{"P1", "P2", "P3"} {
		f.town.people[id] = person.Person{ID: id, Name: "名" + id}
	}
	return f
}

func (f *fixture) take(by accounts.Caller, text string, o intake.AccountOptions) accounts.Imported {
	f.t.Helper()
	plan, err := f.PlanImport(f.t.Context(), by, code, strings.NewReader(text), o)
	if err != nil {
		f.t.Fatal(err)
	}
	if len(f.diary.entries) > 0 || plan.Written {
		f.t.Errorf("a plan recorded %v", f.diary.kinds())
	}
	in, err := f.Import(f.t.Context(), by, code, strings.NewReader(text), o)
	if err != nil || told(in) != told(plan) {
		f.t.Errorf("planned\n%s\ndone\n%s\n%v", told(plan), told(in), err)
	}
	return in
}

func TestImportMakesAccountsOnce(t *testing.T) {
	f := imported(t)
	in := f.take(local, table, reading)
	if got := told(in); got != "2 zhang.san created\n3 zhang.san created\n4 li.si created\n5 wang.wu created" || !in.Written || in.Created != 4 {
		t.Fatalf("%s", got)
	}
	a, _, _ := f.Find(t.Context(), code, "zhang.san")
	right, _, _ := hasher.Verify(t.Context(), in.Rows[0].Password, string(a.Hash))
	if !right || in.Rows[1].Password != "" || in.Rows[0].Account != a.ID || !a.MustChange || a.Name != "名P1" || f.held(a) != "grid_worker@A1 cadre@A" {
		t.Errorf("%+v holds %s", a, f.held(a))
	}
	b, _, _ := f.FindSubject(t.Context(), code, "s2")
	if b.Login != "li.si" || b.Name != "李四" || f.held(b) != "department@D1" || !b.Grants[0].Until.Equal(day(1).AddDate(0, 9, 30)) {
		t.Errorf("%+v", b)
	}
	if kinds := fmt.Sprint(f.diary.kinds()); kinds != "[account_created role_given role_given account_created role_given account_created]" {
		t.Errorf("recorded %s", kinds)
	}
	f.now = day(12)
	again := f.take(local, table, reading)
	if got := told(again); again.Unchanged != 4 || len(f.diary.kinds()) > 0 || strings.Contains(fmt.Sprint(again.Rows), "-") && again.Rows[0].Password != "" {
		t.Errorf("the second time\n%s", got)
	}
	if c, _, _ := f.Find(t.Context(), code, "zhang.san"); c.Version != a.Version {
		t.Error("written the second time")
	}
}

func TestImportAddsToAccounts(t *testing.T) {
	f := imported(t)
	f.take(local, table, reading)
	f.diary.kinds()
	in := f.take(local, `login,name,role,unit,body,until,subject
zhang.san,张三,grid_worker,B1,,,s1
li.si,,department,,D1,2026-06-30,
wang.wu,,,,,,
`, reading)
	if got := told(in); got != "2 zhang.san changed\n3 li.si changed\n4 wang.wu unchanged" || in.Changed != 2 || in.Unchanged != 1 {
		t.Fatalf("%s", got)
	}
	a, _, _ := f.Find(t.Context(), code, "zhang.san")
	if a.Name != "张三" || a.Subject != "s1" || a.Person != "P1" || f.held(a) != "grid_worker@A1 cadre@A grid_worker@B1" {
		t.Errorf("%+v holds %s", a, f.held(a))
	}
	b, _, _ := f.Find(t.Context(), code, "li.si")
	if len(b.Grants) != 1 || b.Grants[0].Until.Month() != 6 {
		t.Errorf("%+v", b.Grants)
	}
	if kinds := fmt.Sprint(f.diary.kinds()); kinds != "[account_changed role_given role_given]" {
		t.Errorf("recorded %s", kinds)
	}
}

func TestRowsThatAreRefused(t *testing.T) {
	f := imported(t)
	f.town.people["P4"] = person.Person{ID: "P4"}
	f.make(accounts.NewAccount{Login: "old", Person: "P3", Subject: "s9"})
	f.diary.kinds()
	const header = "login,person,name,role,unit,body,from,until,subject\n"
	for name, c := range map[string]struct{ rows, want string }{
		"no login":              {",P1,,,,,,,\n", "2  refused value_missing login"},
		"a bad login":           {"张三,P1,,,,,,,\n", "2 张三 refused login_invalid login"},
		"no such role":          {"aa,,,king,A,,,,\n", "2 aa refused role_unknown role"},
		"a place without role":  {"aa,,,,A,,,,\n", "2 aa refused value_missing role"},
		"no unit":               {"aa,,,cadre,,,,,\n", "2 aa refused role_place_wrong role"},
		"a unit for the city":   {"aa,,,admin,A,,,,\n", "2 aa refused role_place_wrong role"},
		"no such unit":          {"aa,,,cadre,Z,,,,\n", "2 aa refused unit_unknown unit"},
		"no such body":          {"aa,,,department,,D9,,,\n", "2 aa refused body_unknown body"},
		"no such person":        {"aa,P9,,,,,,,\n", "2 aa refused person_not_found person"},
		"backwards":             {"aa,,,cadre,A,,2026-05-01,2026-04-01,\n", "2 aa refused span_empty until"},
		"over":                  {"aa,,,cadre,A,,2026-01-01,2026-02-01,\n", "2 aa refused term_empty until"},
		"no date":               {"aa,,,cadre,A,,soon,,\n", "2 aa refused date_invalid from"},
		"a person with another": {"aa,P3,,,,,,,\n", "2 aa refused person_taken person"},
		"a subject of another":  {"aa,,,,,,,,s9\n", "2 aa refused subject_taken subject"},
		"a person twice":        {"aa,P1,,,,,,,\nbb,P1,,,,,,,\n", "2 aa created\n3 bb refused person_taken person"},
		"a subject twice":       {"aa,,,,,,,,s1\nbb,,,,,,,,s1\n", "2 aa created\n3 bb refused subject_taken subject"},
		"rows that disagree":    {"aa,P1,,,,,,,\naa,P2,,,,,,,\n", "2 aa refused rows_disagree person\n3 aa refused rows_disagree person"},
		"another's account":     {"old,P1,,,,,,,\n", "2 old refused account_of_other person"},
		"one row of two":        {"aa,,,cadre,A,,,,\naa,,,cadre,Z,,,,\n", "2 aa created\n3 aa refused unit_unknown unit"},
	} {
		in := f.take(local, header+c.rows, reading)
		if got := told(in); got != c.want || in.Written || in.Refused == 0 {
			t.Errorf("%s:\n%s\nnot\n%s", name, got, c.want)
		}
	}
	if list, _, _ := f.List(t.Context(), local, code, "", 10); len(list) != 1 || len(f.diary.kinds()) > 0 {
		t.Errorf("%d accounts are there", len(list))
	}
	leaving := reading
	leaving.LeaveOut = true
	in := f.take(local, header+"aa,P1,,cadre,A,,,,\naa,,,cadre,Z,,,,\nbb,,,king,,,,,\n", leaving)
	if got := told(in); got != "2 aa created\n3 aa refused unit_unknown unit\n4 bb refused role_unknown role" || !in.Written || in.Rows[0].Password == "" {
		t.Errorf("leaving out:\n%s", got)
	}
	if a, found, _ := f.Find(t.Context(), code, "aa"); !found || len(a.Grants) != 1 {
		t.Errorf("%+v", a)
	}
	for name, text := range map[string]string{"empty": "", "no columns": "a,b\n1,2\n"} {
		in, err := f.Import(t.Context(), local, code, strings.NewReader(text), leaving)
		if err != nil || in.Written || !in.File.Refused() {
			t.Errorf("%s: %+v, %v", name, in, err)
		}
	}
}

func TestImportByThoseWhoMayNotEverything(t *testing.T) {
	f := imported(t)
	f.town.profile = localAdmins()
	f.town.posts["P1"] = []territory.Office{{Unit: "A1", Post: head}}
	keeper := f.as(f.with("keeper.a", accounts.Grant{Role: "keeper", Unit: "A"}))
	f.with("inside", accounts.Grant{Role: "cadre", Unit: "A1"})
	f.with("aside", accounts.Grant{Role: "grid_worker", Unit: "B1"})
	f.diary.kinds()
	in := f.take(keeper, `login,person,role,unit
p1,P1,grid_worker,A1
p2,P2,grid_worker,A1
c1,,cadre,A1
b1,,grid_worker,B1
none,,,
inside,,grid_worker,A1
aside,,grid_worker,A1
`, reading)
	if got := told(in); got != "2 p1 created\n3 p2 refused person_not_found person\n4 c1 refused right_insufficient \n5 b1 refused right_insufficient \n"+
		"6 none refused right_insufficient \n7 inside refused right_insufficient \n8 aside refused login_taken login" {
		t.Errorf("%s", got)
	}
	_, err := f.PlanImport(t.Context(), accounts.Caller{Actor: access.Actor{City: code}}, code, strings.NewReader(table), reading)
	wants(t, "without the right", err, fault.RightMissing)
}
